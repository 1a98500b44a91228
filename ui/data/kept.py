"""The one file of a user's own that a session is working on: where the parts of the page read it and change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from analysis.datum.known import known_places
from analysis.errors import Problem, YuantuError
from ui import cached, state

if TYPE_CHECKING:
    from analysis.datum.guess import DatumGuess
    from analysis.study import Study
    from layers.draft import Draft
    from layers.upload import Choices

Result = TypeVar("Result")

_FILE: Final = "own_file"
_WRONG: Final = "own_file_wrong"
_LOOKS: Final = "own_file_looks"
_SELECTED: Final = "own_file_selected"
_MADE: Final = ("own_once_drawn", "own_once_saved")


@dataclass(frozen=True, eq=False)
class OwnFile:
    """A file as it came, how it is read, and as it stands now."""

    name: str
    content: bytes
    choices: Choices
    draft: Draft


def current() -> OwnFile | None:
    """Return the file; None while there is none."""
    found: OwnFile | None = state.remembered(_FILE, None)
    return found


def take(name: str, content: bytes, choices: Choices | None = None) -> None:
    """Read a file by the door and keep it for this session; what is wrong with it is kept instead if it is refused."""
    # Imported here: the door brings Arrow and geometry, which the other pages do without.
    from layers.draft import draft_of
    from layers.upload import Choices, read_upload

    chosen = choices or Choices()
    state.remember(_SELECTED, None)
    try:
        reading = read_upload(name, content, choices=chosen)
    except YuantuError as error:
        state.remember(_WRONG, error.problems)
        if choices is None:
            state.remember(_FILE, None)
        return
    state.remember(_WRONG, ())
    state.remember(_FILE, OwnFile(name, content, chosen, draft_of(reading)))


def change(draft: Draft) -> None:
    """Take the file as it stands after a step."""
    file = current()
    if file is not None:
        state.remember(_FILE, OwnFile(file.name, file.content, file.choices, draft))


def forget() -> None:
    """Forget the file."""
    state.remember(_WRONG, ())
    for name in (_FILE, _LOOKS, _SELECTED, *_MADE):
        state.remember(name, None)


def wrong() -> tuple[Problem, ...]:
    """Return why the last file, or the last choice of how to read it, was refused."""
    found: tuple[Problem, ...] = state.remembered(_WRONG, ())
    return found


def looks(draft: Draft, study: Study) -> DatumGuess:
    """Return what the coordinates look like, worked out once for a draft and a study."""
    from layers.draft import looks_of

    known = state.remembered(_LOOKS, None)
    if known is None or known[0] is not draft or known[1] != study.fingerprint:
        known = (draft, study.fingerprint, looks_of(draft, cached.kept(known_places, study)))
        state.remember(_LOOKS, known)
    guess: DatumGuess = known[2]
    return guess


def once(name: str, draft: Draft, make: Callable[[], Result]) -> Result:
    """Return what `make` returns, made once for a draft: it is this session's own and goes into no shared cache."""
    known = state.remembered(f"own_once_{name}", None)
    if known is None or known[0] is not draft:
        known = (draft, make())
        state.remember(f"own_once_{name}", known)
    result: Result = known[1]
    return result


def selected() -> int | None:
    """Return the place in the file of the feature that was chosen on the map."""
    found: int | None = state.remembered(_SELECTED, None)
    return found


def select(place: int | None) -> None:
    """Choose a feature, or none."""
    state.remember(_SELECTED, place)
