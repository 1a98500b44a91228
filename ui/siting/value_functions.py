"""What a value of each criterion is worth: the choice of a function, its parameters, and a small plot of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.siting.comparison import CriterionChoice
from analysis.siting.criteria_table import CriteriaTable
from analysis.siting.criterion import Criterion
from analysis.siting.value import Breakpoints, ValueFunction
from ui import state, widgets
from ui.compared_words import criterion_name
from ui.siting import kept, value_choice
from ui.siting.bound import bound, segments
from ui.siting.names import unit_name
from ui.text import Text

PLOTS_A_ROW: Final = 3
PLOT_PX: Final = 200
SENSES: Final = ("max", "min")
_WRONG: Final = "siting_value_wrong"
_LINE, _RUG, _LIMIT = "#1f4e79", "#5b6673", "#b3261e"


def show(everything: CriteriaTable | None, text: Text) -> None:
    """Show the value function of every chosen criterion, and let the reader change it.

    Parameters
    ----------
    everything
        Of the alternatives; None while there are none.
    text
        The catalogue in the reader's language.
    """
    known = {} if everything is None else {one.id: one for one in everything.criteria}
    choices = [one for one in kept.comparison().criteria if one.id in known]
    if not choices:
        return
    with st.expander(text("siting_value.title")):
        widgets.note(text("siting_value.how"))
        for start in range(0, len(choices), PLOTS_A_ROW):
            columns = st.columns(PLOTS_A_ROW, gap="medium")
            for column, choice in zip(columns, choices[start : start + PLOTS_A_ROW], strict=False):
                with column:
                    raw = None if everything is None else everything.raw
                    _one(choice, known[choice.id], value_choice.raw_values(known[choice.id], raw), text)


def _one(choice: CriterionChoice, criterion: Criterion, values: NDArray[np.float64], text: Text) -> None:
    kind = value_choice.kind_of(choice.value)
    st.selectbox(
        widgets.literal(criterion_name(choice.id, text)),
        value_choice.KINDS,
        format_func=lambda code: text(f"siting_value.kind_{code}"),
        **bound(f"siting_value_{choice.id}", kind, lambda chosen: _begin(choice.id, chosen, values), text),
    )
    unit = unit_name(criterion.unit, text)
    if choice.value is not None:
        _parameters(choice, choice.value, unit, text)
    name, problems = state.remembered(_WRONG, ()) or ("", ())
    if name == choice.id:
        widgets.show_problems(text("siting_page.refused"), problems, text)
    st.altair_chart(cast(Any, plot(choice, values, unit, text)), width="stretch")
    if value_choice.against_objective(choice):
        objective = text(f"siting.objective_{choice.objective}", ideal="")
        widgets.note(text("siting_value.against", objective=objective))


def _begin(name: str, kind: str, values: NDArray[np.float64]) -> None:
    choice = _choice(name)
    if choice is not None:
        _put(choice, value_choice.started(kind, choice, values))


def _parameters(choice: CriterionChoice, value: ValueFunction, unit: str, text: Text) -> None:
    if isinstance(value, Breakpoints):
        st.text_input(
            text("siting_value.points"),
            help=text("siting_value.points_help"),
            max_chars=1000,
            **bound(f"siting_points_{choice.id}", value_choice.points_text(value), _points_taker(choice.id), text),
        )
        return
    kind = value_choice.kind_of(value)
    names = value_choice.PARAMETERS[kind]
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            st.number_input(
                text(f"siting_value.{name}"),
                value=None,  # else an emptied field would become 0
                format="%.10g",
                help=unit or None,
                **bound(f"siting_{name}_of_{choice.id}", float(getattr(value, name)), _taker(choice.id, name), text),
            )
    if kind in ("step", "logistic"):
        take = _taker(choice.id, "sense")
        segments(f"siting_sense_{choice.id}", SENSES, value.direction, take, "siting_value.sense", text)


def _taker(criterion: str, parameter: str) -> Any:  # noqa: ANN401 - a callback
    def take(given: Any) -> None:  # noqa: ANN401 - a number or a sense
        choice = _choice(criterion)
        if choice is None or choice.value is None or given is None:
            return
        try:
            _put(choice, value_choice.changed(choice.value, **{parameter: given}))
        except ParameterError as error:
            _refuse(criterion, error.problems)

    return take


def _points_taker(criterion: str) -> Any:  # noqa: ANN401 - a callback
    def take(typed: str) -> None:
        choice = _choice(criterion)
        if choice is None:
            return
        try:
            _put(choice, value_choice.points_from(typed))
        except ParameterError as error:
            _refuse(criterion, error.problems)

    return take


def _refuse(criterion: str, problems: Sequence[Problem]) -> None:
    """Keep what was before, and say at the criterion why."""
    text = state.text()
    name = criterion_name(criterion, text)
    told = tuple(replace(one, where=name, values=_in_words(one.values, text)) for one in problems)
    state.remember(_WRONG, (criterion, told))


def _in_words(values: Mapping[str, str | int | float], text: Text) -> dict[str, str | int | float]:
    """Return the values of a problem with the parameter called as on the page."""
    named = str(values.get("field", ""))
    known = any(named in names for names in value_choice.PARAMETERS.values())
    return {**values, **({"field": text(f"siting_value.{named}")} if known else {})}


def _choice(name: str) -> CriterionChoice | None:
    return next((one for one in kept.comparison().criteria if one.id == name), None)


def _put(choice: CriterionChoice, value: ValueFunction | None) -> None:
    state.remember(_WRONG, ())
    changed = replace(choice, value=value)
    kept.change(criteria=tuple(changed if one.id == choice.id else one for one in kept.comparison().criteria))


def plot(choice: CriterionChoice, values: NDArray[np.float64], unit: str, text: Text) -> alt.LayerChart:
    """Return the plot of a criterion's value function: the line, a tick for each alternative, the limits."""
    inside = value_choice.within(choice, values)
    function = choice.value or value_choice.default_function(choice, values, inside)
    limit = choice.threshold
    limits = [] if limit is None else [one for one in (limit.minimum, limit.maximum) if one is not None]
    line = value_choice.curve(function, values, limits)
    raw, worth = unit or text("siting_value.raw"), text("siting_value.worth")
    x = alt.X("x", type="quantitative", title=raw, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(tickCount=4))
    y = alt.Y("worth", type="quantitative", title=worth, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=2))
    dash = [1, 0] if choice.value is not None else [5, 4]
    ticks = pd.DataFrame({"x": values[np.isfinite(values)][: value_choice.MOST_IN_RUG]})
    layers = [
        alt.Chart(line).mark_line(color=_LINE, strokeWidth=2, strokeDash=dash, clip=True).encode(x=x, y=y),
        alt.Chart(ticks)
        .mark_tick(color=_RUG, thickness=1.2, size=12, opacity=0.7)
        .encode(x=x, y=alt.YDatum(0.06), tooltip=[alt.Tooltip("x", type="quantitative", title=raw)]),
        alt.Chart(pd.DataFrame({"x": limits})).mark_rule(color=_LIMIT, strokeDash=[2, 2], strokeWidth=1.6).encode(x=x),
    ]
    return cast("alt.LayerChart", alt.layer(*layers).properties(height=PLOT_PX, padding=widgets.CHART_PADDING))
