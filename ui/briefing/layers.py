"""The layers of a briefing's geodata: parks, towns and cities with their results joined, coloured as on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.study import Study
from briefing.geolayer import GeoLayer, Style, StyleEntry
from briefing.style import BOUNDARY, CONTEXT_FILL, STATUS_COLOURS, TOWN_KIND_COLOURS, tier_colours
from ui.briefing.cities_table import cities_table
from ui.briefing.columns import names_first
from ui.briefing.sites_table import site_keys, sites_table
from ui.briefing.tables import Results
from ui.text import Text


def layers(results: Results, text: Text) -> tuple[GeoLayer, ...]:
    """Return parks, towns and cities, those that the study has, for the formats that hold several layers."""
    study = results.study
    found = [site_layer(results, text, layer_id) for layer_id in ("parks", "towns") if study.has(layer_id)]
    return (*found, cities_layer(results, text)) if study.has("cities") else tuple(found)


def sites_layer(results: Results, text: Text) -> GeoLayer:
    """Return parks and towns in one layer, for the formats that hold one."""
    table = sites_table(results.study, text, cluster=results.cluster, layout=results.layout)
    return GeoLayer(table, _places(results.study, site_keys(results.study)), _status_style(text))


def site_layer(results: Results, text: Text, layer_id: str) -> GeoLayer:
    """Return parks or towns as a layer."""
    study = results.study
    ids = {layer_id: list(study.rows(layer_id))}
    table = sites_table(study, text, cluster=results.cluster, layout=results.layout, ids=ids, name=layer_id)
    style = _status_style(text) if layer_id == "parks" else _kind_style(text)
    return GeoLayer(table, _places(study, site_keys(study, ids)), style)


def cities_layer(results: Results, text: Text) -> GeoLayer:
    """Return the cities as a layer."""
    study = results.study
    table = cities_table(study, text, cluster=results.cluster, layout=results.layout)
    shapes = study.layer("cities").geometry
    return GeoLayer(table, tuple(shapes[key] for key in table.values("id")), _tier_style(study, text))


def _places(study: Study, keys: Sequence[tuple[str, str]]) -> tuple[Any, ...]:
    return tuple(study.layer(layer_id).geometry[key] for layer_id, key in keys)


def _status_style(text: Text) -> Style:
    entries = [StyleEntry(one, text(f"site.status_{one}"), colour) for one, colour in STATUS_COLOURS.items()]
    return Style("status", "point", tuple(entries), _other(text, BOUNDARY), names_first(text)[0])


def _kind_style(text: Text) -> Style:
    entries = [
        StyleEntry(one, text(f"site.kind_{one}"), "#ffffff", colour, shape="square")
        for one, colour in TOWN_KIND_COLOURS.items()
    ]
    return Style("kind", "point", tuple(entries), _other(text, BOUNDARY), names_first(text)[0])


def _tier_style(study: Study, text: Text) -> Style:
    tiers = study.plan.tiers if study.plan else ()
    colours = tier_colours([tier.id for tier in tiers])
    entries = [StyleEntry(tier.id, tier.name.in_language(text.language), colours[tier.id], BOUNDARY) for tier in tiers]
    return Style("tier", "area", tuple(entries), _other(text, CONTEXT_FILL), names_first(text)[0])


def _other(text: Text, fill: str) -> StyleEntry:
    return StyleEntry("", text("briefing_file.other_style"), fill, BOUNDARY)
