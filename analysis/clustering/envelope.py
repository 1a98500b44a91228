"""Ripley's L against layouts drawn by chance: a test over all distances at once, and a band to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.clustering.nulls import Null
from analysis.clustering.ripley import Correction, l_of_layouts_m, problems_of
from analysis.clustering.simulation import simulate
from analysis.clustering.window import Window
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent

_ROUNDING = 1e-9


class Stretch(NamedTuple):
    """Neighbouring distances: the first and the last of them, metres."""

    from_m: float
    to_m: float


@dataclass(frozen=True, eq=False)
class Envelope:
    """The observed L against simulated ones; arrays have shape (m,), and are NaN where a curve is not defined.

    Parameters
    ----------
    r_m
        Distances.
    l_m
        Observed L.
    centre_m
        Mean of the simulated and the observed L.
    low_m, high_m
        Global band of constant width: the observed curve leaves it anywhere at all with a chance of at most
        1 - `confidence` if the null holds, and does so exactly where `p_mad` is at most 1 - `confidence`.
    pointwise_low_m, pointwise_high_m
        Quantiles of the simulated L at each distance alone. Some distance or other is outside far more often than
        1 - `confidence`, so this band is for reading the spread and is no test.
    p_mad
        Of the maximum absolute deviation from the centre; it speaks against the null for clustering as for regularity.
        NaN where no distance counts.
    simulations
        Number of simulated layouts.
    confidence
        Of both bands.
    strongest_r_m
        Distance at which the observed L lies farthest above the centre; None if it nowhere does.
    above_m, below_m
        Distances at which the observed L is above or below the global band: each stretch from its first to its last.
    """

    r_m: NDArray[np.float64]
    l_m: NDArray[np.float64]
    centre_m: NDArray[np.float64]
    low_m: NDArray[np.float64]
    high_m: NDArray[np.float64]
    pointwise_low_m: NDArray[np.float64]
    pointwise_high_m: NDArray[np.float64]
    p_mad: float
    simulations: int
    confidence: float
    strongest_r_m: float | None
    above_m: tuple[Stretch, ...]
    below_m: tuple[Stretch, ...]


def envelope(
    observed_l_m: ArrayLike, simulated_l_m: ArrayLike, r_m: ArrayLike, *, confidence: float = 0.95
) -> Envelope:
    """Return how an observed L compares with simulated ones.

    The centre is the mean of all curves, the observed one among them, so that under the null all are alike and the
    test is exact: p is (1 + simulated curves that deviate at least as much) / (1 + simulations). To be judged by one
    measure, all curves must be defined at the same distances. So a distance counts only if every curve is defined
    there; with the border correction this leaves out the distances at which some layout has no point far enough inside.

    Parameters
    ----------
    observed_l_m
        Shape (m,), metres.
    simulated_l_m
        Shape (s, m), s of at least 1.
    r_m
        Distances, shape (m,).
    confidence
        Of the bands, between 0 and 1. With fewer than 1 / (1 - confidence) - 1 simulations no p is small enough, and
        the global band holds every curve.

    Raises
    ------
    ParameterError
        ``too_few_simulations``; ``bad_confidence``.

    References
    ----------
    Ripley, B. D. (1981). Spatial statistics. Wiley, section 8.2: the test by the largest deviation of L.

    Baddeley, A., Diggle, P. J., Hardegen, A., Lawrence, T., Milne, R. K. and Nair, G. (2014). On tests of spatial
    pattern based on simulation envelopes. Ecological Monographs 84, 477-489: why pointwise bands are no test.

    Myllymäki, M., Mrkvička, T., Grabarnik, P., Seijo, H. and Hahn, U. (2017). Global envelope tests for spatial
    processes. Journal of the Royal Statistical Society B 79, 381-404.
    """
    observed, simulated = np.asarray(observed_l_m, dtype=float), np.asarray(simulated_l_m, dtype=float)
    distances_m = np.asarray(r_m, dtype=float)
    _raise_any([*_too_few(len(simulated)), *_bad_confidence(confidence)])
    curves = np.vstack([observed, simulated])
    counts = np.isfinite(curves).all(axis=0)
    centre_m = np.where(counts, curves.mean(axis=0), np.nan)
    deviation_m = (curves - centre_m)[:, counts]
    largest_m = np.abs(deviation_m).max(axis=1, initial=0.0)
    half_width_m = _half_width_m(largest_m, confidence)
    tail = (1 - confidence) / 2
    pointwise_m = np.where(counts, np.quantile(simulated, (tail, 1 - tail), axis=0), np.nan)
    own_m = np.where(counts, observed - centre_m, 0.0)
    return Envelope(
        r_m=distances_m,
        l_m=observed,
        centre_m=centre_m,
        low_m=centre_m - half_width_m,
        high_m=centre_m + half_width_m,
        pointwise_low_m=pointwise_m[0],
        pointwise_high_m=pointwise_m[1],
        p_mad=float((largest_m >= largest_m[0]).mean()) if counts.any() else float("nan"),
        simulations=len(simulated),
        confidence=confidence,
        strongest_r_m=float(distances_m[own_m.argmax()]) if (own_m > 0).any() else None,
        above_m=_stretches(distances_m, own_m > half_width_m),
        below_m=_stretches(distances_m, -own_m > half_width_m),
    )


def simulate_l(
    null: Null,
    n: int,
    window: Window,
    r_m: ArrayLike,
    *,
    correction: Correction,
    simulations: int,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> NDArray[np.float64]:
    """Return L of layouts drawn under a null, shape (simulations, m), metres.

    Parameters
    ----------
    null
        Rule that draws the layouts.
    n
        Points in a layout, at least 2.
    window
        Where points could lie.
    r_m
        Distances, shape (m,), as `analysis.clustering.ripley.ripley` takes them.
    correction
        Of the edge.
    simulations
        Number of layouts, at least 1. They are drawn in parts, so that memory stays bounded.
    rng
        Source of chance.
    progress
        Called after each part.

    Raises
    ------
    ParameterError
        ``too_few_simulations``, and what `analysis.clustering.ripley.problems_of` finds wrong.
    """
    distances_m = np.array(r_m, dtype=float).reshape(-1)
    _raise_any([*problems_of(n, window, distances_m, correction), *_too_few(simulations)])

    def l_m(layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return l_of_layouts_m(layouts_xy, window, distances_m, correction=correction)

    return simulate(null, n, simulations, rng, {"l": l_m}, progress=progress)["l"]


def _too_few(simulations: int) -> list[Problem]:
    few = Problem("too_few_simulations", "simulations", {"n": simulations, "needed": 1})
    return [few] if simulations < 1 else []


def _bad_confidence(confidence: float) -> list[Problem]:
    return [] if 0 < confidence < 1 else [Problem("bad_confidence", "confidence", {"value": confidence})]


def _raise_any(problems: list[Problem]) -> None:
    if problems:
        raise ParameterError(*problems)


def _half_width_m(largest_m: NDArray[np.float64], confidence: float) -> float:
    """Return the deviation that at most a share of 1 - `confidence` of all curves exceed."""
    may_exceed = int(np.floor((1 - confidence) * largest_m.size + _ROUNDING))
    return float(np.sort(largest_m)[::-1][may_exceed])


def _stretches(r_m: NDArray[np.float64], chosen: NDArray[np.bool_]) -> tuple[Stretch, ...]:
    """Return the first and the last distance of each run of chosen ones."""
    change = np.diff(np.r_[0, chosen.astype(int), 0])
    starts, ends = np.flatnonzero(change > 0), np.flatnonzero(change < 0) - 1
    return tuple(Stretch(float(r_m[start]), float(r_m[end])) for start, end in zip(starts, ends, strict=True))
