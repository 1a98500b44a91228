"""Where the next sites should go: what is asked for, the choice with its proof, the map, the table, files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast, get_args

import numpy as np
import pandas as pd
import streamlit as st

from analysis.errors import YuantuError
from analysis.progress import Progress
from analysis.siting.alternatives import Alternatives, finite_rows
from analysis.siting.location_places import ExistingChoice, Places
from analysis.siting.location_study import Objective
from analysis.study import Study
from ui import cached, state, waiting, widgets
from ui.clustering.controls import number, remembered_segments
from ui.locate_job import GRID, POPULATION, TOWNSHIPS, LocateAnswer, LocateOptions, answer_in_study
from ui.located import located_content
from ui.map import component
from ui.map.study_layers import map_bounds
from ui.siting.grid_layers import background, land
from ui.siting.locate_layers import locate_layers
from ui.text import Text

MAP_HEIGHT_PX: Final = 560
SEED: Final = 0
OBJECTIVES: Final = get_args(Objective)
CANDIDATES: Final = (TOWNSHIPS, GRID, "compared")
STARTED: Final = "locate_started"
"""What was asked for when the button was last pressed."""

MOST_SITES: Final = 200
LARGEST_KM: Final = 500.0
LONGEST_S: Final = 600.0
USUAL_LIMIT_S: Final = 20.0


def show(study: Study, compared: Alternatives | None, text: Text) -> None:
    """Draw the part.

    Parameters
    ----------
    study
        The study.
    compared
        The alternatives of the comparison, which may serve as candidates; None where there are none.
    text
        The catalogue in the reader's language.
    """
    options = choose(study, text)
    if st.button(text("locate_part.start"), type="primary", key=f"locate_start_{text.language}"):
        _stop_last(study, options, compared)
        state.remember(STARTED, options)
    started: LocateOptions | None = state.remembered(STARTED, None)
    if started is None:
        widgets.lead(text("locate_part.lead"))
        return
    if started != options:
        widgets.note(text("locate_part.changed"))
    try:
        found = waiting.result_of(located, study, started, text=text, data=_candidates(started, compared))
    except YuantuError as error:
        widgets.show_problems(text("locate_part.cannot"), error.problems, text)
        return
    if found is None:
        widgets.lead(text("locate_part.working", seconds=f"{started.time_limit_s:g}"))
        return
    _show(study, found, started, text)


def located(study: Study, options: LocateOptions, *, progress: Progress, data: Places | None = None) -> LocateAnswer:
    """Return the choice that is asked for: a job.

    Raises
    ------
    YuantuError
        As `answer_in_study`.
    """
    return answer_in_study(options, study, data, np.random.default_rng(SEED), progress)


def choose(study: Study, text: Text) -> LocateOptions:
    """Show the controls and return what is asked for."""
    objective = remembered_segments("locate_objective", OBJECTIVES, "locate_part.objective", text)
    widgets.note(text(f"locate_part.objective_{objective}_how"))
    first, second, third, fourth = st.columns(4)
    with first:
        p, radius_m = _count_and_radius(objective, text)
    with second:
        existing = _choice("locate_existing", _existing_choices(study), "locate_part.existing", text)
        candidates = _choice("locate_candidates", _candidate_choices(study), "locate_part.candidates", text)
    with third:
        spacing_km = number("locate_spacing_km", 0.0, LARGEST_KM, 5.0, "locate_part.spacing_km", text)
        per_city = int(number("locate_per_city", 0, MOST_SITES, 1, "locate_part.per_city", text))
    with fourth:
        limit_s, cell_m = _limit_and_cell(candidates, text)
    return LocateOptions(
        p=p,
        objective=cast(Objective, objective),
        candidates=candidates,
        demand=POPULATION,
        existing=cast(ExistingChoice, existing),
        cell_m=cell_m,
        radius_m=radius_m,
        min_spacing_m=1000 * spacing_km or None,
        per_city=per_city or None,
        time_limit_s=limit_s,
    )


def _count_and_radius(objective: str, text: Text) -> tuple[int, float | None]:
    """Ask how many, and for coverage within which radius."""
    p = int(number("locate_p", 1, MOST_SITES, 1, "locate_part.p", text, default=5))
    if objective != "coverage":
        return p, None
    return p, 1000 * number("locate_radius_km", 0.1, LARGEST_KM, 5.0, "locate_part.radius_km", text, default=20.0)


def _limit_and_cell(candidates: str, text: Text) -> tuple[float, float | None]:
    """Ask how long the search may take, and for a grid how large its cells are."""
    limit_s = number("locate_limit_s", 1.0, LONGEST_S, 10.0, "locate_part.time_limit_s", text, default=USUAL_LIMIT_S)
    if candidates != GRID:
        return limit_s, None
    return limit_s, 1000 * number("locate_cell_km", 0.0, LARGEST_KM, 1.0, "locate_part.cell_km", text) or None


def _existing_choices(study: Study) -> list[str]:
    there = [layer for layer in ("parks", "towns") if study.has(layer)]
    return [*there, *(["both"] if len(there) > 1 else []), "none"]


def _candidate_choices(study: Study) -> list[str]:
    return [one for one in CANDIDATES if one != TOWNSHIPS or study.has("townships")]


def _choice(name: str, options: Sequence[str], label: str, text: Text) -> str:
    """Show a choice that is kept for the session, `<label>_<code>` being the word of each code; return the code."""
    kept = state.remembered(name, options[0])
    chosen: str = st.selectbox(
        text(label),
        options,
        index=options.index(kept) if kept in options else 0,
        format_func=lambda code: text(f"{label}_{code}"),
        help=text(f"{label}_help"),
        key=f"{name}_{text.language}",
    )
    state.remember(name, chosen)
    return chosen


def _candidates(options: LocateOptions, compared: Alternatives | None) -> cached.Keyed | None:
    """Return the compared alternatives that have a place as candidates, if those are asked for."""
    if options.candidates != "compared":
        return None
    if compared is None:
        return cached.Keyed("none", Places((), np.zeros((0, 2))))
    placed = finite_rows(compared.xy)
    ids = tuple(one for one, here in zip(compared.ids, placed, strict=True) if here)
    return cached.Keyed(repr((ids, compared.xy[placed].tolist())), Places(ids, compared.xy[placed]))


def _stop_last(study: Study, options: LocateOptions, compared: Alternatives | None) -> None:
    """Stop what is still being computed for other wishes; begin anew what was stopped."""
    last: LocateOptions | None = state.remembered(STARTED, None)
    if last is None:
        return
    job = cached.job(located, study, last, data=_candidates(last, compared))
    if last != options and not job.done:
        job.stop()
    elif last == options and job.stopped:
        cached.forget_job(located, study, last, data=_candidates(last, compared))


def _show(study: Study, found: LocateAnswer, options: LocateOptions, text: Text) -> None:
    content = located_content(found, options, text)
    sites = sorted(content["sites"], key=lambda site: -site["served_share"])
    reached, *words = content["words"]
    widgets.lead(text("locate_part.answer", n=len(sites), reached=reached))
    component.show_map(
        key="locate_map",
        layers=(*locate_layers(study, found, options, sites, text), *_below(study, text)),
        bounds=cached.kept(map_bounds, study),
        texts={name: text(f"map.{name}") for name in component.TEXT_KEYS},
        height_px=MAP_HEIGHT_PX,
        attribution=(text(cached.attribution_key()),),
        writes_address=False,
    )
    widgets.facts(_facts(content, text))
    widgets.note(*words, text("locate_part.served_how"))
    left_out = content["left_out"].items()
    widgets.note(*(text("locate.left_out", name=name, reason=reason) for name, reason in left_out))
    _show_table(sites, content["total_weight"], text)


def _below(study: Study, text: Text) -> list[Any]:
    """Return the study's own layers; the parks stand among the sites already."""
    return [
        *cached.kept(land, study),
        *(layer for layer in cached.kept(background, study, text) if layer.id != "parks"),
    ]


