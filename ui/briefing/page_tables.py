"""The tables of the offline page: those of the workbook with the columns that a person reads, codes left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from briefing.table import Table
from ui.briefing.tables import Results, tables
from ui.text import Text

CONTENT: Final = ("sites", "cities", "score_clustering", "score_layout", "gaps", "comparison", "sources")
"""Those that cannot be made are left out."""

BEST: Final = 100
"""Rows of a comparison; the workbook has all."""

READ: Final[Mapping[str, tuple[str, ...]]] = {
    "sites": (
        "name", "kind_name", "city", "district", "tier_name", "plan_clause", "status_name", "industries",
        "area_km2", "position_uncertainty_m", "score_points",
    ),
    "cities": (
        "name", "tier_name", "parks", "towns", "population_2020", "gdp_2024_100m_yuan", "industrial_firms_2023",
        "minutes_to_higher_tier", "data_tier_name", "quotient_population",
    ),
    "gaps": ("kind_name", "who", "city", "what", "plan_clause"),
    "sources": ("title", "source", "licence", "date", "uncertainty"),
}  # fmt: skip
"""Table -> its columns in reading order, ``name`` being the one in the reader's language; all of any other table."""


def page_tables(results: Results, text: Text) -> tuple[Table, ...]:
    """Return the tables of the offline page."""
    return tuple(_readable(table, text) for table in tables(results, text, content=CONTENT))


def _readable(table: Table, text: Text) -> Table:
    there = {column.id for column in table.columns}
    name = "name_en" if text.language == "en" else "name_zh"
    wanted = [name if one == "name" else one for one in READ.get(table.id, ())]
    kept = [one for one in wanted if one in there]
    found = table.only(kept) if kept else table
    if table.id != "comparison" or len(found.rows) <= BEST:
        return found
    cut = text("briefing_deck.best_rows", best=BEST, n=len(found.rows))
    return Table(found.id, found.title, found.columns, found.rows[:BEST], (cut, *found.notes))
