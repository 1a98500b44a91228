"""Parks by tier: do higher tiers hold more parks than chance would give them."""

from __future__ import annotations

import streamlit as st

from analysis.layout.result import LayoutResult
from ui import widgets, wording
from ui.layout.shown import Shown
from ui.plan_text import equal_p, exact_probability, share_null_words
from ui.text import Text


def show(shown: Shown) -> None:
    """Draw the table of tiers with exact probabilities, and how far tier and parks agree."""
    result, text = shown.result, shown.text
    st.subheader(text("layout.tiers_title"))
    rows = tier_rows(shown)
    names = ("tier", "cities", "parks", "p_exact", "p")
    widgets.table([text(f"layout.column_{name}") for name in names], rows, numeric=range(1, 5))
    widgets.facts(
        {
            text("layout.tau"): _tau(result, text),
            text("layout.hhi"): wording.number(result.hhi, 3),
            text("layout.effective"): wording.number(result.effective_cities, 1),
        }
    )
    widgets.note(text("layout.p_how"), text("layout.tau_how", permutations=result.permutations))
    if result.concentration_null:
        widgets.note(share_null_words(result.concentration_null, text))


def tier_rows(shown: Shown) -> list[tuple[str, ...]]:
    """Return name, cities, parks, exact probability and p-value of each tier."""
    result, plan, text = shown.result, shown.plan, shown.text
    rows: list[tuple[str, ...]] = []
    for tier in plan.tiers:
        p = result.p.get(tier.id)
        rows.append(
            (
                tier.name.in_language(text.language),
                wording.number(len(tier.cities)),
                wording.number(result.parks_per_tier[tier.id]),
                "–" if p is None else exact_probability(p, plan, tier.id),
                "–" if p is None else wording.p_value(float(p)),
            )
        )
    return rows


def _tau(result: LayoutResult, text: Text) -> str:
    """Return the rank correlation with its probability."""
    if result.kendall_tau_b is None or result.p_kendall_tau_b is None:
        return "–"
    p = equal_p(result.p_kendall_tau_b, result.permutations)
    return wording.number(result.kendall_tau_b, 3) + text("app.in_brackets", words=p)
