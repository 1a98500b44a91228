"""The map of the clustering page."""

from __future__ import annotations

from briefing.style import SELECTION
from ui import cached, widgets, wording
from ui.clustering.shown import Shown
from ui.map import component
from ui.map.cluster_layers import cluster_map_layers
from ui.map.study_layers import xy_bounds

MAP_HEIGHT_PX = 520


def show(shown: Shown) -> None:
    """Draw the map with groups and density, and say what it shows."""
    text = shown.text
    component.show_map(
        key="cluster_map",
        layers=cluster_map_layers(shown.study, shown.result, shown.site, text),
        bounds=xy_bounds(shown.result.xy, shown.study.crs),
        texts={name: text(f"map.{name}") for name in component.TEXT_KEYS},
        height_px=MAP_HEIGHT_PX,
        attribution=(text(cached.attribution_key()),),
        selection_colour=SELECTION,
        writes_address=False,
    )
    widgets.note(*density_words(shown))


def density_words(shown: Shown) -> list[str]:
    """Return how the density was made, how it compares with chance, and how sure its peak is."""
    found, text = shown.result.density, shown.text
    if found is None:
        return []
    bandwidth = found.density.bandwidth
    words = [
        text(
            "clustering.density_how",
            km=wording.kilometres(bandwidth.metres),
            rule=text(f"clustering.bandwidth_{bandwidth.rule}"),
        )
    ]
    words += [
        text(
            "clustering.density_chance",
            null=text(f"clustering.null_{name}"),
            p=wording.p_value(one.p_highest, one.simulations),
            simulations=one.simulations,
        )
        for name, one in found.chance.items()
    ]
    if found.peak.radius_95_m is not None:
        words.append(text("clustering.density_peak", km=wording.kilometres(found.peak.radius_95_m)))
    return words
