"""What every part of the layout page shows: one study with its results, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.layout.network_result import NetworkResult
from analysis.layout.result import LayoutResult
from analysis.layout.settings import LayoutSettings
from analysis.layout.tier_variants import TierVariant
from analysis.layout.tiers_result import HEADLINE, TiersResult
from analysis.plan import Plan
from analysis.study import Study
from ui.sites import city_name
from ui.text import Text

BY_SIZE = "size"
"""Way of inferring tiers that is compared city by city: tiers of the plan's own sizes."""


@dataclass(frozen=True)
class Shown:
    """A layout on the page.

    Parameters
    ----------
    study, plan, text
        The study with its plan, and the catalogue in the reader's language.
    result
        What was computed.
    """

    study: Study
    plan: Plan
    text: Text
    result: LayoutResult

    @property
    def settings(self) -> LayoutSettings:
        """How it was measured."""
        return self.result.settings

    @property
    def network(self) -> NetworkResult:
        """Flows and what follows from them."""
        return self.result.network

    @property
    def tiers(self) -> TiersResult:
        """The plan's tiers against the data."""
        return self.result.data_tiers

    @property
    def headline(self) -> TierVariant | None:
        """The tiers inferred without parks; None where they could not be."""
        return self.tiers.variants.get(HEADLINE)

    def city(self, city: str) -> str:
        """Return a city's name."""
        return city_name(self.study, city, self.text)

    def cities(self, cities: Iterable[str]) -> str:
        """Return the names of cities as a list in words."""
        return self.text("app.list_separator").join(self.city(city) for city in cities)

    def tier(self, tier_id: str) -> str:
        """Return a tier's name."""
        tier = next(tier for tier in self.plan.tiers if tier.id == tier_id)
        return tier.name.in_language(self.text.language)

    def tier_of_rank(self, rank: float) -> str:
        """Return the id of the tier of a rank, 0 being the lowest."""
        return tier_of_rank(self.tiers.tier_ids, rank)

    def inferred_tier(self, city: str) -> str | None:
        """Return the id of the tier that the data, parks left out, suggest for a city; None where they cannot."""
        if self.headline is None:
            return None
        rank = float(self.headline.ranks[BY_SIZE].get(city, float("nan")))
        return None if pd.isna(rank) else self.tier_of_rank(rank)

    def stability(self, city: str, tier_id: str) -> float | None:
        """Return in what share of drawn weights a city falls into a tier; None where it is not known."""
        if self.headline is None or city not in self.headline.stability.index:
            return None
        share = float(self.headline.stability.loc[city].to_dict()[tier_id])
        return None if pd.isna(share) else share


def tier_of_rank(tier_ids: Sequence[str], rank: float) -> str:
    """Return the tier of a rank.

    Parameters
    ----------
    tier_ids
        Highest tier first.
    rank
        0 is the lowest tier.
    """
    return tier_ids[len(tier_ids) - 1 - int(rank)]
