"""What is computed once and kept: the only module with Streamlit's caches.

Keys are plain texts (the study's stamp or fingerprint and the parameters), never frames; what is returned is shared by
all sessions and must not be changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import streamlit as st

from analysis.study import Study
from layers.read import ROOT, StudyReading, read_study, stamp
from layers.session_study import as_shared, with_own_layers
from ui import state
from ui.jobs import Job
from ui.text import Text

Result = TypeVar("Result")


@dataclass(frozen=True)
class Keyed:
    """A value with a text that changes whenever the value does."""

    key: str
    value: Any


SIMULATIONS: Final = 999
SEED: Final = 0


def study_folder() -> Path:
    """Return the folder of the study: this session's own, else the one that YUANTU_STUDY names, else the built-in."""
    opened = state.opened_study()
    return opened.folder if opened is not None else shared_folder()


def shared_folder() -> Path:
    """Return the folder of the study that all sessions share."""
    return Path(os.environ.get("YUANTU_STUDY") or ROOT)


def attribution_key() -> str:
    """Return the catalogue's entry with the sources of the map: named for the built-in study, a pointer for others."""
    built_in = study_folder() == ROOT and not state.own_layers()
    return "map_page.attribution" if built_in else "map_page.attribution_own"


def study_reading() -> StudyReading:
    """Return this session's study as it stands on disk now, with the layers of the user's own."""
    opened, own = state.opened_study(), state.own_layers()
    base = base_reading() if opened is None else opened.reading
    return state.built_study(base, own, lambda: with_own_layers(base, own)) if own else base


def base_reading() -> StudyReading:
    """Return the study that all sessions share, as it stands on disk now."""
    folder = shared_folder()
    return _study_reading(str(folder), stamp(folder))


@st.cache_resource(show_spinner=False, max_entries=4)
def _study_reading(folder: str, stamp: str) -> StudyReading:  # noqa: ARG001 - the stamp is the key
    return as_shared(read_study(Path(folder)))


def job(function: Callable[..., Result], study: Study, *parameters: object, data: Keyed | None = None) -> Job[Result]:
    """Return the running or finished computation of `function(study, *parameters, progress=...)`, started once.

    Parameters
    ----------
    function
        Pure, of a module, which takes a `progress`: its name is part of the key.
    study
        The study; its fingerprint is part of the key.
    *parameters
        Texts, numbers, and frozen dataclasses and tuples of them.
    data
        What is too large to be a key, with its key; passed on as `data`.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    found: Job[Result] = _job(name, study.fingerprint, parameters, data.key if data else "", function, study, data)
    return found


def forget_job(function: Callable[..., Any], study: Study, *parameters: object, data: Keyed | None = None) -> None:
    """Forget a computation that was stopped, so that it can be started anew."""
    name = f"{function.__module__}.{function.__qualname__}"
    _job.clear(name, study.fingerprint, parameters, data.key if data else "", function, study, data)


@st.cache_resource(show_spinner=False, max_entries=64)
def _job(
    name: str,  # noqa: ARG001 - key
    fingerprint: str,  # noqa: ARG001 - key
    parameters: tuple[object, ...],
    key: str,  # noqa: ARG001 - key
    _function: Callable[..., Any],
    _study: Study,
    _data: Keyed | None,
) -> Job[Any]:
    more = {} if _data is None else {"data": _data.value}
    return Job(lambda progress: _function(_study, *parameters, progress=progress, **more))


def kept(function: Callable[..., Result], study: Study, *parameters: object, data: Keyed | None = None) -> Result:
    """Return `function(study, *parameters)`, computed once for a study's content and these parameters.

    Parameters
    ----------
    function
        Pure, of a module: its name is part of the key.
    study
        The study; its fingerprint is part of the key.
    *parameters
        Texts, numbers, tuples, lists and mappings of them, and the catalogue in a language.
    data
        What is too large to be a key, with its key; passed on as `data`.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    result: Result = _kept(name, study.fingerprint, parameters, data.key if data else "", function, study, data)
    return result


@st.cache_resource(show_spinner=False, max_entries=1024, hash_funcs={Text: lambda text: text.language})
def _kept(
    name: str,  # noqa: ARG001 - key
    fingerprint: str,  # noqa: ARG001 - key
    parameters: tuple[object, ...],
    key: str,  # noqa: ARG001 - key
    _function: Callable[..., Any],
    _study: Study,
    _data: Keyed | None,
) -> Any:  # noqa: ANN401 - whatever the function returns
    more = {} if _data is None else {"data": _data.value}
    return _function(_study, *parameters, **more)
