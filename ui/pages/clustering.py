"""The clustering page: the answer in one sentence, then chance, concentration and the score as a glass box."""

from __future__ import annotations

from typing import Any, cast

import altair as alt
import pandas as pd
import streamlit as st

from analysis.clustering.inputs import SiteChoice
from analysis.clustering.result import ClusterResult
from analysis.study import Study
from ui import cached, state, widgets
from ui.plan_text import SIGNIFICANT_AT, closer_than, item_name, near_seats, null_words, share_null_words
from ui.sites import city_name, site_name
from ui.text import Text

SITE_CHOICES: tuple[SiteChoice, ...] = ("parks", "towns", "both")
CHART_FRAME_PX = 60  # the axis, which shares the chart's height with the bars


def page() -> None:
    """Draw the page."""
    text = state.text()
    study = cached.study_reading().study
    choice = _choose_sites(text)
    with st.spinner(text("clustering.working", simulations=cached.SIMULATIONS)):
        result = cached.cluster_result(study, sites=choice, seed=cached.SEED)
    widgets.lead(_answer(result, choice, text))
    widgets.note(text("clustering.small_sample", n=result.n), text("clustering.generalised_coast"))
    _chance(study, result, text)
    _score(study, result, text)
    _concentration(study, result, text)
    _per_site(study, result, text)
    _left_out(study, result, text)


def _choose_sites(text: Text) -> SiteChoice:
    remembered: SiteChoice = state.remembered("cluster_sites", SITE_CHOICES[0])
    chosen = st.segmented_control(
        text("clustering.sites"),
        SITE_CHOICES,
        default=remembered,
        required=True,
        format_func=lambda code: text(f"clustering.sites_{code}"),
        key=f"cluster_sites_{text.language}",
    )
    state.remember("cluster_sites", chosen or remembered)
    return chosen or remembered


def _answer(result: ClusterResult, choice: SiteChoice, text: Text) -> str:
    """Return the page's one sentence: only the nulls that could be drawn are named."""
    main = {name: null for name, null in result.nulls.items() if not null.sensitivity}
    parts = [closer_than(name, null.share_less_close, null.simulations, text) for name, null in main.items()]
    what = text(f"clustering.what_{choice}", n=result.n)
    sentence = text("clustering.answer", what=what, comparisons=text("clustering.answer_join").join(parts))
    seats = result.nulls.get("seats")
    if seats is None or result.seats_radius_m is None:
        return sentence
    claimed = all(null.p <= SIGNIFICANT_AT for null in main.values())
    return sentence + near_seats(seats.p, seats.simulations, result.seats_radius_m, claimed=claimed, text=text)


def _chance(study: Study, result: ClusterResult, text: Text) -> None:
    st.subheader(text("clustering.chance_title"))
    widgets.note(text("clustering.chance_how", simulations=cached.SIMULATIONS, seed=cached.SEED))
    rows = []
    for name, null in result.nulls.items():
        spread = result.spread[name]
        rows.append(
            (
                text(f"clustering.null_{name}"),
                widgets.kilometres(result.clark_evans.mean_nn_m),
                f"{widgets.kilometres(null.expected_m)} ({widgets.kilometre_interval(null.low_m, null.high_m)})",
                widgets.number(null.ratio, 2),
                widgets.interval(spread.low, spread.high, 2),
                widgets.interval(spread.without_one_low, spread.without_one_high, 2),
                widgets.p_value(null.p, null.simulations),
            )
        )
    names = ("null", "observed_km", "expected_km", "ratio", "ratio_positions", "ratio_without_one", "p")
    widgets.table([text(f"clustering.column_{name}") for name in names], rows, numeric=range(1, 7))
    widgets.note(*(null_words(name, result.seats_radius_m, text) for name in result.nulls))
    for name, null in result.nulls.items():
        if null.left_out:
            cities = text("app.list_separator").join(city_name(study, city, text) for city in null.left_out)
            widgets.note(text("clustering.null_left_out", null=text(f"clustering.null_{name}"), names=cities))
    formula = result.clark_evans
    widgets.note(
        text(
            "clustering.formula",
            naive=widgets.number(formula.naive, 3),
            naive_p=widgets.p_value(formula.naive_p),
            donnelly=widgets.number(formula.donnelly, 3),
            donnelly_p=widgets.p_value(formula.donnelly_p),
        )
    )
    widgets.download_csv(
        text("clustering.download_chance"), _chance_frame(result), "yuantu-clark-evans.csv", key="chance"
    )


