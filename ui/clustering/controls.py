"""What a reader of the clustering page chooses: which sites, and how they are measured."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from analysis.clustering.groups import MIN_SITES
from analysis.clustering.ripley import CORRECTIONS
from analysis.clustering.settings import ClusterSettings
from analysis.study import Study
from layers.formats import ACCEPTED
from ui import cached, own_sites, state, widgets
from ui.pages import page_path
from ui.text import Text
from ui.uploader import uploader

SITE_CHOICES: Final = ("parks", "towns", "both", "own")
SIMULATIONS: Final = (99, 499, 999, 4999, 9999)
OWN_SUFFIXES: Final = tuple(f".{suffix}" for suffix in ACCEPTED)
"""Formats that the door for files from outside takes, each read in a process with limits."""

MOST_OWN_BYTES: Final = 5_000_000
BANDWIDTHS: Final = ("scott", "likelihood", "own")
LARGEST_RADIUS_KM: Final = 500.0


@dataclass(frozen=True)
class Choice:
    """What is measured, and how; `own` holds the reader's own points."""

    sites: str
    own: cached.Keyed | None
    settings: ClusterSettings
    seed: int


def choose(study: Study, text: Text) -> Choice | None:
    """Show the controls and return what is chosen; None while a file of one's own is asked for and not given."""
    sites = remembered_segments("cluster_sites", SITE_CHOICES, "clustering.sites", text)
    own = _own_points(study, text) if sites == "own" else None
    with st.sidebar, st.expander(text("clustering.settings"), expanded=False):
        settings, seed = _settings(text)
    return None if sites == "own" and own is None else Choice(sites, own, settings, seed)


def remembered_segments(name: str, options: Sequence[str], label: str, text: Text) -> str:
    """Show a choice that is kept for the session, `<label>_<code>` being the word of each code; return the code."""
    kept = state.remembered(name, options[0])
    chosen = st.segmented_control(
        text(label),
        options,
        default=kept if kept in options else options[0],
        required=True,
        format_func=lambda code: text(f"{label}_{code}"),
        key=f"{name}_{text.language}",
    )
    state.remember(name, chosen or kept)
    return str(chosen or kept)


def _settings(text: Text) -> tuple[ClusterSettings, int]:
    simulations = _select("cluster_simulations", SIMULATIONS, cached.SIMULATIONS, "clustering.simulations", text)
    correction = st.selectbox(
        text("clustering.correction"),
        CORRECTIONS,
        index=CORRECTIONS.index(state.remembered("cluster_correction", "translation")),
        format_func=lambda code: text(f"clustering.correction_{code}"),
        key=f"cluster_correction_{text.language}",
    )
    radius_km = number("cluster_radius_km", 0.0, LARGEST_RADIUS_KM, 1.0, "clustering.radius_km", text)
    min_sites = int(number("cluster_min_sites", 2, 20, 1, "clustering.min_sites", text, default=MIN_SITES))
    rule, bandwidth_km = _bandwidth(text)
    seed = int(number("cluster_seed", 0, 2**31, 1, "clustering.seed", text, default=cached.SEED))
    state.remember("cluster_correction", correction)
    settings = ClusterSettings(
        simulations=simulations,
        correction=correction,
        radius_m=radius_km * 1000 or None,
        min_sites=min_sites,
        bandwidth_rule="likelihood" if rule == "likelihood" else "scott",
        bandwidth_m=bandwidth_km * 1000 if rule == "own" else None,
    )
    return settings, seed


def _bandwidth(text: Text) -> tuple[str, float]:
    kept = state.remembered("cluster_bandwidth", BANDWIDTHS[0])
    rule = st.selectbox(
        text("clustering.bandwidth"),
        BANDWIDTHS,
        index=BANDWIDTHS.index(kept),
        format_func=lambda code: text(f"clustering.bandwidth_{code}"),
        key=f"cluster_bandwidth_{text.language}",
    )
    state.remember("cluster_bandwidth", rule)
    if rule != "own":
        return rule, 0.0
    least, usual = 0.1, 20.0
    return rule, number(
        "cluster_bandwidth_km", least, LARGEST_RADIUS_KM, 1.0, "clustering.bandwidth_km", text, default=usual
    )


def _select(name: str, options: Sequence[int], default: int, label: str, text: Text) -> int:
    kept = state.remembered(name, default)
    known = sorted({*options, kept})
    chosen = st.selectbox(text(label), known, index=known.index(kept), key=f"{name}_{text.language}")
    state.remember(name, chosen)
    return int(chosen)


def number(name: str, low: float, high: float, step: float, label: str, text: Text, *, default: float = 0.0) -> float:
    """Show a number that is kept for the session and return it; the type of `low` says whether it is a whole one."""
    kept: Any = type(low)(min(max(state.remembered(name, default), low), high))  # the bounds may have changed since
    value = st.number_input(
        text(label),
        min_value=low,
        max_value=type(low)(high),
        value=kept,
        step=type(low)(step),
        help=text(f"{label}_help"),
        key=f"{name}_{text.language}",
    )
    state.remember(name, value)
    return float(value)


def _own_points(study: Study, text: Text) -> cached.Keyed | None:
    """Return the points that the page of own data gave, or those of a file that the reader gives here; else None."""
    given = own_sites.kept()
    if given is not None:
        widgets.note(text("clustering.own_given", name=given.name))
        st.button(text("clustering.own_other"), key=f"own_other_{text.language}", on_click=own_sites.forget)
        return cached.Keyed(given.data.key, cached.kept(own_sites.placed, study, data=given.data))
    file = uploader(
        text("clustering.own_file"),
        suffixes=OWN_SUFFIXES,
        most_mb=MOST_OWN_BYTES // 1_000_000,
        key=f"own_points_{text.language}",
        text=text,
        explanation=text("clustering.own_file_help"),
    )
    if file is None:
        widgets.note(text("clustering.own_file_help"))
        st.page_link(str(page_path("data")), label=text("clustering.own_page"))
        return None
    content = file.getvalue()
    key = hashlib.sha256(content).hexdigest()
    return cached.Keyed(key, cached.kept(read_own_points, study, content, file.name))


def read_own_points(study: Study, content: bytes, name: str) -> Any:  # noqa: ANN401 - a frame; pandas stays out of here
    """Return an uploaded file's points as sites of the study; nothing is left on disk.

    Raises
    ------
    YuantuError
        With everything that is wrong with the file.
    """
    from layers.plain import points_in_study
    from layers.upload import read_upload

    return points_in_study(read_upload(name, content).raw, study)
