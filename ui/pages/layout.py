"""The layout page: does core / key / node hold in the data, who reaches whom, what is missing."""

from __future__ import annotations

from ui import cached, state, waiting, widgets
from ui.layout import aims, answer, cities, controls, gaps, hierarchy, inferred, lines, reach, score, tiers
from ui.layout import map as layout_map
from ui.layout.compute import laid_out
from ui.layout.shown import Shown


def page() -> None:
    """Draw the page."""
    text = state.text()
    study = cached.study_reading().study
    plan = study.require_plan()
    settings = controls.choose(study, plan, text)
    result = waiting.result_of(laid_out, study, settings, cached.SEED, text=text)
    if result is None:
        widgets.lead(text("layout_page.working"))
        return
    _draw(Shown(study, plan, text, result))


def _draw(shown: Shown) -> None:
    widgets.lead(answer.answer(shown))
    widgets.note(*(shown.text(f"layout.caveat_{code}") for code in shown.result.caveats))
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
