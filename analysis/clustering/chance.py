"""How an observed pattern compares with layouts drawn by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class NullComparison:
    """The observed mean nearest-neighbour distance against a null.

    Parameters
    ----------
    name
        Id of the null: ``land``, ``settlement`` or ``seats``.
    expected_m
        Mean over the simulated layouts.
    low_m, high_m
        2.5 % and 97.5 % quantiles of the simulated layouts.
    ratio
        Observed over expected: below 1 is closer than by chance.
    p
        One-sided towards clustering: (1 + layouts at most as far apart as observed) / (1 + layouts).
    share_less_close
        Share of simulated layouts whose sites lie farther apart than the observed ones.
    simulations
        Number of layouts.
    expected_fewer_m
        Mean with one point fewer, for leaving one site out; NaN for two points.
    left_out
        Cities that the null could not draw.
    sensitivity
        Whether it only shows how far the finding hangs on the choice of null; it is then no part of the score.
    alternative
        What a small `p` speaks for.
    """

    name: str
    expected_m: float
    low_m: float
    high_m: float
    ratio: float
    p: float
    share_less_close: float
    simulations: int
    expected_fewer_m: float
    left_out: tuple[str, ...] = ()
    sensitivity: bool = False
    alternative: Literal["clustered"] = "clustered"


def monte_carlo_p(observed: float, simulated: NDArray[np.float64]) -> float:
    """Return the one-sided Monte Carlo p-value towards small values, in (0, 1].

    Parameters
    ----------
    observed
        The measured statistic.
    simulated
        The statistic of each simulated layout; none gives 1.

    References
    ----------
    Besag, J. and Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. Applied Statistics 26,
    327-333. The observed pattern counts as one of the layouts, so that p is never 0.
    """
    return float((1 + np.count_nonzero(simulated <= observed)) / (1 + simulated.size))


def compare_with_null(
    observed_m: float,
    simulated_m: NDArray[np.float64],
    *,
    name: str,
    simulated_fewer_m: NDArray[np.float64],
    left_out: tuple[str, ...] = (),
    sensitivity: bool = False,
) -> NullComparison:
    """Return the comparison of an observed mean nearest-neighbour distance with simulated ones.

    Parameters
    ----------
    observed_m
        Mean nearest-neighbour distance of the sites.
    simulated_m, simulated_fewer_m
        Of at least one layout, with as many points and with one point fewer (`analysis.clustering.simulation`).
    name
        Id of the null.
    left_out
        Cities that the null could not draw.
    sensitivity
        Whether the null is for sensitivity only.

    Notes
    -----
    Where all simulated points coincide, the expected distance is 0 and the ratio NaN.
    """
    expected_m = float(simulated_m.mean())
    low_m, high_m = np.quantile(simulated_m, (0.025, 0.975)).tolist()
    return NullComparison(
        name=name,
        expected_m=expected_m,
        low_m=low_m,
        high_m=high_m,
        ratio=observed_m / expected_m if expected_m > 0 else float("nan"),
        p=monte_carlo_p(observed_m, simulated_m),
        share_less_close=float((simulated_m > observed_m).mean()),
        simulations=simulated_m.size,
        expected_fewer_m=float(simulated_fewer_m.mean()),
        left_out=left_out,
        sensitivity=sensitivity,
    )
