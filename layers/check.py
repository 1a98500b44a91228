"""Every problem of a layer in one go: fields, types, allowed values, ids, geometry, CRS, references, position.

Each check returns problems and changes nothing; `check_layer` also returns the typed frame that the problems speak of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from analysis.errors import Problem
from analysis.layout.links import contradicting_links, links_to_themselves
from layers.catalog import Field, Layer
from layers.crossings import unitable
from layers.datum import WGS84
from layers.geometry_checks import geometry_problems
from layers.raw import RawLayer
from layers.values import MISSING, convert, has_broken_characters, shown

GEOMETRY_TYPES: Final = {"point": ("Point",), "polygon": ("Polygon", "MultiPolygon")}
LAYER_CRS_NAMES: Final = ("WGS 84", "WGS 84 (CRS84)", "China Geodetic Coordinate System 2000")
"""Geographic systems that agree within a metre, so that a layer may come in any of them."""

MAX_UNKNOWN_NAMED: Final = 8
MOST_VERTICES: Final = 500_000
"""Of a layer of areas: the coast of a country in the detail of a wall map."""


def check_layer(layer: Layer, raw: RawLayer) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Check a file against its catalogue entry.

    Parameters
    ----------
    layer
        What the file should be.
    raw
        The file as it stands.

    Returns
    -------
    tuple
        A frame with every field of the catalogue, in its type, indexed by the key; and all problems found. Where a
        problem is an error the frame must not be used. A file that is too large or too tangled is not looked at
        further.
    """
    cost = list(_check_cost(layer, raw))
    if cost:  # the other checks would cost as much
        return _typed_frame(layer, RawLayer(raw.name, [], [], {}, raw.crs)), cost
    problems = [
        *_check_size(raw),
        *_check_crs(layer, raw),
        *_check_columns(layer, raw),
        *_check_values(layer, raw),
        *_check_key(layer, raw),
        *_check_geometry(layer, raw),
    ]
    return _typed_frame(layer, raw), problems


def check_references(layer: Layer, frame: gpd.GeoDataFrame, known: Mapping[str, frozenset[str]]) -> list[Problem]:
    """Check that what a layer refers to exists.

    Parameters
    ----------
    layer, frame
        The layer and its typed frame.
    known
        `layer.field` -> its values. A reference to something not listed here is not checked: the message of the
        missing layer stands for it.
    """
    return [
        Problem(
            "reference_unknown",
            _where(layer.path, str(key)),
            {"field": field.name, "value": shown(part), "refers_to": field.refers_to},
        )
        for field in layer.fields
        if field.refers_to in known
        for key, value in frame[field.name].items()
        for part in (value if isinstance(value, list) else [value])
        if isinstance(part, str) and part not in known[field.refers_to]
    ]


def check_within(layer: Layer, frame: gpd.GeoDataFrame) -> list[Problem]:
    """Check that no feature lies within itself, directly or by way of others: areas could not be summed."""
    if "within" not in frame:
        return []
    parents = {str(key): value for key, value in frame["within"].items() if isinstance(value, str)}
    problems = []
    for key in parents:
        above, seen = parents.get(key), set[str]()
        while above is not None and above not in seen and above != key:
            seen.add(above)
            above = parents.get(above)
        if above == key:
            problems.append(Problem("within_cycle", _where(layer.path, key), {"within": shown(parents[key])}))
    return problems


def check_links(layer: Layer, frame: gpd.GeoDataFrame) -> list[Problem]:
    """Check that links between cities agree: no city is linked to itself, and no way takes two times."""
    if not {"from_city", "to_city", "mode", "minutes"} <= set(frame.columns):
        return []
    found = [*links_to_themselves(frame), *contradicting_links(frame)]
    return [replace(problem, where=_where(layer.path, problem.where)) for problem in found]


