"""What a criterion is: a measure of places with its unit, its objective, its layers and its caveats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.siting.settings import CriterionSettings
from analysis.siting.surroundings import Surroundings
from analysis.siting.value import Objective, ValueFunction, fitted_linear, fitted_tent

STRAIGHT_LINE = "straight_line"
"""Caveat: straight lines at a stated speed, not roads; rivers, estuaries and mountains do not count."""

OWN_COLUMN = "own_column"
"""Caveat: the user's figures, as given."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where criteria are computed: alternatives, cells of a grid, or either at redrawn positions.

    Parameters
    ----------
    xy
        Shape (n, 2), metres; NaN where the position is not known.
    industries
        Of each place; one entry may stand for all.
    columns
        The user's own, n rows.
    """

    xy: NDArray[np.float64]
    industries: tuple[frozenset[str], ...] = (frozenset(),)
    columns: pd.DataFrame = field(default_factory=pd.DataFrame)


Compute = Callable[[Places, Surroundings, CriterionSettings], NDArray[np.float64]]


@dataclass(frozen=True)
class Criterion:
    """One criterion.

    Parameters
    ----------
    id
        Key of its name in the text catalogue.
    unit
        Unit code of its raw values.
    objective
        ``max``, ``min``, or ``ideal`` where a middle value is best.
    layers
        Ids of the layers that it is computed from.
    needs
        Names in `Surroundings.left_out` that rule it out.
    compute
        Takes places with known positions and returns one value for each, NaN where undefined.
    value
        Value function unless the user chooses another; None takes the straight line over the values that occur,
        where no absolute scale suggests itself.
    caveats
        Codes of what must be known before its numbers are defended.
    ideal
        The best value where `objective` is ``ideal``.
    positioned
        Whether it needs a position; a user's own column does not.
    to_features
        Whether it hangs on where exactly the features of its layers lie.
    """

    id: str
    unit: str
    objective: Objective
    layers: tuple[str, ...]
    needs: tuple[str, ...]
    compute: Compute
    value: ValueFunction | None = None
    caveats: tuple[str, ...] = (STRAIGHT_LINE,)
    ideal: float | None = None
    positioned: bool = True
    to_features: bool = True


def value_function_of(criterion: Criterion, values: NDArray[np.float64]) -> ValueFunction | None:
    """Return a criterion's value function unless the user chooses another.

    Parameters
    ----------
    values
        Its raw values: where the criterion has no scale of its own, the straight line over them is taken; with an
        ideal value, the line falls with the distance from it on both sides, to 0 at the value that is farthest.

    Returns
    -------
    ValueFunction or None
        None where that needs different values and all are the same.
    """
    if criterion.value is not None:
        return criterion.value
    if criterion.objective != "ideal":
        return fitted_linear(values, criterion.objective)
    return fitted_tent(values, criterion.ideal if criterion.ideal is not None else 0.0)
