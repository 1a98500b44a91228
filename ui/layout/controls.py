"""The controls of the layout page: how travel, flows and potential are measured, and which new lines are tried."""

from __future__ import annotations

from typing import Final, get_args

import streamlit as st

from analysis.layout.city_indicators import UNITS
from analysis.layout.flows import DECAY_PARAMETERS, Decay, FlowModel
from analysis.layout.network_input import MASSES, Mass
from analysis.layout.new_line import Line
from analysis.layout.potential import Normalisation
from analysis.layout.settings import LayoutSettings
from analysis.layout.travel import TravelMode
from analysis.plan import Plan
from analysis.study import Study
from ui import state, widgets
from ui.clustering.controls import number, remembered_segments
from ui.sites import city_name
from ui.text import Text

MODES: Final[tuple[TravelMode, ...]] = ("fastest", "rail", "road")
LINE_MODES: Final = ("rail", "road")
LARGEST_PARAMETER: Final = {"power": 5.0, "exponential": 600.0}
LEAST_PARAMETER: Final = {"power": 0.1, "exponential": 1.0}
LONGEST_LINE_MIN: Final = 600.0
USUAL_LINE_MIN: Final = 60.0
LINES: Final = "layout_lines"


def choose(study: Study, plan: Plan, text: Text) -> LayoutSettings:
    """Show the controls and return what is chosen."""
    mode = remembered_segments("layout_mode", MODES, "layout.mode", text)
    with st.sidebar:
        with st.expander(text("layout_page.settings"), expanded=False):
            mass, model, decay, parameter = _flows(text)
            normalisation, weights = _potential(text)
        with st.expander(text("layout_page.lines"), expanded=False):
            lines = _lines(study, plan, text) if study.has("links") else ()
    return LayoutSettings(
        mode=next(one for one in MODES if one == mode),
        mass=mass,
        model=model,
        decay=decay,
        parameter=parameter,
        lines=lines,
        normalisation=normalisation,
        potential_weights=weights,
    )


def tried_lines(plan: Plan) -> tuple[Line, ...]:
    """Return the lines that the session tries, between cities of this plan."""
    kept: tuple[Line, ...] = state.remembered(LINES, ())
    return tuple(line for line in kept if {line.from_city, line.to_city} <= set(plan.cities))


def _flows(text: Text) -> tuple[Mass, FlowModel, Decay, float | None]:
    mass = remembered_segments("layout_mass", MASSES, "layout_page.mass", text)
    model = remembered_segments("layout_model", get_args(FlowModel), "layout_page.model", text)
    decay, parameter = "power", None
    if model == "gravity":
        decay = remembered_segments("layout_decay", get_args(Decay), "layout_page.decay", text)
        parameter = number(
            f"layout_parameter_{decay}",
            LEAST_PARAMETER[decay],
            LARGEST_PARAMETER[decay],
            0.25 if decay == "power" else 15.0,
            f"layout_page.parameter_{decay}",
            text,
            default=DECAY_PARAMETERS[decay],
        )
    return (
        next(one for one in get_args(Mass) if one == mass),
        next(one for one in get_args(FlowModel) if one == model),
        next(one for one in get_args(Decay) if one == decay),
        parameter,
    )


def _potential(text: Text) -> tuple[Normalisation, tuple[tuple[str, float], ...]]:
    normalisation = remembered_segments(
        "layout_normalisation", get_args(Normalisation), "layout_page.normalisation", text
    )
    kept: dict[str, float] = state.remembered("layout_potential_weights", {})
    widgets.note(text("layout_page.weights_how"))
    chosen = {
        name: st.slider(
            text(f"layout_page.indicator_{name}"),
            min_value=0.0,
            max_value=10.0,
            value=float(kept.get(name, 1.0)),
            step=0.5,
            key=f"layout_weight_{name}_{text.language}",
        )
        for name in UNITS
    }
    state.remember("layout_potential_weights", chosen)
    found = next(one for one in get_args(Normalisation) if one == normalisation)
    if not any(chosen.values()):
        widgets.note(text("layout_page.weights_all_zero"))
        return found, ()
    return found, () if len(set(chosen.values())) == 1 else tuple(chosen.items())


def _lines(study: Study, plan: Plan, text: Text) -> tuple[Line, ...]:
    widgets.note(text("layout_page.lines_how"))
    cities = list(plan.cities)
    if len(cities) < 2:
        return ()
    ends = [_end(study, cities, name, place, text) for place, name in enumerate(("from", "to"))]
    minutes = number(
        "layout_line_minutes", 1.0, LONGEST_LINE_MIN, 5.0, "layout_page.line_minutes", text, default=USUAL_LINE_MIN
    )
    mode = remembered_segments("layout_line_mode", LINE_MODES, "layout_page.line_mode", text)
    line = Line(ends[0], ends[1], minutes, mode)
    kept = tried_lines(plan)
    st.button(
        text("layout_page.line_add"),
        key=f"layout_line_add_{text.language}",
        disabled=ends[0] == ends[1] or line in kept,
        on_click=lambda: state.remember(LINES, (*kept, line)),
    )
    for place, one in enumerate(kept):
        st.button(
            text("layout_page.line_remove", line=widgets.literal(line_words(study, one, text))),
            key=f"layout_line_remove_{place}_{text.language}",
            on_click=lambda one=one: state.remember(LINES, tuple(other for other in kept if other != one)),
        )
    return kept


def line_words(study: Study, line: Line, text: Text) -> str:
    """Return a tried line in words."""
    return text(
        "layout_page.line",
        start=city_name(study, line.from_city, text),
        end=city_name(study, line.to_city, text),
        minutes=f"{line.minutes:g}",
        mode=text(f"layout.mode_{line.mode}"),
    )


def _end(study: Study, cities: list[str], name: str, usual: int, text: Text) -> str:
    kept = state.remembered(f"layout_line_{name}", cities[usual])
    chosen = st.selectbox(
        text(f"layout_page.line_{name}"),
        cities,
        index=cities.index(kept) if kept in cities else usual,
        format_func=lambda city: city_name(study, city, text),
        key=f"layout_line_{name}_{text.language}",
    )
    state.remember(f"layout_line_{name}", chosen)
    return str(chosen)
