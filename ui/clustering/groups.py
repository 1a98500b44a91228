"""The groups of the sites: who belongs together, how firm that is, and how it hangs on the radius."""

from __future__ import annotations

import math
from typing import Any, Final, cast

import altair as alt
import pandas as pd
import streamlit as st

from analysis.clustering.distances import LOCAL_SPEED_KMH
from analysis.clustering.group_result import GroupResult
from analysis.clustering.group_views import RADIUS_MIN, group_view, views_offered
from ui import widgets, wording
from ui.clustering.controls import number, remembered_segments
from ui.clustering.shown import Shown
from ui.text import Text

LINE_COLOUR: Final = "#2b5c8a"
CHOSEN_COLOUR: Final = "#a4243b"
CHART_HEIGHT_PX: Final = 210
LONGEST_MIN: Final = 600.0


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
    radius_km = found.grouping.radius_m / 1000
    _plots(found.sensitivity.assign(at=found.sensitivity.index / 1000), radius_km, "clustering.axis_radius", text)
    widgets.download_csv(text("clustering.download_groups"), group_frame(shown), "yuantu-groups.csv", key="groups")
    widgets.download_csv(
        text("clustering.download_radius"), found.sensitivity.reset_index(), "yuantu-group-radius.csv", key="radius"
    )
    with st.expander(text("clustering.views_title")):
        _other_view(shown, found)


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
    return shown.text("clustering.groups_answer", km=wording.kilometres(found.grouping.radius_m), **values)


def _rows(shown: Shown, found: GroupResult) -> list[tuple[str, ...]]:
    places = {site: place for place, site in enumerate(shown.result.ids)}
    rows: list[tuple[str, ...]] = []
    for rank, group in enumerate(found.groups.groups, start=1):
        firm = "–"
        if found.comembership is not None:
            pairs = [
                float(found.comembership.together[places[one], places[other]])
                for one in group.members
                for other in group.members
                if places[one] < places[other]
            ]
            firm = f"{min(pairs):.0%}" if pairs else "–"
        span_km = wording.kilometres(group.largest_distance)
        rows.append((str(rank), shown.sites(group.members), str(len(group.members)), span_km, firm))
    return rows


def _radius_words(shown: Shown, found: GroupResult) -> str:
    high = found.stable.high
    return shown.text(
        "clustering.groups_radius" if shown.result.settings.radius_m is None else "clustering.groups_radius_own",
        km=wording.kilometres(found.grouping.radius_m),
        low=wording.kilometres(found.stable.low),
        high="∞" if math.isinf(high) else wording.kilometres(high),
        min_sites=found.grouping.min_sites,
    )


def _chance_words(shown: Shown, found: GroupResult) -> list[str]:
    return [
        shown.text(
            "clustering.groups_chance",
            null=shown.text(f"clustering.null_{name}"),
            expected=f"{one.expected:.0%}",
            observed=f"{one.observed:.0%}",
            p=wording.p_value(one.p, one.simulations),
        )
        for name, one in found.chance.items()
    ]


def _relatedness_words(shown: Shown, found: GroupResult) -> str:
    one, text = found.relatedness, shown.text
    if one is None or one.value is None or one.p is None:
        return text("clustering.relatedness_none")
    return text(
        "clustering.relatedness_words",
        value=wording.number(one.value, 2),
        expected=wording.number(one.expected, 2),
        pairs=one.pairs,
        p=wording.p_value(one.p, None if one.exact else one.permutations),
    )


def _plots(steps: pd.DataFrame, radius: float, axis: str, text: Text) -> None:
    """Draw how the groups change with the radius; `steps` has it in the column `at`, in the unit that `axis` names."""
    chosen = pd.DataFrame({"at": [radius]})
    left, right = st.columns(2)
    for place, column in ((left, "groups"), (right, "share_in_groups")):
        whole = {"tickMinStep": 1} if column == "groups" else {"format": "%"}
        line = (
            alt.Chart(steps, title=text(f"clustering.plot_{column}"))
            .mark_line(interpolate="step-after", color=LINE_COLOUR)
            .encode(
                x=alt.X("at", type="quantitative", title=text(axis)),
                y=alt.Y(column, type="quantitative", title=None, axis=alt.Axis(**cast(Any, whole))),
            )
        )
        rule = alt.Chart(chosen).mark_rule(color=CHOSEN_COLOUR, strokeDash=[4, 3]).encode(x=alt.X("at:Q"))
        both = alt.layer(line, rule).properties(height=CHART_HEIGHT_PX, padding=widgets.CHART_PADDING)
        place.altair_chart(cast(Any, both), width="stretch")
    widgets.note(text("clustering.plot_radius_how"))


def _other_view(shown: Shown, found: GroupResult) -> None:
    """Draw the groups by minutes of travel, or by HDBSCAN; neither is a part of the score."""
    text = shown.text
    view = remembered_segments("group_view", views_offered(shown.study), "clustering.view", text)
    radius_min = 0.0
    if view == "minutes":
        radius_min = number(
            "group_radius_min", 1.0, LONGEST_MIN, 5.0, "clustering.radius_min", text, default=RADIUS_MIN
        )
    other = group_view(
        shown.study,
        shown.result.basis.given,
        "minutes" if view == "minutes" else "hdbscan",
        radius_min=radius_min,
        min_sites=found.grouping.min_sites,
    )
    widgets.note(text(f"clustering.view_{view}_how", minutes=f"{radius_min:g}", speed=f"{LOCAL_SPEED_KMH:g}"))
    rows = [
        (str(place), shown.sites(group.members), str(len(group.members)), _span(group.largest_distance, view))
        for place, group in enumerate(other.groups.groups, start=1)
    ]
    names = ("group", "members", "count", "span_min" if view == "minutes" else "span_km")
    widgets.table([text(f"clustering.column_{name}") for name in names], rows, numeric=(2, 3))
    if other.groups.noise:
        widgets.note(text("clustering.groups_noise", names=shown.sites(other.groups.noise)))
    if other.left_out:
        widgets.note(text("clustering.view_left_out", names=shown.sites(list(other.left_out))))
    if other.sensitivity is not None:
        steps = other.sensitivity
        _plots(steps.assign(at=steps.index), radius_min, "clustering.axis_radius_min", text)


def _span(distance: float, view: str) -> str:
    return wording.number(distance) if view == "minutes" else wording.kilometres(distance)
