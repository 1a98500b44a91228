"""What the grid part computes: the criteria of every cell once, beside the page; ranking and colours at each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from analysis.progress import Progress, part_of
from analysis.siting.approach import Approach
from analysis.siting.best_cells import Patch, best_cells
from analysis.siting.cells import Cells
from analysis.siting.compare import criteria_of_choices
from analysis.siting.comparison import Comparison
from analysis.siting.criteria import CRITERIA
from analysis.siting.criterion import Criterion
from analysis.siting.grid_score import (
    CellCriteria,
    CellMatrix,
    CellScores,
    cell_matrix,
    hexagon_criteria,
    score_cells,
    square_criteria,
)
from analysis.siting.matrix import MissingPolicy
from analysis.siting.settings import DEFAULT_SETTINGS, CriterionSettings
from analysis.siting.surroundings import surroundings_of
from analysis.siting.thresholds import Threshold
from analysis.siting.value import ValueFunction
from analysis.siting.weighting import Weighting
from analysis.study import Study
from ui.siting.surface import Pixels, pixels_of

CellKind = Literal["square", "hexagon"]
SQUARE_KM: Final = (1.0, 2.0, 5.0, 10.0)
RESOLUTIONS: Final = (5, 6, 7)

_MATRICES_KEPT: Final = 4


@dataclass(frozen=True)
class Rules:
    """How cells are compared: as the alternatives are.

    Parameters
    ----------
    criteria
        Those compared by, with the objectives wanted.
    weighting
        Equal weights unless told otherwise.
    thresholds, values
        (criterion id, limit) and (criterion id, value function).
    approach, missing, settings
        Method with its normalisation; what to do with a missing value; assumptions behind the criteria.
    own
        Columns of the user's own that the alternatives are compared by: they have no value on a cell.
    """

    criteria: tuple[Criterion, ...] = CRITERIA
    weighting: Weighting = field(default_factory=Weighting)
    thresholds: tuple[tuple[str, Threshold], ...] = ()
    values: tuple[tuple[str, ValueFunction], ...] = ()
    approach: Approach = field(default_factory=Approach)
    missing: MissingPolicy = "exclude"
    settings: CriterionSettings = DEFAULT_SETTINGS
    own: tuple[str, ...] = ()

    @property
    def limits(self) -> Mapping[str, Threshold]:
        """Criterion id -> limit."""
        return dict(self.thresholds)


def rules_of(comparison: Comparison) -> Rules:
    """Return how cells are compared so that they get the same numbers as the alternatives of a comparison."""
    known = {one.id for one in CRITERIA}
    choices = [one for one in comparison.criteria if one.id in known]
    return Rules(
        criteria=tuple(criteria_of_choices(choices)),
        weighting=comparison.weighting,
        thresholds=tuple((one.id, one.threshold) for one in choices if one.threshold is not None),
        values=tuple((one.id, one.value) for one in choices if one.value is not None),
        approach=comparison.approach,
        missing=comparison.missing,
        settings=comparison.settings,
        own=tuple(one.id for one in comparison.criteria if one.id not in known),
    )


@dataclass(frozen=True, eq=False)
class GridReady:
    """All that a change of weights does not touch: the cells with their raw values, and which cell a pixel shows."""

    found: CellCriteria
    pixels: Pixels

    @property
    def cells(self) -> Cells:
        """The cells."""
        return self.found.cells


def grid_of(study: Study, kind: CellKind, size: float, settings: CriterionSettings, *, progress: Progress) -> GridReady:
    """Return the grid of a study.

    Parameters
    ----------
    study
        With its study area.
    kind, size
        ``square`` with the side of a cell in kilometres, or ``hexagon`` with the H3 resolution.
    settings
        Assumptions behind the criteria.
    progress
        Told the share done; whoever raises from it stops the computation.

    Raises
    ------
    ParameterError
        As in `square_criteria` and `hexagon_criteria`.
    """
    around = surroundings_of(study)
    first = part_of(progress, 0.05, 0.6)
    progress(0.05)
    if kind == "square":
        found = square_criteria(around, cell_m=1000 * size, settings=settings, progress=first)
    else:
        found = hexagon_criteria(study, around, resolution=int(size), settings=settings, progress=first)
    return GridReady(found, pixels_of(found.cells, study.crs, progress=part_of(progress, 0.6, 1)))


def ranked(ready: GridReady, rules: Rules) -> tuple[CellMatrix, CellScores]:
    """Return the cells ready to be weighed, and weighed; the former is kept while only weights change.

    Raises
    ------
    ParameterError
        As in `cell_matrix` and `score_cells`.
    """
    matrix = _matrix(ready.found, rules.criteria, rules.thresholds, rules.values, rules.missing)
    return matrix, score_cells(matrix, rules.weighting, rules.approach)


@lru_cache(maxsize=_MATRICES_KEPT)
def _matrix(
    found: CellCriteria,
    criteria: tuple[Criterion, ...],
    thresholds: tuple[tuple[str, Threshold], ...],
    values: tuple[tuple[str, ValueFunction], ...],
    missing: MissingPolicy,
) -> CellMatrix:
    return cell_matrix(found, criteria, thresholds=dict(thresholds), values=dict(values), missing=missing)


def best_patches(
    ready: GridReady, scored: CellScores, *, count: int, min_area_km2: float, min_spacing_km: float
) -> tuple[Patch, ...]:
    """Return the best patches of cells, best first; errors are those of `best_cells`."""
    return best_cells(
        scored.merit,
        ready.cells,
        count=count,
        min_area_km2=min_area_km2,
        min_spacing_m=1000 * min_spacing_km,
    )
