"""A file as a criterion of one's own: measured at the places that the sites page compares now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
import streamlit as st
from pyproj import Transformer

from analysis.errors import Problem, YuantuError
from analysis.siting.comparison import Picked
from analysis.siting.from_layer import nearest_m, value_within
from analysis.siting.source import alternatives_of
from analysis.study import Study
from layers.datum import WGS84
from layers.values import shown
from ui.clustering.controls import remembered_segments
from ui.siting import kept as siting_kept
from ui.siting.names import names_of
from ui.siting.own_file import table_of_raw
from ui.text import Text

if TYPE_CHECKING:
    from layers.draft import Draft
    from layers.raw import RawLayer

KINDS: Final = ("distance", "value")
LONGEST_NAME: Final = 40
LONGEST_STEM: Final = 24


def show(draft: Draft, study: Study, tell: Callable[[str, tuple[Problem, ...]], None], text: Text) -> bool:
    """Offer to measure; return False where nothing is compared yet."""
    source = siting_kept.comparison().alternatives
    if isinstance(source, Picked) and not source.count:
        return False
    kind = remembered_segments("own_criterion_kind", KINDS, "data_page.criterion", text)
    column = _numeric_column(draft, text) if kind == "value" else None
    if kind == "value" and column is None:
        return True
    usual = shown(column) if column else distance_name(draft.name, text)
    name = st.text_input(
        text("data_page.criterion_name"),
        value=usual[:LONGEST_NAME],
        max_chars=LONGEST_NAME,
        key=f"own_criterion_name_{usual}_{text.language}",
    )
    st.button(
        text("data_page.criterion_button"),
        key=f"own_criterion_{text.language}",
        type="primary",
        disabled=not name.strip(),
        on_click=lambda: _take(draft, study, column, name.strip(), tell, text),
    )
    return True


def distance_name(name: str, text: Text) -> str:
    """Return what the distance to a file's features is called: by the file, without its suffix and its archive."""
    return text("data_page.criterion_called", name=shown(PurePath(name.rpartition(": ")[2]).stem[:LONGEST_STEM]))


def measured(draft: Draft, study: Study, xy: np.ndarray[Any, Any], column: str | None) -> np.ndarray[Any, Any]:
    """Return the value of a column at each place, or kilometres to the nearest feature where there is no column."""
    to_metres = Transformer.from_crs(WGS84, study.crs, always_xy=True)
    features = shapely.transform(draft.places, lambda rows: np.column_stack(to_metres.transform(*rows.T)))
    if column is None:
        return nearest_m(xy, features) / 1000
    return value_within(xy, features, pd.to_numeric(draft.frame[column], errors="coerce").to_numpy(dtype=float))


def with_criterion(draft: Draft, study: Study, column: str | None, name: str, text: Text) -> RawLayer:
    """Return what is compared now as rows with their columns and the new one, in degrees.

    Raises
    ------
    YuantuError
        As `alternatives_of`.
    """
    from layers.raw import RawLayer

    source = siting_kept.comparison().alternatives
    given = alternatives_of(source, study)
    names = names_of(study, source, text)
    values = measured(draft, study, given.xy, column)
    to_degrees = Transformer.from_crs(study.crs, WGS84, always_xy=True)
    shapes = np.array([_shape(given, place) for place in range(len(given))], dtype=object)
    shapes = shapely.transform(shapes, lambda rows: np.column_stack(to_degrees.transform(*rows.T)))
    own = given.columns.to_dict("records") if len(given.columns) else [{} for _ in given.ids]
    records = [
        {
            "id": names.get(one, one),
            "position_uncertainty_m": float(radius_m),
            **{str(key): value for key, value in row.items()},
            name: None if np.isnan(value) else float(value),
        }
        for one, radius_m, row, value in zip(given.ids, given.position_uncertainty_m, own, values, strict=True)
    ]
    return RawLayer(text("data_page.criterion_table"), records, list(shapes), {}, WGS84)


def _shape(given: Any, place: int) -> Any:  # noqa: ANN401 - Shapely ships no types
    if given.polygons is not None and given.polygons[place] is not None:
        return given.polygons[place]
    return shapely.Point(given.xy[place]) if np.isfinite(given.xy[place]).all() else None


def _numeric_column(draft: Draft, text: Text) -> str | None:
    columns = [one for one in draft.attributes if pd.to_numeric(draft.frame[one], errors="coerce").notna().any()]
    return st.selectbox(
        text("data_page.criterion_column"),
        columns,
        format_func=shown,
        key=f"own_criterion_column_{draft.name}_{text.language}",
    )


def _take(
    draft: Draft,
    study: Study,
    column: str | None,
    name: str,
    tell: Callable[[str, tuple[Problem, ...]], None],
    text: Text,
) -> None:
    try:
        raw = with_criterion(draft, study, column, name, text)
        table = table_of_raw(raw, raw.name)
        alternatives_of(table, study)
    except YuantuError as error:
        tell("criterion", error.problems)
        return
    siting_kept.change(alternatives=table, side_by_side=(), benchmark="best", benchmark_alternative=None)
    tell("criterion", ())
