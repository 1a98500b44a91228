"""The layout score and its interval."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
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
REACH_PARTS = (f"node_reach_{SCORE_LIMIT_MIN}", f"people_reach_{SCORE_LIMIT_MIN}")
AGREEMENT, AIMS = "agreement_with_data", "aims"
_MORE = (AGREEMENT, AIMS)
PARTS = (*_ORDER, *REACH_PARTS, *_MORE)


@dataclass(frozen=True, eq=False)
class ReachInput:
    """What reach is computed from.

    `minutes` of each lowest-tier city to the nearest city of a higher tier, `redrawn` the same with estimated
    links redrawn (shape (draws, cities)), `population` of the same cities and then of the higher tiers'.
    """

    minutes: NDArray[np.float64]
    redrawn: NDArray[np.float64]
    population: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScoreParts:
    """Further components of the score, with what their interval hangs on.

    Parameters
    ----------
    raw
        Component -> raw value: ``agreement_with_data`` and ``aims``, without those that could not be computed.
    redrawn
        Draws x component: values with estimated links and positions redrawn together. Columns may be those of `raw`
        and of reach; with any row it takes the place of `ReachInput.redrawn`, so that what hangs on the same links
        moves together. A component without a column keeps its value.
    without_each
        Indexed by park: `city`, and the components that change when this park is left out.
    left_out
        Component -> reason code.
    """

    raw: Mapping[str, float]
    redrawn: pd.DataFrame
    without_each: pd.DataFrame
    left_out: Mapping[str, str]


def layout_score(
    parks: pd.Series,
    plan: Plan,
    reach: ReachInput | None,
    *,
    weights: Mapping[str, float] | None,
    left_out: Mapping[str, str],
    more: ScoreParts | None = None,
) -> Score:
    """Return the layout score of 0 to 100.

    Components: ``tier_order`` (raw: Kendall's tau-b of tier rank and parks; transformed: 0 if it is negative),
    ``higher_tiers_with_park`` (share of the cities above the lowest tier that have a named park),
    ``node_reach_90`` and ``people_reach_90`` (share of the lowest tier's cities, and of all people, within 90
    minutes of a higher tier), and with `more` also ``agreement_with_data`` (raw: weighted kappa of the plan's tiers and
    those inferred from the data without parks; transformed: 0 if it is negative) and ``aims`` (mean of the plan's aims
    that could be measured). The others are taken as they are. Reach counts among the aims too: give one of the two no
    weight to count it once.

    The interval runs from the smallest to the largest of: the score itself, the 2.5 % and 97.5 % quantiles of the
    scores with what is uncertain redrawn (estimated links; with `more` also positions), and every score without one
    park. Parks and tiers come from one document, so that a high score is consistency, not proof.

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
    more
        Further components; none if None.
    """
    raw = _order_values(parks, plan) | _reach_values(reach) | dict(more.raw if more else {})
    parts = [Component(name, value, "1", max(value, 0.0)) for name, value in raw.items()]
    missing = {name: ONE_TIER for name in _ORDER if name not in raw}
    missing |= {name: left_out.get("reach", NO_DATA) for name in REACH_PARTS if name not in raw}
    if more is not None:
        missing |= {name: more.left_out.get(name, NO_DATA) for name in _MORE if name not in raw}
    plain = score(parts, weights=weights, left_out=missing)
    if plain.value is None:
        return plain
    known = {name: value for name, value in raw.items() if not np.isnan(value)}
    shares = dict(zip(known, weight_shares(list(known), weights=weights, known=PARTS), strict=True))
    interval = spread_interval(
        plain.value,
        draws=np.array([_value(known | one, shares) for one in _redrawn_values(reach, more)]),
        leave_one_out=np.array([_value(known | one, shares) for one in _values_without_each(parks, plan, more)]),
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
    return dict(zip(REACH_PARTS, near_shares(reach.minutes, reach.population, SCORE_LIMIT_MIN), strict=True))


def _redrawn_values(reach: ReachInput | None, more: ScoreParts | None) -> list[dict[str, float]]:
    if more is not None and len(more.redrawn):
        return [_known(row) for row in more.redrawn.to_dict("records")]
    if reach is None:
        return []
    return [
        dict(zip(REACH_PARTS, near_shares(minutes, reach.population, SCORE_LIMIT_MIN), strict=True))
        for minutes in reach.redrawn
    ]


def _values_without_each(parks: pd.Series, plan: Plan, more: ScoreParts | None) -> list[dict[str, float]]:
    """Return what changes with one park fewer, for each city that has one or each park, where the order is defined."""
    left: list[tuple[str, dict[str, float]]] = [(str(city), {}) for city in parks.index[parks > 0]]
    if more is not None and len(more.without_each):
        rows = more.without_each.drop(columns="city").to_dict("records")
        left = [(str(city), _known(row)) for city, row in zip(more.without_each["city"], rows, strict=True)]
    found = []
    for city, values in left:
        fewer = parks.copy()
        fewer[city] -= 1
        order = _order_values(fewer, plan)
        if not np.isnan(order.get("tier_order", 0.0)):  # without any order left there is nothing to compare
            found.append(order | values)
    return found


def _known(values: Mapping[Hashable, float]) -> dict[str, float]:
    return {str(name): float(value) for name, value in values.items() if not np.isnan(value)}


def _value(raw: Mapping[str, float], shares: Mapping[str, float]) -> float:
    return FULL_SCORE * sum(share * max(raw[name], 0.0) for name, share in shares.items())
