"""The card of a city: its role in the plan and in the data, its hub, its flows, and what it lacks."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from analysis.layout.gaps import Gap
from ui import html
from ui.html import Html, tag
from ui.layout.shown import Shown
from ui.plan_text import gap_sentence
from ui.widgets import table_html
from ui.wording import number

FLOWS_SHOWN: Final = 3
NEIGHBOURS_SHOWN: Final = 4


def city_card(shown: Shown, city: str) -> Html:
    """Return the card of a city of the plan."""
    parts = [
        tag("h3", shown.city(city)),
        _role(shown, city),
        _hub(shown, city),
        _flows(shown, city),
        _neighbours(shown, city),
        _potential(shown, city),
        _sites(shown, city),
        _gaps(shown, city),
    ]
    return tag("div", *parts, class_="yt-card", data_card=city)


def city_gaps(shown: Shown, city: str) -> list[Gap]:
    """Return what a city lacks: its own gaps and those of its sites."""
    sites = _sites_of(shown, "parks", city)
    return [gap for gap in shown.result.gaps if gap.who == city or gap.who in sites]


def _section(title: str, *children: Html | str | None) -> Html | None:
    kept = [child for child in children if child]
    return html.join([tag("h4", title), *kept]) if kept else None


def _list(lines: list[str]) -> Html | None:
    return tag("ul", *(tag("li", line) for line in lines)) if lines else None


def _role(shown: Shown, city: str) -> Html | None:
    text = shown.text
    planned = shown.plan.tier_of[city]
    lines = [text("layout_page.card_plan", tier=shown.tier(planned))]
    inferred = shown.inferred_tier(city)
    if inferred is not None:
        share = shown.stability(city, inferred)
        held = "–" if share is None else f"{share:.0%}"
        lines.append(text("layout_page.card_data", tier=shown.tier(inferred), share=held))
        in_plan = shown.stability(city, planned)
        if inferred != planned and in_plan is not None:
            lines.append(text("layout_page.card_data_plan", tier=shown.tier(planned), share=f"{in_plan:.0%}"))
    return _section(text("layout_page.card_role"), _list(lines))


def _hub(shown: Shown, city: str) -> Html | None:
    text, found = shown.text, shown.network.dominant
    lines: list[str] = []
    ways = shown.result.to_higher_tier
    if city in ways.index and math.isfinite(float(ways["minutes"][city])):
        key = "layout_page.card_higher_estimated" if ways["estimated"][city] else "layout_page.card_higher"
        lines.append(text(key, hub=shown.city(str(ways["hub"][city])), minutes=f"{float(ways['minutes'][city]):.0f}"))
    if found is not None and city in found.parent:
        lines += _tree_lines(shown, city)
    return _section(text("layout_page.card_hub"), _list(lines))


def _tree_lines(shown: Shown, city: str) -> list[str]:
    text, found = shown.text, shown.network.dominant
    if found is None:
        return []
    parent, hub = found.parent[city], found.hub[city]
    if hub is None:
        return [text("layout_page.card_no_flow")]
    stays = _stays(shown, city)
    lines = [
        text("layout_page.card_is_hub", stays=stays)
        if parent is None
        else text("layout_page.card_parent", parent=shown.city(parent), hub=shown.city(hub), stays=stays)
    ]
    below = [other for other, up in found.parent.items() if up == city]
    lines.append(
        text("layout_page.card_below", cities=shown.cities(below)) if below else text("layout_page.card_below_none")
    )
    return lines


def _stays(shown: Shown, city: str) -> str:
    """Return how firm a city's place in the tree is; empty where nothing was varied."""
    frame, text = shown.network.hub_stability, shown.text
    if city not in frame.index:
        return ""
    row = frame.loc[city].to_dict()
    parts = [
        text(f"layout_page.card_stays_{name}", share=f"{row[f'parent_{name}']:.0%}")
        for name in ("parameters", "redrawn")
        if not pd.isna(row[f"parent_{name}"])
    ]
    return text("app.in_brackets", words=text("app.list_separator").join(parts)) if parts else ""


def _flows(shown: Shown, city: str) -> Html | None:
    text, flows = shown.text, shown.network.flows
    if city not in flows.index:
        return None
    sent = pd.Series(flows.loc[city].drop(labels=[city]), dtype=float)
    if not sent.sum():
        return None
    largest = sent.sort_values(ascending=False, kind="stable").head(FLOWS_SHOWN)
    lines = [
        text("layout_page.card_flow", city=shown.city(str(other)), share=f"{flow / sent.sum():.0%}")
        for other, flow in largest.items()
        if flow > 0
    ]
    return _section(text("layout_page.card_flows"), _list(lines))


def _neighbours(shown: Shown, city: str) -> Html | None:
    text, travel = shown.text, shown.result.travel
    near = travel[(travel["from"] == city) | (travel["to"] == city)].sort_values("minutes", kind="stable")
    lines = [
        text(
            "site.link_estimated" if row["estimated"] else "site.link",
            name=shown.city(row["to"] if row["from"] == city else row["from"]),
            minutes=number(row["minutes"]),
            mode=text(f"site.mode_{row['mode']}"),
        )
        for row in near.head(NEIGHBOURS_SHOWN).to_dict("records")
    ]
    return _section(text("site.links"), _list(lines))


def _potential(shown: Shown, city: str) -> Html | None:
    text, found = shown.text, shown.headline
    if found is None or city not in found.potential.value.index or pd.isna(found.potential.value[city]):
        return None
    index = found.potential
    order = index.value.rank(ascending=False, method="min")
    shares = index.contributions.loc[city].to_dict()
    rows = [
        (text(f"layout_page.indicator_{name}"), number(value, 3), number(float(index.weights[str(name)]), 2))
        for name, value in shares.items()
    ]
    columns = [text(f"layout_page.column_{name}") for name in ("indicator", "contribution", "largest")]
    value, place = number(float(index.value[city]), 2), int(order[city])
    return _section(
        text("layout_page.card_potential"),
        tag("p", text("layout_page.card_potential_value", value=value, place=place, n=len(order.dropna()))),
        table_html(columns, rows, numeric=(1, 2)),
    )


def _sites(shown: Shown, city: str) -> Html | None:
    text = shown.text
    parts: list[Html | None] = []
    for layer in ("parks", "platforms"):
        if shown.study.has(layer) and "city" in shown.study.layer(layer):
            names = list(_sites_of(shown, layer, city).values())
            parts.append(tag("p", text(f"layout_page.card_{layer}", n=len(names))))
            parts.append(_list(names))
    return _section(text("layout_page.card_sites"), *parts)


def _sites_of(shown: Shown, layer: str, city: str) -> dict[str, str]:
    """Return id -> name of the features of a layer in a city."""
    if not shown.study.has(layer):
        return {}
    rows = shown.study.rows(layer).items()
    return {str(key): shown.text.choose(row, "name") or str(key) for key, row in rows if row.get("city") == city}


def _gaps(shown: Shown, city: str) -> Html | None:
    text = shown.text
    lines = [gap_sentence(shown.study, shown.plan, gap, text) for gap in city_gaps(shown, city)]
    return _section(text("layout_page.card_gaps"), _list(lines) or tag("p", text("layout_page.card_gaps_none")))
