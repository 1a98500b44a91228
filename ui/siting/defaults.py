"""Which criteria the page starts with, and how they are grouped."""

from __future__ import annotations

from typing import Final

from analysis.siting.comparison import Comparison, CriterionChoice
from analysis.siting.criteria import CRITERIA
from analysis.siting.criterion import Criterion

GROUPS: Final = (
    ("transport", ("rail_minutes", "rail_m", "airport_m", "seaport_m")),
    ("innovation", ("platform_m", "platform_access")),
    ("industry", ("agglomeration", "relatedness", "industry_variety")),
    ("market", ("people_60min", "market_potential")),
    ("plan", ("tier_need", "in_named_site")),
)
"""Criteria by what they are about; what stands in none of them is the last group's."""

USUAL: Final = (
    "rail_minutes",
    "airport_m",
    "seaport_m",
    "platform_access",
    "agglomeration",
    "people_60min",
    "market_potential",
)
"""One for each thing that counts: minutes to a station and metres to it, for one, would count the same thing twice."""


def first_comparison() -> Comparison:
    """Return the comparison that a session begins with."""
    return Comparison(criteria=tuple(choice_from(one) for one in CRITERIA if one.id in USUAL))


def choice_from(criterion: Criterion) -> CriterionChoice:
    """Return a criterion as it is used unless somebody chooses otherwise."""
    return CriterionChoice(criterion.id, criterion.objective, criterion.ideal)
