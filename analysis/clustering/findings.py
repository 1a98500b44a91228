"""Every finding against chance, and whether it hangs on badly known positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.conclusions import Conclusion, conclusion, moved_one_by_one
from analysis.clustering.group_draws import share_in_groups_of_layouts
from analysis.clustering.inputs import ClusterInput, Grouping
from analysis.clustering.pattern import mean_nn_of_layouts_m
from analysis.clustering.ripley_result import RipleyResult, largest_deviation_m
from analysis.clustering.simulated import Curve, Simulated

MOST_MOVED_ALONE = 200
"""Of more sites than this it is not asked on which single one a finding depends."""

DRAWS_ALONE = 100
"""Redrawn positions of each site while the others stay."""

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def findings(
    given: ClusterInput,
    curve: Curve,
    simulated: Mapping[str, Simulated],
    measured: RipleyResult,
    redrawn_xy: NDArray[np.float64] | None,
) -> tuple[Conclusion, ...]:
    """Return the findings against each null under redrawn positions; none where positions are exact.

    ``nearest_<null>`` rests on the mean nearest-neighbour distance, ``ripley_<null>`` on the largest deviation of L
    from the centre of the envelope, ``groups_<null>`` on the share of sites in groups.

    Parameters
    ----------
    given, curve, simulated, measured
        The sites, how L is measured, the simulated layouts, and L with its envelopes.
    redrawn_xy
        Shape (draws, n, 2).
    """
    if redrawn_xy is None:
        return ()
    draws = DRAWS_ALONE if len(given.ids) <= MOST_MOVED_ALONE else 0
    one_by_one = moved_one_by_one(given.xy, redrawn_xy[:draws])
    return tuple(
        conclusion(
            f"{kind}_{null}",
            given.ids,
            statistic,
            values,
            points_xy=given.xy,
            redrawn_xy=redrawn_xy,
            one_by_one=one_by_one,
        )
        for null, drawn in simulated.items()
        for kind, statistic, values in _statistics(given.grouping, curve, drawn, measured.envelopes[null].centre_m)
    )


def _statistics(
    grouping: Grouping | None, curve: Curve, drawn: Simulated, centre_m: NDArray[np.float64]
) -> list[tuple[str, Statistic, NDArray[np.float64]]]:
    """Return each statistic, large where sites are clustered, with its simulated values."""
    found: list[tuple[str, Statistic, NDArray[np.float64]]] = [
        ("nearest", lambda layouts: -mean_nn_of_layouts_m(layouts), -drawn.mean_nn_m),
        (
            "ripley",
            lambda layouts: largest_deviation_m(curve.of_layouts(layouts), centre_m),
            largest_deviation_m(drawn.l_m, centre_m),
        ),
    ]
    if grouping is not None and drawn.share_in_groups is not None:
        radius_m, min_sites = grouping.radius_m, grouping.min_sites
        found.append(
            (
                "groups",
                lambda layouts: share_in_groups_of_layouts(layouts, radius_m, min_sites=min_sites),
                drawn.share_in_groups,
            )
        )
    return found
