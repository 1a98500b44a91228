"""The findings on the layout, its aims, targets and gaps, and the components of its score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analysis.layout.aims import AimMeasure
from analysis.layout.gaps import gaps_frame
from analysis.layout.result import LayoutResult
from analysis.layout.tier_variants import METHODS
from analysis.layout.tiers_result import HEADLINE
from analysis.study import Study
from briefing.table import Table
from ui.briefing.columns import made_table
from ui.briefing.score_table import score_table
from ui.plan_text import (
    exact_probability,
    gap_sentence,
    item_name,
    measure_name,
    progress_words,
    reach_words,
    target_figures,
)
from ui.sites import city_name, site_name, sites_frame
from ui.text import Text

COLUMNS: Final = ("statistic", "value", "unit", "expected", "low", "high", "null", "p", "simulations", "caveat")
AIM_COLUMNS: Final = (
    "aim", "level", "value", "low", "high", "expected", "null", "p", "simulations", "n", "counted", "left_out",
    "caveat",
)  # fmt: skip
TARGET_COLUMNS: Final = (
    "year", "measure", "target", "named", "reached", "reached_before_plan", "reached_since", "undated", "share_low",
    "share_high", "reason",
)  # fmt: skip
GAP_COLUMNS: Final = ("kind_name", "who", "city", "tier_name", "what", "value", "unit", "year", "plan_clause")


def layout_table(study: Study, layout: LayoutResult, text: Text) -> Table:
    """Return every statistic of the layout with its null, p-value or interval, and caveat."""
    codes = dict.fromkeys((*layout.caveats, *layout.network.caveats, *layout.data_tiers.caveats))
    left_out = [
        text("briefing_table.left_out", name=item_name(study, name, text), reason=text(f"reason.{reason}"))
        for name, reason in {**layout.left_out, **layout.network.left_out, **layout.data_tiers.left_out}.items()
    ]
    notes = [*(text(f"layout.caveat_{code}") for code in codes), *reach_words(study, layout, text), *left_out]
    rows = [
        *_tier_shares(study, layout, text),
        *_orders(layout, text),
        *_concentration(layout, text),
        *_reach(layout, text),
        *_hierarchy(layout, text),
    ]
    return made_table("layout", COLUMNS, rows, text, notes=notes)


def aims_table(study: Study, layout: LayoutResult, text: Text) -> Table:
    """Return the plan's aims as measured."""
    names = {aim.id: aim.name.in_language(text.language) for aim in study.require_plan().aims}
    measured = layout.data_tiers.aims
    notes = [text("layout_page.aims_how")]
    notes += [
        text(f"layout_page.aim_{one}_words", name=names.get(one, one)) for one in dict.fromkeys(m.id for m in measured)
    ]
    rows = [_aim(one, names.get(one.id, one.id), study, text) for one in measured]
    return made_table("aims", AIM_COLUMNS, rows, text, notes=notes)


def targets_table(study: Study, layout: LayoutResult, text: Text) -> Table:
    """Return the plan's targets with what is named and reached."""
    plan = study.require_plan()
    rows = [
        {
            "year": one.year,
            "measure": measure_name(plan, one.measure, one.year, text),
            **target_figures(one),
            "reason": None if one.reason is None else text(f"reason.{one.reason}"),
        }
        for one in layout.progress
    ]
    return made_table("targets", TARGET_COLUMNS, rows, text, notes=progress_words(layout.progress, plan, text))


def gaps_table(study: Study, layout: LayoutResult, text: Text) -> Table:
    """Return what is missing, a row each."""
    plan = study.require_plan()
    tiers = {tier.id: tier.name.in_language(text.language) for tier in plan.tiers}
    frame = gaps_frame(layout.gaps, plan, sites=sites_frame(study))
    rows = [
        {
            "kind_name": text(f"gap.{gap.kind}_title"),
            "who": _who(study, gap.who, text),
            "city": city_name(study, row["city"], text) if isinstance(row["city"], str) else None,
            "tier_name": tiers.get(str(row["tier"])),
            "what": gap_sentence(study, plan, gap, text),
            "value": row["value"],
            "unit": text("briefing_table.unit_m") if row["unit"] == "m" else None,
            "year": None if row["year"] != row["year"] else int(row["year"]),
            "plan_clause": row["clause"],
        }
        for gap, row in zip(layout.gaps, frame.to_dict("records"), strict=True)
    ]
    for row, gap in zip(rows, layout.gaps, strict=True):
        if gap.kind.startswith("target_"):
            row["who"] = measure_name(plan, gap.who, int(gap.values["year"]), text)
    return made_table("gaps", GAP_COLUMNS, rows, text, notes=(text("briefing_deck.gaps_how"),))


def layout_score_table(layout: LayoutResult, text: Text) -> Table:
    """Return the components of the layout score."""
    caveats = (
        text("layout.score_interval", draws=layout.link_draws),
        *(text(f"layout.caveat_{code}") for code in layout.caveats),
    )
    return score_table(
        "score_layout",
        layout.score,
        text,
        words=lambda name: text(f"layout.component_{name}"),
        caveats=caveats,
    )


