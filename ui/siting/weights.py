"""How much each criterion weighs: sliders that sum to 100, or weights by comparisons, equality, entropy or CRITIC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from analysis.siting.approach import METHODS
from analysis.siting.matrix import MISSING_POLICIES
from analysis.siting.weighting import WEIGHT_KINDS
from ui import state, widgets
from ui.compared_words import criterion_name
from ui.siting import ahp_questions, kept
from ui.siting.balance import in_per_cent, rebalanced, whole_per_cent
from ui.siting.bound import bound, segments, select
from ui.text import Text

SLIDERS_A_ROW = 2
LOCKED = "siting_locked"


def choose(shares: Mapping[str, float] | None, text: Text) -> None:
    """Show where the weights come from, and the sliders.

    Parameters
    ----------
    shares
        Criterion -> share as it was used; None where nothing could be compared.
    text
        The catalogue in the reader's language.
    """
    weighting = kept.comparison().weighting
    segments(
        "siting_weights",
        WEIGHT_KINDS,
        weighting.kind,
        lambda kind: _take_kind(kind, shares),
        "siting_page.weights",
        text,
    )
    widgets.note(text(f"siting_page.weights_{weighting.kind}_how"))
    if weighting.kind == "ahp":
        ahp_questions.show(text)
    if weighting.kind in ("direct", "equal"):
        _sliders(text)
    elif shares:
        columns = [text("siting_page.column_criterion"), text("siting_page.column_weight")]
        rows = [(criterion_name(name, text), f"{share:.1%}") for name, share in shares.items()]
        widgets.table(columns, rows, numeric=(1,))


def weights_now() -> dict[str, float]:
    """Return the weights of the chosen criteria in per cent, as the sliders show them."""
    comparison = kept.comparison()
    if not comparison.criteria:
        return {}
    given = dict(comparison.weighting.direct) if comparison.weighting.kind == "direct" else {}
    return in_per_cent({name: given.get(name, 0.0 if given else 1.0) for name in comparison.ids})


def _take_kind(kind: str, shares: Mapping[str, float] | None) -> None:
    weighting = replace(kept.comparison().weighting, kind=kind)  # type: ignore[arg-type]  # one of the options
    if kind == "direct" and shares:  # begin where the weights are now
        weighting = replace(weighting, direct=_direct(in_per_cent(shares)))
    kept.change(weighting=ahp_questions.begun(weighting, kept.comparison().ids))


def _direct(weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((name, round(weight, 4)) for name, weight in weights.items())


def _sliders(text: Text) -> None:
    weights = weights_now()
    locked = locked_now()
    whole = whole_per_cent(weights)
    columns = st.columns(SLIDERS_A_ROW, gap="large")
    for place, name in enumerate(weights):
        with columns[place % SLIDERS_A_ROW]:
            slider, lock = st.columns([8, 2], vertical_alignment="bottom")
            with slider:
                st.slider(
                    widgets.literal(criterion_name(name, text)),
                    0,
                    100,
                    disabled=name in locked,
                    format="%d%%",
                    **bound(f"siting_weight_{name}", whole[name], _mover(name), text),
                )
            with lock:
                st.checkbox(
                    text("siting_page.lock"),
                    **bound(f"siting_lock_{name}", name in locked, _locker(name), text),
                )


def locked_now() -> tuple[str, ...]:
    """Return the criteria whose weight stays when another is moved."""
    return tuple(name for name in state.remembered(LOCKED, ()) if name in kept.comparison().ids)


def _mover(name: str) -> Any:  # noqa: ANN401 - a callback
    def move(wanted: float) -> None:
        moved = rebalanced(weights_now(), name, float(wanted), locked=locked_now())
        weighting = replace(kept.comparison().weighting, kind="direct", direct=_direct(moved))
        kept.change(weighting=weighting)

    return move


def _locker(name: str) -> Any:  # noqa: ANN401 - a callback
    def lock(on: bool) -> None:
        others = [one for one in locked_now() if one != name]
        state.remember(LOCKED, (*others, *([name] if on else [])))

    return lock


def choose_method(text: Text) -> None:
    """Show method, normalisation and what is done where a value is missing."""
    comparison = kept.comparison()
    method = next(one for one in METHODS if one.id == comparison.method)
    first, second, third = st.columns(3)
    with first:
        ids = [one.id for one in METHODS]
        take = lambda one: kept.change(method=one, normalisation="")  # noqa: E731 - a callback
        select("siting_method", ids, comparison.method, take, "siting_page.method", text)
    with second:
        known = list(method.normalisations)
        normalise = lambda one: kept.change(normalisation=one)  # noqa: E731 - a callback
        select("siting_normalisation", known, comparison.normalisation, normalise, "siting_page.normalisation", text)
    with third:
        policy = lambda one: kept.change(missing=one)  # noqa: E731 - a callback
        select("siting_missing", MISSING_POLICIES, comparison.missing, policy, "siting_page.missing", text)
    widgets.note(text(f"siting_page.method_{comparison.method}_how"))
