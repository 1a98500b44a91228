"""The map sheets of a briefing: study and results in, sheets out, which `briefing.figure` draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeVar, get_args

from analysis.clustering.areal_result import ArealResult
from analysis.clustering.result import ClusterResult
from analysis.errors import ParameterError, Problem
from analysis.layout.result import LayoutResult
from analysis.siting.safety import Safety
from analysis.study import Study
from briefing.about import About
from briefing.paper import Paper
from briefing.sheet import Sheet
from ui.briefing.map_atlas import atlas_sheets
from ui.briefing.map_clustering import clustering_sheet
from ui.briefing.map_comparison import Comparison, comparison_sheet
from ui.briefing.map_ground import Order
from ui.briefing.map_layout import layout_sheet
from ui.briefing.map_overview import overview_sheet
from ui.text import Text

MapId = Literal["overview", "clustering", "layout", "sites"]
Result = TypeVar("Result")
MAPS: Final[tuple[MapId, ...]] = get_args(MapId)
ATLAS: Final = "atlas"
"""A page for each park and each city, where several maps can stand in one file."""


@dataclass(frozen=True, eq=False)
class MapResults:
    """What was computed; None for what was not. Each map says what it needs.

    Parameters
    ----------
    clustering
        For the map ``clustering``, and the scores in the atlas.
    hotspots
        Adds hot and cold units to ``clustering``.
    layout
        For the map ``layout``, and the roles of the cities in the atlas.
    sites
        Compared alternatives, for the map ``sites``.
    safety
        How safe the winner is: adds a sentence to ``sites``.
    """

    clustering: ClusterResult | None = None
    hotspots: ArealResult | None = None
    layout: LayoutResult | None = None
    sites: Comparison | None = None
    safety: Safety | None = None


def sheet_for(
    map_id: MapId | str,
    study: Study,
    results: MapResults,
    about: About,
    text: Text,
    paper: Paper,
    *,
    graticule: bool = False,
) -> Sheet:
    """Return one map as a sheet.

    Parameters
    ----------
    map_id
        One of `MAPS`.
    results
        Must hold what the map needs.
    about
        Of the briefing; the sheet names its own map below the title, unless there is a subtitle.
    text
        The catalogue in the reader's language.

    Raises
    ------
    ParameterError
        ``unknown_choice``.
    ValueError
        If `results` lacks what the map needs.
    """
    order = Order(study, text, about, paper, graticule)
    if map_id == "overview":
        return overview_sheet(order)
    if map_id == "clustering":
        return clustering_sheet(order, _needed(results.clustering, map_id), results.hotspots)
    if map_id == "layout":
        return layout_sheet(order, _needed(results.layout, map_id))
    if map_id == "sites":
        return comparison_sheet(order, _needed(results.sites, map_id), results.safety)
    raise ParameterError(
        Problem("unknown_choice", "--map", {"option": "--map", "value": map_id, "allowed": ", ".join(MAPS)})
    )


def atlas(
    study: Study, results: MapResults, about: About, text: Text, paper: Paper, *, graticule: bool = False
) -> Iterator[Sheet]:
    """Yield one sheet for each park and each city.

    Parameters
    ----------
    results
        A clustering adds the parks' scores, a layout the cities' roles and gaps; both may be lacking.
    """
    return atlas_sheets(Order(study, text, about, paper, graticule), results.clustering, results.layout)


def _needed(result: Result | None, map_id: str) -> Result:
    if result is None:
        raise ValueError(f"the map {map_id} needs its result")
    return result
