"""Probabilities, gaps and targets of a plan in words, for the page and the command line alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb, floor

from analysis.clustering.conclusions import SIGNIFICANT_AT
from analysis.clustering.share_null import ShareNull
from analysis.layout.gaps import Gap
from analysis.layout.progress import Progress
from analysis.layout.result import LayoutResult
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


def closer_than(null: str, share: float, simulations: int, text: Text) -> str:
    """Return how the sites compare with the layouts of a null: with all of them, or with a share of them.

    A share is rounded down, so that nothing short of all of them reads as if it were.
    """
    if share >= 1:
        return text(f"clustering.answer_{null}_all", simulations=simulations)
    return text(f"clustering.answer_{null}", share=f"{floor(1000 * share) / 10:.1f}", simulations=simulations)


def farther_than(null: str, share: float, simulations: int, text: Text) -> str:
    """Return how sites that do not cluster compare with the layouts of a null; the share is rounded down."""
    return text(f"clustering.answer_farther_{null}", share=f"{floor(1000 * share) / 10:.1f}", simulations=simulations)


def near_seats(p: float, simulations: int, radius_m: float, *, claimed: bool, text: Text) -> str:
    """Return what is left of the claim where layouts are drawn near the cities' seats.

    Parameters
    ----------
    p, simulations, radius_m
        Of the null of the seats.
    claimed
        Whether every other null is rejected at the 5 % level, so that there is something to qualify.
    """
    outcome = "holds" if p <= SIGNIFICANT_AT else "weak" if claimed else "neither"
    return text(f"clustering.answer_seats_{outcome}", km=f"{radius_m / 1000:g}", p=equal_p(p, simulations))


def item_name(study: Study | None, name: str, text: Text) -> str:
    """Return what was not computed in words: a measure by its name in the catalogue, a site by its own."""
    for key in (f"clustering.item_{name}", f"layout.item_{name}"):
        if text.has(key):
            return text(key)
    return name if study is None else site_name(study, name, text)


def reach_words(study: Study, result: LayoutResult, text: Text) -> list[str]:
    """Return what the shares of reach rest on and whom they leave out, a sentence each."""
    found = {"layout.without_link": result.without_link}
    if result.reach is not None:
        widest = max(result.reach.estimated, default=None)
        found["layout.reach_estimated"] = () if widest is None else result.reach.estimated[widest]
        found["layout.unreachable"] = result.reach.unreachable
        found["layout.without_population"] = result.reach.without_population
    separator = text("app.list_separator")
    return [
        text(key, cities=separator.join(city_name(study, city, text) for city in cities))
        for key, cities in found.items()
        if cities
    ]


def progress_words(progress: Sequence[Progress], plan: Plan, text: Text) -> list[str]:
    """Return what the progress shows and what it does not, one sentence or more each."""
    listed = [
        (measure_name(plan, one.measure, one.year, text), one.named)
        for one in progress
        if one.measure == "parks" and one.named and one.named == one.target
    ]
    return [
        text("layout.progress_how", issued=plan.document.issued),
        *(text("layout.progress_by_construction", measure=measure, named=named) for measure, named in listed),
    ]


def share_null_words(nulls: Mapping[str, ShareNull], text: Text) -> str:
    """Return how the concentration compares with chance, one sentence; empty where there is no null."""
    parts = [
        text(
            f"clustering.share_null_{name}",
            expected=f"{null.expected_hhi:.3f}",
            effective=f"{null.expected_effective_cities:.1f}",
            gini=f"{null.expected_gini:.2f}",
            p=equal_p(null.p_hhi, null.simulations),
            p_gini=equal_p(null.p_gini, null.simulations),
        )
        for name, null in nulls.items()
    ]
    return text("clustering.share_null", parts=text("clustering.share_null_join").join(parts)) if parts else ""


def null_words(null: str, seats_radius_m: float | None, text: Text) -> str:
    """Return what a null is and how far it can be trusted."""
    return text(f"clustering.null_{null}_words", km=f"{(seats_radius_m or 0) / 1000:g}")


def equal_p(p: float, simulations: int | None = None) -> str:
    """Return a p-value with its sign, `p = 0.09`; never zero, and not finer than the simulations allow."""
    floor_p = 1 / (simulations + 1) if simulations else 0.0001
    if p <= floor_p:
        return f"p ≤ {floor_p:.4g}" if simulations else "p < 0.0001"
    if p < 0.001:
        return f"p = {p:.4f}"
    return f"p = {p:.2f}" if p >= 0.055 else f"p = {p:.3f}"


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


def target_figures(one: Progress) -> dict[str, float | None]:
    """Return the numbers of a target as tables and JSON name them: what it asks for, is named, reached and undated."""
    return {
        "target": one.target,
        "named": one.named,
        "reached": one.reached,
        "reached_before_plan": one.reached_before_plan,
        "reached_since": one.reached_since,
        "undated": one.undated,
        "share_low": one.share,
        "share_high": one.share_with_undated,
    }


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
