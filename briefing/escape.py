"""The one gate through which text and features pass on their way into a page drawn by folium.

folium hands its output to branca, which compiles it a second time as a Jinja template, and puts names and tooltips
into the page as HTML inside JavaScript template strings. A value from outside is therefore dangerous in four languages
at once (Jinja, JavaScript, JSON, HTML). What leaves this gate is inert in all of them and reads as it did before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from analysis.errors import LayerError, Problem

TEXT_LIMIT: Final = 200
"""Characters of a text, unless the caller says otherwise."""

DRAWABLE: Final = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
COORDINATE_DECIMALS: Final = 5
"""About one metre, finer than any position that the map shows."""

FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_RESERVED: Final = ("style", "highlight")  # folium reads these two as instructions

_CONTROLS: Final = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"]
_BIDI_OVERRIDES: Final = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]  # would turn the text that follows round
_SURROGATES: Final = range(0xD800, 0xE000)  # cannot be written as UTF-8
_DROPPED: Final = dict.fromkeys([*_CONTROLS, *_BIDI_OVERRIDES, *_SURROGATES])
_ESCAPED: Final = {ord(character): f"&#{ord(character)};" for character in "&<>\"'{}`$\\\t\n\u2028\u2029"}
_ELLIPSIS: Final = "…"


def safe_text(value: object, *, limit: int = TEXT_LIMIT) -> str:
    r"""Return a value as text that every surface of a folium page shows and none runs.

    ``& < > " ' { } ` $ \``, tabs and line ends become HTML entities. Other control characters, bidirectional overrides
    and lone surrogates are dropped. None gives the empty text. The result is for HTML text and quoted attributes, also
    where a JavaScript or JSON string carries the HTML.

    Parameters
    ----------
    value
        Anything; only its ``str()`` is taken.
    limit
        Greatest number of characters shown; a longer text ends in an ellipsis, never within an entity.

    Raises
    ------
    ValueError
        If `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; a text needs room for one character")
    if value is None:
        return ""
    # A call of str's own method, because a subclass such as Markup may override it.
    shown = str.translate(str(value), _DROPPED)
    if len(shown) > limit:
        shown = shown[: limit - 1] + _ELLIPSIS
    return str.translate(shown, _ESCAPED)


def safe_features(
    geometries: Sequence[BaseGeometry | None],
    fields: Mapping[str, Sequence[object]],
    *,
    where: str,
    types: Sequence[str] = DRAWABLE,
    limit: int = TEXT_LIMIT,
) -> dict[str, Any]:
    """Build a GeoJSON FeatureCollection that holds nothing but checked geometry and fields of our own.

    Parameters
    ----------
    geometries
        WGS 84, longitude first. Coordinates are rounded to 5 decimals and lose any height. An empty sequence gives a
        collection without features.
    fields
        Our field name (small ASCII letters, digits, underscores) -> one value per geometry. Finite numbers and flags
        stay, other numbers become null, everything else passes `safe_text`.
    where
        The layer, for messages.
    types
        Geometry types that are accepted.
    limit
        Of each text, in characters.

    Raises
    ------
    LayerError
        With every geometry that is missing, of another type, not finite, not in degrees or invalid.
    ValueError
        If a field's name or the number of its values is wrong.
    """
    for name, values in fields.items():
        _check_field(name, len(values), len(geometries))
    problems = [
        problem
        for place, geometry in enumerate(geometries, start=1)
        for problem in _geometry_problems(geometry, f"{where}, {place}", types)
    ]
    if problems:
        raise LayerError(*problems)
    features = [
        {
            "type": "Feature",
            "geometry": _rounded(geometry),
            "properties": {name: _safe_value(values[place], limit) for name, values in fields.items()},
        }
        for place, geometry in enumerate(geometries)
    ]
    return {"type": "FeatureCollection", "features": features}


def _check_field(name: str, count: int, expected: int) -> None:
    if not FIELD_NAME.fullmatch(name) or name in _RESERVED:
        raise ValueError(f"{name!r} is not a field name of ours")
    if count != expected:
        raise ValueError(f"the field {name} has {count} values for {expected} geometries")


def _safe_value(value: object, limit: int) -> str | int | float | bool | None:
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else None
    return safe_text(value, limit=limit)


def _geometry_problems(geometry: BaseGeometry | None, where: str, types: Sequence[str]) -> Iterator[Problem]:
    if geometry is None or geometry.is_empty:
        yield Problem("geometry_missing", where)
        return
    if geometry.geom_type not in types:
        yield Problem("geometry_type", where, {"value": geometry.geom_type, "allowed": ", ".join(types)})
        return
    coordinates = shapely.get_coordinates(geometry)
    outside = coordinates[(np.abs(coordinates) > (180, 90)).any(axis=1)]
    if not np.isfinite(coordinates).all():
        yield Problem("coordinates_not_finite", where)
    elif len(outside):
        x, y = outside[0]
        code = "coordinates_swapped" if abs(x) <= 90 and abs(y) <= 180 else "coordinates_not_degrees"
        yield Problem(code, where, {"x": float(x), "y": float(y)})
    elif not geometry.is_valid:
        yield Problem("geometry_invalid", where, {"reason": shapely.is_valid_reason(geometry)})


def _rounded(geometry: BaseGeometry | None) -> dict[str, Any]:
    flat = shapely.transform(shapely.force_2d(geometry), lambda points: points.round(COORDINATE_DECIMALS))
    plain = mapping(flat)
    return {"type": plain["type"], "coordinates": plain["coordinates"]}
