"""The layout's answer in one sentence."""

from __future__ import annotations

from ui import wording
from ui.layout.shown import BY_SIZE, Shown

REACH_MIN = 90


def answer(shown: Shown) -> str:
    """Return whether the order of the plan's tiers shows in parks, reach and data."""
    result, plan, text = shown.result, shown.plan, shown.text
    total = sum(result.parks_per_tier.values())
    if not total or len(plan.tiers) < 2:
        return text("layout.answer_none", parks=total)
    lowest = plan.tiers[-1]
    higher = sum(count for tier, count in result.parks_per_tier.items() if tier != lowest.id)
    names = wording.joined([tier.name.in_language(text.language) for tier in plan.tiers[:-1]], text)
    p = wording.p_value(float(list(result.p.values())[-1]))
    words = text("layout.answer", higher=higher, parks=total, tiers=names, p=p)
    if result.reach is not None and REACH_MIN in result.reach.shares.index:
        share = float(result.reach.shares["cities_share"].loc[REACH_MIN])
        words += text("layout.answer_reach", share=f"{share:.0%}", tier=lowest.name.in_language(text.language))
    return words + _agreement(shown)


def _agreement(shown: Shown) -> str:
    """Return how many cities the data place as the plan does, with its probability; empty where it is not known."""
    if shown.headline is None:
        return ""
    found = shown.headline.agreement[BY_SIZE]
    if found.p_weighted_kappa is None:
        return shown.text("layout_page.answer_same", same=found.same, n=found.n)
    p = wording.p_value(found.p_weighted_kappa, found.permutations)
    return shown.text("layout_page.answer_same_p", same=found.same, n=found.n, p=p)
