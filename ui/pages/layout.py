"""The layout page: does core / key / node hold in the data, who reaches whom, what is missing."""

from __future__ import annotations

from typing import Any, cast

import altair as alt
import pandas as pd
import streamlit as st

from analysis.layout.progress import Progress
from analysis.layout.result import LayoutResult
from analysis.layout.travel import TravelMode
from analysis.plan import Plan
from analysis.study import Study
from briefing.style import tier_colours
from ui import cached, state, widgets
from ui.plan_text import (
    equal_p,
    exact_probability,
    gap_sentence,
    item_name,
    measure_name,
    progress_words,
    reach_words,
    share_null_words,
)
from ui.sites import city_name, tier_name
from ui.text import Text

MODES: tuple[TravelMode, ...] = ("fastest", "rail", "road")
CHART_FRAME_PX = 160  # title, axis and legend, which share the chart's height with the bars


def page() -> None:
    """Draw the page."""
    text = state.text()
    study = cached.study_reading().study
    plan = study.require_plan()
    result = cached.layout_result(study, mode=_choose_mode(text), seed=cached.SEED)
    widgets.lead(_answer(result, plan, text))
    widgets.note(*(text(f"layout.caveat_{code}") for code in result.caveats))
    _tiers(result, plan, text)
    _cities(study, result, plan, text)
    _reach(study, result, plan, text)
    _progress(result, plan, text)
    _gaps(study, result, plan, text)
    _score(study, result, text)


def _choose_mode(text: Text) -> TravelMode:
    remembered: TravelMode = state.remembered("layout_mode", MODES[0])
    chosen = st.segmented_control(
        text("layout.mode"),
        MODES,
        default=remembered,
        required=True,
        format_func=lambda code: text(f"layout.mode_{code}"),
        key=f"layout_mode_{text.language}",
    )
    state.remember("layout_mode", chosen or remembered)
    return chosen or remembered


def _answer(result: LayoutResult, plan: Plan, text: Text) -> str:
    total = sum(result.parks_per_tier.values())
    higher = sum(count for tier, count in result.parks_per_tier.items() if tier != plan.tiers[-1].id)
    names = widgets.joined([tier.name.in_language(text.language) for tier in plan.tiers[:-1]], text)
    if not total or len(plan.tiers) < 2:
        return text("layout.answer_none", parks=total)
    p = list(result.p.values())[-1]
    sentence = text("layout.answer", higher=higher, parks=total, tiers=names, p=widgets.p_value(float(p)))
    if result.reach is not None and 90 in result.reach.shares.index:
        share = float(result.reach.shares["cities_share"].loc[90])
        sentence += text(
            "layout.answer_reach", share=f"{share:.0%}", tier=plan.tiers[-1].name.in_language(text.language)
        )
    return sentence


def _tiers(result: LayoutResult, plan: Plan, text: Text) -> None:
    st.subheader(text("layout.tiers_title"))
    rows = []
    for tier in plan.tiers:
        p = result.p.get(tier.id)
        rows.append(
            (
                tier.name.in_language(text.language),
                widgets.number(len(tier.cities)),
                widgets.number(result.parks_per_tier[tier.id]),
                "–" if p is None else exact_probability(p, plan, tier.id),
                "–" if p is None else widgets.p_value(float(p)),
            )
        )
    names = ("tier", "cities", "parks", "p_exact", "p")
    widgets.table([text(f"layout.column_{name}") for name in names], rows, numeric=range(1, 5))
    widgets.facts(
        {
            text("layout.tau"): _tau(result, text),
            text("layout.hhi"): widgets.number(result.hhi, 3),
            text("layout.effective"): widgets.number(result.effective_cities, 1),
        }
    )
    widgets.note(text("layout.p_how"), text("layout.tau_how", permutations=result.permutations))
    if result.concentration_null:
        widgets.note(share_null_words(result.concentration_null, text))


def _tau(result: LayoutResult, text: Text) -> str:
    """Return the rank correlation with its probability."""
    if result.kendall_tau_b is None or result.p_kendall_tau_b is None:
        return "–"
    p = equal_p(result.p_kendall_tau_b, result.permutations)
    return widgets.number(result.kendall_tau_b, 3) + text("app.in_brackets", words=p)


