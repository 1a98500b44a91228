"""Whether a finding would be another one if badly known positions were slightly different."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

SIGNIFICANT_AT = 0.05
"""A p-value up to this is called a finding."""

OFTEN = 0.05
"""A finding depends on a position if it turns in more than this share of the redrawn positions."""


@dataclass(frozen=True)
class Conclusion:
    """A p-value, and what becomes of it when positions are redrawn within their uncertainty.

    Parameters
    ----------
    id
        Which statistic against which null, such as ``nearest_land``.
    p
        Of the positions as stated.
    p_low, p_high
        2.5 % and 97.5 % quantiles over redrawn positions.
    agreeing
        Share of the redrawn layouts that lead to the same finding (at the 5 % level) as the positions as stated.
    depends_on
        Sites that alone, the others staying in place, turn the finding in more than 5 % of their own redrawn positions;
        the one that does so most often first.
    """

    id: str
    p: float
    p_low: float
    p_high: float
    agreeing: float
    depends_on: tuple[str, ...]

    @property
    def found(self) -> bool:
        """Whether the positions as stated make a finding."""
        return self.p <= SIGNIFICANT_AT

    @property
    def safe(self) -> bool:
        """Whether the finding holds wherever within their uncertainty the sites lie, nearly always."""
        return self.agreeing >= 1 - OFTEN and not self.depends_on


def p_values(observed: ArrayLike, simulated: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the one-sided Monte Carlo p-value towards large values of each observed statistic, in (0, 1].

    Parameters
    ----------
    observed
        Any shape; NaN gives 1, for what is not defined speaks for nothing.
    simulated
        The statistic of each simulated layout, shape (s,).

    References
    ----------
    Besag, J. and Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. Applied Statistics 26, 327-333.
    """
    ordered = np.sort(simulated[~np.isnan(simulated)])
    at_least = ordered.size - np.searchsorted(ordered, np.nan_to_num(observed, nan=-np.inf), side="left")
    found: NDArray[np.float64] = (1 + at_least) / (1 + ordered.size)
    return found


def moved_one_by_one(points_xy: NDArray[np.float64], redrawn_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return layouts in which one point at a time takes its redrawn positions and the others stay.

    Parameters
    ----------
    points_xy
        Shape (n, 2), metres.
    redrawn_xy
        Shape (draws, n, 2), metres.

    Returns
    -------
    array
        Shape (n, draws, n, 2).
    """
    draws, n, _ = redrawn_xy.shape
    layouts = np.broadcast_to(points_xy, (n, draws, n, 2)).copy()
    places = np.arange(n)
    layouts[places, :, places] = redrawn_xy.transpose(1, 0, 2)
    return layouts


def conclusion(
    name: str,
    ids: Sequence[str],
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    simulated: NDArray[np.float64],
    *,
    points_xy: NDArray[np.float64],
    redrawn_xy: NDArray[np.float64],
    one_by_one: NDArray[np.float64],
) -> Conclusion:
    """Return a finding with what becomes of it under redrawn positions.

    Parameters
    ----------
    name, ids
        Of the finding and of the sites.
    statistic
        Layouts, shape (k, n, 2), to one number each; large is extreme.
    simulated
        That statistic of the layouts simulated under the null, shape (s,).
    points_xy, redrawn_xy, one_by_one
        Positions as stated; all redrawn together; one redrawn at a time, as `moved_one_by_one` returns them: without
        draws of these, no site is named.
    """
    observed = statistic(points_xy[None])
    p = float(p_values(observed, simulated)[0])
    together = p_values(statistic(redrawn_xy), simulated)
    n, draws = one_by_one.shape[:2]
    alone = p_values(statistic(one_by_one.reshape(-1, n, 2)), simulated).reshape(n, draws)
    found = p <= SIGNIFICANT_AT
    turns = ((alone <= SIGNIFICANT_AT) != found).mean(axis=1) if draws else np.zeros(n)
    most_first = [int(place) for place in np.argsort(-turns, kind="stable") if turns[place] > OFTEN]
    low, high = np.quantile(together, (0.025, 0.975)).tolist()
    return Conclusion(
        id=name,
        p=p,
        p_low=low,
        p_high=high,
        agreeing=float(((together <= SIGNIFICANT_AT) == found).mean()),
        depends_on=tuple(ids[place] for place in most_first),
    )
