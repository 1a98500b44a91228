"""The clustering page: the answer in one sentence, then the map, the curve, groups, hot spots, concentration, score."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui import cached, state, waiting, widgets
from ui.cluster_words import answer, finding_words
from ui.clustering import chance, concentration, controls, curve, firms, groups, hotspots, score
from ui.clustering import map as cluster_map
from ui.clustering.compute import clustered
from ui.clustering.shown import Shown
from ui.layer_facts import land_note
from ui.plan_text import item_name
from ui.text import Text


def page() -> None:
    """Draw the page."""
    text = state.text()
    study = cached.study_reading().study
    choice = controls.choose(study, text)
    if choice is None:
        widgets.lead(text("clustering.own_lead"))
        return
    result = waiting.result_of(clustered, study, choice.sites, choice.settings, choice.seed, text=text, data=choice.own)
    if result is None:
        widgets.lead(text("clustering.working", simulations=choice.settings.simulations))
        return
    what = text(f"clustering.what_{choice.sites}", n=result.n)
    _draw(Shown(study, result, text, what, choice.seed, own=choice.own is not None), choice)


def _draw(shown: Shown, choice: controls.Choice) -> None:
    _answer(shown)
    cluster_map.show(shown)
    curve.show(shown)
    chance.show(shown)
    groups.show(shown)
    hotspots.show(shown, choice)
    concentration.show(shown)
    firms.show(shown.study, choice.seed, shown.text)
    _scores(shown)
    _left_out(shown)


def _answer(shown: Shown) -> None:
    result, text = shown.result, shown.text
    widgets.lead(answer(result, shown.what, text))
    widgets.note(
        *finding_words(result.findings, shown.site, text),
        text("clustering.small_sample", n=result.n),
        text("clustering.many_tests"),
        land_note(shown.study, text),
    )


def _scores(shown: Shown) -> None:
    from analysis.clustering.result import with_weights

    st.subheader(shown.text("clustering.score_title"))
    weights = score.weight_sliders([part.id for part in shown.result.score.components], shown.text)
    weighted = replace(shown, result=with_weights(shown.result, weights=weights))
    score.show(weighted)
    _site_notes(weighted)
    score.show_sites(weighted)


def _site_notes(shown: Shown) -> None:
    result, text = shown.result, shown.text
    for code, sites in (("outside_area", result.outside_area), ("kept_in_place", result.kept_in_place)):
        if sites:
            widgets.note(text(f"clustering.{code}", names=shown.sites(sites)))
    for site, holder in result.within.items():
        widgets.note(text("clustering.within", site=shown.site(site), holder=shown.site(holder)))


def _left_out(shown: Shown) -> None:
    text: Text = shown.text
    for name, reason in {**shown.result.left_out, **shown.result.score.left_out}.items():
        known = None if shown.own else shown.study
        widgets.note(text("clustering.left_out", name=item_name(known, name, text), reason=text(f"reason.{reason}")))


page()