def _cities(study: Study, result: LayoutResult, plan: Plan, text: Text) -> None:
    st.subheader(text("layout.cities_title"))
    frame = _city_frame(study, result, plan, text)
    st.dataframe(
        frame,
        hide_index=True,
        height=420,
        placeholder="–",
        column_config={
            text("layout.column_minutes"): st.column_config.NumberColumn(format="%.0f"),
            text("layout.column_population"): st.column_config.NumberColumn(format="%.1f"),
        },
    )
    widgets.note(text("layout.minutes_how"))
    widgets.download_csv(text("layout.download_cities"), frame, "yuantu-cities.csv", key="cities")
    parks = frame[frame[text("layout.column_parks")] > 0]
    colours = tier_colours([tier.id for tier in plan.tiers])
    names = [tier.name.in_language(text.language) for tier in plan.tiers]
    chart = (
        alt.Chart(parks, title=text("layout.chart_parks"))
        .mark_bar(stroke="#6b7a89", strokeWidth=0.5)
        .encode(
            x=alt.X(text("layout.column_parks"), type="quantitative", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y(
                text("layout.column_city"), type="nominal", sort="-x", title=None, axis=alt.Axis(labelOverlap=False)
            ),
            color=alt.Color(
                text("layout.column_tier"),
                type="nominal",
                scale=alt.Scale(domain=names, range=list(colours.values())),
                sort=names,
                legend=alt.Legend(symbolSize=140, symbolStrokeWidth=0.5, orient="bottom", title=None),
            ),
        )
        .properties(height=26 * len(parks) + CHART_FRAME_PX, padding=widgets.CHART_PADDING)
    )
    st.altair_chart(cast(Any, chart), width="stretch")


def _city_frame(study: Study, result: LayoutResult, plan: Plan, text: Text) -> pd.DataFrame:
    cities = list(plan.cities)
    ways = result.to_higher_tier.reindex(cities)
    population = study.layer("cities").set_index("name_zh")["population_2020"].reindex(cities)
    return pd.DataFrame(
        {
            text("layout.column_city"): [city_name(study, city, text) for city in cities],
            text("layout.column_tier"): [tier_name(plan, city, text) for city in cities],
            text("layout.column_parks"): [int(result.parks.get(city, 0)) for city in cities],
            text("layout.column_population"): [
                None if pd.isna(people) else float(people) / 1e4 for people in population
            ],
            text("layout.column_minutes"): [float(value) if pd.notna(value) else None for value in ways["minutes"]],
            text("layout.column_hub"): [
                city_name(study, hub, text) if isinstance(hub, str) else "–" for hub in ways["hub"]
            ],
            text("layout.column_estimated"): [
                "–" if pd.isna(value) else text("app.yes") if value else text("app.no") for value in ways["estimated"]
            ],
        }
    )


def _reach(study: Study, result: LayoutResult, plan: Plan, text: Text) -> None:
    if result.reach is None:
        return
    st.subheader(text("layout.reach_title"))
    lowest = plan.tiers[-1].name.in_language(text.language)
    rows = [
        (
            text("layout.within", minutes=limit),
            widgets.share_range(row["cities_share"], row["cities_share"]),
            widgets.number(len(result.reach.estimated[float(str(limit))])),
            widgets.share_range(row["population_share"], row["population_share"]),
        )
        for limit, row in result.reach.shares.iterrows()
    ]
    columns = [
        text("layout.column_within"),
        text("layout.column_cities_share", tier=lowest),
        text("layout.column_reach_estimated", tier=lowest),
        text("layout.column_people_share"),
    ]
    widgets.table(columns, rows, numeric=(1, 2, 3))
    farthest = text("app.list_separator").join(
        text("layout.farthest_one", city=city_name(study, city, text), minutes=f"{minutes:.0f}")
        for city, minutes in result.reach.farthest
    )
    widgets.note(text("layout.farthest", cities=farthest), text("layout.reach_how"), *reach_words(study, result, text))


def _progress(result: LayoutResult, plan: Plan, text: Text) -> None:
    st.subheader(text("layout.progress_title"))
    rows = [_progress_row(one, plan, text) for one in result.progress]
    names = ("year", "measure", "target", "named", "reached", "reached_before_plan", "reached_since", "share")
    widgets.table([text(f"layout.column_{name}") for name in names], rows, numeric=(0, 2, 3, 4, 5, 6, 7))
    widgets.note(*progress_words(result.progress, plan, text))


def _progress_row(one: Progress, plan: Plan, text: Text) -> tuple[str, ...]:
    reached = "–"
    if one.reached is not None:
        reached = (
            text("layout.reached_undated", reached=one.reached, undated=one.undated)
            if one.undated
            else str(one.reached)
        )
    share = text(f"reason.{one.reason}") if one.reason else "–"
    if one.share is not None and one.share_with_undated is not None:
        share = widgets.share_range(one.share, one.share_with_undated)
    return (
        str(one.year),
        measure_name(plan, one.measure, one.year, text),
        widgets.number(one.target),
        widgets.number(one.named),
        reached,
        widgets.number(one.reached_before_plan),
        widgets.number(one.reached_since),
        share,
    )


def _gaps(study: Study, result: LayoutResult, plan: Plan, text: Text) -> None:
    st.subheader(text("layout.gaps_title"))
    kinds = list(dict.fromkeys(gap.kind for gap in result.gaps))
    frame = pd.DataFrame(
        [
            (text(f"gap.{gap.kind}_title"), gap_sentence(study, plan, gap, text))
            for kind in kinds
            for gap in result.gaps
            if gap.kind == kind
        ],
        columns=[text("layout.column_gap_kind"), text("layout.column_gap")],
    )
    st.dataframe(frame, hide_index=True, height=min(36 * len(frame) + 40, 460))
    if any(gap.kind.startswith("park_") for gap in result.gaps):
        widgets.note(text("clustering.platform_what"))
    widgets.download_csv(text("layout.download_gaps"), frame, "yuantu-gaps.csv", key="gaps")


def _score(study: Study, result: LayoutResult, text: Text) -> None:
    st.subheader(text("layout.score_title"))
    widgets.score_facts(result.score, text)
    widgets.note(*(text(f"layout.caveat_{code}") for code in result.caveats))
    widgets.score_table(result.score, text, prefix="layout.component")
    widgets.note(text("layout.score_interval", draws=result.link_draws))
    for name, reason in {**result.left_out, **result.score.left_out}.items():
        widgets.note(text("layout.left_out", name=item_name(study, name, text), reason=text(f"reason.{reason}")))


page()
