"""By which criteria is compared: chosen by group, with objective and limits; what each is measured from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from analysis.errors import ParameterError
from analysis.siting.comparison import CriterionChoice, choice_of
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable
from analysis.siting.criterion import Criterion
from analysis.siting.thresholds import Threshold
from analysis.study import Study
from layers.catalog import layer_by_id
from ui import state, widgets
from ui.compared_words import criterion_name
from ui.layer_facts import layer_facts
from ui.siting import ahp_questions, kept
from ui.siting.balance import in_per_cent
from ui.siting.bound import bound, select
from ui.siting.defaults import GROUPS, choice_from
from ui.siting.names import unit_name
from ui.text import Text

GROUPS_A_ROW: Final = 3
OBJECTIVES: Final = ("max", "min", "ideal")
_COLUMNS: Final = ("criterion", "unit", "objective", "limits", "layers", "date")


def choose(everything: CriteriaTable | None, study: Study, text: Text) -> None:
    """Show all criteria by group and let the reader choose; those that cannot be computed say why.

    Parameters
    ----------
    everything
        Of the alternatives; None while there are none.
    study
        The study.
    text
        The catalogue in the reader's language.
    """
    known = list(CRITERIA) if everything is None else [*everything.criteria]
    left_out = {} if everything is None else everything.left_out
    registry = {one.id: one for one in (*CRITERIA, *known)}
    grouped = {name for _, names in GROUPS for name in names}
    own = [one.id for one in known if one.id not in grouped]
    groups = [*GROUPS, *([("own", tuple(own))] if own else [])]
    columns = st.columns(GROUPS_A_ROW)
    for place, (group, names) in enumerate(groups):
        with columns[place % GROUPS_A_ROW]:
            widgets.note(text(f"siting_page.group_{group}"))
            for name in names:
                _checkbox(registry[name], str(left_out.get(name, "")), text)
    _industries(study, text)
    _show_chosen(registry, study, text)
    _edit(registry, text)


def _checkbox(criterion: Criterion, reason: str, text: Text) -> None:
    chosen = choice_of(kept.comparison().criteria, criterion.id) is not None
    st.checkbox(
        widgets.literal(criterion_name(criterion.id, text)),
        help=widgets.literal(text(f"reason.{reason}")) if reason else None,
        disabled=bool(reason) and not chosen,
        **bound(f"siting_use_{criterion.id}", chosen, lambda use: switch(criterion, use=use), text),
    )


def switch(criterion: Criterion, *, use: bool) -> None:
    """Add a criterion with an equal share of the weight, or take it out and share its weight among the others."""
    comparison = kept.comparison()
    rest = tuple(one for one in comparison.criteria if one.id != criterion.id)
    criteria = (*rest, choice_from(criterion)) if use else rest
    order = [one.id for one in CRITERIA]
    if all(one.id in order for one in criteria):
        criteria = tuple(sorted(criteria, key=lambda one: order.index(one.id)))
    weighting = comparison.weighting
    if weighting.direct and criteria:
        before = {name: weight for name, weight in weighting.direct if name != criterion.id}
        named = {one.id: before.get(one.id, 0.0) for one in rest}
        if use:
            named[criterion.id] = sum(named.values()) / max(len(rest), 1) or 1.0
        shares = in_per_cent({one.id: named[one.id] for one in criteria})
        weighting = replace(weighting, direct=tuple((name, round(share, 4)) for name, share in shares.items()))
    weighting = ahp_questions.begun(weighting, [one.id for one in criteria])
    kept.change(criteria=criteria, weighting=weighting)


def _industries(study: Study, text: Text) -> None:
    """Ask for the industries of the planned park, which relatedness needs."""
    plan = study.plan
    if plan is None or not plan.industry_names:
        return
    settings = kept.comparison().settings
    names = {key: name.in_language(text.language) for key, name in plan.industry_names.items()}
    st.multiselect(
        text("siting_page.industries"),
        list(names),
        format_func=lambda key: names.get(key, key),
        help=text("siting_page.industries_help"),
        placeholder=text("siting_page.pick_placeholder"),
        **bound(
            "siting_industries",
            [key for key in settings.industries if key in names],
            lambda chosen: kept.change(settings=replace(kept.comparison().settings, industries=tuple(chosen))),
            text,
        ),
    )


def _show_chosen(registry: dict[str, Criterion], study: Study, text: Text) -> None:
    rows = [_row(registry[one.id], one, study, text) for one in kept.comparison().criteria if one.id in registry]
    if not rows:
        widgets.note(text("siting_page.no_criterion"))
        return
    with st.expander(text("siting_page.criteria_about")):
        widgets.table([text(f"siting_page.column_{name}") for name in _COLUMNS], rows)
        caveats: dict[str, list[str]] = {}
        for one in kept.comparison().criteria:
            for code in registry[one.id].caveats if one.id in registry else ():
                caveats.setdefault(code, []).append(criterion_name(one.id, text))
        widgets.note(
            *(
                text(
                    "siting.caveat", caveat=text(f"siting.caveat_{code}"), names=text("app.list_separator").join(names)
                )
                for code, names in caveats.items()
            )
        )


def _row(criterion: Criterion, choice: CriterionChoice, study: Study, text: Text) -> tuple[str, ...]:
    ideal = "" if choice.ideal is None else f"{choice.ideal:g}"
    return (
        criterion_name(criterion.id, text),
        unit_name(criterion.unit, text),
        text(f"siting.objective_{choice.objective}", ideal=ideal),
        limit_words(choice.threshold, text),
        text("app.list_separator").join(widgets.layer_title(layer, text) for layer in criterion.layers),
        _date(criterion.layers, study, text),
    )


def limit_words(limit: Threshold | None, text: Text) -> str:
    """Return a limit in words; a dash for none."""
    low, high = (None, None) if limit is None else (limit.minimum, limit.maximum)
    words = [f"≥ {low:g}"] if low is not None else []
    words += [f"≤ {high:g}"] if high is not None else []
    return text("app.list_separator").join(words) or "–"


def _date(layers: Sequence[str], study: Study, text: Text) -> str:
    dates = [layer_facts(layer_by_id(layer), study, text)["date"] for layer in layers if layer != "plan"]
    return text("app.list_separator").join(dict.fromkeys(dates))


def _edit(registry: dict[str, Criterion], text: Text) -> None:
    """Let the reader set objective and limits of one criterion."""
    choices = [one for one in kept.comparison().criteria if one.id in registry]
    if not choices:
        return
    with st.expander(text("siting_page.criterion_edit")):
        ids = [one.id for one in choices]
        before = state.remembered("siting_edited", ids[0])
        st.selectbox(
            text("siting_page.criterion_which"),
            ids,
            format_func=lambda name: criterion_name(name, text),
            **bound(
                "siting_edited_choice",
                before if before in ids else ids[0],
                lambda name: state.remember("siting_edited", name),
                text,
            ),
        )
        name = before if before in ids else ids[0]
        choice = next(one for one in choices if one.id == name)
        _edit_one(choice, unit_name(registry[name].unit, text), text)


def _edit_one(choice: CriterionChoice, unit: str, text: Text) -> None:
    first, second, third, fourth = st.columns(4)
    with first:
        select(
            f"siting_objective_{choice.id}",
            OBJECTIVES,
            choice.objective,
            lambda one: _put(choice, objective=one, ideal=(choice.ideal or 0.0) if one == "ideal" else None),
            "siting_page.objective",
            text,
        )
    limit = choice.threshold
    low, high = (None, None) if limit is None else (limit.minimum, limit.maximum)
    fields = (("minimum", low, second), ("maximum", high, third))
    for name, value, column in fields:
        with column:
            _number(choice, name, value, unit, text)
    if choice.objective == "ideal":
        with fourth:
            _number(choice, "ideal", choice.ideal, unit, text)


def _number(choice: CriterionChoice, name: str, value: float | None, unit: str, text: Text) -> None:
    st.number_input(
        text(f"siting_page.{name}", unit=unit or "–"),
        value=None,  # else an emptied field would become 0
        placeholder=text("siting_page.no_limit"),
        **bound(f"siting_{name}_{choice.id}", value, lambda given: _put_number(choice, name, given), text),
    )


def _put_number(choice: CriterionChoice, name: str, given: float | None) -> None:
    if name == "ideal":
        _put(choice, ideal=0.0 if given is None else float(given))
        return
    limit = choice.threshold
    low, high = (None, None) if limit is None else (limit.minimum, limit.maximum)
    low, high = (given, high) if name == "minimum" else (low, given)
    try:
        threshold = None if low is None and high is None else Threshold(low, high)
    except ParameterError as error:
        kept.refuse(*error.problems)
        return
    _put(choice, threshold=threshold)


def _put(choice: CriterionChoice, **changes: Any) -> None:  # noqa: ANN401 - fields of a choice
    changed = replace(choice, **changes)
    criteria = tuple(changed if one.id == choice.id else one for one in kept.comparison().criteria)
    kept.change(criteria=criteria)
