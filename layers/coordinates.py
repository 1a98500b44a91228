"""Coordinates in tables: which columns hold them, and how they are written: degrees, minutes and seconds, or metres."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.coordinate_names import CoordinateColumns, Unit, may_mean_anything

_HEMISPHERE: Final = {"n": 1, "e": 1, "s": -1, "w": -1, "北": 1, "东": 1, "南": -1, "西": -1}
_OF_ANGLE: Final = re.compile(
    r"""^(?P<sign>[+-]?)\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*(?:°|º|度|d|deg|:|\s)\s*
        (?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*(?:'|分|m|min|:|\s|$)\s*
        (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:"|''|秒|s|sec|$)?\s*)?)?$""",
    re.VERBOSE,
)
_SECONDS_IN_LETTERS: Final = re.compile(r"(?<=[0-9])m\s*([0-9.]+)\s*s$")
_PRIMES: Final = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "″": '"', "”": '"', "“": '"', "˚": "°", "º": "°"}
)
_FIRST_3_DEGREE_ZONE, _LAST_3_DEGREE_ZONE = 25, 45
_FIRST_6_DEGREE_ZONE, _LAST_6_DEGREE_ZONE = 13, 23
_ZONE_UNIT: Final = 1_000_000
_LARGEST_ZONED_M: Final = 1e9
_LEAST_M: Final = 10_000
_REACH: Final = (70.0, 0.0, 140.0, 60.0)
_EPSG_OF_ZONE_0: Final = {3: 4488, 6: 4478}
"""CGCS2000 Gauss-Kruger with the zone before the easting: EPSG 4513 is zone 25 of 3 degrees, 4491 zone 13 of 6."""


@dataclass(frozen=True)
class Positions:
    """Positions of rows: `xy` (n, 2), NaN where there is none; what a cell says where it is no coordinate.

    `epsg` is the system that the numbers themselves tell: a zone before the easting; None otherwise. `swapped` says
    that the two columns were exchanged, because surveyors call the northing X.
    """

    columns: CoordinateColumns
    xy: NDArray[np.float64]
    unreadable: dict[int, str]
    epsg: int | None
    swapped: bool


def is_plausible(found: Positions) -> bool:
    """Return whether numbers under names that may mean anything, as `x` and `y` do, are positions.

    They are if most are metres, or degrees within the reach of China; others have to be chosen by the user.
    """
    if any(may_mean_anything(name) for name in (found.columns.x, found.columns.y)):
        x, y = found.xy[np.isfinite(found.xy).all(axis=1)].T
        if found.columns.unit == "metres":
            return bool(len(x) and (np.abs(x) > _LEAST_M).mean() > 0.5 and (np.abs(y) > _LEAST_M).mean() > 0.5)
        west, south, east, north = _REACH
        return bool(len(x) and ((x > west) & (x < east) & (y > south) & (y < north)).mean() > 0.5)
    return True


