"""All tables of a briefing: one entry each, in the order of the sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.clustering.result import ClusterResult
from analysis.errors import ParameterError, Problem
from analysis.layout.result import LayoutResult
from analysis.study import Study
from briefing.table import Table
from ui.briefing.cities_table import cities_table
from ui.briefing.cluster_tables import cluster_score_table, cluster_table
from ui.briefing.comparison import comparison_of, comparison_table, criteria_table
from ui.briefing.layout_tables import aims_table, gaps_table, layout_score_table, layout_table, targets_table
from ui.briefing.sites_table import sites_table
from ui.briefing.sources_table import fields_table, sources_table
from ui.sites_job import Compared
from ui.text import Text


@dataclass(frozen=True, eq=False)
class Results:
    """A study with what was computed of it; what was not is None, and its tables are left out.

    Parameters
    ----------
    study
        The study.
    cluster, what
        Clustering, and its sites as the subject of a sentence; the parks' if empty.
    layout
        Layout.
    sites
        Compared sites.
    """

    study: Study
    cluster: ClusterResult | None = None
    layout: LayoutResult | None = None
    sites: Compared | None = None
    what: str = ""


@dataclass(frozen=True)
class Entry:
    """A table: its id, what it needs of `Results` besides the study, and its function."""

    id: str
    make: Callable[[Results, Text], Table]
    needs: str = ""


def _cluster(results: Results, text: Text) -> Table:
    assert results.cluster is not None  # noqa: S101 - `needs` says so
    what = results.what or text("clustering.what_parks", n=results.cluster.n)
    return cluster_table(results.study, results.cluster, text, what=what)


def _of_cluster(make: Callable[[ClusterResult, Text], Table]) -> Callable[[Results, Text], Table]:
    def made(results: Results, text: Text) -> Table:
        assert results.cluster is not None  # noqa: S101 - `needs` says so
        return make(results.cluster, text)

    return made


def _of_layout(make: Callable[[Study, LayoutResult, Text], Table]) -> Callable[[Results, Text], Table]:
    def made(results: Results, text: Text) -> Table:
        assert results.layout is not None  # noqa: S101 - `needs` says so
        return make(results.study, results.layout, text)

    return made


def _of_sites(make: Callable[[Compared, Text], Table]) -> Callable[[Results, Text], Table]:
    def made(results: Results, text: Text) -> Table:
        assert results.sites is not None  # noqa: S101 - `needs` says so
        return make(results.sites, text)

    return made


def _sites(results: Results, text: Text) -> Table:
    return sites_table(results.study, text, cluster=results.cluster, layout=results.layout)


def _cities(results: Results, text: Text) -> Table:
    return cities_table(results.study, text, cluster=results.cluster, layout=results.layout)


TABLES: Final = (
    Entry("sites", _sites),
    Entry("cities", _cities, "cities"),
    Entry("clustering", _cluster, "cluster"),
    Entry("score_clustering", _of_cluster(cluster_score_table), "cluster"),
    Entry("layout", _of_layout(layout_table), "layout"),
    Entry("score_layout", _of_layout(lambda _, layout, text: layout_score_table(layout, text)), "layout"),
    Entry("aims", _of_layout(aims_table), "layout"),
    Entry("targets", _of_layout(targets_table), "layout"),
    Entry("gaps", _of_layout(gaps_table), "layout"),
    Entry("comparison", _of_sites(lambda sites, text: comparison_table(comparison_of(sites, text), text)), "sites"),
    Entry("criteria", _of_sites(criteria_table), "sites"),
    Entry("sources", lambda results, text: sources_table(results.study, text)),
)
"""A new table is one entry here. The documentation of the fields comes last and is made of all of them."""

FIELDS: Final = "fields"


def tables(
    results: Results, text: Text, *, content: Sequence[str] | None = None, entries: Sequence[Entry] = TABLES
) -> tuple[Table, ...]:
    """Return the tables that can be made of these results.

    Parameters
    ----------
    results, text
        What was computed, and the catalogue in the reader's language.
    content
        Ids of the tables wanted; all if None.
    entries
        The registry.

    Raises
    ------
    ParameterError
        ``unknown_content`` for each id that is none; ``nothing_selected`` for an empty `content`.
    """
    wanted = checked_content(content, entries)
    made = [entry.make(results, text) for entry in entries if entry.id in wanted and _has(results, entry.needs)]
    return (*made, fields_table(made, text)) if FIELDS in wanted else tuple(made)


def checked_content(
    content: Sequence[str] | None, entries: Sequence[Entry] = TABLES, *, where: str = "content"
) -> tuple[str, ...]:
    """Return the ids of the tables wanted; raises as `tables` does, `where` being what the reader calls the choice."""
    known = (*(entry.id for entry in entries), FIELDS)
    if content is None:
        return known
    problems = [
        Problem("unknown_content", where, {"value": one, "known": ", ".join(known)})
        for one in content
        if one not in known
    ]
    if not content:
        problems.append(Problem("nothing_selected", where))
    if problems:
        raise ParameterError(*problems)
    return tuple(content)


def _has(results: Results, need: str) -> bool:
    if need == "cities":
        return results.study.has("cities")
    return not need or getattr(results, need) is not None
