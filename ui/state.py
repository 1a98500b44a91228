"""What a session remembers, and the link that restores it. The only module with session state and query parameters.

The link is read once, when a session begins, and checked: an unknown parameter or a stale value becomes a message and
the rest is used. After every run the link is written again, all but `view` and `layers`: those two the map itself keeps
in the address while a person pans and switches layers, so that this costs no rerun.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from analysis.errors import Problem
from ui.map.link import LAYERS_PARAMETER, VIEW_PARAMETER, parse_layers, parse_view
from ui.map.model import Position, is_layer_id
from ui.session_end import close_when_left
from ui.text import LANGUAGES, Text

if TYPE_CHECKING:
    from layers.opened_study import OpenedStudy
    from layers.read import StudyReading
    from layers.session_study import OwnLayer

FILTERS: Final = ("city", "tier", "status", "industry")
COMPARISON_PARAMETER: Final = "compare"
PART_PARAMETER: Final = "part"
PARAMETERS: Final = (
    "lang",
    "page",
    "select",
    VIEW_PARAMETER,
    LAYERS_PARAMETER,
    COMPARISON_PARAMETER,
    PART_PARAMETER,
    *FILTERS,
)
MOST_LINK_PROBLEMS: Final = 50
"""Anyone can write a link, of any length."""

MOST_FILTER_VALUES: Final = 200
_LINK: Final = "link_problems"
_COMPARISON: Final = "comparison_in_link"
_PART: Final = "part_in_link"
_OPENED: Final = "opened_study"
_OWN_LAYERS: Final = "own_layers"
_BUILT: Final = "own_study"


@dataclass(frozen=True)
class Selection:
    """A feature that a person chose: its layer and id."""

    layer: str
    id: str

    def __str__(self) -> str:
        return f"{self.layer}:{self.id}"


def begin() -> None:
    """Take over the link when the session begins."""
    if "language" not in st.session_state:
        _restore(dict(st.query_params))


def _restore(parameters: Mapping[str, str]) -> None:
    st.session_state[_LINK] = [
        Problem("link_parameter_unknown", "?" + name[:40], severity="warning")
        for name in parameters
        if name not in PARAMETERS
    ][:MOST_LINK_PROBLEMS]
    language = parameters.get("lang", LANGUAGES[0])
    st.session_state["language"] = language if language in LANGUAGES else LANGUAGES[0]
    if language not in LANGUAGES:
        report_stale("lang", language)
    st.session_state["view"] = parse_view(parameters.get(VIEW_PARAMETER))
    if VIEW_PARAMETER in parameters and st.session_state["view"] is None:
        report_stale(VIEW_PARAMETER, parameters[VIEW_PARAMETER])
    st.session_state["layers"] = parse_layers(parameters.get(LAYERS_PARAMETER))
    for part in parameters.get(LAYERS_PARAMETER, "").split(","):
        if part and not is_layer_id(part):
            report_stale(LAYERS_PARAMETER, part)
    st.session_state["wanted_page"] = parameters.get("page")
    layer, _, feature_id = parameters.get("select", "").partition(":")
    st.session_state["selection"] = Selection(layer, feature_id) if feature_id else None
    if parameters.get("select") and not feature_id:
        report_stale("select", parameters["select"])
    st.session_state[_COMPARISON] = parameters.get(COMPARISON_PARAMETER, "")
    st.session_state[_PART] = parameters.get(PART_PARAMETER, "")
    for name in FILTERS:
        parts = parameters.get(name, "").split(",")
        values = dict.fromkeys(_from_link(part) for part in parts if part)
        st.session_state[f"filter_{name}"] = tuple(values)[:MOST_FILTER_VALUES]


def report_stale(name: str, value: str) -> None:
    """Remember that the link held a value that does not exist (any more)."""
    report_link([Problem("link_value_stale", f"?{name}", {"value": value[:60]})])


def report_link(problems: Sequence[Problem]) -> None:
    """Remember what is wrong with a part of the link that a page has read."""
    known = st.session_state[_LINK]
    room = max(MOST_LINK_PROBLEMS - len(known), 0)
    st.session_state[_LINK] = [*known, *(replace(one, severity="warning") for one in problems[:room])]


def comparison_in_link() -> str:
    """Return the comparison of sites as the link holds it; empty where it holds none."""
    return str(st.session_state.get(_COMPARISON, ""))


def set_comparison_in_link(packed: str) -> None:
    """Have the link hold this comparison; empty for none."""
    st.session_state[_COMPARISON] = packed


def part_in_link() -> str:
    """Return which part of the siting page the link opens; empty for its first."""
    return str(st.session_state.get(_PART, ""))


def set_part_in_link(part: str) -> None:
    """Have the link open this part of the siting page; empty for its first."""
    st.session_state[_PART] = part


def link_problems() -> tuple[Problem, ...]:
    """Return what was wrong with the link, until the person chooses something."""
    problems: tuple[Problem, ...] = tuple(st.session_state.get(_LINK, ()))
    return problems


def dismiss_link_problems() -> None:
    """Forget what was wrong with the link."""
    st.session_state[_LINK] = []


def take_wanted_page() -> str | None:
    """Return the page that the link asked for, once."""
    wanted: str | None = st.session_state.pop("wanted_page", None)
    return wanted


def text() -> Text:
    """Return the catalogue in the session's language."""
    return Text(st.session_state["language"])


