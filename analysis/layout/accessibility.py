"""How many people each city can reach, by the travel network between cities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem

HALF_LIFE_MIN = 60.0
"""People this far away count half: a convention, in the middle of the thresholds that reach is told by."""


def reachable_people(
    minutes: NDArray[np.float64], population: NDArray[np.float64], *, half_life_min: float = HALF_LIFE_MIN
) -> NDArray[np.float64]:
    """Return the people of other cities that each city reaches, those farther away counting less.

    The people of a city `t` minutes away count with 0.5 to the power of t over the half-life. A city's own people are
    left out: they are an indicator of their own and would otherwise count twice.

    Parameters
    ----------
    minutes
        Shape (..., cities, cities); infinite where there is no way.
    population
        Of the cities; NaN counts as nobody.
    half_life_min
        Above 0.

    Returns
    -------
    array
        Shape (..., cities), people. NaN for a city that no other can be reached from: no link in the data does not show
        that there is no way in the world.

    Raises
    ------
    ParameterError
        ``bad_minutes`` for a half-life that is not above 0 or not finite.

    References
    ----------
    Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute of Planners 25, 73-76.
    Exponential decay as in Wilson, A. G. (1971). A family of spatial interaction models. Environment and Planning 3,
    1-32.
    """
    if not 0 < half_life_min < np.inf:
        raise ParameterError(Problem("bad_minutes", "half_life_min", {"value": half_life_min}))
    others = ~np.eye(minutes.shape[-1], dtype=bool)
    share = np.where(others, 0.5 ** (minutes / half_life_min), 0.0)
    people: NDArray[np.float64] = share @ np.nan_to_num(population)
    linked = (np.isfinite(minutes) & others).any(axis=-1)
    return np.where(linked, people, np.nan)
