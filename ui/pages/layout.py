"""The layout page: does core / key / node hold in the data, who reaches whom, what is missing."""

from __future__ import annotations

from ui import cached, state, waiting, widgets
from ui.layout import aims, answer, cities, compute, controls, gaps, hierarchy, inferred, lines, reach, score, tiers
from ui.layout import map as layout_map
from ui.layout.shown import Shown


def page() -> None:
    """Draw the page."""
    text = state.text()
    study = cached.study_reading().study
    plan = study.require_plan()
    choice = controls.choose(study, plan, text)
    result = cached.layout_result(study, mode=choice.mode, seed=cached.SEED)
    network = waiting.result_of(compute.network, study, choice, cached.SEED, text=text)
    of_potential = (choice.mode, choice.normalisation, choice.weights)
    against = waiting.result_of(compute.tiers, study, *of_potential, cached.SEED, text=text)
    if network is None or against is None:
        widgets.lead(text("layout_page.working"))
        return
    _draw(Shown(study, plan, text, choice, result, network, against))


def _draw(shown: Shown) -> None:
    widgets.lead(answer.answer(shown))
    codes = dict.fromkeys((*shown.result.caveats, *shown.tiers.caveats))
    widgets.note(*(shown.text(f"layout.caveat_{code}") for code in codes))
    if shown.plan.cities:
        layout_map.show(shown)
    lines.show(shown)
    tiers.show(shown)
    cities.show(shown)
    inferred.show(shown)
    aims.show(shown)
    hierarchy.show(shown)
    reach.show(shown)
    gaps.show_progress(shown)
    gaps.show(shown)
    score.show(shown)


page()
