"""The briefing page: what goes into the files, how they will look, and the files themselves."""

from __future__ import annotations

from dataclasses import replace

from ui import cached, state, waiting, widgets
from ui.briefing import page_choice, page_files, page_parts
from ui.siting import kept


def page() -> None:
    """Draw the page."""
    text = state.text()
    reading = cached.study_reading()
    study = reading.study
    for layer_id in reading.broken:
        title = text("map_page.layer_broken", layer=widgets.layer_title(layer_id, text))
        widgets.show_problems(title, reading.problems[layer_id], text)
    found = waiting.result_of(page_files.known, study, cached.SIMULATIONS, cached.SEED, text=text)
    if found is None:
        widgets.lead(text("briefing.working"))
        return
    widgets.lead(text("briefing.lead"))
    kept_one = page_choice.choose_comparison(kept.comparison(), text)
    keyed = cached.Keyed(f"{cached.SIMULATIONS}, {cached.SEED}", found)
    if kept_one is not None:
        sites = waiting.result_of(page_files.kept_compared, study, kept_one, text=text)
        if sites is None:
            return
        keyed = cached.Keyed(f"{keyed.key}, {kept_one!r}", replace(found, sites=sites))
    request = page_choice.choose(page_files.maps_of(keyed.value, study), text)
    about = page_files.checked(study, request)
    page_parts.show_preview(study, request, about, keyed, text)
    page_parts.show_files(study, request, keyed, text)


page()