def check_inside(layer: Layer, frame: gpd.GeoDataFrame, cities: gpd.GeoDataFrame, *, crs: CRS) -> list[Problem]:
    """Check that each feature lies in the land of the city that it names.

    Parameters
    ----------
    layer, frame
        The layer and its typed frame; features without a city or with an unknown one are passed over.
    cities
        City polygons with `name_zh`, WGS 84.
    crs
        Projected CRS in which the distance to the city's land is taken, in metres.
    """
    if not layer.inside or frame.empty:
        return []
    land = gpd.GeoSeries(cities.geometry.to_numpy(), index=cities["name_zh"], crs=cities.crs).to_crs(crs)
    named = frame[frame[layer.inside].isin(land.index)]
    if named.empty:
        return []
    stated = land.loc[named[layer.inside]].to_numpy()
    distance_m = shapely.distance(named.geometry.to_crs(crs).to_numpy(), stated)
    return [
        Problem(
            "outside_city",
            _where(layer.path, str(key)),
            {"field": layer.inside, "value": shown(city), "distance_km": round(float(distance) / 1000, 1)},
        )
        for key, city, distance in zip(named.index, named[layer.inside], distance_m, strict=True)
        if distance > layer.inside_tolerance_m
    ]


def check_plain(raw: RawLayer) -> list[Problem]:
    """Check a file that is no layer of the catalogue: content, CRS, unique ids, geometry."""
    problems = list(_check_size(raw))
    if raw.crs is None:
        problems.append(Problem("crs_missing", raw.name, severity="warning"))
    if raw.records and all("id" in record for record in raw.records):
        problems += _duplicates(raw, "id")
    return problems + _geometry_problems(raw, types=(), geographic=_is_geographic(raw.crs))


def _where(name: str, feature: str) -> str:
    return f"{name}: {shown(feature)}"


def _feature(raw: RawLayer, place: int, key: str = "id") -> str:
    """Return a feature's id, or its place in the file counted from 1."""
    value = raw.records[place].get(key) if key else None
    return _where(raw.name, str(value) if value not in (None, "") else f"#{place + 1}")


def _check_size(raw: RawLayer) -> Iterator[Problem]:
    if not raw.records:
        yield Problem("no_features", raw.name)


def _check_cost(layer: Layer, raw: RawLayer) -> Iterator[Problem]:
    """Find what would take the pages, and everybody who uses them, too much time or memory."""
    count = len(raw.records)
    if count > layer.most:
        yield Problem("too_many_features", raw.name, {"count": count, "limit": layer.most})
    elif layer.geometry == "polygon":
        areas = _geometries(raw)
        vertices = int(shapely.get_num_coordinates(areas).sum())
        if vertices > MOST_VERTICES:
            yield Problem("too_many_vertices", raw.name, {"count": vertices, "limit": MOST_VERTICES})
        elif not unitable(areas):
            yield Problem("outlines_tangled", raw.name)


def _is_geographic(crs: CRS | None) -> bool:
    return crs is not None and crs.is_geographic


def _check_crs(layer: Layer, raw: RawLayer) -> Iterator[Problem]:
    if layer.geometry == "none" or raw.crs is None:
        return
    if not (raw.crs.is_geographic and raw.crs.name in LAYER_CRS_NAMES):
        yield Problem("wrong_crs", raw.name, {"crs": raw.crs.name})


def _columns(raw: RawLayer) -> dict[str, None]:
    return dict.fromkeys(name for record in raw.records for name in record)


def _check_columns(layer: Layer, raw: RawLayer) -> Iterator[Problem]:
    columns = _columns(raw)
    for field in layer.fields:
        if field.required and raw.records and field.name not in columns:
            yield Problem("missing_field", raw.name, {"field": field.name})
    unknown = [name for name in columns if name not in {field.name for field in layer.fields}]
    if unknown:
        yield Problem(
            "unknown_fields",
            raw.name,
            {"count": len(unknown), "fields": ", ".join(shown(name) for name in unknown[:MAX_UNKNOWN_NAMED])},
            severity="warning",
        )


def _check_values(layer: Layer, raw: RawLayer) -> Iterator[Problem]:
    columns = _columns(raw)
    for field in layer.fields:
        if field.name not in columns:
            continue
        for place, record in enumerate(raw.records):
            for code, name, values in _field_problems(field, record.get(field.name), name=field.name):
                yield Problem(code, _feature(raw, place, layer.key), {"field": name, **values})


