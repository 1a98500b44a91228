"""Probabilities, gaps and targets of a plan in words, for the page and the command line alike."""

from __future__ import annotations

from fractions import Fraction
from math import comb, floor

from analysis.layout.gaps import Gap
from analysis.plan import Plan
from analysis.study import Study
from ui.sites import city_name, site_name
from ui.text import Text


def exact_probability(p: Fraction, plan: Plan, tier_id: str) -> str:
    """Return an exact probability as choices over all choices of the cities of a tier and those above it.

    The fraction is not reduced, so that its lower part is the number of choices that were counted.
    """
    place = [tier.id for tier in plan.tiers].index(tier_id)
    size = sum(len(tier.cities) for tier in plan.tiers[: place + 1])
    choices = comb(len(plan.cities), size)
    return f"{p * choices}/{choices}"


def share_of_layouts(share: float, simulations: int) -> str:
    """Return a share of simulated layouts in per cent, never claiming more than they can show."""
    if share >= 1:
        return f"{100 * (1 - 1 / (simulations + 1)):.1f}"
    return f"{floor(1000 * share) / 10:.1f}"


def gap_sentence(study: Study, plan: Plan, gap: Gap, text: Text) -> str:
    """Return what is missing, as one sentence."""
    values = dict(gap.values)
    if "tier" in values:
        tier = next(tier for tier in plan.tiers if tier.id == values["tier"])
        values["tier"] = tier.name.in_language(text.language)
    for name in ("uncertainty_m", "distance_m", "limit_m"):
        if name in values:
            values[name.removesuffix("_m") + "_km"] = f"{round(float(values.pop(name)) / 1000, 1):g}"
    if "reason" in values:
        values["reason"] = text(f"reason.{values['reason']}")
    for name in ("target", "missing"):
        if name in values:
            values[name] = f"{float(values[name]):g}"
    kind = gap.kind
    if kind == "park_without_platform" and "distance_km" not in values:
        kind = "park_without_any_platform"
    return text(f"gap.{kind}", who=_who(study, plan, gap, text), **values)


def measure_name(plan: Plan, measure: str, year: int, text: Text) -> str:
    """Return what a target measures, with its unit."""
    for target in plan.targets:
        if target.measure == measure and target.year == year:
            unit = target.unit.in_language(text.language)
            name = target.name.in_language(text.language)
            return name + text("app.in_brackets", words=unit) if target.value is not None else name
    return measure


def _who(study: Study, plan: Plan, gap: Gap, text: Text) -> str:
    if gap.kind.startswith("target_"):
        return measure_name(plan, gap.who, int(gap.values["year"]), text)
    if gap.who in plan.tier_of or gap.kind == "park_city_without_tier":
        return city_name(study, gap.who, text)
    return site_name(study, gap.who, text)
