"""A comparison that was kept as a file, compared anew: the same numbers as on the page that kept it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis.errors import Problem, UnreadableError
from analysis.progress import Progress, part_of
from analysis.siting.comparison import Comparison, Picked, Source, WholeLayer
from analysis.siting.comparison_json import from_json
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import criteria_table
from analysis.siting.own_criteria import own_criteria
from analysis.siting.result import compare_alternatives, safety_of_winner, table_of, with_objective
from analysis.siting.source import alternatives_of
from analysis.siting.surroundings import surroundings_of
from analysis.siting.weighting import group_of_members
from analysis.study import Study
from ui.sites_job import Compared


def read_comparison(path: Path) -> Comparison:
    """Return the comparison that a file holds.

    Raises
    ------
    UnreadableError
        ``file_missing``, ``not_utf8``.
    ParameterError
        As `analysis.siting.comparison_json.from_json`.
    """
    if not path.is_file():
        raise UnreadableError(Problem("file_missing", str(path)))
    try:
        return from_json(path.read_text(encoding="utf-8"), where=path.name)
    except UnicodeDecodeError as error:
        raise UnreadableError(Problem("not_utf8", path.name, {"byte": error.start})) from None


def compare_kept(comparison: Comparison, study: Study, progress: Progress) -> Compared:
    """Return a comparison computed from its state.

    Raises
    ------
    YuantuError
        What is wrong with its alternatives, criteria, weights or limits.
    """
    alternatives, around = alternatives_of(comparison.alternatives, study), surroundings_of(study)
    numeric = [str(name) for name in alternatives.columns.select_dtypes("number").columns]
    own = own_criteria(alternatives.columns, dict.fromkeys(numeric, "max"))
    registry = (*own, *(one for one in CRITERIA if one.id not in numeric))
    table = criteria_table(alternatives, around, criteria=registry, settings=comparison.settings)
    known = {one.id: one for one in CRITERIA} | {one.id: one for one in table.criteria}
    chosen = [with_objective(known[c.id], c.objective, c.ideal) for c in comparison.criteria if c.id in known]
    progress(0.3)
    answer = compare_alternatives(
        alternatives,
        table_of(table, chosen),
        weighting=comparison.weighting,
        thresholds=comparison.thresholds,
        values=comparison.values,
        approach=comparison.approach,
        missing=comparison.missing,
    )
    rng = np.random.default_rng(comparison.seed)
    told = part_of(progress, 0.3, 1)
    robust = safety_of_winner(answer, around, rng, settings=comparison.settings, draws=comparison.draws, progress=told)
    members = comparison.weighting.members if comparison.weighting.kind == "ahp" else ()
    group = group_of_members(members, list(answer.weights)) if len(members) > 1 else None
    only = _townships_only(comparison.alternatives)
    return Compared(answer, robust, answer.ahp, group, answer.left_out, answer.caveats, study, only)


def _townships_only(source: Source) -> bool:
    if isinstance(source, WholeLayer):
        return source.layer == "townships"
    return isinstance(source, Picked) and source.count == len(source.townships)