def _field_problems(
    field: Field,
    value: Any,  # noqa: ANN401 - as below
    *,
    name: str,
) -> Iterator[tuple[str, str, dict[str, str | float]]]:
    """Check a value, and the parts of each of its records under names such as `status[1].date`."""
    problem = _value_problem(field, value)
    if problem:
        code, values = problem
        yield code, name, values
    elif field.type == "records":
        for number, record in enumerate(value or (), start=1):
            for part in field.parts:
                yield from _field_problems(part, record.get(part.name), name=f"{name}[{number}].{part.name}")


def _value_problem(field: Field, value: Any) -> tuple[str, dict[str, str | float]] | None:  # noqa: ANN401 - JSON holds anything
    if value is None or value == "":
        return ("missing_value", {}) if field.required else None
    converted = convert(value, field.type)
    if converted is MISSING:
        return "wrong_type", {"value": shown(value), "type": field.type}
    if has_broken_characters(converted):
        return "broken_characters", {"value": shown(value)}
    if field.allowed and converted not in field.allowed:
        return "value_not_allowed", {"value": shown(value), "allowed": ", ".join(field.allowed)}
    below = field.minimum is not None and converted < field.minimum
    above = field.maximum is not None and converted > field.maximum
    if below or above:
        low = "-" if field.minimum is None else f"{field.minimum:g}"
        high = "-" if field.maximum is None else f"{field.maximum:g}"
        return "out_of_range", {"value": shown(value), "minimum": low, "maximum": high}
    return None


def _check_key(layer: Layer, raw: RawLayer) -> list[Problem]:
    keys = (*filter(None, [layer.key]), *layer.also_unique)
    return [problem for key in keys for problem in _duplicates(raw, key)]


def _duplicates(raw: RawLayer, key: str) -> list[Problem]:
    counts = Counter(str(record[key]) for record in raw.records if record.get(key) not in (None, ""))
    return [
        Problem("duplicate_id", _where(raw.name, value), {"field": key, "value": shown(value), "count": count})
        for value, count in counts.items()
        if count > 1
    ]


def _check_geometry(layer: Layer, raw: RawLayer) -> list[Problem]:
    if layer.geometry == "none":
        return []
    return _geometry_problems(raw, types=GEOMETRY_TYPES[layer.geometry], geographic=True, key=layer.key)


def _geometry_problems(raw: RawLayer, *, types: Sequence[str], geographic: bool, key: str = "id") -> list[Problem]:
    return geometry_problems(
        _geometries(raw), lambda place: _feature(raw, place, key), broken=raw.broken, geographic=geographic, types=types
    )


def _geometries(raw: RawLayer) -> NDArray[Any]:
    geometries = np.empty(len(raw.geometries), dtype=object)
    geometries[:] = list(raw.geometries)
    return geometries


def _typed_frame(layer: Layer, raw: RawLayer) -> gpd.GeoDataFrame:
    columns: dict[str, Any] = {}
    for field in layer.fields:
        columns[field.name] = _series(field, [_typed(field, record.get(field.name)) for record in raw.records])
    index = columns[layer.key].rename(None) if layer.key else None
    frame = pd.DataFrame(columns)
    if index is not None:
        frame.index = pd.Index(index, dtype=object)
    return gpd.GeoDataFrame(frame, geometry=list(raw.geometries), crs=WGS84)


def _typed(field: Field, value: Any) -> Any:  # noqa: ANN401 - a JSON value goes in, a typed one comes out
    """Return the value in its type, None where it has another; of records only the parts that the catalogue knows."""
    converted = convert(value, field.type)
    if converted is MISSING:
        return None
    if field.parts and converted:
        return [{part.name: _typed(part, record.get(part.name)) for part in field.parts} for record in converted]
    return converted


def _series(field: Field, values: list[Any]) -> pd.Series[Any]:
    if field.type == "number":
        return pd.Series(values, dtype="float64")
    if field.type == "integer":
        return pd.Series(values, dtype="Int64")
    if field.type == "flag":
        return pd.Series([bool(value) for value in values], dtype=bool)
    if field.type in ("texts", "records"):
        return pd.Series([value or [] for value in values], dtype=object)
    return pd.Series(values, dtype=object)
