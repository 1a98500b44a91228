"""The deck of a briefing: a study and its results in, slides out, in the sentences that the pages say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from briefing.about import About
from briefing.slides import Deck, Picture, Slide
from briefing.table import Column, Table
from ui.briefing.cluster_slides import cluster_slides
from ui.briefing.columns import names_first
from ui.briefing.layout_slides import gap_slides, layout_slides
from ui.briefing.map_sites import numbers
from ui.briefing.site_slides import site_slides
from ui.briefing.sites_table import sites_table
from ui.briefing.sources_table import sources_table
from ui.briefing.tables import Results
from ui.methods import methods
from ui.overview_words import map_notes, overview
from ui.sites import SITE_LAYERS
from ui.text import Text

METHODS_SHOWN: Final = ("clark_evans", "monte_carlo", "ripley", "position_uncertainty", "tier_p_values", "reach")
"""Measures that the slides rest on; the page of methods has all of them."""


def deck_of(results: Results, about: About, text: Text, *, pictures: Mapping[str, Picture] | None = None) -> Deck:
    """Return the deck; what was not computed has no slides.

    Parameters
    ----------
    results
        Study, clustering, layout and comparison.
    about
        What the files say of themselves.
    text
        The catalogue in the reader's language.
    pictures
        Map id -> its picture.
    """
    maps = dict(pictures or {})
    slides = (
        *_overview(results, text, maps),
        *_places(results, text),
        *cluster_slides(results, text, maps),
        *layout_slides(results, text, maps),
        *site_slides(results, text, maps),
        *gap_slides(results, text),
        *_sources(results, text),
        *_methods(text),
    )
    document = results.study.plan.document.number if results.study.plan else results.study.id
    return Deck(
        about=about,
        slides=slides,
        source=text("briefing_deck.source", document=document),
        notes=(text("briefing_deck.notes_title"), *(one.line for one in about.sources)),
        continued=text("briefing_deck.continued", page="{page}", pages="{pages}"),
    )


def _overview(results: Results, text: Text, maps: Mapping[str, Picture]) -> Iterator[Slide]:
    study = results.study
    notes = map_notes(study, text)
    plan = study.plan
    tiers = [
        text(
            "briefing_deck.tier",
            tier=tier.name.in_language(text.language),
            n=len(tier.cities),
            parks=_parks_of(results, tier.cities),
        )
        for tier in (plan.tiers if plan else ())
    ]
    yield Slide(
        "overview",
        overview(study, text, key="briefing_deck.overview"),
        bullets=(*tiers, *notes[3 if len(notes) > 3 else 2 :]),
        figure=maps.get("overview"),
        caveats=notes[1 : 3 if len(notes) > 3 else 2],
        notes=(text("briefing_deck.notes_map"), *notes),
    )


def _places(results: Results, text: Text) -> Iterator[Slide]:
    """Yield the list of parks and towns with the numbers that they have on the maps."""
    study = results.study
    if not any(study.has(layer_id) for layer_id in SITE_LAYERS):
        return
    table = sites_table(study, text)
    of = {key: number for (_, key), number in numbers(study).items()}
    ids = [str(key) for key in table.values("id")]
    shown = table.only(
        (names_first(text)[0], "kind_name", "city", "tier_name", "status_name", "position_uncertainty_m")
    )
    columns = (Column("number", text("briefing.number")), *shown.columns)
    rows = tuple((of.get(key, "–"), *cells) for key, cells in zip(ids, shown.rows, strict=True))
    headline = text("briefing_deck.places")
    notes = (text("briefing_deck.notes_map"), *map_notes(study, text))
    yield Slide("places", headline, (), Table("places", headline, columns, rows), (), notes)


def _parks_of(results: Results, cities: Sequence[str]) -> int:
    study = results.study
    return int(study.layer("parks")["city"].isin(list(cities)).sum()) if study.has("parks") else 0


def _sources(results: Results, text: Text) -> Iterator[Slide]:
    table = sources_table(results.study, text)
    shown = table.only(("title", "source", "licence", "date"))
    yield Slide(
        "sources",
        text("briefing_deck.sources", n=len(table.rows)),
        figure=shown,
        notes=(text("briefing_deck.notes_sources"),),
    )


def _methods(text: Text) -> Iterator[Slide]:
    every = {method.id: method for section in methods().values() for method in section}
    columns = tuple(Column(name, text(f"briefing_deck.method_{name}")) for name in ("name", "words"))
    rows = tuple((text(f"method.{name}"), text(f"method.{name}_words")) for name in METHODS_SHOWN)
    references = tuple(work for name in METHODS_SHOWN for work in every[name].references)
    yield Slide(
        "methods",
        text("briefing_deck.methods"),
        figure=Table("methods", text("briefing_deck.methods"), columns, rows),
        notes=(text("briefing_deck.notes_methods"), *dict.fromkeys(references)),
    )
