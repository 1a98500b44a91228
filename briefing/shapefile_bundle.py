"""Layers of a briefing as zipped Shapefiles in CGCS2000, and beside them what the format cannot hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from briefing.about import About
from briefing.csv_rows import BOM, write_csv_rows
from briefing.geolayer import GeoLayer
from briefing.geopackage import time_stamp
from briefing.plain_text import plain_text
from briefing.shapefile import TEXT_LIMIT, short_names, write_shapefile, zipped_shapefiles

CGCS2000: Final = "EPSG:4490"

_Cut = tuple[str, str, str, str]
"""Layer, id, field and the whole of a text that had to be cut."""


def write_shapefiles(
    path: Path, layers: Sequence[GeoLayer], about: About, *, words: Mapping[str, str]
) -> tuple[str, ...]:
    """Write each layer as a Shapefile into one zip, with what it is, its fields, and texts that had to be cut.

    Parameters
    ----------
    path
        To be written.
    layers, about
        The layers in WGS 84, and what the file says of itself in `about.json` and `about.txt`.
    words
        Entries of the catalogue's `briefing_file`, by their name.

    Returns
    -------
    tuple of str
        A sentence for each text above 254 bytes; `full_texts.csv` in the zip holds it whole.
    """
    cut: list[_Cut] = []
    with zipped_shapefiles(path, about.date) as folder:
        for layer in layers:
            cut += _write_layer(folder, layer, about)
        notes = tuple(_sentence(one, words) for one in cut)
        _write_about(folder, about, notes)
        _write_fields(folder, layers, words)
        if cut:
            write_csv_rows(folder / "full_texts.csv", [("layer", "id", "field", "value"), *cut])
    return notes


def _write_layer(folder: Path, layer: GeoLayer, about: About) -> list[_Cut]:
    # The same numbers: CGCS2000 agrees with WGS 84 within a metre, and PROJ moves nothing between them either.
    features = replace(layer.features(), crs=CGCS2000)
    with time_stamp(about):
        cut = write_shapefile(folder, features, about.date).cut
    return [(layer.id, str(layer.table.rows[one.place][0]), one.field, one.value) for one in cut]


def _write_about(folder: Path, about: About, notes: Sequence[str]) -> None:
    lines = [about.title, about.subtitle, *(f"{label}: {value}" for label, value in about.facts()), CGCS2000]
    lines += ["", f"{about.labels.get('sources', 'sources')}:", *(source.line for source in about.sources)]
    lines += ["", *notes] if notes else []
    (folder / "about.txt").write_text(BOM + "\r\n".join(map(plain_text, lines)) + "\r\n", encoding="utf-8", newline="")
    metadata = json.dumps(about.metadata(), ensure_ascii=False, indent=1)
    (folder / "about.json").write_text(metadata + "\n", encoding="utf-8")


def _write_fields(folder: Path, layers: Sequence[GeoLayer], words: Mapping[str, str]) -> None:
    rows: list[tuple[str, ...]] = [("layer", "field", words["short_name"], "title", "unit", "type", "description")]
    for layer in layers:
        names = short_names([column.id for column in layer.table.columns])
        rows += [
            (layer.id, one.id, names[one.id], one.title, one.data_unit, one.type, one.description)
            for one in layer.table.columns
        ]
    write_csv_rows(folder / "fields.csv", [[plain_text(cell) for cell in row] for row in rows])


def _sentence(cut: _Cut, words: Mapping[str, str]) -> str:
    layer, key, field, value = cut
    return words["cut_value"].format(layer=layer, id=key, field=field, n=len(value.encode()), limit=TEXT_LIMIT)
