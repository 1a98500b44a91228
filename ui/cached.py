"""What is computed once and kept: the only module with Streamlit's caches.

Keys are plain texts (the study's stamp or fingerprint and the parameters), never frames; what is returned is shared by
all sessions and must not be changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from analysis.study import Study
from layers.read import ROOT, StudyReading, read_study, stamp
from ui.map.model import MapLayer
from ui.map.study_layers import study_map_layers
from ui.text import Text

if TYPE_CHECKING:
    from analysis.clustering.inputs import SiteChoice
    from analysis.clustering.result import ClusterResult
    from analysis.layout.result import LayoutResult
    from analysis.layout.travel import TravelMode

SIMULATIONS: Final = 999
SEED: Final = 0


def study_folder() -> Path:
    """Return the folder of the study: the built-in one, or the one that YUANTU_STUDY names."""
    return Path(os.environ.get("YUANTU_STUDY", ROOT))


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


def map_layers(study: Study, language: str, site_ids: Mapping[str, tuple[str, ...]]) -> tuple[MapLayer, ...]:
    """Return the map's layers in a language, with these sites."""
    return _map_layers(study.fingerprint, language, tuple(sorted(site_ids.items())), study)


@st.cache_resource(show_spinner=False, max_entries=64)
def _map_layers(
    fingerprint: str,  # noqa: ARG001 - key
    language: str,
    site_ids: tuple[tuple[str, tuple[str, ...]], ...],
    _study: Study,
) -> tuple[MapLayer, ...]:
    return study_map_layers(_study, Text(language), site_ids=dict(site_ids))
