"""Where the points seem to lie, what would put them right, and the buttons that do it; nothing is done by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from analysis.datum.readings import DEGREES, FIRST_MERIDIAN, LAST_MERIDIAN, gauss_kruger_code
from analysis.datum.readings import Reading as Numbers
from analysis.datum.shift import DATUMS, PLAIN, Datum
from analysis.errors import Problem
from analysis.study import Study
from layers.draft import converted, draft_of, mended, read_as
from layers.repair import Repair
from layers.values import shown
from ui import widgets, wording
from ui.data import kept
from ui.datum_words import datum_name, datum_parts, reading_name
from ui.text import Text

if TYPE_CHECKING:
    from analysis.datum.guess import DatumGuess
    from layers.draft import Draft

MOST_ALIKE: Final = 3
NEAR_DEG: Final = 6
_MOST: Final = 0.9
_MENDED_BY_READING: Final = ("coordinates_swapped", "coordinates_not_degrees", "coordinates_too_far")
_SYSTEM: Final = "own_system"
_DATUM: Final = "own_datum"


def show(draft: Draft, study: Study, text: Text) -> None:
    """Say what the coordinates look like and offer what follows from it."""
    found = kept.looks(draft, study)
    rough = roughly_right(found)
    if rough:
        widgets.note(text("data_page.roughly_right"))
    parts = datum_parts(found, text, with_open=not rough and not found.mismatch)
    keys = ("data_page.sentence", "data_page.if_read_so" if found.mismatch else "data_page.sentence")
    words = [text(keys[place > 0], words=one) for place, one in enumerate(parts)]
    widgets.note(*words, *_more(draft, text))
    _offer(draft, found, text)
    with st.expander(text("data_page.by_hand")):
        widgets.note(text("data_page.by_hand_help"))
        _by_hand(draft, study, text)
    _steps(draft, text)


def show_repairs(draft: Draft, text: Text) -> None:
    """Offer each repair with how many features it concerns."""
    if not draft.repairs:
        return
    st.subheader(text("data_page.repairs_title"))
    widgets.note(text("data_page.repairs_help"))
    for one in draft.repairs:
        words, button = st.columns([4, 1], vertical_alignment="center")
        with words:
            widgets.note(text(f"repair.{one.kind}", n=wording.number(one.count)))
        with button:
            st.button(
                text("data_page.repair"),
                key=f"own_repair_{one.kind}_{text.language}",
                on_click=lambda kind=one.kind: kept.change(mended(draft, (kind,))),
            )
    if len(draft.repairs) > 1:
        kinds = tuple(one.kind for one in draft.repairs)
        st.button(
            text("data_page.repair_all"),
            key=f"own_repair_all_{text.language}",
            on_click=lambda: kept.change(mended(draft, kinds)),
        )


def condensed(problems: Sequence[Problem]) -> list[Problem]:
    """Return the first few problems of each kind, each kind followed by how many more there are."""
    kinds: dict[str, list[Problem]] = {}
    more: dict[str, int] = {}
    for one in problems:
        if one.code == "and_more":  # the last that was named says of which kind
            kind = next((code for code, named in kinds.items() if named[-1].where == one.values["of"]), one.code)
            more[kind] = more.get(kind, 0) + int(one.values["count"])
        else:
            kinds.setdefault(one.code, []).append(one)
    found: list[Problem] = []
    for kind, named in kinds.items():
        found += named[:MOST_ALIKE]
        left = max(len(named) - MOST_ALIKE, 0) + more.get(kind, 0)
        if left:
            values: dict[str, str | int | float] = {"count": left, "of": found[-1].where}
            found.append(Problem("and_more", named[0].where.partition(":")[0], values, severity=named[0].severity))
    return found


def lead_of(draft: Draft, study: Study, text: Text) -> str:
    """Return in one sentence how a file stands, and what to do next."""
    values = {"name": draft.name, "n": wording.number(len(draft.frame))}
    if not draft.reading.has_places:
        return text("data_page.lead_table", **values)
    found = kept.looks(draft, study)
    what = offered(found)
    if isinstance(what, Numbers):
        return text("data_page.lead_read", **values)
    if what is not None:
        off_m = float(np.hypot(found.east_m or 0.0, found.north_m or 0.0))
        named = {**values, "datum": datum_name(what, text), "m": wording.number(int(round(off_m, -1)))}
        return text("data_page.lead_convert" if off_m else "data_page.lead_convert_somehow", **named)
    if not draft.ok:
        return text("data_page.lead_errors", **values)
    return text("data_page.lead_right" if found.datum is not None else "data_page.lead_unsure", **values)


def left_to_say(draft: Draft, study: Study) -> list[Problem]:
    """Return the problems that a button offered beside them does not mend, and that are not said there."""
    if not draft.reading.has_places:
        return [one for one in draft.problems if one.code != "no_coordinate_columns"]
    mended_so = isinstance(offered(kept.looks(draft, study)), Numbers)
    said = {"crs_missing", *(_MENDED_BY_READING if mended_so else ())}
    kinds = {one.where: one.code for one in draft.problems if one.code != "and_more"}
    return [one for one in draft.problems if kinds.get(str(one.values.get("of")), one.code) not in said]


def roughly_right(found: DatumGuess) -> bool:
    """Return whether the features lie in their areas as they are read, though their datum cannot be told from that."""
    lie_there = found.compared > 0 and found.agreeing >= _MOST * found.compared
    return found.reading is not None and not found.mismatch and found.datum is None and lie_there


def offered(found: DatumGuess) -> Numbers | Datum | None:
    """Return what the looks of the points suggest: to read the numbers in another way first, then to convert."""
    if found.mismatch and found.reading is not None:
        return found.reading
    return found.datum if found.datum is not None and found.datum not in PLAIN else None


def systems(west: float, east: float) -> tuple[Numbers, ...]:
    """Return the ways of reading numbers that a user may choose: degrees, and the zones near the study.

    Parameters
    ----------
    west, east
        Of the study, in degrees.
    """
    meridians = [
        one for one in range(FIRST_MERIDIAN, LAST_MERIDIAN + 1, 3) if west - NEAR_DEG <= one <= east + NEAR_DEG
    ]
    codes = [gauss_kruger_code(one, zone_prefix=zoned) for one in meridians for zoned in (False, True)]
    return (*(Numbers(DEGREES, swapped) for swapped in (False, True)), *(Numbers(code) for code in codes))


def _more(draft: Draft, text: Text) -> list[str]:
    crs = draft.frame.crs
    if draft.steps or (draft.reading.coordinates is not None and crs is not None and crs.is_geographic):
        words = []
    elif crs is None:
        words = [text("data_page.no_system")]
    else:
        key = "data_page.system_stated" if draft.reading.crs_stated else "data_page.system_taken"
        words = [text(key, crs=shown(str(crs.name)).replace(" (CRS84)", ""))]
    if draft.foreign_datum:
        words.append(text("data_page.foreign_datum", datum=draft.foreign_datum))
    return words


def _offer(draft: Draft, found: DatumGuess, text: Text) -> None:
    what = offered(found)
    if what is None:
        return
    if isinstance(what, Numbers):
        key = "data_page.offer_swap" if found.mismatch == "swapped" else "data_page.offer_read"
        label = text(key, reading=reading_name(what, text))
        st.button(
            widgets.literal(label),
            key=f"own_offer_{text.language}",
            type="primary",
            on_click=lambda: kept.change(read_as(draft, what)),
        )
        return
    st.button(
        text("data_page.offer_convert", datum=datum_name(what, text)),
        key=f"own_offer_{text.language}",
        type="primary",
        on_click=lambda: kept.change(converted(draft, what)),
    )
    widgets.note(text("data_page.offer_note"))


def _by_hand(draft: Draft, study: Study, text: Text) -> None:
    ways = systems(*_reach(study))
    left, right = st.columns(2)
    with left:
        chosen = st.selectbox(
            text("data_page.system"),
            range(len(ways)),
            format_func=lambda place: _way_name(ways[place], text),
            key=f"{_SYSTEM}_{text.language}",
        )
        st.button(
            text("data_page.read_so"),
            key=f"own_read_so_{text.language}",
            on_click=lambda: kept.change(read_as(draft_of(draft.reading), ways[int(chosen or 0)])),
        )
    with right:
        source = st.selectbox(
            text("data_page.datum"),
            [one for one in DATUMS if one not in PLAIN],
            format_func=lambda code: datum_name(code, text),
            key=f"{_DATUM}_{text.language}",
        )
        st.button(
            text("data_page.convert_so"),
            key=f"own_convert_so_{text.language}",
            on_click=lambda: kept.change(converted(draft, source)),
        )


def _way_name(way: Numbers, text: Text) -> str:
    zoned = way.meridian is not None and int(way.crs.removeprefix("EPSG:")) < int(
        gauss_kruger_code(FIRST_MERIDIAN).removeprefix("EPSG:")
    )
    name = reading_name(way, text)
    return text("data_page.with_zone", reading=name) if zoned else name


def _reach(study: Study) -> tuple[float, float]:
    from ui.map.study_layers import map_bounds

    _, west, _, east = map_bounds(study)
    return west, east


def _steps(draft: Draft, text: Text) -> None:
    """List what was done, and offer to go back to the file as it was read."""
    if not draft.steps:
        return
    for step in draft.steps:
        if isinstance(step.what, Numbers):
            words = text("data_page.done_read", reading=reading_name(step.what, text))
        elif isinstance(step.what, Repair):
            words = text(f"repair.{step.what.kind}_done", n=wording.number(step.what.count))
        else:
            words = text("data_page.done_converted", datum=datum_name(step.what, text))
        widgets.note(words)
    st.button(
        text("data_page.undo"),
        key=f"own_undo_{text.language}",
        on_click=lambda: kept.change(draft_of(draft.reading)),
    )
