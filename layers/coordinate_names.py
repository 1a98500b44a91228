"""Columns of position by their names, in Chinese or English; without pandas, for the reading process as well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["degrees", "metres"]

_LON: Final = (
    "lon",
    "lng",
    "long",
    "longitude",
    "经度",
    "东经",
    "lonwgs84",
    "wgs84lon",
    "gcj02lng",
    "bd09lng",
    "经",
)
_LAT: Final = ("lat", "latitude", "纬度", "北纬", "latwgs84", "wgs84lat", "gcj02lat", "bd09lat", "纬")
_EAST: Final = ("easting", "east", "东坐标", "横坐标", "东向坐标")
_NORTH: Final = ("northing", "north", "北坐标", "纵坐标", "北向坐标")
_X: Final = ("x", "x坐标", "坐标x", "xcoord", "pointx", "coordx")
_Y: Final = ("y", "y坐标", "坐标y", "ycoord", "pointy", "coordy")
_PLAIN_NAME: Final = re.compile(r"[\s_\-./:]|\(.*?\)|\[.*?\]|°")


@dataclass(frozen=True)
class CoordinateColumns:
    """Which columns hold the position: `x` towards the east, `y` towards the north."""

    x: str
    y: str
    unit: Unit | None = None
    """None: found out from the values."""


def guess_columns(names: Sequence[str]) -> CoordinateColumns | None:
    """Return the columns of position by their names in Chinese or English, None if no pair is there."""
    plain = [_plain(name) for name in names]
    for firsts, seconds in ((_LON, _LAT), (_EAST, _NORTH), (_X, _Y)):
        x, y = _first(plain, firsts), _first(plain, seconds)
        if x is not None and y is not None:
            return CoordinateColumns(names[x], names[y])
    return _put_together(names, plain)


def _put_together(names: Sequence[str], plain: Sequence[str]) -> CoordinateColumns | None:
    """Return the one pair such as 中心点经度 and 中心点纬度; None where there are several."""
    pairs = [
        (x, plain.index(f"{name.removesuffix('经度')}纬度"))
        for x, name in enumerate(plain)
        if name.endswith("经度") and f"{name.removesuffix('经度')}纬度" in plain
    ]
    return CoordinateColumns(names[pairs[0][0]], names[pairs[0][1]]) if len(pairs) == 1 else None


def may_mean_anything(name: str) -> bool:
    """Return whether a name is one that says nothing by itself, as `x` and `y` do: its numbers have to agree."""
    return _plain(name) in (*_X, *_Y)


def _plain(name: str) -> str:
    return _PLAIN_NAME.sub("", unicodedata.normalize("NFKC", name).lower())


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(one) for one in wanted if one in names), None)
