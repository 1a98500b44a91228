"""From what a person asks for to compared alternatives: files and layers read, criteria computed, ranked and tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Polygon

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, part_of
from analysis.siting.ahp import Ahp
from analysis.siting.alternatives import (
    Alternatives,
    from_frame,
    from_layer,
    from_table,
    require_inside,
)
from analysis.siting.approach import Approach, MethodId
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable, criteria_table
from analysis.siting.criterion import Criterion
from analysis.siting.grid import alternatives_of_grid, grid_over
from analysis.siting.group_ahp import GroupAhp
from analysis.siting.matrix import MissingPolicy
from analysis.siting.own_criteria import own_criteria
from analysis.siting.result import SiteAnswer, compare_alternatives, safety_of_winner
from analysis.siting.safety import Robustness
from analysis.siting.scaling import Normalisation
from analysis.siting.surroundings import Surroundings, surroundings_of
from analysis.siting.weighting import Weighting
from analysis.study import Study
from layers.alternatives_file import alternatives_frame, columns_of, has_places, read_alternatives
from layers.raw import RawLayer
from layers.weights_file import CriterionEntry, WeightsFile, read_group

NORMALISATIONS = ("vector", "minmax", "sum")
"""Those that a person may choose; a method that takes another kind names it itself."""

OBJECTIVE_ASSUMED = "objective_assumed"
"""Caveat: nothing says whether more or less of an own column is better; more is taken to be."""


@dataclass(frozen=True)
class SiteOptions:
    """What is asked for; exactly one of `file`, `townships` and `cell_m` says what is compared."""

    file: Path | None = None
    townships: bool = False
    cell_m: float | None = None
    criteria: tuple[str, ...] = ()
    weights: tuple[Path, ...] = ()
    method: MethodId = "weighted_sum"
    normalisation: Normalisation | str = ""
    draws: int = 1000
    missing: MissingPolicy = "exclude"

    @property
    def sources(self) -> int:
        """How many of the three are given."""
        return (self.file is not None) + self.townships + (self.cell_m is not None)


@dataclass(frozen=True, eq=False)
class Compared:
    """Compared alternatives as the command tells of them.

    Parameters
    ----------
    answer, robustness
        The comparison, and how safe its winner is.
    ahp, group
        Of the weights files, where the weights come from comparisons in pairs; `group` where they are several people's.
    left_out, caveats
        Those of the answer, with what the weights file adds.
    study
        None where none was needed.
    of_townships
        Whether the alternatives are the study's townships.
    """

    answer: SiteAnswer
    robustness: Robustness
    ahp: Ahp | None
    group: GroupAhp | None
    left_out: Mapping[str, str]
    caveats: Mapping[str, tuple[str, ...]]
    study: Study | None
    of_townships: bool


@dataclass(frozen=True, eq=False)
class _Ready:
    """Everything read and every criterion computed, before anything is compared."""

    options: SiteOptions
    approach: Approach
    given: WeightsFile | None
    alternatives: Alternatives
    around: Surroundings
    table: CriteriaTable
    assumed: set[str]
    study: Study | None


def compare(options: SiteOptions, study: Callable[[], Study], rng: np.random.Generator, progress: Progress) -> Compared:
    """Return the alternatives compared as is asked for; the study is read only if it is needed.

    Raises
    ------
    YuantuError
        What is wrong with the files, the layers or the options; all that can be told at once.
    """
    approach = Approach(options.method, options.normalisation)  # type: ignore[arg-type]  # checked there
    given = read_group(options.weights) if options.weights else None
    raw = None if options.file is None else read_alternatives(options.file)
    columns = () if raw is None else columns_of(raw)
    if raw is not None and given is None and not has_places(raw):
        raise ParameterError(Problem("table_needs_weights", raw.name))
    chosen = _chosen(options, given, columns)
    known = study() if _needs_study(raw, chosen, columns, given) else None
    alternatives = _alternatives(options, raw, given, known)
    registry, assumed = _registry(alternatives, given)
    around = _nothing_around() if known is None else surroundings_of(known)
    if known is not None and raw is not None and has_places(raw):
        require_inside(alternatives, known.area)
    table = criteria_table(alternatives, around, criteria=registry, chosen=chosen)
    progress(0.2)
    return _compared(_Ready(options, approach, given, alternatives, around, table, assumed, known), rng, progress)


def _chosen(options: SiteOptions, given: WeightsFile | None, columns: Sequence[str]) -> tuple[str, ...] | None:
    """Return the ids to compare by: those asked for, else those of the weights file, else None for all.

    Raises
    ------
    ParameterError
        ``unknown_criterion``, and ``weight_missing`` for those that the weights file lacks; all at once.
    """
    asked = tuple(dict.fromkeys(options.criteria)) or (None if given is None else tuple(given.criteria))
    if asked is None:
        return None
    own = () if given is None else columns
    known = [*dict.fromkeys((*own, *(criterion.id for criterion in CRITERIA)))]
    where = "--criteria" if options.criteria or given is None else given.name
    problems = [
        Problem("unknown_criterion", where, {"criterion": one, "known": ", ".join(known)})
        for one in asked
        if one not in known
    ]
    if given is not None:
        lacking = [one for one in asked if one not in given.criteria]
        problems += [Problem("weight_missing", given.name, {"criterion": one}) for one in lacking]
    if problems:
        raise ParameterError(*problems)
    return asked


def _needs_study(
    raw: RawLayer | None, chosen: tuple[str, ...] | None, columns: Sequence[str], given: WeightsFile | None
) -> bool:
    if raw is None:
        return True
    own = set(columns) if given is not None else set()
    return has_places(raw) and (chosen is None or not own.issuperset(chosen))


def _alternatives(
    options: SiteOptions, raw: RawLayer | None, given: WeightsFile | None, study: Study | None
) -> Alternatives:
    if raw is not None:
        frame = alternatives_frame(raw, () if given is None else given.criteria)
        if study is not None and isinstance(frame, gpd.GeoDataFrame):
            return from_frame(frame, study)
        return from_table(pd.DataFrame(frame.drop(columns="geometry", errors="ignore")))
    assert study is not None  # noqa: S101 - `_needs_study` says so
    if options.cell_m is not None:
        return alternatives_of_grid(grid_over(study.area, cell_m=options.cell_m), outlines=False)
    return from_layer(study, "townships")


def _registry(alternatives: Alternatives, given: WeightsFile | None) -> tuple[tuple[Criterion, ...], set[str]]:
    """Return all criteria, own columns before built-in ones, and those whose objective is assumed."""
    if given is None:
        return CRITERIA, set()
    columns = [name for name in given.criteria if name in alternatives.columns]
    entries = {name: given.criteria[name] for name in columns}
    own = own_criteria(
        alternatives.columns,
        {name: entry.objective or "max" for name, entry in entries.items()},
        ideals={name: entry.ideal for name, entry in entries.items() if entry.ideal is not None},
    )
    built_in = [_adjusted(one, given.criteria.get(one.id)) for one in CRITERIA if one.id not in entries]
    return (*own, *built_in), {name for name, entry in entries.items() if entry.objective is None}


def _adjusted(criterion: Criterion, entry: CriterionEntry | None) -> Criterion:
    if entry is None or entry.objective is None:
        return criterion
    return replace(criterion, objective=entry.objective, ideal=entry.ideal)


def _nothing_around() -> Surroundings:
    """Return surroundings without a layer, for a table whose rows have no place."""
    return Surroundings(Polygon(), {}, None, np.zeros((0, 2)), np.zeros(0), None, {}, {})


def _compared(ready: _Ready, rng: np.random.Generator, progress: Progress) -> Compared:
    options, table, given = ready.options, ready.table, ready.given
    entries = {} if given is None else given.criteria
    answer = compare_alternatives(
        ready.alternatives,
        table,
        weighting=Weighting() if given is None else Weighting("direct", tuple(given.weights.items())),
        thresholds={name: one.threshold for name, one in entries.items() if one.threshold is not None},
        approach=ready.approach,
        missing=options.missing,
        keep_empty=given is not None or bool(options.criteria),
    )
    progress(0.4)
    later = part_of(progress, 0.4, 1)
    safe = safety_of_winner(answer, ready.around, rng, draws=options.draws, progress=later)
    assumed = {name: (OBJECTIVE_ASSUMED,) if name in ready.assumed else () for name in answer.weights}
    unused = {name: "not_asked" for name in entries if name not in answer.weights and name not in answer.left_out}
    return Compared(
        answer=answer,
        robustness=safe,
        ahp=None if given is None else given.ahp,
        group=None if given is None else given.group,
        left_out={**answer.left_out, **unused},
        caveats={name: (*codes, *assumed[name]) for name, codes in answer.caveats.items()},
        study=ready.study,
        of_townships=options.townships,
    )
