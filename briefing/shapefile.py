"""Layers as zipped Shapefiles in CGCS2000: what the format cannot hold is told and kept beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from briefing.about import About
from briefing.geolayer import GeoLayer
from briefing.geopackage import time_stamp
from briefing.plain_text import plain_text
from briefing.text_geodata import BOM, guarded

CGCS2000: Final = "EPSG:4490"
NAME_LIMIT: Final = 10
"""Characters of a field's name."""

TEXT_LIMIT: Final = 254
"""Bytes of a text, which in UTF-8 are about 84 Chinese characters."""

SHORT_NAMES: Final[Mapping[str, str]] = {
    "plan_clause": "clause",
    "status_name": "status_nm",
    "status_history": "status_rec",
    "position_uncertainty_m": "pos_unc_m",
    "position_confidence": "pos_conf",
    "position_basis": "pos_basis",
    "other_sites": "other_site",
    "stated_bounds": "bounds",
    "established": "establishd",
    "score_points": "score_pts",
    "in_group_share": "in_grp_shr",
    "nearest_site": "near_site",
    "nearest_site_m": "near_sit_m",
    "nearest_platform_m": "near_plt_m",
    "score_change_points": "score_chg",
    "population_2020": "pop_2020",
    "population_2010": "pop_2010",
    "gdp_2024_100m_yuan": "gdp24_100m",
    "industrial_firms_2023": "firms_2023",
    "data_tier_name": "dat_tier_n",
    "data_tier_stability": "dat_tier_s",
    "minutes_to_higher_tier": "min_higher",
    "nearest_higher_city": "near_highr",
    "minutes_estimated": "min_estim",
    "quotient_population": "lq_pop",
    "quotient_low": "lq_low",
    "quotient_high": "lq_high",
}
"""Field -> its name in a Shapefile, a promise like the fields themselves; others are cut, and numbered where equal."""


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Return field -> name of at most 10 characters, all different."""
    found: dict[str, str] = {}
    for name in names:
        short, n = SHORT_NAMES.get(name, name)[:NAME_LIMIT], 1
        while short.casefold() in {one.casefold() for one in found.values()}:
            n += 1
            short = f"{name[: NAME_LIMIT - len(str(n)) - 1]}_{n}"
        found[name] = short
    return found


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
    cut: list[tuple[str, str, str, str]] = []
    with TemporaryDirectory(dir=path.parent, prefix=".yuantu-") as folder:
        for layer in layers:
            cut += _write_layer(Path(folder), layer, about)
        notes = tuple(_sentence(one, words) for one in cut)
        _write_texts(Path(folder), layers, about, cut, notes, words)
        _zip(path, sorted(Path(folder).iterdir()), about)
    return notes


def fitting(value: str, limit: int = TEXT_LIMIT) -> str:
    """Return the beginning of a text that fits so many bytes of UTF-8, never half a character."""
    return value.encode()[:limit].decode(errors="ignore")


def _write_layer(folder: Path, layer: GeoLayer, about: About) -> list[tuple[str, str, str, str]]:
    import pyogrio

    frame = layer.frame().to_crs(CGCS2000)
    cut = []
    for column in layer.table.columns:
        if column.type not in ("text", "date"):
            continue
        values = frame[column.id].tolist()
        for key, value in zip(layer.table.values(layer.table.columns[0].id), values, strict=True):
            if value is not None and len(value.encode()) > TEXT_LIMIT:
                cut.append((layer.id, str(key), column.id, value))
        frame[column.id] = [None if value is None else fitting(value) for value in values]
    names = short_names([column.id for column in layer.table.columns])
    area = layer.style is not None and layer.style.kind == "area"
    with time_stamp(about):
        pyogrio.write_dataframe(
            frame.rename(columns=names),
            folder / f"{layer.id}.shp",
            driver="ESRI Shapefile",
            encoding="UTF-8",
            geometry_type="MultiPolygon" if area else "Point",
            promote_to_multi=area,
            layer_options={"DBF_DATE_LAST_UPDATE": about.date.isoformat()},
        )
    return cut


def _write_texts(
    folder: Path,
    layers: Sequence[GeoLayer],
    about: About,
    cut: Sequence[tuple[str, str, str, str]],
    notes: Sequence[str],
    words: Mapping[str, str],
) -> None:
    lines = [about.title, about.subtitle, *(f"{label}: {value}" for label, value in about.facts()), CGCS2000]
    lines += ["", f"{about.labels.get('sources', 'sources')}:", *(source.line for source in about.sources)]
    lines += ["", *notes] if notes else []
    (folder / "about.txt").write_text(BOM + "\r\n".join(map(plain_text, lines)) + "\r\n", encoding="utf-8", newline="")
    metadata = json.dumps(about.metadata(), ensure_ascii=False, indent=1)
    (folder / "about.json").write_text(metadata + "\n", encoding="utf-8")
    fields: list[tuple[str, ...]] = [("layer", "field", words["short_name"], "title", "unit", "type", "description")]
    for layer in layers:
        names = short_names([column.id for column in layer.table.columns])
        fields += [
            (layer.id, one.id, names[one.id], one.title, one.data_unit, one.type, one.description)
            for one in layer.table.columns
        ]
    _write_csv(folder / "fields.csv", fields)
    if cut:
        _write_csv(folder / "full_texts.csv", [("layer", "id", "field", "value"), *cut])


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([guarded(value) for value in row] for row in rows)
    path.write_text(BOM + out.getvalue(), encoding="utf-8", newline="")


def _sentence(cut: tuple[str, str, str, str], words: Mapping[str, str]) -> str:
    layer, key, field, value = cut
    return words["cut_value"].format(layer=layer, id=key, field=field, n=len(value.encode()), limit=TEXT_LIMIT)


def _zip(path: Path, files: Iterable[Path], about: About) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for file in files:
            entry = ZipInfo(file.name, (max(about.date.year, 1980), about.date.month, about.date.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            book.writestr(entry, file.read_bytes())
