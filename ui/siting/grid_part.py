"""Every cell of the land compared as the alternatives are: the surface, its best places, any cell's numbers, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, cast

import numpy as np
import streamlit as st

from analysis.degrees import to_degrees
from analysis.errors import YuantuError
from analysis.siting.best_cells import Patch
from analysis.siting.grid import Grid
from analysis.siting.grid_score import NOT_ON_GRID, CellMatrix, CellScores
from analysis.study import Study
from briefing.grid_files import cells_as_bytes
from briefing.style import SELECTION
from ui import cached, state, waiting, widgets, wording
from ui.clustering.controls import number, remembered_segments
from ui.compared_words import criterion_name
from ui.layout.map import room_for_legend
from ui.map import component
from ui.map.model import MapEvent
from ui.map.study_layers import map_bounds
from ui.siting import criteria, kept, part_link, weights
from ui.siting.grid_compute import (
    RESOLUTIONS,
    SQUARE_KM,
    CellKind,
    GridReady,
    Rules,
    best_patches,
    grid_of,
    ranked,
    rules_of,
)
from ui.siting.grid_file import GRID_SUFFIXES, cell_file
from ui.siting.grid_layers import SURFACE_LAYER, background, grid_layers
from ui.siting.grid_places import cell_at, cell_frame, patch_frame, where, why_not_compared
from ui.text import Text

MAP_HEIGHT_PX: Final = 600
ASKED: Final = "grid_asked"
"""Longitude and latitude of the cell that was clicked on: it is found again in cells of another size."""

KINDS: Final = ("square", "hexagon")
LARGEST_KM2: Final = 1_000.0
LARGEST_KM: Final = 300.0
MIME: Final = {
    ".gpkg": "application/geopackage+sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".tif": "image/tiff",
}


@dataclass(frozen=True, eq=False)
class GridShown:
    """A ranked grid, and what was asked of it."""

    study: Study
    rules: Rules
    ready: GridReady
    matrix: CellMatrix
    scored: CellScores
    patches: tuple[Patch, ...]
    cell: int | None
    text: Text

    @property
    def compared(self) -> int:
        """How many cells have a rank."""
        return int((self.scored.rank > 0).sum())


def show(study: Study, text: Text) -> None:
    """Draw the part: choice of cells, criteria and weights, answer, map, the best places, notes, files.

    Parameters
    ----------
    study
        The study. Cells are compared as the session's comparison says: its criteria, weights and method.
    text
        The catalogue in the reader's language.
    """
    cells = _choose_cells(text)
    rules = rules_of(kept.comparison())
    answer, picture, controls, best = (st.container() for _ in range(4))
    with best:
        st.subheader(text("grid_part.best_title"))
        wanted = _choose_best(text)
    with answer:
        shown = _shown(study, rules, cells, wanted, text)
    if shown is not None:
        with picture:
            _show_map(shown)
        with best:
            _show_best(shown, wanted["count"])
    with controls:
        _choose_rules(study, shown, text)
    if shown is not None:
        widgets.note(*_notes(shown))
        _show_files(shown)


def _shown(
    study: Study, rules: Rules, cells: tuple[CellKind, float], wanted: Mapping[str, Any], text: Text
) -> GridShown | None:
    """Say what is best and return the ranked grid; say why there is none, or not yet, and return None."""
    try:
        ready = waiting.result_of(grid_of, study, *cells, rules.settings, text=text)
        if ready is None:
            widgets.lead(text("grid_part.working"))
            return None
        shown = _ranked(study, rules, ready, wanted, text)
    except YuantuError as error:
        widgets.show_problems(text("grid_part.cannot"), error.problems, text)
        return None
    widgets.lead(_answer(shown))
    return shown


def _ranked(study: Study, rules: Rules, ready: GridReady, wanted: Mapping[str, Any], text: Text) -> GridShown:
    matrix, scored = ranked(ready, rules)
    patches = best_patches(ready, scored, **wanted)
    asked = state.remembered(ASKED, None)
    cell = None if asked is None else cell_at(study, ready, *asked)
    return GridShown(study, rules, ready, matrix, scored, patches, cell, text)


def _choose_rules(study: Study, shown: GridShown | None, text: Text) -> None:
    """Show the controls of the comparison: what is changed here holds for the alternatives too."""
    with st.expander(text("grid_part.weights"), expanded=True):
        weights.choose(None if shown is None else shown.scored.weights, text)
    with st.expander(text("grid_part.criteria"), expanded=False):
        criteria.choose(None, study, text)
        weights.choose_method(text)


def _choose_cells(text: Text) -> tuple[CellKind, float]:
    left, right = st.columns(2)
    with left:
        kind = remembered_segments(part_link.KIND, KINDS, "grid_part.kind", text)
    with right:
        if kind == "hexagon":
            return "hexagon", _segments(
                part_link.RESOLUTION, RESOLUTIONS, part_link.FIRST_RESOLUTION, "grid_part.resolution", text
            )
        return "square", _segments(part_link.SQUARE, SQUARE_KM, part_link.FIRST_SQUARE_KM, "grid_part.square_km", text)


def _segments(name: str, options: Sequence[float], default: float, label: str, text: Text) -> float:
    """Show a choice of numbers that is kept for the session."""
    kept = state.remembered(name, default)
    chosen = st.segmented_control(
        text(label),
        options,
        default=kept if kept in options else default,
        required=True,
        format_func=lambda value: f"{value:g}",
        help=text(f"{label}_help"),
        key=f"{name}_{text.language}",
    )
    state.remember(name, chosen)
    return float(chosen if chosen is not None else default)


def _choose_best(text: Text) -> dict[str, Any]:
    count, area, spacing = st.columns(3)
    with count:
        n = int(number("grid_count", 1, 50, 1, "grid_part.count", text, default=10))
    with area:
        km2 = number("grid_area_km2", 0.0, LARGEST_KM2, 5.0, "grid_part.area_km2", text, default=20.0)
    with spacing:
        km = number("grid_spacing_km", 0.0, LARGEST_KM, 5.0, "grid_part.spacing_km", text, default=20.0)
    return {"count": n, "min_area_km2": km2, "min_spacing_km": km}


def _answer(shown: GridShown) -> str:
    text = shown.text
    if not shown.patches:
        return text("grid_part.answer_none", n=wording.number(shown.compared))
    best = shown.patches[0]
    sign = -1 if shown.scored.approach.lower_is_better else 1
    return text(
        "grid_part.answer",
        n=wording.number(shown.compared),
        where=where(shown.study, best.centre_xy, text),
        score=f"{sign * best.score:.3f}",
        km2=wording.number(best.area_km2),
        method=text(f"siting.method_{shown.scored.approach.method}"),
    )


def _show_map(shown: GridShown) -> None:
    text, study = shown.text, shown.study
    left, right = st.columns([0.68, 0.32], gap="small")
    with left:
        component.show_map(
            key="grid_map",
            layers=(
                *grid_layers(study, shown.ready, shown.matrix, shown.scored, shown.patches, shown.cell, text),
                *cached.kept(background, study, text),
            ),
            bounds=room_for_legend(cached.kept(map_bounds, study)),
            texts={name: text(f"map.{name}") for name in component.TEXT_KEYS},
            height_px=MAP_HEIGHT_PX,
            attribution=(text(cached.attribution_key()),),
            selection_colour=SELECTION,
            writes_address=False,
            on_event=take_event,
        )
    asked = state.remembered(ASKED, None) is not None  # a hint alone needs no empty box, long on a telephone
    with right, st.container(height=MAP_HEIGHT_PX if asked else "content", border=True):
        _show_cell(shown)


def take_event(event: MapEvent) -> None:
    """Ask about the cell at a place of the surface; a click elsewhere changes nothing."""
    if event.kind == "place" and event.layer == SURFACE_LAYER:
        state.remember(ASKED, event.place)


def _show_cell(shown: GridShown) -> None:
    text, cell = shown.text, shown.cell
    if cell is None:
        asked = state.remembered(ASKED, None)
        widgets.note(text("grid_part.cell_hint") if asked is None else text("grid_part.cell_nowhere"))
        return
    st.subheader(text("grid_part.cell_title", id=shown.ready.cells.ids(np.array([cell]))[0]), anchor=False)
    xy = shown.ready.cells.xy[cell]
    (lonlat,) = to_degrees(xy, shown.study.crs)
    place = {"where": where(shown.study, xy, text), "lon": f"{lonlat[0]:.4f}", "lat": f"{lonlat[1]:.4f}"}
    widgets.note(text("grid_part.cell_where", **place))
    if shown.scored.rank[cell] > 0:
        rank = f"{shown.scored.rank[cell]:,} / {shown.compared:,}"
        widgets.facts(
            {text("grid_part.cell_rank"): rank, text("grid_part.cell_score"): f"{shown.scored.score[cell]:.3f}"}
        )
    else:
        why = why_not_compared(shown.ready, shown.matrix, shown.rules, cell, text)
        widgets.note(text("grid_part.cell_not_compared", why=why))
    _cell_table(shown, cell)


def _cell_table(shown: GridShown, cell: int) -> None:
    text = shown.text
    frame = cell_frame(shown.ready, shown.matrix, shown.scored, cell, text)
    rows = [
        (row["criterion"], f"{_short(row['value'])} {row['unit']}", f"{row['weight']:.0%}", _points(row["points"]))
        for row in frame.to_dict("records")
    ]
    columns = [text(f"grid_part.column_{name}") for name in ("criterion", "value", "weight", "points")]
    widgets.table(columns, rows, numeric=(2, 3))


def _show_best(shown: GridShown, wanted: int) -> None:
    text = shown.text
    if not shown.patches:
        widgets.note(text("grid_part.best_none"))
        return
    frame = patch_frame(shown.study, shown.patches, shown.scored, text)
    digits = {"score": "%.3f", "area_km2": "%.0f", "lon": "%.4f", "lat": "%.4f"}
    config = {
        text(f"grid_part.column_{name}"): st.column_config.NumberColumn(format=form) for name, form in digits.items()
    }
    st.dataframe(frame, hide_index=True, column_config=cast(Any, config))
    widgets.download_csv(text("grid_part.download_best"), frame, "yuantu-best-places.csv", key="grid_best")
    if len(shown.patches) < wanted:
        widgets.note(text("grid_part.fewer", n=len(shown.patches), wanted=wanted))


def _notes(shown: GridShown) -> list[str]:
    text, matrix = shown.text, shown.matrix
    approach = shown.scored.approach
    words = [
        text(
            "grid_part.how",
            method=text(f"siting.method_{approach.method}"),
            normalisation=text(f"grid_part.normalisation_{approach.normalisation}"),
        ),
        text("grid_part.best_how"),
        text("grid_part.contribution_how"),
    ]
    if matrix.excluded.any():
        words.append(text("grid_part.excluded", n=wording.number(float(matrix.excluded.sum()))))
    if matrix.missing.any():
        words.append(text("grid_part.missing", n=wording.number(float(matrix.missing.sum()))))
    words += [
        text("siting.left_out", name=criterion_name(name, text), reason=text(f"reason.{reason}"))
        for name, reason in {**matrix.left_out, **dict.fromkeys(shown.rules.own, NOT_ON_GRID)}.items()
    ]
    if matrix.matrix.constant:
        names = [criterion_name(name, text) for name in matrix.matrix.constant]
        words.append(text("siting.constant", names=text("app.list_separator").join(names)))
    caveats: dict[str, list[str]] = {}
    for one in matrix.criteria:
        for code in one.caveats:
            caveats.setdefault(code, []).append(criterion_name(one.id, text))
    words += [
        text("siting.caveat", names=text("app.list_separator").join(names), caveat=text(f"siting.caveat_{code}"))
        for code, names in caveats.items()
    ]
    return words


def _show_files(shown: GridShown) -> None:
    text = shown.text
    st.subheader(text("grid_part.files_title"))
    squares = isinstance(shown.ready.cells, Grid)
    suffixes = [suffix for suffix in GRID_SUFFIXES if squares or suffix != ".tif"]
    for column, suffix in zip(st.columns(len(GRID_SUFFIXES)), suffixes, strict=False):
        with column:
            st.download_button(
                text(f"grid_part.download_{suffix.removeprefix('.')}"),
                data=partial(file_content, shown, suffix),
                file_name=f"yuantu-grid{suffix}",
                mime=MIME[suffix],
                key=f"grid_file_{suffix}",
                on_click="ignore",
            )
    widgets.note(text("grid_part.files_how"), *([] if squares else [text("problem.grid_file_needs_squares")]))


def file_content(shown: GridShown, suffix: str) -> bytes:
    """Return the ranked grid as a file of this format."""
    used = [one.id for one in shown.matrix.criteria]
    columns = [place for place, one in enumerate(shown.ready.found.criteria) if one.id in used]
    content = cell_file(
        shown.study,
        shown.ready.cells,
        shown.ready.found.raw[:, columns],
        [shown.ready.found.criteria[place] for place in columns],
        shown.scored.score,
        shown.scored.rank,
        approach=shown.scored.approach,
        weights=shown.scored.weights,
        on=date.today(),
    )
    return cells_as_bytes(content, suffix)


def _short(value: float) -> str:
    """Return a raw value with three figures, thousands separated."""
    if np.isnan(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _points(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1f}"
