"""Tiers inferred from one choice of indicators, held against the plan: one variant of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError
from analysis.layout.agreement import Agreement, agreement, rank_table, weighted_kappa
from analysis.layout.hierarchy import tau_b
from analysis.layout.inferred_tiers import tied_at_boundary, tiers_by_breaks, tiers_by_size, tiers_by_ward
from analysis.layout.potential import NORMALISATION, Normalisation, Potential, normalise, potential
from analysis.layout.tier_differences import WEIGHT_DRAWS, Differences, differences, tier_stability
from analysis.progress import Progress, part_of, silent

TierMethod = Literal["size", "breaks", "ward"]
METHODS: Final[tuple[TierMethod, ...]] = get_args(TierMethod)
"""Tiers of the plan's sizes, by natural breaks, by hierarchical clustering. The first is compared city by city."""

NO_WEIGHT = "no_weight"


@dataclass(frozen=True, eq=False)
class TierVariant:
    """Tiers inferred from some indicators.

    Parameters
    ----------
    potential
        The index.
    ranks
        City x method (``size``, ``breaks``, ``ward``): tier rank, 0 is the lowest; NaN where a city could not be
        placed.
    tied
        Cities whose tier by size hangs on the order of names.
    agreement
        Method -> agreement with the plan, over the cities that both place.
    stability
        City x tier: share of random weights that place it there by size.
    differences
        Cities that the data place otherwise than the plan, by size.
    """

    potential: Potential
    ranks: pd.DataFrame
    tied: tuple[str, ...]
    agreement: Mapping[str, Agreement]
    stability: pd.DataFrame
    differences: Differences


def tier_variant(
    indicators: pd.DataFrame,
    plan_ranks: pd.Series,
    sizes: Mapping[str, int],
    rng: np.random.Generator,
    *,
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation = NORMALISATION,
    permutations: int,
    weight_draws: int = WEIGHT_DRAWS,
    progress: Progress = silent,
) -> TierVariant:
    """Return the tiers that some indicators suggest, and how far they agree with the plan's.

    Parameters
    ----------
    indicators
        City x indicator, the cities of the plan in its order.
    plan_ranks
        Tier rank in the plan, same index.
    sizes
        Tier -> number of its cities, highest tier first.
    rng
        Source of chance; permutations and weights have streams of their own.
    weights, normalisation
        As in `analysis.layout.potential.potential`.
    permutations, weight_draws
        Of the labels, and of the weights.
    progress
        Told the share done.

    Raises
    ------
    ParameterError
        What `potential` and `tier_stability` raise.
    """
    *label_rngs, weight_rng = rng.spawn(len(METHODS) + 1)
    index = potential(indicators, weights=weights, normalisation=normalisation)
    ranks = inferred_ranks(index, list(sizes.values()))
    found: dict[str, Agreement] = {}
    for place, (method, label_rng) in enumerate(zip(METHODS, label_rngs, strict=True)):
        known = ranks[method].dropna().astype(int)
        part = part_of(progress, place / len(METHODS), (place + 1) / len(METHODS))
        plan = plan_ranks[known.index].to_numpy(dtype=np.int64)
        found[method] = agreement(
            plan, np.asarray(known, dtype=np.int64), label_rng, permutations=permutations, progress=part
        )
    by_size = ranks[METHODS[0]].dropna().astype(int)
    return TierVariant(
        potential=index,
        ranks=ranks,
        tied=tied_at_boundary(index.value, list(sizes.values())),
        agreement=found,
        stability=tier_stability(index.normalised, sizes, weight_rng, draws=weight_draws),
        differences=differences(plan_ranks, by_size, index),
    )


def inferred_ranks(of: Potential, sizes: Sequence[int]) -> pd.DataFrame:
    """Return the tiers by every method: city x method, rank 0 is the lowest tier, NaN where a city has none.

    The profiles for hierarchical clustering are the normalised indicators times the root of their weight, so that
    squared distances are weighted as the index is.
    """
    profiles = of.normalised * np.sqrt(of.weights)
    by_method = {
        "size": tiers_by_size(of.value, sizes),
        "breaks": tiers_by_breaks(of.value, len(sizes)),
        "ward": tiers_by_ward(profiles, of.value, len(sizes)),
    }
    columns = {method: ranks.reindex(of.value.index).astype(float) for method, ranks in by_method.items()}
    return pd.DataFrame(columns, index=of.value.index)


def weights_for(indicators: Sequence[str], weights: Mapping[str, float] | None) -> Mapping[str, float] | None:
    """Return the part of the weights that names some of the indicators; None where none is named."""
    return {name: value for name, value in (weights or {}).items() if name in indicators} or None


def agreement_of_normalisations(
    indicators: pd.DataFrame,
    plan_ranks: pd.Series,
    sizes: Sequence[int],
    *,
    weights: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return how far the choice of the normalisation changes the agreement of the tiers by size with the plan.

    Returns
    -------
    DataFrame
        Indexed by `normalisation`; columns `kendall_tau_b`, `weighted_kappa` (NaN where not defined) and `same` (cities
        in the tier of the plan). A normalisation that the indicators do not allow is left out.
    """
    rows = {}
    for name in get_args(Normalisation) if len(indicators.columns) else ():
        try:
            value = potential(indicators, weights=weights, normalisation=name).value
        except ParameterError:  # such as a negative value under a logarithm: the others still stand
            continue
        ranks = tiers_by_size(value, sizes)
        plan = plan_ranks[ranks.index].to_numpy(dtype=np.int64)
        table = rank_table(plan, ranks.to_numpy(dtype=np.int64), len(sizes))
        rows[name] = (tau_b(plan.tolist(), ranks.tolist()), weighted_kappa(table), int(np.trace(table)))
    columns = ["kendall_tau_b", "weighted_kappa", "same"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("normalisation")
    return found.astype({"kendall_tau_b": float, "weighted_kappa": float})


def redrawn_values(of: Potential, indicator: str, redrawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the index with one indicator redrawn.

    Parameters
    ----------
    of
        The index as measured.
    indicator
        One of its indicators.
    redrawn
        Its raw values, shape (draws, cities); known where the measured ones are.

    Returns
    -------
    array
        Shape (draws, cities).
    """
    columns = normalise(pd.DataFrame(redrawn.T), of.normalisation).to_numpy(dtype=float).T
    shares = of.weights.to_numpy(dtype=float)
    place = list(of.weights.index).index(indicator)
    normalised = of.normalised.to_numpy(dtype=float)
    known = ~np.isnan(normalised)
    others = np.nan_to_num(normalised) @ np.where(np.arange(len(shares)) == place, 0.0, shares)
    total = known @ shares
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = (others + shares[place] * np.nan_to_num(columns)) / np.where(
            total > 0, total, np.nan
        )
    return found
