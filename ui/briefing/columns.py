"""Every column of the briefing's tables in one place: type, unit and digits; its words are `column_<id>`, `about_<id>`.

The ids are the field names of the GIS files, and a promise to users' scripts: they are added to, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from briefing.table import Cell, Column, ColumnType, Table
from ui.text import Text


@dataclass(frozen=True)
class Kind:
    """What the cells of a column hold; `unit` is the key `unit_<unit>` of the catalogue."""

    type: ColumnType = "number"
    unit: str = ""
    digits: int | None = None


_COUNT: Final = Kind("integer")
_SHARE: Final = Kind("percent", "percent", 1)
_P: Final = Kind("number")
_NUMBER: Final = Kind("number")
_POINTS: Final = Kind("number", "points", 1)
_METRES: Final = Kind("number", "m", 0)
_DEGREES: Final = Kind("number", "deg", 5)
_RATIO: Final = Kind("number", digits=3)
_YEAR: Final = Kind("year")
_FLAG: Final = Kind("flag")

KINDS: Final[Mapping[str, Kind]] = {
    "area_km2": Kind("number", "km2", 2),
    "area_year": _YEAR,
    "lon": _DEGREES,
    "lat": _DEGREES,
    "seat_lon": _DEGREES,
    "seat_lat": _DEGREES,
    "position_uncertainty_m": _METRES,
    "score_points": _POINTS,
    "group_no": _COUNT,
    "in_group_share": _SHARE,
    "nearest_site_m": _METRES,
    "nearest_platform_m": _METRES,
    "score_change_points": _POINTS,
    "population_2020": Kind("integer", "people"),
    "population_2010": Kind("integer", "people"),
    "gdp_2024_100m_yuan": Kind("number", "100m_yuan", 1),
    "industrial_firms_2023": Kind("integer", "firms"),
    "parks": _COUNT,
    "towns": _COUNT,
    "potential": _RATIO,
    "data_tier_stability": _SHARE,
    "minutes_to_higher_tier": Kind("number", "min", 0),
    "minutes_estimated": _FLAG,
    "quotient_population": Kind("number", digits=2),
    "quotient_low": Kind("number", digits=2),
    "quotient_high": Kind("number", digits=2),
    "value": _NUMBER,
    "expected": _NUMBER,
    "low": _NUMBER,
    "high": _NUMBER,
    "ratio": _RATIO,
    "p": _P,
    "p_low": _P,
    "p_high": _P,
    "simulations": _COUNT,
    "agreeing": _SHARE,
    "raw": _NUMBER,
    "transformed": _RATIO,
    "weight": _SHARE,
    "contribution": _POINTS,
    "without": _POINTS,
    "doubled": _POINTS,
    "n": _COUNT,
    "year": _YEAR,
    "target": _NUMBER,
    "named": _COUNT,
    "reached": _COUNT,
    "reached_before_plan": _COUNT,
    "reached_since": _COUNT,
    "undated": _COUNT,
    "share_low": _SHARE,
    "share_high": _SHARE,
    "score": Kind("number", digits=4),
    "rank": _COUNT,
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "features": _COUNT,
}
"""Those that are no text."""


def column(name: str, text: Text) -> Column:
    """Return a column of this id in the reader's words."""
    kind = KINDS.get(name, Kind("text"))
    unit = text(f"briefing_table.unit_{kind.unit}") if kind.unit else ""
    title, about = text(f"briefing_table.column_{name}"), text(f"briefing_table.about_{name}")
    return Column(name, title, kind.type, unit=unit, digits=kind.digits, description=about)


def made_table(
    name: str, ids: Sequence[str], rows: Iterable[Mapping[str, Any]], text: Text, *, notes: Sequence[str] = ()
) -> Table:
    """Return a table of these columns; what a row lacks, an empty text or a missing number, is None."""
    columns = tuple(column(one, text) for one in ids)
    cells = tuple(tuple(plain(row.get(one)) for one in ids) for row in rows)
    return Table(name, text(f"briefing_table.table_{name}"), columns, cells, tuple(note for note in notes if note))


def plain(value: Any) -> Cell:  # noqa: ANN401 - whatever a layer or a result holds
    """Return a value as a cell: pandas' and numpy's missing values and empty texts are None."""
    if value is None or value != value or str(value) in ("", "<NA>"):
        return None
    found: Cell = value.item() if hasattr(value, "item") else value
    return found


def names_first(text: Text) -> tuple[str, str]:
    """Return the columns of the names, that in the reader's language first."""
    return ("name_en", "name_zh") if text.language == "en" else ("name_zh", "name_en")
