"""The panel beside the map: everything known of one site or city, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.plan import Plan
from analysis.sites import furthest_status, nearest_sites
from analysis.study import Study
from briefing.style import STATUS_COLOURS
from ui import html
from ui.html import Html, tag
from ui.sites import city_name, district_name, industry_names, kind_name, site_name
from ui.text import Text
from ui.wording import kilometres, number

if TYPE_CHECKING:
    import geopandas

NEIGHBOURS_SHOWN = 3
Row = Mapping[str, Any]


def site_card(study: Study, layer_id: str, site_id: str, text: Text) -> Html:
    """Return the card of a park or a town.

    Parameters
    ----------
    study
        The study.
    layer_id, site_id
        `parks` or `towns`, and the site's id in it.
    text
        The catalogue in the reader's language.
    """
    row = {**study.rows(layer_id)[site_id], "id": site_id}
    parts = [
        tag("h3", text.choose(row, "name")),
        _chips(row, layer_id, text),
        _plan_section(row, layer_id, study.plan, text),
        _position_section(row, study, text),
        _status_section(row, text),
        _industry_section(row, study.plan, text),
        _area_section(row, study, text),
        _neighbour_section(study, layer_id, site_id, text),
        _notes_section(row, text),
        _sources_section(row, text),
    ]
    return tag("div", *parts, class_="yt-card", data_card=site_id)


def city_card(study: Study, city_id: str, text: Text) -> Html:
    """Return the card of a city: its tier with the clause, people and output, parks, and the nearest cities."""
    row = study.rows("cities")[city_id]
    parts = [
        tag("h3", text.choose(row, "name")),
        _tier_section(row, study.plan, text),
        _figures_section(row, text),
        _parks_section(row, study, text),
        _links_section(row, study, text),
    ]
    return tag("div", *parts, class_="yt-card", data_card=city_id)


def _section(title: str, *children: Html | str | None) -> Html | None:
    """Return a titled block, or None where it would be empty."""
    kept = [child for child in children if child]
    return html.join([tag("h4", title), *kept]) if kept else None


def _chips(row: Row, layer_id: str, text: Text) -> Html:
    status = furthest_status(row["status"])
    chips = [tag("span", kind_name(row, layer_id, text), class_="yt-chip")]
    if status:
        dot = tag("span", class_="yt-dot", style=f"background:{STATUS_COLOURS[status]}")
        chips.append(tag("span", dot, text(f"site.status_{status}"), class_="yt-chip"))
    chips.append(tag("span", text(f"site.confidence_{row['position_confidence']}"), class_="yt-chip"))
    return html.join(chips)


def _plan_section(row: Row, layer_id: str, plan: Plan | None, text: Text) -> Html | None:
    if row.get("plan_clause") and plan is not None:
        said = text("site.named_in_plan", document=plan.document.number, clause=row["plan_clause"])
    elif layer_id == "towns":
        said = plan.town_note.in_language(text.language) if plan is not None else ""
        said = said or text("site.not_named_in_plan")
    else:
        return None
    called = text.choose(row, "called_by")
    return _section(text("site.plan"), tag("p", said), tag("p", text("site.called_by", who=called)) if called else None)


def _position_section(row: Row, study: Study, text: Text) -> Html | None:
    place = text("app.list_separator").join(
        part
        for part in (
            city_name(study, row["city"], text),
            district_name(study, row["district"], row["city"], text) if row["district"] else "",
            text.choose(row, "town"),
        )
        if part
    )
    sure = text(
        "site.position_sure",
        km=kilometres(row["position_uncertainty_m"]),
        confidence=text(f"site.certainty_{row['position_confidence']}"),
    )
    bounds = text.choose(row, "stated_bounds")
    return _section(
        text("site.position"),
        tag("p", place),
        tag("p", sure),
        tag("p", text("site.position_basis", basis=text.choose(row, "position_basis"))),
        tag("p", text("site.stated_bounds", bounds=bounds)) if bounds else None,
        *(_other_site(other, text) for other in row.get("other_sites") or []),
    )


def _other_site(other: Row, text: Text) -> Html:
    return tag(
        "p",
        text(
            "site.other_site",
            name=text.choose(other, "name"),
            km=kilometres(float(other["position_uncertainty_m"])),
            basis=text.choose(other, "position_basis"),
        ),
    )


def _status_section(row: Row, text: Text) -> Html | None:
    rows = [
        (
            text(f"site.status_{record['status']}"),
            record.get("date") or text("site.date_unknown"),
            _source(record, text),
        )
        for record in row["status"]
    ]
    return _section(text("site.status"), tag("ul", *(tag("li", a, " · ", b, " · ", c) for a, b, c in rows)))


def _source(record: Row, text: Text) -> Html:
    source = str(record.get("source") or "")
    remark = text.choose(record, "note")
    parts: list[Html | str] = [html.link(source)] if source else []
    if remark:
        parts.append(text("app.in_brackets", words=remark) if source else remark)
    return html.join(parts)


def _industry_section(row: Row, plan: Plan | None, text: Text) -> Html | None:
    shown = industry_names(row, plan, text)
    firms = row.get("lead_firms_en") if text.language == "en" and row.get("lead_firms_en") else row.get("lead_firms")
    firms_line = text("site.lead_firms", firms=text("app.list_separator").join(firms)) if firms else None
    return _section(
        text("site.industries"),
        html.join(tag("span", name, class_="yt-chip") for name in shown) if shown else None,
        tag("p", firms_line) if firms_line else None,
    )


def _area_section(row: Row, study: Study, text: Text) -> Html | None:
    remark = text.choose(row, "area_note")
    if not _known(row, "area_km2"):
        line = text("site.area_unknown")
    else:
        area = number(row["area_km2"], 3 if row["area_km2"] < 1 else 1)
        dated = _known(row, "area_year")
        line = text("site.area_of_year", area=area, year=row["area_year"]) if dated else text("site.area", area=area)
    return _section(
        text("site.area_title"),
        tag("p", line),
        tag("p", remark) if remark else None,
        *_containment(row, study, text),
    )


def _containment(row: Row, study: Study, text: Text) -> list[Html]:
    lines = []
    if isinstance(row.get("within"), str) and row["within"]:
        lines.append(tag("p", text("site.within", name=site_name(study, row["within"], text))))
    lines += [tag("p", text("site.overlaps", name=site_name(study, key, text))) for key in row.get("overlaps") or []]
    if study.has("parks"):
        parks = study.layer("parks")
        inner = parks.index[parks["within"] == row["id"]]
        lines += [tag("p", text("site.contains", name=site_name(study, key, text))) for key in inner]
    return lines


def _neighbour_section(study: Study, layer_id: str, site_id: str, text: Text) -> Html | None:
    frame = study.layer(layer_id)
    points = study.projected(layer_id).geometry
    nearest = nearest_sites(points.get_coordinates().to_numpy(), list(frame.index), k=NEIGHBOURS_SHOWN)
    lines = [
        tag("li", _neighbour_line(frame, site_id, str(row["neighbour"]), row["distance_m"], text))
        for row in nearest[nearest["site"] == site_id].to_dict("records")
    ]
    return _section(text("site.neighbours"), tag("ul", *lines) if lines else None)


def _neighbour_line(frame: geopandas.GeoDataFrame, site_id: str, other_id: str, distance_m: float, text: Text) -> str:
    sure_m = frame.loc[site_id, "position_uncertainty_m"] + frame.loc[other_id, "position_uncertainty_m"]
    return text(
        "site.neighbour",
        name=text.choose(frame.loc[other_id].to_dict(), "name"),
        km=kilometres(distance_m),
        sure_km=kilometres(sure_m),
    )


def _notes_section(row: Row, text: Text) -> Html | None:
    remark = text.choose(row, "note")
    return _section(text("site.note"), tag("p", remark) if remark else None)


def _sources_section(row: Row, text: Text) -> Html | None:
    return _section(text("site.sources"), tag("ul", *(tag("li", _source(record, text)) for record in row["sources"])))


def _tier_section(row: Row, plan: Plan | None, text: Text) -> Html | None:
    city = row["name_zh"]
    if plan is None or city not in plan.tier_of:
        return None
    tier = next(tier for tier in plan.tiers if tier.id == plan.tier_of[city])
    clause = (
        text("site.clause", document=plan.document.number, clause=tier.clause)
        if tier.clause
        else text("site.clause_unverified", document=plan.document.number)
    )
    return _section(
        text("site.tier"), tag("p", tier.name.in_language(text.language)), tag("p", clause, class_="yt-note")
    )


def _figures_section(row: Row, text: Text) -> Html | None:
    lines = [
        text(
            "site.population",
            people=number(row["population_2020"]),
            people_10k=number(row["population_2020"] / 10000, 1),
        ),
        *([text("site.gdp", gdp=number(row["gdp_2024_100m_yuan"], 0))] if _known(row, "gdp_2024_100m_yuan") else []),
        *(
            [text("site.firms", firms=number(row["industrial_firms_2023"]))]
            if _known(row, "industrial_firms_2023")
            else []
        ),
        *([text("site.city_area", area=number(row["area_km2"]))] if _known(row, "area_km2") else []),
    ]
    return _section(text("site.figures"), tag("ul", *(tag("li", line) for line in lines)))


def _known(row: Row, field: str) -> bool:
    return row.get(field) is not None and not pd.isna(row[field])


def _parks_section(row: Row, study: Study, text: Text) -> Html | None:
    parts: list[Html] = []
    for layer_id in ("parks", "towns"):
        if study.has(layer_id):
            frame = study.layer(layer_id)
            names = [text.choose(site, "name") for site in frame[frame["city"] == row["name_zh"]].to_dict("records")]
            title = text(f"site.{layer_id}_here", count=len(names))
            parts.append(tag("p", title))
            parts.append(tag("ul", *(tag("li", name) for name in names)))
    return _section(text("site.sites_here"), *parts)


def _links_section(row: Row, study: Study, text: Text) -> Html | None:
    if not study.has("links"):
        return None
    # Imported here: only a city's card needs the network, and the first page need not wait for it.
    from analysis.layout.travel import travel_network

    network = travel_network(study.layer("links"), cities=list(study.layer("cities")["name_zh"]))
    edges: Sequence[tuple[str, str, dict[str, Any]]] = sorted(
        network.edges(row["name_zh"], data=True), key=lambda edge: edge[2]["minutes"]
    )
    lines = [
        text(
            "site.link_estimated" if data["estimated"] else "site.link",
            name=city_name(study, other, text),
            minutes=number(data["minutes"]),
            mode=text(f"site.mode_{data['mode']}"),
        )
        for _, other, data in edges[:NEIGHBOURS_SHOWN]
    ]
    return _section(text("site.links"), tag("ul", *(tag("li", line) for line in lines)) if lines else None)
