"""The questions of AHP: one criterion against each other in words, how consistent the answers are, and a group's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from analysis.errors import ParameterError, Problem, YuantuError
from analysis.siting.ahp import Ahp
from analysis.siting.weighting import AhpMember, Weighting, group_of_members
from layers.comparisons_text import comparisons_toml
from ui import state, widgets
from ui.ahp_words import group_words
from ui.compared_words import criterion_name
from ui.siting import judgements, kept
from ui.siting.bound import bound
from ui.siting.judgements import OWN, Repair
from ui.text import Text
from ui.uploader import uploader

QUESTIONS_A_ROW: Final = 2
FILE_NAME: Final = "yuantu-ahp.toml"
MOST_MB: Final = 1
_ROW: Final = "siting_ahp_row"
_SET_ASIDE: Final = "siting_ahp_own"
_WRONG: Final = "siting_ahp_wrong"


def begun(weighting: Weighting, names: Sequence[str]) -> Weighting:
    """Return the weights as AHP begins: with a question for every pair, all equally important at first."""
    if weighting.kind != "ahp" or not 0 < len(names) <= judgements.MOST_CRITERIA:
        return weighting
    return judgements.with_own(weighting, names)


def show(text: Text) -> None:
    """Ask the questions, and say how consistent the answers are and where a group disagrees."""
    names = kept.comparison().ids
    if not 0 < len(names) <= judgements.MOST_CRITERIA:
        return
    widgets.note(text("siting_ahp.scale"))
    own = judgements.own_of(kept.comparison().weighting)
    if own is not None:
        _show_own(judgements.completed(own, names), names, text)
    _show_others(names, text)


def _show_own(own: AhpMember, names: Sequence[str], text: Text) -> None:
    if len(names) > 1:
        _questions(own, names, text)
        with st.expander(text("siting_ahp.matrix")):
            _matrix(own, names, text)
    found = judgements.own_ahp(own, names)
    if all(value == 1 for row in own.matrix for value in row):
        widgets.lead(text("siting_ahp.untouched"))
    elif len(names) > 2:
        widgets.lead(text("siting_ahp.ratio", ratio=f"{found.consistency_ratio:.3f}"))
        _show_repair(found, text)
    st.download_button(
        text("siting_ahp.download"),
        data=lambda: comparisons_toml(own.criteria, own.matrix).encode(),
        file_name=FILE_NAME,
        mime="application/toml",
        key=f"siting_ahp_download_{text.language}",
        on_click="ignore",
    )


def _questions(own: AhpMember, names: Sequence[str], text: Text) -> None:
    """Ask how important one criterion is beside each of the others; which one, the reader chooses."""
    wanted = state.remembered(_ROW, names[0])
    row = wanted if wanted in names else names[0]
    if len(names) > 2:
        st.selectbox(
            text("siting_ahp.row"),
            names,
            format_func=lambda name: criterion_name(name, text),
            **bound(_ROW + "_choice", row, lambda name: state.remember(_ROW, name), text),
        )
    columns = st.columns(QUESTIONS_A_ROW, gap="large")
    for place, column in enumerate(name for name in names if name != row):
        with columns[place % QUESTIONS_A_ROW]:
            _question(own, row, column, text)


def _question(own: AhpMember, row: str, column: str, text: Text) -> None:
    value = judgements.value_of(own, row, column)
    steps = judgements.steps_with(value)[::-1]  # the row is named on the left: its side of the scale is there too
    st.select_slider(
        widgets.literal(
            text("siting_ahp.pair", row=criterion_name(row, text), column=criterion_name(column, text)),
        ),
        steps,
        format_func=lambda step: step_words(step, text),
        **bound(f"siting_ahp_{row}_{column}", judgements.nearest_step(value, steps), _judge(row, column), text),
    )


def _judge(row: str, column: str) -> Any:  # noqa: ANN401 - a callback
    def judge(value: float) -> None:
        comparison = kept.comparison()
        weighting = judgements.with_own(comparison.weighting, comparison.ids)
        kept.change(weighting=judgements.judged(weighting, row, column, float(value)))

    return judge


def step_words(value: float, text: Text) -> str:
    """Return a step of the scale in words, with an arrow to the side that is the more important."""
    if abs(value - 1) < 1e-9:
        return text("siting_ahp.step_1")
    times = value if value > 1 else 1 / value
    whole = round(times)
    known = abs(times - whole) < 1e-9 and 2 <= whole <= 9
    words = text(f"siting_ahp.step_{whole}") if known else f"{times:.3g}"
    return f"◀ {words}" if value > 1 else f"{words} ▶"


def fraction(value: float) -> str:
    """Return a comparison as people write it: `3`, `1/3`."""
    if value >= 1:
        return f"{value:.3g}"
    return f"1/{1 / value:.3g}"


def _matrix(own: AhpMember, names: Sequence[str], text: Text) -> None:
    numbered = [f"{place} {criterion_name(name, text)}" for place, name in enumerate(names, start=1)]
    rows = [
        (label, *(fraction(judgements.value_of(own, row, column)) for column in names))
        for label, row in zip(numbered, names, strict=True)
    ]
    columns = ["", *(str(place) for place in range(1, len(names) + 1))]
    widgets.table(columns, rows, numeric=tuple(range(1, len(columns))))
    widgets.note(text("siting_ahp.matrix_how"))


def _show_repair(found: Ahp, text: Text) -> None:
    repair = judgements.repair(found)
    if repair is None:
        return
    worst = repair.judgement
    values: dict[str, str | float] = {
        "ratio": f"{found.consistency_ratio:.3f}",
        "row": criterion_name(worst.row, text),
        "column": criterion_name(worst.column, text),
        "given": fraction(worst.given),
        "suggested": fraction(worst.suggested),
    }
    problem = Problem("ahp_inconsistent", text("siting_ahp.own"), values, severity="warning")
    widgets.show_problems(text("siting_ahp.inconsistent"), (problem,), text)
    widgets.note(repair_words(repair, text))
    st.button(
        text("siting_ahp.repair", value=fraction(repair.value)),
        key=f"siting_ahp_repair_{text.language}",
        on_click=lambda: _judge(worst.row, worst.column)(repair.value),
    )


def repair_words(repair: Repair, text: Text) -> str:
    """Return what changing the most inconsistent comparison would bring."""
    return text(
        "siting_ahp.repair_enough" if repair.enough else "siting_ahp.repair_part",
        row=criterion_name(repair.judgement.row, text),
        column=criterion_name(repair.judgement.column, text),
        value=fraction(repair.value),
        ratio=f"{repair.ratio:.3f}",
    )


def _show_others(names: Sequence[str], text: Text) -> None:
    """Take other people's comparisons, and show each one's consistency and where they disagree."""
    key = f"siting_ahp_files_{kept.turn()}_{text.language}"
    uploader(
        text("siting_ahp.files"),
        suffixes=(".toml",),
        most_mb=MOST_MB,
        key=key,
        text=text,
        several=True,
        on_change=lambda: _take(key),
    )
    widgets.note(text("siting_ahp.files_help"))
    widgets.show_problems(text("siting_ahp.files_wrong"), state.remembered(_WRONG, ()), text)
    members = kept.comparison().weighting.members
    others = [one.name for one in members if one.name != OWN]
    if not others:
        return
    st.checkbox(
        text("siting_ahp.count_own"),
        **bound("siting_ahp_count_own", judgements.own_of(kept.comparison().weighting) is not None, _count_own, text),
    )
    columns = [text(f"siting_ahp.column_{name}") for name in ("person", "ratio", "worst")]
    widgets.table(columns, [member_row(one, names, text) for one in members], numeric=(1,))
    _disagreement(members, names, text)
    _remove(others, text)


def member_row(member: AhpMember, names: Sequence[str], text: Text) -> tuple[str, str, str]:
    """Return a person, the consistency ratio, and the comparison to look at first; what is wrong in its place."""
    called = member.name or text("siting_ahp.own")
    try:
        (found,) = group_of_members((replace(member, name=called),), names).members.values()
    except ParameterError as error:
        return called, "–", text("app.list_separator").join(dict.fromkeys(text.problem(one) for one in error.problems))
    worst = found.worst
    if found.consistent or worst is None:
        return called, f"{found.consistency_ratio:.3f}", "–"
    words = text(
        "siting_ahp.worst",
        row=criterion_name(worst.row, text),
        column=criterion_name(worst.column, text),
        given=fraction(worst.given),
        suggested=fraction(worst.suggested),
    )
    return called, f"{found.consistency_ratio:.3f} ⚠", words


def _disagreement(members: Sequence[AhpMember], names: Sequence[str], text: Text) -> None:
    try:
        group = group_of_members(members, names)
    except ParameterError:
        return  # the table tells what is wrong with whom
    words = [group_words(group, text)] if len(members) > 1 else []
    widgets.note(*words, text("siting_ahp.group_ratio", ratio=f"{group.group.consistency_ratio:.3f}"))


def _remove(others: Sequence[str], text: Text) -> None:
    for place, name in enumerate(others):
        st.button(
            widgets.literal(text("siting_ahp.remove", name=name)),
            key=f"siting_ahp_remove_{place}_{text.language}",
            on_click=lambda name=name: _without(name),
        )


def _without(name: str) -> None:
    comparison = kept.comparison()
    weighting = judgements.without(comparison.weighting, name)
    kept.change(weighting=weighting if weighting.members else _with_own_again(weighting, comparison.ids))


def _count_own(on: bool) -> None:
    comparison = kept.comparison()
    weighting = comparison.weighting
    if on:
        kept.change(weighting=_with_own_again(weighting, comparison.ids))
        return
    state.remember(_SET_ASIDE, judgements.own_of(weighting))
    kept.change(weighting=judgements.without_own(weighting))


def _with_own_again(weighting: Weighting, names: Sequence[str]) -> Weighting:
    """Return the weights with one's own comparisons, as they were before they were left aside."""
    before = state.remembered(_SET_ASIDE, None)
    own = judgements.completed(before if isinstance(before, AhpMember) else None, names)
    return replace(weighting, members=(own, *judgements.without_own(weighting).members))


def _take(key: str) -> None:
    """Take the files that are given; what is wrong with any is told, and none of them is taken then."""
    state.remember(_WRONG, ())
    found: list[AhpMember] = []
    problems: list[Problem] = []
    for file in state.widget_value(key) or ():
        try:
            found.append(judgements.member_of_file(file.name, file.getvalue()))
        except YuantuError as error:
            problems += error.problems
    try:
        weighting = judgements.with_others(kept.comparison().weighting, found)
    except ParameterError as error:
        problems += error.problems
    if problems:
        state.remember(_WRONG, tuple(problems))
    elif found:
        kept.change(weighting=weighting)
