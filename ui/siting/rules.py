"""The comparison's rules as the grid takes them: the same criteria, weights and method for every cell."""

from __future__ import annotations

from analysis.siting.comparison import Comparison
from analysis.siting.criteria import CRITERIA
from analysis.siting.result import with_objective
from ui.siting.grid_compute import Rules


def rules_of(comparison: Comparison) -> Rules:
    """Return how cells are compared; columns of the user's own, which no cell has, are left aside."""
    registry = {one.id: one for one in CRITERIA}
    choices = [one for one in comparison.criteria if one.id in registry]
    return Rules(
        criteria=tuple(with_objective(registry[one.id], one.objective, one.ideal) for one in choices),
        weighting=comparison.weighting,
        thresholds=tuple((one.id, one.threshold) for one in choices if one.threshold is not None),
        values=tuple((one.id, one.value) for one in choices if one.value is not None),
        approach=comparison.approach,
        missing=comparison.missing,
        settings=comparison.settings,
    )
