"""A user's columns as a layer's fields: guessed by their names in Chinese or English, filled in where they lack."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import shapely

from layers.catalog import Field, Layer
from layers.datum import WGS84
from layers.draft import Draft
from layers.raw import RawLayer
from layers.reading import records_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.study import Study

SourceKind = Literal["column", "value", "number", "place"]
"""Where a field's values come from: a column, one value for all, the row's number, or the area that holds the place."""

PLACED: Final[Mapping[str, str]] = {"city": "cities", "district": "districts"}
"""Fields that a place can tell -> the layer whose polygons hold it."""

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    field: tuple(names)
    for field, names in tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text(encoding="utf-8")).items()
}
"""Field -> what people call it, as `_plain` leaves a name; any other field is found under its own name."""

_NAMED: Final = ("cities.name_zh", "districts.name_zh")
_FLAGS: Final = {
    "true": True,
    "false": False,
    "1": True,
    "0": False,
    "是": True,
    "否": False,
    "yes": True,
    "no": False,
    "y": True,
    "n": False,
    "有": True,
    "无": False,
}
_LIST: Final = re.compile(r"[、，,;；|/]")
_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {"name_zh": ("名称",), "city": ("城市",), "area_km2": ("面积",)}
"""Of names that are put together, such as 港口名称."""

_BRACKETS: Final = re.compile(r"\(.*?\)|（.*?）|\[.*?\]")


@dataclass(frozen=True)
class FieldSource:
    """Where a field's values come from; `of` is the column, or the value."""

    kind: SourceKind
    of: str = ""


def guess_column(field: str, columns: Sequence[str]) -> str | None:
    """Return the column that is most likely a field: by its own name, then by Chinese names, then by others."""
    plain = {_plain(column): column for column in reversed(columns)}
    bare = {_plain(_BRACKETS.sub("", column)): column for column in reversed(columns)}
    synonyms = SYNONYMS.get(field, ())
    chinese = [one for one in synonyms if not one.isascii()]
    latin = [one for one in synonyms if one.isascii()]
    together = [name for name in bare if name.endswith(_ENDINGS.get(field, "\0")) and "英" not in name]
    for wanted in (_plain(field), *chinese, *together, *latin):
        for names in (plain, bare):
            if wanted in names:
                return names[wanted]
    return None


def guess_sources(layer: Layer, draft: Draft) -> dict[str, FieldSource]:
    """Return a source for each field that can be guessed; every required field gets one where any makes sense."""
    columns = list(draft.attributes)
    found: dict[str, FieldSource] = {}
    taken: set[str] = set()
    for field in layer.fields:
        column = guess_column(field.name, [one for one in columns if one not in taken])
        if column is not None:
            found[field.name] = FieldSource("column", column)
            taken.add(column)
    for field in layer.fields:
        if field.name not in found and (source := _fallback(field, layer, draft, found)) is not None:
            found[field.name] = source
    return found


def named_column(draft: Draft) -> str | None:
    """Return the column that names the features: a name, else an id."""
    columns = list(draft.attributes)
    return guess_column("name_zh", columns) or guess_column("name_en", columns) or guess_column("id", columns)


def layer_of_draft(draft: Draft, layer: Layer, sources: Mapping[str, FieldSource], study: Study) -> RawLayer:
    """Return the file under the names of a layer's fields, in degrees of WGS 84, ready for `check_layer`.

    A status or source that is plain text becomes the one record that the layer's field holds.
    """
    known = {field.name: field for field in layer.fields}
    records = records_of(draft.frame)
    filled: list[dict[str, Any]] = [{} for _ in records]
    for name, source in sources.items():
        if source == FieldSource("value"):
            continue
        for record, value in zip(filled, _values(name, source, records, draft, study), strict=True):
            record[name] = _fitted(known[name], value, draft.name)
    for field in (one for one in layer.fields if one.name in sources and one.refers_to in _NAMED):
        called = _names_of(study, field.refers_to.partition(".")[0])
        for record in filled:
            record[field.name] = called.get(_area_name(record[field.name]), record[field.name])
    return RawLayer(draft.name, filled, list(draft.places), {}, None if layer.geometry == "none" else WGS84)