def _who(study: Study, who: str, text: Text) -> str:
    named = site_name(study, who, text)
    return city_name(study, who, text) if named == who else named


def _row(statistic: str, caveat: str, text: Text, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - cells of any kind
    return {"statistic": text(f"briefing_table.statistic_{statistic}"), "caveat": caveat, **values}


def _tier_shares(study: Study, layout: LayoutResult, text: Text) -> Iterator[dict[str, Any]]:
    """Yield the parks of each tier and those above it, with their exact probability."""
    plan, total = study.require_plan(), 0
    for tier in plan.tiers[:-1]:
        total += layout.parks_per_tier[tier.id]
        if tier.id not in layout.p:
            continue
        exact = exact_probability(layout.p[tier.id], plan, tier.id)
        name = tier.name.in_language(text.language)
        yield {
            "statistic": text("briefing_table.statistic_tier_share", tier=name),
            "value": total,
            "null": text("briefing_table.null_parks_dealt"),
            "p": float(layout.p[tier.id]),
            "caveat": text("briefing_table.caveat_tier_share", exact=exact),
        }


def _orders(layout: LayoutResult, text: Text) -> Iterator[dict[str, Any]]:
    """Yield how well the order of the tiers agrees with the parks and with the data."""
    permuted = text("briefing_table.null_tiers_permuted")
    if layout.kendall_tau_b is not None:
        yield _row(
            "tau",
            text("briefing_table.caveat_tau"),
            text,
            value=layout.kendall_tau_b,
            expected=0.0,
            null=permuted,
            p=layout.p_kendall_tau_b,
            simulations=layout.permutations,
        )
    variant = layout.data_tiers.variants.get(HEADLINE)
    if variant is not None:
        found = variant.agreement[METHODS[0]]
        yield _row(
            "kappa",
            text("briefing_table.caveat_kappa"),
            text,
            value=found.weighted_kappa,
            expected=0.0,
            null=permuted,
            p=found.p_weighted_kappa,
            simulations=found.permutations,
        )


def _concentration(layout: LayoutResult, text: Text) -> Iterator[dict[str, Any]]:
    for name, null in layout.concentration_null.items():
        yield _row(
            "hhi",
            text("briefing_table.caveat_concentration"),
            text,
            value=layout.hhi,
            expected=null.expected_hhi,
            null=text(f"briefing_table.null_{name}"),
            p=null.p_hhi,
            simulations=null.simulations,
        )


def _reach(layout: LayoutResult, text: Text) -> Iterator[dict[str, Any]]:
    if layout.reach is None:
        return
    share, caveat = text("briefing_table.unit_share"), text("briefing_table.caveat_reach")
    for limit, row in layout.reach.shares.to_dict("index").items():
        for key, column in (("cities", "cities_share"), ("people", "population_share")):
            yield {
                "statistic": text(f"briefing_table.statistic_reach_{key}", minutes=f"{limit:g}"),
                "value": row[column],
                "unit": share,
                "caveat": caveat,
            }


def _hierarchy(layout: LayoutResult, text: Text) -> Iterator[dict[str, Any]]:
    network = layout.network
    if network.rank_size is not None:
        fit = network.rank_size
        caveat = text("briefing_table.caveat_rank_size")
        yield _row("rank_size", caveat, text, value=fit.slope, low=fit.low, high=fit.high)
    if network.primacy_two_city is not None:
        yield _row("primacy", text("briefing_table.caveat_primacy"), text, value=network.primacy_two_city)
    null = network.polycentricity_null
    if network.polycentricity is not None:
        chance: dict[str, Any] = (
            {}
            if null is None
            else {
                "expected": null.expected,
                "low": null.low,
                "high": null.high,
                "null": text("briefing_table.null_masses"),
                "p": null.p,
                "simulations": null.permutations,
            }
        )
        caveat = text("briefing_table.caveat_polycentricity")
        yield _row("polycentricity", caveat, text, value=network.polycentricity.value, **chance)


def _aim(one: AimMeasure, name: str, study: Study, text: Text) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    known: dict[str, Any] = {}
    if one.chance is not None:
        known = {
            "expected": one.chance.expected,
            "p": one.chance.p,
            "null": text(f"briefing_table.null_{one.chance.null}"),
            "simulations": one.chance.permutations,
        }
    return {
        "aim": name,
        "level": None if one.level is None else text(f"layout_page.level_{one.level}"),
        "value": one.value,
        "low": low,
        "high": high,
        "n": one.n,
        "counted": text(f"layout_page.counted_{one.counted}", n=one.n),
        "left_out": text("app.list_separator").join(_who(study, who, text) for who in one.left_out),
        "caveat": text("briefing_table.caveat_aim" if one.interval is None else "briefing_table.caveat_aim_interval"),
        **known,
    }
