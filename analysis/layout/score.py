"""The layout score and its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.layout.hierarchy import rank_tau_b
from analysis.layout.reach import near_shares
from analysis.plan import Plan
from analysis.score import FULL_SCORE, NO_DATA, Component, Score, score, spread_interval, weight_shares

SCORE_LIMIT_MIN = 90
ONE_TIER = "one_tier"
_ORDER = ("tier_order", "higher_tiers_with_park")
_REACH = (f"node_reach_{SCORE_LIMIT_MIN}", f"people_reach_{SCORE_LIMIT_MIN}")


@dataclass(frozen=True, eq=False)
class ReachInput:
    """What reach is computed from.

    `minutes` of each lowest-tier city to the nearest city of a higher tier, `redrawn` the same with estimated
    links redrawn (shape (draws, cities)), `population` of the same cities and then of the higher tiers'.
    """

    minutes: NDArray[np.float64]
    redrawn: NDArray[np.float64]
    population: NDArray[np.float64]


def layout_score(
    parks: pd.Series,
    plan: Plan,
    reach: ReachInput | None,
    *,
    weights: Mapping[str, float] | None,
    left_out: Mapping[str, str],
) -> Score:
    """Return the layout score of 0 to 100.

    Components: ``tier_order`` (raw: Kendall's tau-b of tier rank and parks; transformed: 0 if it is negative),
    ``higher_tiers_with_park`` (share of the cities above the lowest tier that have a named park),
    ``node_reach_90`` and ``people_reach_90`` (share of the lowest tier's cities, and of all people, within 90
    minutes of a higher tier), all but the first as they are.

    The interval runs from the smallest to the largest of: the score itself, the 2.5 % and 97.5 % quantiles of
    the scores with estimated links redrawn, and every score without one park. Parks and tiers come from one
    document, so that a high score is consistency, not proof.

    Parameters
    ----------
    parks
        Parks in each city, indexed by city.
    plan
        With its tiers; with one tier only reach and order are not defined and left out.
    reach
        None where there is no travel network.
    weights
        Of the components; equal if None.
    left_out
        Reason code of ``reach``, if that is None.
    """
    raw = _order_values(parks, plan) | _reach_values(reach)
    parts = [Component(name, value, "1", max(value, 0.0)) for name, value in raw.items()]
    missing = {name: ONE_TIER for name in _ORDER if name not in raw}
    missing |= {name: left_out.get("reach", NO_DATA) for name in _REACH if name not in raw}
    plain = score(parts, weights=weights, left_out=missing)
    if plain.value is None:
        return plain
    known = {name: value for name, value in raw.items() if not np.isnan(value)}
    shares = dict(zip(known, weight_shares(list(known), weights=weights, known=(*_ORDER, *_REACH)), strict=True))
    interval = spread_interval(
        plain.value,
        draws=np.array([_value(known | one, shares) for one in _redrawn_values(reach)]),
        leave_one_out=np.array([_value(known | one, shares) for one in _values_without_each(parks, plan)]),
    )
    return score(parts, weights=weights, interval=interval, left_out=missing)


def _order_values(parks: pd.Series, plan: Plan) -> dict[str, float]:
    higher = [city for tier in plan.tiers[:-1] for city in tier.cities]
    if not higher:
        return {}
    with_park = int((parks.reindex(higher, fill_value=0) > 0).sum())
    return {"tier_order": rank_tau_b(parks, plan), "higher_tiers_with_park": with_park / len(higher)}


def _reach_values(reach: ReachInput | None) -> dict[str, float]:
    if reach is None:
        return {}
    return dict(zip(_REACH, near_shares(reach.minutes, reach.population, SCORE_LIMIT_MIN), strict=True))


def _redrawn_values(reach: ReachInput | None) -> list[dict[str, float]]:
    if reach is None:
        return []
    return [
        dict(zip(_REACH, near_shares(minutes, reach.population, SCORE_LIMIT_MIN), strict=True))
        for minutes in reach.redrawn
    ]


def _values_without_each(parks: pd.Series, plan: Plan) -> list[dict[str, float]]:
    """Return the order of the tiers with one park fewer, for each city that has one and where it is defined."""
    found = []
    for city in parks.index[parks > 0]:
        fewer = parks.copy()
        fewer[city] -= 1
        values = _order_values(fewer, plan)
        if values and not np.isnan(values["tier_order"]):
            found.append(values)
    return found


def _value(raw: Mapping[str, float], shares: Mapping[str, float]) -> float:
    return FULL_SCORE * sum(share * max(raw[name], 0.0) for name, share in shares.items())
