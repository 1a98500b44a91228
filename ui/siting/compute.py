"""The computations of the siting page: criteria once for each set of alternatives, the rest anew at every move."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.study import Study
from ui import cached

if TYPE_CHECKING:
    from analysis.progress import Progress
    from analysis.siting.alternatives import Alternatives
    from analysis.siting.comparison import Comparison, Source
    from analysis.siting.criteria_table import CriteriaTable
    from analysis.siting.result import SiteAnswer
    from analysis.siting.safety import Robustness
    from analysis.siting.settings import CriterionSettings
    from analysis.siting.surroundings import Surroundings

# Imported in the functions: compiled loops and statistics take a second to import, which other pages need not wait for.


def around(study: Study) -> Surroundings:
    """Return what the criteria of a study are measured against, worked out once."""
    from analysis.siting.surroundings import surroundings_of

    return cached.kept(surroundings_of, study)


def alternatives(study: Study, source: Source) -> Alternatives:
    """Return what is compared, worked out once.

    Raises
    ------
    YuantuError
        What is wrong with it.
    """
    return cached.kept(_alternatives, study, data=_keyed(source))


def table(study: Study, source: Source, settings: CriterionSettings) -> CriteriaTable:
    """Return the raw values of every criterion, and of every column of numbers of the user's own; worked out once.

    A column with the name of a criterion of the registry stands in its place.
    """
    return cached.kept(_table, study, settings, data=_keyed(source))


def compared(study: Study, comparison: Comparison) -> SiteAnswer:
    """Return the comparison: milliseconds for ten alternatives, so that it follows a weight that is moved.

    Raises
    ------
    YuantuError
        What is wrong with the alternatives, weights or limits.
    """
    from analysis.siting.compare import compare_by

    everything = table(study, comparison.alternatives, comparison.settings)
    return compare_by(comparison, alternatives(study, comparison.alternatives), everything)


def safety(
    study: Study,  # noqa: ARG001 - a job is told the study
    draws: int,
    seed: int,
    *,
    progress: Progress,
    data: tuple[SiteAnswer, Surroundings, CriterionSettings],
) -> Robustness:
    """Return how safe the winner is: a job."""
    import numpy as np

    from analysis.siting.result import safety_of_winner

    answer, surroundings, settings = data
    rng = np.random.default_rng(seed)
    return safety_of_winner(answer, surroundings, rng, settings=settings, draws=draws, progress=progress)


def safety_data(study: Study, comparison: Comparison, answer: SiteAnswer) -> cached.Keyed:
    """Return what `safety` takes, under a key that changes with everything that the result hangs on."""
    from analysis.siting.comparison import Picked

    told = replace(comparison, alternatives=Picked(), benchmark="best", benchmark_alternative=None, side_by_side=())
    key = f"{_keyed(comparison.alternatives).key} {told!r}"
    return cached.Keyed(key, (answer, around(study), comparison.settings))


def _keyed(source: Source) -> cached.Keyed:
    from analysis.siting.comparison import source_key

    return cached.Keyed(source_key(source), source)


def _alternatives(study: Study, *, data: Source) -> Alternatives:
    from analysis.siting.source import alternatives_of

    return alternatives_of(data, study)


def _table(study: Study, settings: CriterionSettings, *, data: Source) -> CriteriaTable:
    from analysis.siting.compare import table_of_everything

    return table_of_everything(alternatives(study, data), around(study), settings)
