"""What is computed once and kept: the only module with Streamlit's caches.

Keys are plain texts (the study's stamp or fingerprint and the parameters), never frames; what is returned is shared by
all sessions and must not be changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import streamlit as st

from analysis.study import Study
from layers.read import ROOT, StudyReading, read_study, stamp
from ui.text import Text

if TYPE_CHECKING:
    from analysis.clustering.inputs import SiteChoice
    from analysis.clustering.result import ClusterResult
    from analysis.layout.result import LayoutResult
    from analysis.layout.travel import TravelMode

Result = TypeVar("Result")

SIMULATIONS: Final = 999
SEED: Final = 0


def study_folder() -> Path:
    """Return the folder of the study: the built-in one, or the one that YUANTU_STUDY names."""
    return Path(os.environ.get("YUANTU_STUDY", ROOT))


def attribution_key() -> str:
    """Return the catalogue's entry with the sources of the map: named for the built-in study, a pointer for others."""
    return "map_page.attribution" if study_folder() == ROOT else "map_page.attribution_own"


def study_reading() -> StudyReading:
    """Return the study as it stands on disk now."""
    folder = study_folder()
    return _study_reading(str(folder), stamp(folder))


@st.cache_resource(show_spinner=False, max_entries=4)
def _study_reading(folder: str, stamp: str) -> StudyReading:  # noqa: ARG001 - the stamp is the key
    return read_study(Path(folder))


def cluster_result(study: Study, *, sites: SiteChoice, seed: int) -> ClusterResult:
    """Return the clustering of a study's sites."""
    return _cluster_result(study.fingerprint, sites, seed, study)


@st.cache_resource(show_spinner=False, max_entries=32)
def _cluster_result(fingerprint: str, sites: SiteChoice, seed: int, _study: Study) -> ClusterResult:  # noqa: ARG001 - key
    # Imported here, as below: the statistics take a second to import, which the map page need not wait for.
    from analysis.clustering.result import cluster

    return cluster(_study, sites=sites, simulations=SIMULATIONS, rng=np.random.default_rng(seed))


def layout_result(study: Study, *, mode: TravelMode, seed: int) -> LayoutResult:
    """Return the layout of a study."""
    return _layout_result(study.fingerprint, mode, seed, study)


@st.cache_resource(show_spinner=False, max_entries=32)
def _layout_result(fingerprint: str, mode: TravelMode, seed: int, _study: Study) -> LayoutResult:  # noqa: ARG001 - key
    from analysis.layout.result import layout

    return layout(_study, mode=mode, rng=np.random.default_rng(seed))


def kept(function: Callable[..., Result], study: Study, *parameters: object) -> Result:
    """Return `function(study, *parameters)`, computed once for a study's content and these parameters.

    Parameters
    ----------
    function
        Pure, of a module: its name is part of the key.
    study
        The study; its fingerprint is part of the key.
    *parameters
        Texts, numbers, tuples, lists and mappings of them, and the catalogue in a language.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    result: Result = _kept(name, study.fingerprint, parameters, function, study)
    return result


@st.cache_resource(show_spinner=False, max_entries=1024, hash_funcs={Text: lambda text: text.language})
def _kept(
    name: str,  # noqa: ARG001 - key
    fingerprint: str,  # noqa: ARG001 - key
    parameters: tuple[object, ...],
    _function: Callable[..., Any],
    _study: Study,
) -> Any:  # noqa: ANN401 - whatever the function returns
    return _function(_study, *parameters)