def _fallback(field: Field, layer: Layer, draft: Draft, found: Mapping[str, FieldSource]) -> FieldSource | None:
    """Return what fills a required field that no column is called after; a value that only the user knows is empty."""
    if field.name in PLACED and layer.geometry == "point" and (field.required or field.name == "city"):
        return FieldSource("place")
    if not field.required:
        return None
    if field.name == "id":
        return FieldSource("number")
    if field.name in ("name_zh", "name_en"):
        other = found.get("name_en" if field.name == "name_zh" else "name_zh") or found.get("id")
        return other if other is not None else FieldSource("number")
    if len(field.allowed) == 1:
        return FieldSource("value", field.allowed[0])
    if field.name in ("sources", "position_basis", "position_basis_en"):
        return FieldSource("value", draft.name)
    return FieldSource("value")


def _values(
    name: str, source: FieldSource, records: Sequence[Mapping[str, Any]], draft: Draft, study: Study
) -> list[Any]:
    if source.kind == "column":
        return [record.get(source.of) for record in records]
    if source.kind == "number":
        return [str(place) for place in range(1, len(records) + 1)]
    if source.kind == "place":
        return _holding(draft.places, study, PLACED[name])
    return [source.of] * len(records)


def _fitted(field: Field, value: Any, name: str) -> Any:  # noqa: ANN401 - a value of any format
    """Return a value in the form that the field has where nothing is lost by it; else as it is, for the check."""
    if value is None or value == "":
        return None
    if field.type == "text" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if value == int(value) else str(value)
    if field.type == "date" and not isinstance(value, str):
        return str(value)[:10]
    if field.type == "number" and isinstance(value, str):
        return value.replace(",", "").replace("，", "").strip()
    if field.type == "flag":
        return _FLAGS.get(str(value).strip().casefold(), value)
    if field.type == "texts" and isinstance(value, str):
        return [part.strip() for part in _LIST.split(value) if part.strip()]
    return _as_records(field, value, name) if field.type == "records" else value


def _as_records(field: Field, value: Any, name: str) -> Any:  # noqa: ANN401 - as above
    """Return a list of records as it is, or the one record that a plain text stands for."""
    if not isinstance(value, str):
        return value
    parts = {part.name for part in field.parts}
    return [{"status": value, "source": name}] if "status" in parts else [{"source": value}]


def _names_of(study: Study, layer_id: str) -> dict[str, str]:
    """Return what people call the areas of a layer -> their Chinese name: with or without 市, or in English."""
    if not study.has(layer_id):
        return {}
    rows = study.layer(layer_id)[["name_zh", "name_en"]].itertuples(index=False)
    found: dict[str, str] = {}
    for chinese, english in rows:
        for called in (chinese, english):
            if isinstance(called, str) and isinstance(chinese, str):
                found.setdefault(_area_name(called), chinese)
    return found


def _area_name(value: object) -> str:
    plain = _plain(str(value or "")).removesuffix("city")
    return plain.removesuffix("市") if len(plain) > 2 else plain


def _holding(places: NDArray[np.object_], study: Study, layer_id: str) -> list[str | None]:
    """Return the name of the area that holds each place, None where none does."""
    if not study.has(layer_id):
        return [None] * len(places)
    areas = study.layer(layer_id)
    tree = shapely.STRtree(areas.geometry.to_numpy())
    middle = shapely.point_on_surface(places)
    held = np.full(len(places), -1)
    at, area = tree.query(middle, predicate="within")
    held[at] = area
    return [None if one < 0 else str(areas["name_zh"].iloc[one]) for one in held]


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())
