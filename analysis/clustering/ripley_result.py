"""Ripley's L of the sites against each null, and how it hangs on uncertain positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.envelope import Envelope, envelope
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.ripley import Ripley, ripley
from analysis.clustering.simulated import Curve, Simulated


@dataclass(frozen=True, eq=False)
class RipleyResult:
    """Ripley's K and L with an envelope under each null.

    Parameters
    ----------
    ripley
        K and L of the positions as stated.
    envelopes
        Null id -> envelope.
    low_m, high_m
        2.5 % and 97.5 % quantiles of L at each distance over redrawn positions; None where positions are exact.
    """

    ripley: Ripley
    envelopes: Mapping[str, Envelope]
    low_m: NDArray[np.float64] | None
    high_m: NDArray[np.float64] | None


def ripley_result(
    given: ClusterInput,
    curve: Curve,
    simulated: Mapping[str, Simulated],
    redrawn_xy: NDArray[np.float64] | None,
) -> RipleyResult:
    """Return Ripley's L of the sites, compared with the simulated layouts of each null.

    Parameters
    ----------
    given
        The sites.
    curve
        How L is measured.
    simulated
        Null id -> statistics of its layouts.
    redrawn_xy
        Shape (draws, n, 2); None where positions are exact.
    """
    found = ripley(given.xy, curve.window, curve.r_m, correction=curve.correction)
    low_m, high_m = None, None
    if redrawn_xy is not None:
        low_m, high_m = np.quantile(curve.of_layouts(redrawn_xy), (0.025, 0.975), axis=0)
    envelopes = {name: envelope(found.l_m, one.l_m, curve.r_m) for name, one in simulated.items()}
    return RipleyResult(found, envelopes, low_m, high_m)


def largest_deviation_m(l_m: NDArray[np.float64], centre_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each curve's largest deviation from the centre, shape (k,); NaN where no distance counts.

    Parameters
    ----------
    l_m
        Shape (k, m).
    centre_m
        Shape (m,), NaN at distances that do not count.
    """
    counts = ~np.isnan(centre_m)
    if not counts.any():
        return np.full(len(l_m), np.nan)
    deviation_m: NDArray[np.float64] = np.abs(l_m[:, counts] - centre_m[counts]).max(axis=1)
    return deviation_m