def set_language(language: str) -> None:
    """Switch the language."""
    st.session_state["language"] = language


def selection() -> Selection | None:
    """Return what is selected."""
    selected: Selection | None = st.session_state.get("selection")
    return selected


def select(chosen: Selection | None, *, from_table: bool = False) -> None:
    """Select a feature, or nothing. A table that made the choice itself keeps its order; others are drawn anew."""
    st.session_state["selection"] = chosen
    if not from_table:
        st.session_state["table_turn"] = table_turn() + 1


def table_turn() -> int:
    """Return how often the selection was changed from outside the table: part of the table's key."""
    turn: int = st.session_state.get("table_turn", 0)
    return turn


def view() -> Position | None:
    """Return latitude, longitude and zoom that the link asked for, or None for the whole study."""
    position: Position | None = st.session_state.get("view")
    return position


def visible_layers(known: Sequence[str]) -> tuple[str, ...] | None:
    """Return the layers that the link switches on, or None where it says nothing; unknown ones become a message."""
    wanted: tuple[str, ...] | None = st.session_state.get("layers")
    if wanted is None:
        return None
    for name in wanted:
        if name not in known:
            report_stale(LAYERS_PARAMETER, name)
    st.session_state["layers"] = tuple(name for name in wanted if name in known)
    return tuple(st.session_state["layers"])


def filters(name: str) -> tuple[str, ...]:
    """Return the values that one filter lets through; empty means all."""
    chosen: tuple[str, ...] = st.session_state.get(f"filter_{name}", ())
    return chosen


def set_filters(name: str, values: Sequence[str]) -> None:
    """Set one filter."""
    st.session_state[f"filter_{name}"] = tuple(values)


def keep_known_filters(name: str, known: Sequence[str]) -> None:
    """Drop filter values that the study does not have, with a message."""
    for value in filters(name):
        if value not in known:
            report_stale(name, value)
    set_filters(name, [value for value in filters(name) if value in known])


def remembered(name: str, default: Any = "") -> Any:  # noqa: ANN401 - a widget's value has the widget's type
    """Return a small value that a page keeps for the session, such as the search words."""
    return st.session_state.get(name, default)


def remember(name: str, value: Any) -> None:  # noqa: ANN401 - as above
    """Keep a small value for the session."""
    st.session_state[name] = value


def opened_study() -> OpenedStudy | None:
    """Return the study that this session opened for itself."""
    found: OpenedStudy | None = st.session_state.get(_OPENED)
    return found


def open_study(study: OpenedStudy | None) -> None:
    """Take a study of this session's own, or none; the folder of the one before is removed.

    Its own goes when the session is left for good.
    """
    before = opened_study()
    st.session_state[_OPENED] = study
    st.session_state[_OWN_LAYERS] = {}
    if study is not None:
        close_when_left(study)
    if before is not None:
        before.close()


def own_layers() -> Mapping[str, OwnLayer]:
    """Return the layers that this session took from files of its own."""
    found: Mapping[str, OwnLayer] = st.session_state.get(_OWN_LAYERS, {})
    return found


def set_own_layer(layer_id: str, layer: OwnLayer | None) -> None:
    """Take a layer of this session's own, or none."""
    kept = {name: one for name, one in own_layers().items() if name != layer_id}
    st.session_state[_OWN_LAYERS] = kept if layer is None else {**kept, layer_id: layer}


def built_study(base: StudyReading, own: Mapping[str, OwnLayer], build: Callable[[], StudyReading]) -> StudyReading:
    """Return what `build` returns, built once for a study and own layers."""
    known: tuple[Any, Any, StudyReading] | None = st.session_state.get(_BUILT)
    if known is None or known[0] is not base or known[1] is not own:
        known = (base, own, build())
        st.session_state[_BUILT] = known
    return known[2]


def widget_value(key: str) -> Any:  # noqa: ANN401 - as above
    """Return the value of the widget with this key, in its callback."""
    return st.session_state[key]


def set_widget_value(key: str, value: Any) -> None:  # noqa: ANN401 - as above
    """Set what a widget shows, before it is drawn: for widgets that show a piece of a state kept elsewhere.

    Only what differs is set: a value set makes the browser show it, and would take back what the reader does meanwhile.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _for_link(value: str) -> str:
    """Return a filter's value as it stands in a list separated by commas."""
    return value.replace("%", "%25").replace(",", "%2C")


def _from_link(part: str) -> str:
    return part.replace("%2C", ",").replace("%25", "%")


def write_link() -> None:
    """Write the session into the address bar, so that it can be shared and kept."""
    values = {
        "lang": st.session_state["language"] if st.session_state["language"] != LANGUAGES[0] else "",
        "select": str(selection() or ""),
        COMPARISON_PARAMETER: comparison_in_link(),
        PART_PARAMETER: part_in_link(),
        **{name: ",".join(_for_link(value) for value in filters(name)) for name in FILTERS},
    }
    kept = {name: st.query_params[name] for name in (VIEW_PARAMETER, LAYERS_PARAMETER) if name in st.query_params}
    wanted = kept | {name: value for name, value in values.items() if value}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)
