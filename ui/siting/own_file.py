"""Alternatives from the reader's own file: geodata, or a plain table; kept as plain values, never on disk for long."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from analysis.errors import ParameterError, Problem, YuantuError
from analysis.siting.comparison import Cell, OwnSite, OwnTable, Ring
from analysis.siting.comparison_json import MOST_COLUMNS, MOST_SITES
from analysis.siting.plain_values import LONGEST_TEXT
from analysis.study import Study
from ui import state, widgets
from ui.pages import page_path
from ui.siting import kept
from ui.text import Text
from ui.uploader import uploader

if TYPE_CHECKING:
    from layers.raw import RawLayer

SUFFIXES: Final = (".csv", ".xlsx", ".geojson", ".json", ".gpkg", ".kml")
MOST_MB: Final = 5
_WRONG: Final = "siting_own_wrong"


def show(study: Study, text: Text) -> None:
    """Offer to give a file, and say what was read of it."""
    key = f"siting_own_{kept.turn()}_{text.language}"
    uploader(
        text("siting_page.own_file"),
        suffixes=SUFFIXES,
        most_mb=MOST_MB,
        key=key,
        text=text,
        on_change=lambda: _take(key, study),
    )
    widgets.note(text("siting_page.own_file_help"))
    st.page_link(str(page_path("data")), label=text("clustering.own_page"))
    widgets.show_problems(text("siting_page.own_wrong"), state.remembered(_WRONG, ()), text)
    source = kept.comparison().alternatives
    if isinstance(source, OwnTable):
        widgets.note(text("siting_page.own_read", name=source.name, n=len(source.sites)))


def _take(key: str, study: Study) -> None:
    """Take a file when it is given; what is wrong with it is told until another is."""
    state.remember(_WRONG, ())
    file = state.widget_value(key)
    if file is None:
        return
    try:
        table = read_own(study, file.name, file.getvalue())
    except YuantuError as error:
        state.remember(_WRONG, error.problems)
        return
    kept.change(alternatives=table, side_by_side=(), benchmark="best", benchmark_alternative=None)


def read_own(study: Study, name: str, content: bytes) -> OwnTable:
    """Return an uploaded file as plain rows; it lies on disk only while it is read.

    Raises
    ------
    YuantuError
        With everything that is wrong with the file, or with where its places lie.
    """
    from analysis.siting.source import alternatives_of
    from layers.alternatives_file import read_alternatives

    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"alternatives{suffix}"
        path.write_bytes(content)
        try:
            table = table_of_raw(read_alternatives(path), Path(name).name)
        except YuantuError as error:
            raise type(error)(*(_named(one, path.name, name) for one in error.problems)) from None
    alternatives_of(table, study)
    return table


def table_of_raw(raw: RawLayer, name: str) -> OwnTable:
    """Return the rows of a file as plain values in WGS 84.

    Raises
    ------
    YuantuError
        ``too_long`` for too many rows or columns, and for ids and names of columns that a comparison could
        not keep; as in `alternatives_frame`.
    """
    import geopandas as gpd

    from layers.alternatives_file import alternatives_frame, columns_of
    from layers.datum import WGS84

    columns = [one for one in columns_of(raw) if one not in ("position_uncertainty_m", "geometry")]
    for count, most in ((len(raw.records), MOST_SITES), (len(columns), MOST_COLUMNS)):
        if count > most:
            raise ParameterError(Problem("too_long", name, {"n": count, "allowed": most}))
    numeric = [one for one in columns if _is_numeric([record.get(one) for record in raw.records])]
    frame = alternatives_frame(raw, numeric)
    _check_lengths((*columns, *frame.index), name)
    geometries = list(frame.to_crs(WGS84).geometry) if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    known = frame["position_uncertainty_m"].tolist() if "position_uncertainty_m" in frame else [None] * len(frame)
    cells = frame.reindex(columns=columns).to_numpy(dtype=object).tolist()
    sites = [
        _site(str(one), geometry, uncertainty, row)
        for one, geometry, uncertainty, row in zip(frame.index, geometries, known, cells, strict=True)
    ]
    return OwnTable(name[:LONGEST_TEXT], tuple(columns), tuple(sites))


def _check_lengths(names: Sequence[str], name: str) -> None:
    """Refuse names that a comparison could not keep: cut, they might be one another's."""
    from layers.siting_files import MAX_NAMED
    from layers.values import shown

    long = [one for one in names if len(one) > LONGEST_TEXT][:MAX_NAMED]
    if long:
        raise ParameterError(
            *(Problem("too_long", f"{name}: {shown(one)}", {"n": len(one), "allowed": LONGEST_TEXT}) for one in long)
        )


def _site(one: str, geometry: Any, uncertainty_m: Any, row: list[Any]) -> OwnSite:  # noqa: ANN401 - from a frame
    known = uncertainty_m is not None and math.isfinite(uncertainty_m)
    where: dict[str, Any] = {}
    if geometry is not None and not geometry.is_empty:
        if geometry.geom_type == "Point":
            where = {"point": (geometry.x, geometry.y)}
        elif geometry.geom_type in ("Polygon", "MultiPolygon"):
            parts = getattr(geometry, "geoms", [geometry])
            where = {"polygons": tuple((_ring(part.exterior), *map(_ring, part.interiors)) for part in parts)}
        else:
            values = {"value": geometry.geom_type, "allowed": "Point, Polygon, MultiPolygon"}
            raise ParameterError(Problem("geometry_type", one, values))
    return OwnSite(one, uncertainty_m=float(uncertainty_m) if known else None, cells=tuple(map(_cell, row)), **where)


def _ring(ring: Any) -> Ring:  # noqa: ANN401 - of Shapely
    return tuple((float(x), float(y)) for x, y, *_ in ring.coords)


def _cell(value: object) -> Cell:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return str(value)[:LONGEST_TEXT] or None


def _is_numeric(values: list[Any]) -> bool:
    given = [value for value in values if value not in (None, "")]
    try:
        return bool([float(str(value)) for value in given])
    except ValueError:
        return False


def _named(problem: Problem, inner: str, name: str) -> Problem:
    return Problem(problem.code, problem.where.replace(inner, name), problem.values, problem.severity)
