"""How firmly the data place each city, and where they differ from the plan, with the indicators that make it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import ParameterError, Problem
from analysis.layout.inferred_tiers import drawn_tiers
from analysis.layout.potential import Potential, drawn_values

WEIGHT_DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Differences:
    """Cities that the data place higher or lower than the plan does.

    Parameters
    ----------
    cities
        Indexed by city; columns `plan_rank`, `data_rank` (0 is the lowest tier), `steps` (data less plan: above 0 where
        the data place the city higher) and `potential`. Largest steps first, then the plan's order.
    why
        One row for each of these cities and each indicator known of it: `city`, `indicator`, `contribution`,
        `peers_mean` and `difference`. Peers are the other cities of the city's tier in the plan; where it is alone in
        it, all other cities. What speaks most for the city's move comes first.
    """

    cities: pd.DataFrame
    why: pd.DataFrame


def tier_stability(
    normalised: pd.DataFrame, sizes: Mapping[str, int], rng: np.random.Generator, *, draws: int = WEIGHT_DRAWS
) -> pd.DataFrame:
    """Return how often each city falls into each tier when the weights of the indicators are drawn at random.

    Parameters
    ----------
    normalised
        City x indicator on [0, 1], as `Potential.normalised`.
    sizes
        Tier -> its number of cities, highest tier first.
    rng
        Source of chance: weights from the flat Dirichlet distribution, so that every set of weights is as likely as any
        other.
    draws
        How often.

    Returns
    -------
    DataFrame
        City x tier, shares of the draws; a row sums to 1, or is NaN for a city of which nothing is known. Without any
        indicator everything is NaN.

    Raises
    ------
    ParameterError
        ``too_few_simulations`` for less than one draw.

    References
    ----------
    Lahdelma, R. and Salminen, P. (2001). SMAA-2: stochastic multicriteria acceptability analysis for group decision
    making. Operations Research 49, 444-454 (rank acceptability).
    """
    if draws < 1:
        raise ParameterError(Problem("too_few_simulations", "draws", {"n": draws, "needed": 1}))
    indicators = normalised.shape[1]
    if not indicators or not len(normalised):
        return pd.DataFrame(np.nan, index=normalised.index, columns=list(sizes), dtype=float)
    weights = rng.dirichlet(np.ones(indicators), size=draws)
    names = [str(city) for city in normalised.index]
    ranks = drawn_tiers(drawn_values(normalised, weights), names, list(sizes.values()))
    counts = np.stack([(ranks == rank).sum(axis=0) for rank in range(len(sizes))][::-1], axis=1)
    with np.errstate(invalid="ignore"):  # a city of which nothing is known
        shares = counts / counts.sum(axis=1, keepdims=True)
    return pd.DataFrame(shares, index=normalised.index, columns=list(sizes))


def differences(plan_ranks: pd.Series, data_ranks: pd.Series, of: Potential) -> Differences:
    """Return the cities that the data place higher or lower, and why.

    Parameters
    ----------
    plan_ranks, data_ranks
        Tier rank indexed by city, 0 is the lowest tier. A city without a rank in one of them is not compared.
    of
        The potential that `data_ranks` rest on.
    """
    both = [city for city in plan_ranks.index if city in data_ranks.index]
    plan, data = plan_ranks[both].astype(int), data_ranks[both].astype(int)
    table = pd.DataFrame({"plan_rank": plan, "data_rank": data, "steps": data - plan, "potential": of.value[both]})
    moved = table[table["steps"] != 0].sort_values("steps", key=np.abs, ascending=False, kind="stable")
    rows = [row for city, steps in moved["steps"].items() for row in _reasons(str(city), int(steps), plan, of)]
    columns = ["city", "indicator", "contribution", "peers_mean", "difference"]
    return Differences(cities=moved, why=pd.DataFrame(rows, columns=columns))


def _reasons(city: str, steps: int, plan: pd.Series, of: Potential) -> list[tuple[str, str, float, float, float]]:
    others = [name for name in plan.index if name != city]
    peers = [name for name in others if plan[name] == plan[city]] or others
    usual = of.contributions.reindex(peers).mean().to_dict()
    columns = map(str, of.contributions.columns)
    own = dict(zip(columns, of.contributions.loc[[city]].to_numpy(dtype=float)[0].tolist(), strict=True))
    rows = [(city, name, value, usual[name], value - usual[name]) for name, value in own.items() if not np.isnan(value)]
    return sorted(rows, key=lambda row: -np.sign(steps) * row[-1])
