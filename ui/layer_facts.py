"""What may be said of a layer: the catalogue knows the built-in plan's files, and of a user's own it knows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from analysis.study import Study
from layers.catalog import Layer, layer_by_id
from layers.read import catalogue_describes
from ui.text import Text

FACTS: Final = ("source", "licence", "date", "uncertainty")


def described(layer: Layer, study: Study) -> bool:
    """Return whether what the catalogue says of a layer holds for this study's."""
    return layer.id not in study.own_files and catalogue_describes(study)


def layer_facts(layer: Layer, study: Study, text: Text) -> Mapping[str, str]:
    """Return source, licence, date and uncertainty of a layer as this study has it, in words."""
    if described(layer, study):
        return {name: getattr(layer, name).in_language(text.language) for name in FACTS}
    file = study.own_files.get(layer.id)
    unknown = dict.fromkeys(FACTS, text("layers.not_recorded"))
    if file is not None:
        return {**unknown, "source": text("layers.source_file", name=file)}
    return {**unknown, "source": text("layers.source_folder", path=layer.path)}


def layer_caveats(layer: Layer, study: Study, text: Text) -> tuple[str, ...]:
    """Return what must be known of a layer, as far as it holds for this study's."""
    return tuple(one.in_language(text.language) for one in layer.caveats) if described(layer, study) else ()


def land_note(study: Study, text: Text) -> str:
    """Return how distances and areas are taken, and how far the coast is generalised where that is known."""
    known = described(layer_by_id("study_area"), study)
    return text("clustering.generalised_coast" if known else "clustering.equal_area")


def minutes_note(study: Study, text: Text) -> str:
    """Return where the minutes between cities come from, as far as that is known."""
    known = described(layer_by_id("links"), study)
    return text("layout.minutes_how" if known else "layout.minutes_of_links")
