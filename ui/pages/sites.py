"""The siting page: who wins and how safe that is, the map, then what is compared and how, the ranking and its tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from analysis.errors import Problem, YuantuError
from analysis.siting.alternatives import Alternatives
from analysis.siting.comparison import Comparison, Picked
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable
from analysis.siting.result import SiteAnswer
from analysis.study import Study
from ui import cached, state, waiting, widgets
from ui.clustering.controls import remembered_segments
from ui.compared_words import leading_words, safety_words
from ui.siting import (
    alternatives,
    compute,
    criteria,
    explanation,
    grid_part,
    keep,
    kept,
    locate_part,
    part_link,
    ranking,
    robust,
    side_by_side,
    value_functions,
    weights,
)
from ui.siting import map as siting_map
from ui.siting.names import name_in_city, names_of
from ui.siting.shown import Shown
from ui.text import Text


@dataclass(frozen=True)
class Computed:
    """What could be computed of a comparison, and what is wrong where something could not."""

    given: Alternatives | None = None
    table: CriteriaTable | None = None
    answer: SiteAnswer | None = None
    problems: tuple[Problem, ...] = ()


def page() -> None:
    """Draw the page."""
    text = state.text()
    reading = cached.study_reading()
    study = reading.study
    comparison = kept.drop_unknown(study)
    needed = {"townships", "towns", "plan", *(layer for one in CRITERIA for layer in one.layers)}
    broken = [problem for layer in reading.broken if layer in needed for problem in reading.problems[layer]]
    widgets.show_problems(text("siting_page.broken"), broken, text)
    part_link.read()
    part = remembered_segments(part_link.PART, part_link.PARTS, "siting_page.part", text)
    if part == "grid":
        grid_part.show(study, text)
        in_link = kept.write_link()
    elif part == "locate":
        locate_part.show(study, _computed(study, comparison).given, text)
        in_link = kept.write_link()
    else:
        in_link = _compare(study, comparison, text)
    part_link.write(part)
    keep.show(part, in_link=in_link, text=text)


def _compare(study: Study, comparison: Comparison, text: Text) -> bool:
    """Draw the comparison of alternatives; return whether the link can hold it."""
    found = _computed(study, comparison)
    names = cached.kept(names_of, study, comparison.alternatives, text) if found.given else {}
    lead, safety = st.container(), st.empty()
    with lead:
        _lead(found, lambda one: name_in_city(study, one, names, text), text)
        widgets.show_problems(text("siting_page.refused"), kept.take_problems(), text)
    siting_map.show(study, found.given, found.answer, names, text)
    _controls(study, found, text)
    in_link = kept.write_link()
    if found.answer is not None:
        shown = Shown(study, compute.around(study), comparison, found.answer, names, text)
        _results(shown, safety)
    return in_link


def _computed(study: Study, comparison: Comparison) -> Computed:
    source = comparison.alternatives
    if isinstance(source, Picked) and not source.count:
        return Computed()
    given = table = None
    try:
        given = compute.alternatives(study, source)
        table = compute.table(study, source, comparison.settings)
        return Computed(given, table, compute.compared(study, comparison))
    except YuantuError as error:
        return Computed(given, table, None, error.problems)


def _lead(found: Computed, called: Callable[[str], str], text: Text) -> None:
    if found.answer is not None:
        first, *more = leading_words(found.answer, called, text)
        widgets.lead(first)
        widgets.note(*more)
    elif found.problems:
        widgets.lead(text("siting_page.cannot_lead"))
        widgets.show_problems(text("siting_page.cannot"), found.problems, text)
    else:
        widgets.lead(text("siting_page.empty_lead"))


def _controls(study: Study, found: Computed, text: Text) -> None:
    st.subheader(text("siting_page.alternatives_title"))
    alternatives.choose(study, text)
    st.subheader(text("siting_page.criteria_title"))
    criteria.choose(found.table, study, text)
    value_functions.show(found.table, text)
    st.subheader(text("siting_page.weights_title"))
    weights.choose(found.answer.weights if found.answer else None, text)
    st.subheader(text("siting_page.method_title"))
    weights.choose_method(text)


def _results(shown: Shown, safety: st.delta_generator.DeltaGenerator) -> None:
    text, comparison = shown.text, shown.comparison
    ranking.show(shown)
    explanation.show(shown)
    side_by_side.show(shown)
    data = compute.safety_data(shown.study, comparison, shown.answer)
    found = waiting.result_of(compute.safety, shown.study, comparison.draws, comparison.seed, text=text, data=data)
    if found is None:
        return
    with safety:
        widgets.note(*safety_words(shown.answer, found, shown.site, text))
    robust.show(shown, found)


page()