def _chance_frame(result: ClusterResult) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "null": name,
                "n": result.n,
                "mean_nn_m": result.clark_evans.mean_nn_m,
                "expected_m": null.expected_m,
                "low_m": null.low_m,
                "high_m": null.high_m,
                "ratio": null.ratio,
                "p": null.p,
                "simulations": null.simulations,
                "sensitivity": null.sensitivity,
                "seed": cached.SEED,
            }
            for name, null in result.nulls.items()
        ]
    )


def _score(study: Study, result: ClusterResult, text: Text) -> None:
    st.subheader(text("clustering.score_title"))
    widgets.score_facts(result.score, text)
    widgets.score_table(result.score, text, prefix="clustering.component")
    widgets.note(text("clustering.platform_what"), text("clustering.score_interval", draws=result.position_draws))
    for code, sites in (("outside_area", result.outside_area), ("kept_in_place", result.kept_in_place)):
        if sites:
            names = text("app.list_separator").join(site_name(study, key, text) for key in sites)
            widgets.note(text(f"clustering.{code}", names=names))
    for site, holder in result.within.items():
        inner, outer = site_name(study, site, text), site_name(study, holder, text)
        widgets.note(text("clustering.within", site=inner, holder=outer))


def _concentration(study: Study, result: ClusterResult, text: Text) -> None:
    found = result.concentration
    if found is None or found.hhi is None:
        return
    st.subheader(text("clustering.concentration_title"))
    widgets.facts(
        {
            text("clustering.hhi"): widgets.number(found.hhi, 3),
            text("clustering.effective"): widgets.number(found.effective_cities, 1),
            text("clustering.gini"): widgets.number(found.gini, 2),
        }
    )
    widgets.note(text("clustering.concentration_how"), share_null_words(found.null, text))
    bases = list(found.location_quotient)
    counts = found.counts.sort_values(ascending=False, kind="stable")
    rows = [
        (
            city_name(study, str(city), text),
            widgets.number(count),
            *(widgets.quotient(found.location_quotient[base].to_dict("index")[city]) for base in bases),
        )
        for city, count in counts.items()
    ]
    columns = [text("clustering.column_city"), text("clustering.column_sites")]
    widgets.table(
        [*columns, *(text(f"clustering.quotient_{base}") for base in bases)], rows, numeric=range(1, 2 + len(bases))
    )
    widgets.note(text("clustering.quotient_how"), text("clustering.quotient_many", n=len(counts)))


def _per_site(study: Study, result: ClusterResult, text: Text) -> None:
    st.subheader(text("clustering.per_site_title"))
    widgets.note(text("clustering.per_site_how"))
    frame = pd.DataFrame(
        {
            text("clustering.column_site"): [site_name(study, one.id, text) for one in result.per_site],
            text("clustering.column_score"): [one.score.value for one in result.per_site],
            text("clustering.column_nearest"): [site_name(study, one.nearest_id, text) for one in result.per_site],
            text("clustering.column_nearest_km"): [one.nearest_m / 1000 for one in result.per_site],
            text("clustering.column_platform_km"): [
                None if one.platform_m is None else one.platform_m / 1000 for one in result.per_site
            ],
            text("clustering.column_change"): [one.change_points for one in result.per_site],
        }
    ).sort_values(text("clustering.column_score"), ascending=False)
    tidy = st.column_config.NumberColumn(format="%.1f")
    st.dataframe(
        frame, hide_index=True, column_config={name: tidy for name in frame.columns if frame[name].dtype == float}
    )
    chart = (
        alt.Chart(frame)
        .mark_bar(color="#2b5c8a")
        .encode(
            x=alt.X(text("clustering.column_score"), type="quantitative", scale=alt.Scale(domain=[0, 100])),
            y=alt.Y(
                text("clustering.column_site"),
                type="nominal",
                sort="-x",
                title=None,
                axis=alt.Axis(labelLimit=320, labelOverlap=False),
            ),
        )
        .properties(height=24 * len(frame) + CHART_FRAME_PX, padding=widgets.CHART_PADDING)
    )
    st.altair_chart(cast(Any, chart), width="stretch")
    widgets.download_csv(text("clustering.download_sites"), frame, "yuantu-site-scores.csv", key="site_scores")


def _left_out(study: Study, result: ClusterResult, text: Text) -> None:
    for name, reason in {**result.left_out, **result.score.left_out}.items():
        widgets.note(text("clustering.left_out", name=item_name(study, name, text), reason=text(f"reason.{reason}")))


page()
