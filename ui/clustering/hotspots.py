"""Hot spots of districts and cities: Moran's I, local Moran and Gi* with false-discovery control."""

from __future__ import annotations

from typing import Final, get_args

import pandas as pd
import streamlit as st

from analysis.clustering.areal_result import ArealResult, ArealSettings, ValueChoice, values_offered
from analysis.clustering.spatial_weights import NEAREST_K, WeightsChoice
from analysis.clustering.study_units import UnitChoice, study_units, weights_offered
from analysis.study import Study
from briefing.style import SELECTION
from ui import cached, waiting, widgets, wording
from ui.clustering.compute import areal
from ui.clustering.controls import Choice, number, remembered_segments
from ui.clustering.shown import Shown
from ui.map import component
from ui.map.study_layers import xy_bounds
from ui.map.unit_layers import unit_map_layers
from ui.text import Text
from ui.unit_names import unit_names

MAP_HEIGHT_PX = 420
MOST_LISTED = 12
UNITS: Final[tuple[UnitChoice, ...]] = ("districts", "cities")


def show(shown: Shown, choice: Choice) -> None:
    """Draw the choice of units and neighbours, and what the statistics say."""
    study, text = shown.study, shown.text
    st.subheader(text("clustering.hotspots_title"))
    units = [unit for unit in UNITS if study.has(unit)]
    if not units:
        widgets.note(text("clustering.hotspots_none"))
        return
    settings = _settings(study, units, text)
    found = waiting.result_of(areal, study, choice.sites, settings, choice.seed, text=text, data=choice.own)
    if found is None:
        return
    names = unit_names(study, found, text)
    widgets.lead(_sentence(found, names, text))
    component.show_map(
        key="hotspot_map",
        layers=unit_map_layers(study, found, names, text),
        bounds=xy_bounds(shown.result.xy, study.crs),
        texts={name: text(f"map.{name}") for name in component.TEXT_KEYS},
        height_px=MAP_HEIGHT_PX,
        attribution=(text(cached.attribution_key()),),
        selection_colour=SELECTION,
        writes_address=False,
    )
    widgets.note(*_notes(found, names, text))
    _table(found, names, text)
    widgets.download_csv(
        text("clustering.download_hotspots"), areal_frame(found, names), "yuantu-hot-spots.csv", key="hotspots"
    )


def areal_frame(found: ArealResult, names: dict[str, str]) -> pd.DataFrame:
    """Return every statistic of every unit in full precision."""
    local = found.local.frame.drop(columns="value").add_prefix("moran_")
    frame = found.getis.frame.rename(columns={"p": "gi_p", "p_adjusted": "gi_p_adjusted", "label": "gi_label"})
    frame = frame.join(local)
    if found.stability is not None:
        frame = frame.join(found.stability.frame)
    frame.insert(0, "unit", frame.index.map(str))
    frame.insert(1, "name", [names[str(unit)] for unit in frame.index])
    return frame.reset_index(drop=True)


def _settings(study: Study, units: list[UnitChoice], text: Text) -> ArealSettings:
    left, middle, right = st.columns(3)
    with left:
        unit: UnitChoice = (
            "cities" if _chosen("hotspot_units", units, "clustering.units", text) == "cities" else units[0]
        )
    made = cached.kept(study_units, study, unit)
    with middle:
        value = _chosen("hotspot_value", values_offered(made), "clustering.value", text)
    offered, _ = weights_offered(study, unit)
    with right:
        weights = _chosen("hotspot_weights", offered, "clustering.neighbours", text)
        k = NEAREST_K
        if weights == "nearest":
            k = int(number("hotspot_k", 1, len(made.ids) - 1, 1, "clustering.k", text, default=NEAREST_K))
    return ArealSettings(
        units=unit,
        value=next(one for one in get_args(ValueChoice) if one == value),
        weights=next(one for one in get_args(WeightsChoice) if one == weights),
        k=k,
    )


def _chosen(name: str, options: list[UnitChoice] | tuple[str, ...], label: str, text: Text) -> str:
    return remembered_segments(name, list(options), label, text)


def _sentence(found: ArealResult, names: dict[str, str], text: Text) -> str:
    labels = found.getis.frame["label"]
    p = wording.p_value(found.moran.p, found.moran.permutations)
    moran = text("clustering.moran_answer", i=wording.number(found.moran.i, 2), p=p)
    if found.getis.code is not None:
        return text("clustering.hotspots_equal")
    hot = [names[str(unit)] for unit in labels.index[labels == "hot"]]
    key = "clustering.hotspots_answer" if hot else "clustering.hotspots_answer_none"
    unit = text(f"clustering.units_{found.settings.units}")
    return text(key, names=text("app.list_separator").join(hot), n=found.getis.n, unit=unit, moran=moran)


def _notes(found: ArealResult, names: dict[str, str], text: Text) -> list[str]:
    weights = found.weights
    rule = {"k": weights.k or 0, "km": _km(weights.band_m), "minutes": wording.number(weights.band_min)}
    words = [text(f"clustering.neighbours_{weights.choice}_words", **rule)]
    words += [
        text("clustering.island_attached", island=names[island], unit=names[unit])
        for island, unit in weights.attached.items()
    ]
    alone = [names[unit] for unit in weights.islands if unit not in weights.attached]
    if alone:
        words.append(text("clustering.island_alone", names=text("app.list_separator").join(alone)))
    words.append(text("clustering.hotspots_how", permutations=found.getis.permutations))
    words += [
        text(f"clustering.hotspots_{code}", zero=found.getis.zero_units, n=found.getis.n)
        for code in found.getis.caveats
    ]
    if found.stability is not None:
        words.append(text("clustering.hotspots_stability", draws=found.stability.draws))
    return words


def _label(label: str, text: Text) -> str:
    return text(f"clustering.label_{label.lower()}")


def _km(band_m: float | None) -> str:
    return "–" if band_m is None else wording.kilometres(band_m)


def _table(found: ArealResult, names: dict[str, str], text: Text) -> None:
    frame = found.getis.frame.sort_values("gi_z", ascending=False, kind="stable").head(MOST_LISTED)
    local = found.local.frame
    firm = None if found.stability is None else found.stability.frame["hot_share"]
    rows = [
        (
            names[str(unit)],
            wording.number(row["value"], 2 if found.settings.value != "sites" else 0),
            wording.number(row["gi_z"], 2),
            wording.p_value(row["p"], found.getis.permutations),
            wording.number(row["p_adjusted"], 2),
            _label(row["label"], text),
            _label(local["label"][unit], text),
            "–" if firm is None or pd.isna(firm[unit]) else f"{firm[unit]:.0%}",
        )
        for unit, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    columns = ("unit", "value", "gi_z", "p", "q", "gi_label", "moran_label", "hot_share")
    widgets.table([text(f"clustering.column_{name}") for name in columns], rows, numeric=(1, 2, 3, 4, 7))
    widgets.note(text("clustering.hotspots_listed", n=len(rows)))
