"""The map page's layers handed to the folium export: the same selection, words and colours as on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from analysis.sites import furthest_status
from analysis.study import Study
from briefing.about import About
from briefing.style import (
    BOUNDARY,
    CERTAINTY_DASHES,
    CONTEXT_FILL,
    HUB_COLOURS,
    STATUS_COLOURS,
    TOWN_KIND_COLOURS,
    tier_colours,
)
from briefing.table import Table
from briefing.webmap import ExportLayer, ExportTexts, FeatureStyle, LegendEntry, export_map
from ui.map.study_layers import map_bounds
from ui.sites import SITE_LAYERS, city_name, kind_name, status_name, tier_name
from ui.text import Text

if TYPE_CHECKING:
    import geopandas

EXPORT_TEXTS: Final = ("legend", "layers", "sources", "zoom_in", "zoom_out")


def map_as_html(
    study: Study,
    text: Text,
    ids: Mapping[str, Sequence[str]],
    *,
    about: About | None = None,
    tables: Sequence[Table] = (),
) -> str:
    """Return the map as one HTML document.

    Parameters
    ----------
    study
        The study.
    text
        The catalogue in the reader's language.
    ids
        Which parks and towns to draw, by layer id.
    about
        Of a briefing: its title, what stands below it, and its sources; the study's own words if None.
    tables
        Below the map.
    """
    south, west, north, east = map_bounds(study)
    layers = [
        *_areas(study, text),
        *([_platforms(study, text)] if study.has("platforms") else []),
        *(
            _sites(study, layer_id, text, ids.get(layer_id, ()))
            for layer_id in reversed(SITE_LAYERS)
            if study.has(layer_id)
        ),
    ]
    name = study.plan.name.in_language(text.language) if study.plan else text("app.title")
    return export_map(
        layers,
        texts=ExportTexts(**{key: text(f"export.{key}") for key in EXPORT_TEXTS}),
        title=text("export.title", plan=name) if about is None else about.title,
        attribution=(text("map_page.attribution"), _document_line(study, text)) if about is None else _sources(about),
        note=_note(study, text, ids) if about is None else _about_line(about, _note(study, text, ids, about.approval)),
        bounds=(west, south, east, north),
        language=text.language,
        tables=tables,
    )


def _sources(about: About) -> list[str]:
    return [source.line for source in about.sources]


def _about_line(about: About, note: str) -> str:
    """Return author, study, scenario, date and version before what is said of every map."""
    return " · ".join(part for part in (about.author, about.line(), note) if part)


def _note(study: Study, text: Text, ids: Mapping[str, Sequence[str]], approval: str = "") -> str:
    towns = study.plan.town_note.in_language(text.language) if study.plan and study.has("towns") else ""
    count = sum(len(keys) for keys in ids.values())
    return text(
        "export.note", draft=approval or text("map_page.draft"), count=count, town_note=towns, study=study.fingerprint
    )


def _document_line(study: Study, text: Text) -> str:
    return text("export.document", document=study.plan.document.number if study.plan else "–")


def _areas(study: Study, text: Text) -> list[ExportLayer]:
    layers = []
    if study.has("context"):
        frame = study.layer("context")
        style = FeatureStyle(colour="#d9d5cc", fill=CONTEXT_FILL)
        layers.append(_area_layer("context", frame, [style] * len(frame), text, listed=False))
    if study.has("cities"):
        frame = study.layer("cities")
        plan = study.plan
        colours = tier_colours([tier.id for tier in plan.tiers]) if plan else {}
        tiers = [plan.tier_of.get(city, "") if plan else "" for city in frame["name_zh"]]
        styles = [FeatureStyle(colour=BOUNDARY, fill=colours.get(tier, CONTEXT_FILL)) for tier in tiers]
        legend = [
            LegendEntry(
                tier.name.in_language(text.language), "area", FeatureStyle(colour=BOUNDARY, fill=colours[tier.id])
            )
            for tier in (plan.tiers if plan else ())
        ]
        lines = [[tier_name(plan, city, text)] for city in frame["name_zh"]]
        layers.append(_area_layer("cities", frame, styles, text, lines=lines, legend=legend))
    return layers


def _area_layer(
    layer_id: str,
    frame: geopandas.GeoDataFrame,
    styles: Sequence[FeatureStyle],
    text: Text,
    *,
    lines: Sequence[Sequence[str]] = (),
    legend: Sequence[LegendEntry] = (),
    listed: bool = True,
) -> ExportLayer:
    rows = frame.to_dict("records")
    return ExportLayer(
        id=layer_id,
        kind="area",
        title=text("map_page.layer_cities") if listed else layer_id,
        geometries=list(frame.geometry),
        labels=[text.choose(row, "name") for row in rows],
        lines=lines or [[] for _ in rows],
        styles=styles,
        legend=legend,
        names="always" if listed else "never",
        listed=listed,
    )


def _platforms(study: Study, text: Text) -> ExportLayer:
    frame = study.layer("platforms")
    rows = frame.to_dict("records")
    style = FeatureStyle(colour="#ffffff", fill=HUB_COLOURS["platforms"], radius_px=3.0)
    title = text("map_page.layer_platforms")
    return ExportLayer(
        id="platforms",
        kind="point",
        title=title,
        geometries=list(frame.geometry),
        labels=[text.choose(row, "name") for row in rows],
        lines=[[text(f"map_page.platform_{row['kind']}"), text.choose(row, "position_basis")] for row in rows],
        styles=[style] * len(rows),
        legend=[LegendEntry(title, "point", style)],
    )


def _sites(study: Study, layer_id: str, text: Text, ids: Sequence[str]) -> ExportLayer:
    frame = study.layer(layer_id)
    frame = frame.loc[[key for key in frame.index if key in set(ids)]]
    rows = frame.to_dict("records")
    colours = [_site_colour(layer_id, row) for row in rows]
    words = [status_name(row, text) if layer_id == "parks" else kind_name(row, layer_id, text) for row in rows]
    order = [*STATUS_COLOURS.values(), *TOWN_KIND_COLOURS.values(), BOUNDARY]
    entries = sorted(set(zip(words, colours, strict=True)), key=lambda entry: (order.index(entry[1]), entry[0]))
    legend = [LegendEntry(word, "point", _mark(layer_id, colour)) for word, colour in entries]
    ring = FeatureStyle(colour="#5b6673", uncertainty_dash=CERTAINTY_DASHES["medium"])
    return ExportLayer(
        id=layer_id,
        kind="point",
        title=text(f"map_page.layer_{layer_id}"),
        geometries=list(frame.geometry),
        labels=[text.choose(row, "name") for row in rows],
        lines=[_site_lines(study, layer_id, row, text) for row in rows],
        styles=[_site_style(layer_id, row, colour) for row, colour in zip(rows, colours, strict=True)],
        legend=[*legend, LegendEntry(text("export.circle"), "circle", ring)],
        names="close",
    )


def _site_colour(layer_id: str, row: Mapping[str, Any]) -> str:
    if layer_id == "towns":
        return TOWN_KIND_COLOURS[row["kind"]]
    status = furthest_status(row["status"])
    return STATUS_COLOURS[status] if status else BOUNDARY


def _mark(layer_id: str, colour: str) -> FeatureStyle:
    """Return the mark of a site: parks are solid, towns are rings, apart without colour too."""
    if layer_id == "parks":
        return FeatureStyle(colour="#ffffff", fill=colour, width_px=1.5, radius_px=6.5)
    return FeatureStyle(colour=colour, fill="#ffffff", width_px=2.5, radius_px=5.0)


def _site_style(layer_id: str, row: Mapping[str, Any], colour: str) -> FeatureStyle:
    return replace(
        _mark(layer_id, colour),
        uncertainty_m=float(row["position_uncertainty_m"]),
        uncertainty_colour=colour,
        uncertainty_dash=CERTAINTY_DASHES[row["position_confidence"]],
    )


def _site_lines(study: Study, layer_id: str, row: Mapping[str, Any], text: Text) -> list[str]:
    return [
        text("app.list_separator").join(
            [kind_name(row, layer_id, text), city_name(study, row["city"], text), status_name(row, text)]
        ),
        text("map_page.position_known_to", km=f"{row['position_uncertainty_m'] / 1000:g}"),
    ]
