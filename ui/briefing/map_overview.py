"""The overview sheet: every park and town of the plan on the cities by tier."""

from __future__ import annotations

from dataclasses import replace

from briefing.sheet import Block, Sheet
from ui.briefing.map_ground import (
    Order,
    city_labels,
    crowded,
    ground_layers,
    neighbour_labels,
    study_bounds,
    study_locator,
    tier_legend,
)
from ui.briefing.map_sites import (
    placed_rows,
    ring,
    site_labels,
    site_layers,
    site_list,
    status_legend,
    town_legend,
)
from ui.sites import SITE_LAYERS


def overview_sheet(order: Order) -> Sheet:
    """Return the overview."""
    study, text = order.study, order.text
    bounds = study_bounds(study)
    rings = [ring(row) for layer_id in SITE_LAYERS if study.has(layer_id) for _, row in placed_rows(study, layer_id)]
    return Sheet(
        id="overview",
        about=order.about_sheet(
            text("briefing_map.name_overview"), overview_message(order), ("parks", "towns", "cities", "context")
        ),
        paper=order.paper,
        crs=study.crs,
        bounds=bounds,
        layers=(*ground_layers(study, tiers=True), *site_layers(study)),
        labels=(
            *city_labels(study, text, tiers=True),
            *site_labels(study, text),
            *neighbour_labels(study, text, bounds),
        ),
        focus=study.area if study.has("study_area") else None,
        blocks=_blocks(order),
        words=order.words(),
        locator=study_locator(order),
        enlarged=crowded(study, text, rings),
        graticule=order.graticule,
    )


def overview_message(order: Order) -> str:
    """Return what the overview shows in one sentence: how many parks lie in how many cities, by tier."""
    study, text = order.study, order.text
    if not study.has("parks"):
        return ""
    cities = [str(row["city"]) for row in study.rows("parks").values()]
    return text("briefing_map.message_overview", parks=len(cities), cities=len(set(cities)))


def _blocks(order: Order) -> tuple[Block, ...]:
    study, text = order.study, order.text
    blocks = [Block(text("briefing_map.legend_tiers"), entries=tier_legend(study, text))]
    if study.has("parks"):
        blocks.append(Block(text("briefing_map.legend_status"), entries=status_legend(study, text)))
        blocks.append(site_list(study, "parks", text))
    if study.has("towns"):
        blocks.append(replace(site_list(study, "towns", text), entries=town_legend(study, text)))
    if study.has("parks"):
        blocks.append(Block("", paragraphs=(text("map_page.positions_note"),)))
    return tuple(block for block in blocks if block.entries or block.items or block.paragraphs)
