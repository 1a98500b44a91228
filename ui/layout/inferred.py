"""The plan's tiers against those that the data suggest: agreement, and the cities placed otherwise, with reasons."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from analysis.layout.agreement import Agreement
from analysis.layout.tier_variants import METHODS, TierVariant
from ui import widgets, wording
from ui.layout.shown import BY_SIZE, Shown

REASONS_SHOWN: Final = 2


def show(shown: Shown) -> None:
    """Draw the agreement of every variant, and the cities that the data place otherwise."""
    text, tiers = shown.text, shown.tiers
    if not tiers.variants:
        return
    st.subheader(text("layout_page.inferred_title"))
    if shown.headline is not None:
        widgets.lead(_sentence(shown, shown.headline))
    rows = [
        _row(shown, name, method, variant.agreement[method])
        for name, variant in tiers.variants.items()
        for method in METHODS
    ]
    names = ("variant", "method", "same", "tau", "tau_p", "kappa", "kappa_p")
    widgets.table([text(f"layout_page.column_{name}") for name in names], rows, numeric=range(2, 7))
    widgets.note(
        text("layout_page.inferred_how", permutations=tiers.permutations),
        text("layout_page.inferred_caveat"),
        *(text(f"layout.caveat_{code}") for code in tiers.caveats),
    )
    _differences(shown)
    _normalisations(shown)
    widgets.download_csv(
        text("layout_page.download_inferred"), inferred_frame(shown), "yuantu-inferred-tiers.csv", key="inferred"
    )


def inferred_frame(shown: Shown) -> pd.DataFrame:
    """Return each city's tier under every variant and method, its potential and stability, in full precision."""
    frames = []
    for name, variant in shown.tiers.variants.items():
        frame = variant.ranks.add_prefix("rank_").join(variant.potential.value)
        frame = frame.join(variant.potential.contributions.add_prefix("contribution_"))
        frame = frame.join(variant.stability.add_prefix("share_of_weights_"))
        frame.insert(0, "plan_rank", shown.tiers.plan_ranks.reindex(frame.index))
        frame.insert(0, "variant", name)
        frames.append(frame.rename_axis("city").reset_index())
    return pd.concat(frames, ignore_index=True)


def _sentence(shown: Shown, variant: TierVariant) -> str:
    text = shown.text
    moved = variant.differences.cities
    parts = []
    for code, cities in (
        ("higher", moved.index[moved["steps"] > 0]),
        ("lower", moved.index[moved["steps"] < 0]),
    ):
        if len(cities):
            parts.append(text(f"layout_page.placed_{code}", cities=shown.cities(map(str, cities))))
    found = variant.agreement[BY_SIZE]
    words = text("layout_page.inferred_answer", same=found.same, n=found.n)
    return words + text("layout_page.placed", parts=text("layout_page.placed_join").join(parts)) if parts else words


def _row(shown: Shown, name: str, method: str, found: Agreement) -> tuple[str, ...]:
    text = shown.text

    def p(value: float | None) -> str:
        return "–" if value is None else wording.p_value(value, found.permutations)

    return (
        text(f"layout_page.variant_{name}"),
        text(f"layout_page.method_{method}"),
        f"{found.same}/{found.n}",
        wording.number(found.kendall_tau_b, 2),
        p(found.p_kendall_tau_b),
        wording.number(found.weighted_kappa, 2),
        p(found.p_weighted_kappa),
    )


def _differences(shown: Shown) -> None:
    text = shown.text
    rows = [
        (
            text(f"layout_page.variant_{name}"),
            shown.city(str(city)),
            shown.tier(shown.tier_of_rank(row["plan_rank"])),
            shown.tier(shown.tier_of_rank(row["data_rank"])),
            _firm(shown, variant, str(city), row["data_rank"]),
            _why(shown, variant, str(city)),
        )
        for name, variant in shown.tiers.variants.items()
        for city, row in zip(
            variant.differences.cities.index, variant.differences.cities.to_dict("records"), strict=True
        )
    ]
    if not rows:
        return
    names = ("variant", "city", "plan_tier", "data_tier", "stability", "why")
    widgets.table([text(f"layout_page.column_{name}") for name in names], rows, numeric=(4,))
    widgets.note(text("layout_page.why_how", draws=shown.tiers.weight_draws))
    tied = [] if shown.headline is None else shown.headline.tied
    if tied:
        widgets.note(text("layout_page.tied", cities=shown.cities(tied)))


def _firm(shown: Shown, variant: TierVariant, city: str, rank: float) -> str:
    share = variant.stability.loc[city].to_dict()[shown.tier_of_rank(rank)]
    return "–" if pd.isna(share) else f"{share:.0%}"


def _why(shown: Shown, variant: TierVariant, city: str) -> str:
    """Return the indicators that speak most for a city's move, with how far it is from its peers."""
    text, why = shown.text, variant.differences.why
    return text("app.list_separator").join(
        text(
            "layout_page.reason",
            indicator=text(f"layout_page.indicator_{row['indicator']}"),
            difference=f"{row['difference']:+.2f}",
        )
        for row in why[why["city"] == city].head(REASONS_SHOWN).to_dict("records")
    )


def _normalisations(shown: Shown) -> None:
    text, frame = shown.text, shown.tiers.by_normalisation
    if not len(frame):
        return
    rows = [
        (
            text(f"layout_page.normalisation_{name}"),
            wording.number(row["same"]),
            wording.number(row["kendall_tau_b"], 2),
            wording.number(row["weighted_kappa"], 2),
        )
        for name, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    with st.expander(text("layout_page.normalisations")):
        names = ("normalisation", "same", "tau", "kappa")
        widgets.table([text(f"layout_page.column_{name}") for name in names], rows, numeric=(1, 2, 3))
        widgets.note(text("layout_page.normalisations_how"))