def degrees_of(value: object) -> float:
    """Return an angle in degrees from any usual way of writing it; NaN for what is none.

    Takes decimal degrees, ``113°15'30.5"E``, ``东经113°15′30″``, ``113:15:30``, ``113 15 30``, ``113度15分30秒``,
    ``W 113.5``. Minutes and seconds must be below 60; south and west are negative.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str) or len(value) > 60:
        return float("nan")
    text = _SECONDS_IN_LETTERS.sub(r"m\1", _normal(value))  # else the last s would be south
    sign = 1
    for mark, factor in _HEMISPHERE.items():
        stripped = text.removeprefix(mark).removeprefix("经").removeprefix("纬").strip()
        if text.startswith(mark):
            text, sign = stripped.lstrip(":").strip(), factor
            break
        if text.endswith(mark) and len(text) > 1:
            text, sign = text[: -len(mark)].strip(), factor
            break
    number = _decimal(text)
    if number is not None:
        return sign * number
    found = _OF_ANGLE.match(text)
    if found is None:
        return float("nan")
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        return float("nan")
    value_deg = float(found["degrees"]) + minutes / 60 + seconds / 3600
    return -sign * value_deg if found["sign"] == "-" else sign * value_deg


def positions(table: pd.DataFrame, columns: CoordinateColumns) -> Positions:
    """Return the positions of a table's rows.

    Parameters
    ----------
    table
        Holds both columns, as numbers or as they were written.
    columns
        Which they are; without a unit it is found out: metres if most numbers are beyond any angle.

    Returns
    -------
    Positions
        An empty cell gives NaN and is no fault; a cell that is no coordinate is told of in `unreadable`.
    """
    x, y = _numbers(table[columns.x]), _numbers(table[columns.y])
    unit = columns.unit or _unit(x, y)
    swapped = unit == "metres" and _is_northing(x) and not _is_northing(y)
    if swapped:
        x, y = y, x
        columns = CoordinateColumns(columns.y, columns.x)
    empty = _is_empty(table[columns.x]) | _is_empty(table[columns.y])
    bad = ~empty & (np.isnan(x) | np.isnan(y)) & ~(_says_nan(table[columns.x]) | _says_nan(table[columns.y]))
    unreadable = {
        int(place): f"{columns.x}={str(table[columns.x].iloc[place])[:40]!r}, "
        f"{columns.y}={str(table[columns.y].iloc[place])[:40]!r}"
        for place in np.flatnonzero(bad)
    }
    xy = np.column_stack([x, y])
    xy[empty | bad] = np.nan
    epsg = _epsg(x) if unit == "metres" else None
    return Positions(CoordinateColumns(columns.x, columns.y, unit), xy, unreadable, epsg, swapped)


def _normal(value: str) -> str:
    # The normal form would turn a prime into other signs, so primes first.
    text = unicodedata.normalize("NFKC", value.translate(_PRIMES)).translate(_PRIMES)
    return text.replace("−", "-").strip().lower()


def _decimal(text: str) -> float | None:
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        text = text.replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        return float(text.rstrip("°度").strip())
    except ValueError:
        return None


def _numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Return numbers: at once where all are plain, else cell by cell."""
    plain = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    left = np.flatnonzero(np.isnan(plain) & ~_is_empty(column))
    if len(left):
        plain = plain.copy()
        plain[left] = [degrees_of(value) for value in column.iloc[left]]
    return plain


def _is_empty(column: pd.Series[Any]) -> NDArray[np.bool_]:
    blank = column.astype(str).str.strip().isin(["", "None"]) if column.dtype.kind not in "biuf" else False
    return np.asarray(column.isna() | blank, dtype=bool)


def _says_nan(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Whether a cell says that it is not a number, which is told of as a coordinate that is not finite."""
    if column.dtype.kind in "biuf":
        return np.zeros(len(column), dtype=bool)
    return np.asarray(column.astype(str).str.strip().str.lower().isin(["nan", "+nan", "-nan"]), dtype=bool)


def _unit(x: NDArray[np.float64], y: NDArray[np.float64]) -> Unit:
    known = np.isfinite(x) & np.isfinite(y)
    beyond = (np.abs(x[known]) > 1_000) | (np.abs(y[known]) > 1_000)
    return "metres" if known.any() and beyond.mean() > 0.5 else "degrees"


def _is_northing(values: NDArray[np.float64]) -> bool:
    """Whether numbers are northings of China in metres: 1.9 to 6 million; an easting has 6 digits, or 8 with a zone."""
    known = values[np.isfinite(values)]
    return len(known) > 0 and bool(((known > 1.9e6) & (known < 6.0e6)).mean() > 0.5)


def _epsg(east: NDArray[np.float64]) -> int | None:
    """Return the system of eastings with their zone before them, None if they have none or differ."""
    known = east[np.isfinite(east)]
    if not len(known) or np.abs(known).max() >= _LARGEST_ZONED_M:
        return None
    zones = np.unique(np.floor(known / _ZONE_UNIT).astype(int))
    zone = int(zones[0])
    if len(zones) > 1:
        return None
    if _FIRST_3_DEGREE_ZONE <= zone <= _LAST_3_DEGREE_ZONE:
        return _EPSG_OF_ZONE_0[3] + zone
    return _EPSG_OF_ZONE_0[6] + zone if _FIRST_6_DEGREE_ZONE <= zone <= _LAST_6_DEGREE_ZONE else None
