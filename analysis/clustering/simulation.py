"""Layouts drawn under a null, measured by as many statistics as are asked for in one pass over the same layouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.nulls import Null
from analysis.clustering.pattern import mean_nn_of_layouts_m
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent

Measure = Callable[[NDArray[np.float64]], NDArray[Any]]
"""Takes layouts, shape (k, n, 2) in metres, and returns one value or row of values for each, shape (k, ...)."""

_POINTS_AT_ONCE = 200_000
_STEPS = 25
"""Into so many parts a run is cut at least, so that its progress can be shown and the run be stopped."""


def simulate(
    null: Null,
    n: int,
    simulations: int,
    rng: np.random.Generator,
    measures: Mapping[str, Measure],
    *,
    progress: Progress = silent,
) -> dict[str, NDArray[Any]]:
    """Return every measure of layouts drawn under a null.

    Parameters
    ----------
    null
        Rule that draws the layouts.
    n
        Points in a layout, at least 2.
    simulations
        Number of layouts, at least 1.
    rng
        Source of chance.
    measures
        Name -> measure; all see the same layouts. Memory is bounded by a part of the layouts, not by all of them.
    progress
        Told the share done after each part.

    Returns
    -------
    dict
        Name -> array whose first axis has length `simulations`.

    Raises
    ------
    ParameterError
        ``too_few_points`` or ``too_few_simulations``.
    """
    if n < 2:
        raise ParameterError(Problem("too_few_points", "points", {"n": n, "needed": 2}))
    if simulations < 1:
        raise ParameterError(Problem("too_few_simulations", "simulations", {"n": simulations, "needed": 1}))
    at_once = max(min(_POINTS_AT_ONCE // n, simulations // _STEPS), 1)
    found: dict[str, list[NDArray[Any]]] = {name: [] for name in measures}
    for done in range(0, simulations, at_once):
        layouts = null.draw_many(n, min(at_once, simulations - done), rng)
        for name, measure in measures.items():
            found[name].append(measure(layouts))
        progress(min(done + at_once, simulations) / simulations)
    return {name: np.concatenate(parts) for name, parts in found.items()}


def mean_nn_without_last_m(layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean nearest-neighbour distance of each layout without its last point; NaN for two points.

    That is what leaving one site out is compared with, under the same layouts.
    """
    if layouts_xy.shape[1] < 3:
        return np.full(len(layouts_xy), np.nan)
    return mean_nn_of_layouts_m(layouts_xy[:, :-1])