def _facts(content: Mapping[str, Any], text: Text) -> dict[str, str]:
    """Return the objective, what it would be without the choice, and how far it is from the best."""
    unit = text(f"locate_part.unit_{content['objective']}")
    facts = {text("locate_part.fact_value"): f"{_value(content, content['objective_value'])} {unit}"}
    if content["baseline_value"] is not None:
        label = text(f"locate_part.fact_{content['baseline']}")
        facts[label] = f"{_value(content, content['baseline_value'])} {unit}"
    gap = content["gap"]
    proven = content["status"] == "optimal"
    shown = text("locate_part.fact_optimal") if proven else f"≤ {100 * gap:.2g}%" if np.isfinite(gap) else "–"
    return {**facts, text("locate_part.fact_gap"): shown}


def _value(content: Mapping[str, Any], value: float) -> str:
    """Return an objective as the page tells it: mean kilometres, per cent of the people, or kilometres."""
    if content["objective"] == "coverage":
        return f"{100 * value / content['total_weight']:.1f}"
    metres = value if content["objective"] == "pcentre" else value / content["total_weight"]
    return f"{metres / 1000:.1f}"


def _show_table(sites: Sequence[Mapping[str, Any]], total: float, text: Text) -> None:
    st.subheader(text("locate_part.table_title"))
    frame = site_frame(sites, total, text)
    digits = {"served": "localized", "share": "%.1f", "lon": "%.4f", "lat": "%.4f"}
    config = {
        text(f"locate_part.column_{name}"): st.column_config.NumberColumn(format=form) for name, form in digits.items()
    }
    st.dataframe(frame, hide_index=True, column_config=cast(Any, config))
    left, right = st.columns(2)
    with left:
        widgets.download_csv(text("locate_part.download_csv"), frame, "yuantu-new-sites.csv", key="locate_csv")
    with right:
        st.download_button(
            text("locate_part.download_geojson"),
            data=lambda: as_geojson(sites, total),
            file_name="yuantu-new-sites.geojson",
            mime="application/geo+json",
            key="locate_geojson",
            on_click="ignore",
        )


def site_frame(sites: Sequence[Mapping[str, Any]], total: float, text: Text) -> pd.DataFrame:
    """Return the chosen sites in the reader's words, the one that serves most first."""
    columns: dict[str, list[Any]] = {
        "rank": list(range(1, len(sites) + 1)),
        "name": [site.get("name") or site["id"] for site in sites],
        "id": [site["id"] for site in sites],
        "city": [site.get("city", "–") for site in sites],
        "served": [round(site["served_share"] * total) for site in sites],
        "share": [100 * site["served_share"] for site in sites],
        "lon": [site["lon"] for site in sites],
        "lat": [site["lat"] for site in sites],
    }
    return pd.DataFrame({text(f"locate_part.column_{name}"): values for name, values in columns.items()})


def as_geojson(sites: Sequence[Mapping[str, Any]], total: float) -> str:
    """Return the chosen sites as GeoJSON (RFC 7946), longitude and latitude in WGS 84."""
    found = [
        {
            "type": "Feature",
            "id": site["id"],
            "properties": {
                "rank": place,
                "id": site["id"],
                "name": site.get("name"),
                "city": site.get("city"),
                "served": site["served_share"] * total,
                "served_share": site["served_share"],
            },
            "geometry": {"type": "Point", "coordinates": [round(site["lon"], 6), round(site["lat"], 6)]},
        }
        for place, site in enumerate(sites, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False)
