"""The groups of the sites: who belongs together, how firm that is, and how it hangs on the radius."""

from __future__ import annotations

import math
from typing import Any, Final, cast

import altair as alt
import pandas as pd
import streamlit as st

from analysis.clustering.group_result import GroupResult
from ui import widgets
from ui.clustering.shown import Shown

LINE_COLOUR: Final = "#2b5c8a"
CHOSEN_COLOUR: Final = "#a4243b"
CHART_HEIGHT_PX: Final = 210


def show(shown: Shown) -> None:
    """Draw the table of groups, the sites in none, and the plot over the radius."""
    found, text = shown.result.groups, shown.text
    if found is None:
        return
    st.subheader(text("clustering.groups_title"))
    widgets.lead(_sentence(shown, found))
    columns = [text(f"clustering.column_{name}") for name in ("group", "members", "count", "span_km", "firm")]
    widgets.table(columns, _rows(shown, found), numeric=(2, 3, 4))
    if found.groups.noise:
        widgets.note(text("clustering.groups_noise", names=shown.sites(found.groups.noise)))
    widgets.note(_radius_words(shown, found), *_chance_words(shown, found), _relatedness_words(shown, found))
    _plots(shown, found)
    widgets.download_csv(text("clustering.download_groups"), group_frame(shown), "yuantu-groups.csv", key="groups")


def group_frame(shown: Shown) -> pd.DataFrame:
    """Return each site with its group (1 is the largest; empty for none) and how often it is in one."""
    found = shown.result.groups
    assert found is not None  # noqa: S101  only shown where there are groups
    group_of = found.groups.group_of
    firm = None if found.comembership is None else found.comembership.in_group
    return pd.DataFrame(
        {
            "site": list(shown.result.ids),
            "name": [shown.site(site) for site in shown.result.ids],
            "group": [group_of[site] + 1 if site in group_of else None for site in shown.result.ids],
            "share_of_draws_in_a_group": [None] * shown.result.n if firm is None else firm,
            "radius_m": found.grouping.radius_m,
            "min_sites": found.grouping.min_sites,
        }
    )


def _sentence(shown: Shown, found: GroupResult) -> str:
    grouped = shown.result.n - len(found.groups.noise)
    values = {"groups": len(found.groups.groups), "grouped": grouped, "n": shown.result.n}
    return shown.text("clustering.groups_answer", km=widgets.kilometres(found.grouping.radius_m), **values)


def _rows(shown: Shown, found: GroupResult) -> list[tuple[str, ...]]:
    place = {site: number for number, site in enumerate(shown.result.ids)}
    rows: list[tuple[str, ...]] = []
    for number, group in enumerate(found.groups.groups, start=1):
        firm = "–"
        if found.comembership is not None:
            pairs = [
                float(found.comembership.together[place[one], place[other]])
                for one in group.members
                for other in group.members
                if place[one] < place[other]
            ]
            firm = f"{min(pairs):.0%}" if pairs else "–"
        span_km = widgets.kilometres(group.largest_distance)
        rows.append((str(number), shown.sites(group.members), str(len(group.members)), span_km, firm))
    return rows


def _radius_words(shown: Shown, found: GroupResult) -> str:
    high = found.stable.high
    return shown.text(
        "clustering.groups_radius" if shown.result.settings.radius_m is None else "clustering.groups_radius_own",
        km=widgets.kilometres(found.grouping.radius_m),
        low=widgets.kilometres(found.stable.low),
        high="∞" if math.isinf(high) else widgets.kilometres(high),
        min_sites=found.grouping.min_sites,
    )


def _chance_words(shown: Shown, found: GroupResult) -> list[str]:
    return [
        shown.text(
            "clustering.groups_chance",
            null=shown.text(f"clustering.null_{name}"),
            expected=f"{one.expected:.0%}",
            observed=f"{one.observed:.0%}",
            p=widgets.p_value(one.p, one.simulations),
        )
        for name, one in found.chance.items()
    ]


def _relatedness_words(shown: Shown, found: GroupResult) -> str:
    one, text = found.relatedness, shown.text
    if one is None or one.value is None or one.p is None:
        return text("clustering.relatedness_none")
    return text(
        "clustering.relatedness_words",
        value=widgets.number(one.value, 2),
        expected=widgets.number(one.expected, 2),
        pairs=one.pairs,
        p=widgets.p_value(one.p, None if one.exact else one.permutations),
    )


def _plots(shown: Shown, found: GroupResult) -> None:
    text = shown.text
    frame = found.sensitivity.reset_index()
    frame["km"] = frame["radius"] / 1000
    chosen = pd.DataFrame({"km": [found.grouping.radius_m / 1000]})
    left, right = st.columns(2)
    for place, column in ((left, "groups"), (right, "share_in_groups")):
        whole = {"tickMinStep": 1} if column == "groups" else {"format": "%"}
        line = (
            alt.Chart(frame, title=text(f"clustering.plot_{column}"))
            .mark_line(interpolate="step-after", color=LINE_COLOUR)
            .encode(
                x=alt.X("km", type="quantitative", title=text("clustering.axis_radius")),
                y=alt.Y(column, type="quantitative", title=None, axis=alt.Axis(**cast(Any, whole))),
            )
        )
        rule = alt.Chart(chosen).mark_rule(color=CHOSEN_COLOUR, strokeDash=[4, 3]).encode(x=alt.X("km:Q"))
        both = alt.layer(line, rule).properties(height=CHART_HEIGHT_PX, padding=widgets.CHART_PADDING)
        place.altair_chart(cast(Any, both), width="stretch")
    widgets.note(text("clustering.plot_radius_how"))
