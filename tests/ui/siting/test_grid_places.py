"""The grid in words and layers: where the best places lie, what a cell has, why one is not compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from analysis.degrees import to_degrees
from analysis.siting.approach import Approach
from analysis.siting.comparison import Comparison, CriterionChoice, WholeLayer
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Linear
from analysis.siting.weighting import Weighting
from analysis.study import Study
from layers.read import read_study
from tests.analysis.siting.whole import whole_study
from ui.siting.grid_compute import GridReady, Rules, best_patches, grid_of, ranked, rules_of
from ui.siting.grid_layers import CELL_LAYER, PATCH_LAYER, SURFACE_LAYER, background, grid_layers, ramp_ticks
from ui.siting.grid_part import GridShown, file_content
from ui.siting.grid_places import cell_at, cell_frame, patch_frame, where, why_not_compared
from ui.text import LANGUAGES, Text

EN = Text("en")
LIMITED = Rules(thresholds=(("rail_m", Threshold(maximum=20_000)),))


@pytest.fixture(scope="module")
def study() -> Study:
    return whole_study()


@pytest.fixture(scope="module")
def ready(study: Study) -> GridReady:
    return grid_of(study, "square", 4.0, Rules().settings, progress=lambda _: None)


def shown_of(study: Study, ready: GridReady, rules: Rules, cell: int | None = None, text: Text = EN) -> GridShown:
    matrix, scored = ranked(ready, rules)
    patches = best_patches(ready, scored, count=3, min_area_km2=32, min_spacing_km=5)
    return GridShown(study, rules, ready, matrix, scored, patches, cell, text)


def test_cells_follow_the_rules_of_the_comparison() -> None:
    comparison = Comparison(
        WholeLayer(),
        (
            CriterionChoice("rail_m", "max"),
            CriterionChoice("airport_m", "ideal", 9_000.0, None, Threshold(maximum=50_000)),
            CriterionChoice("seaport_m", "min", None, Linear(90_000, 0)),
            CriterionChoice("rent", "min"),
        ),
        weighting=Weighting("direct", (("rail_m", 3.0),)),
        method="topsis",
        missing="worst",
    )
    rules = rules_of(comparison)
    assert [(one.id, one.objective, one.ideal) for one in rules.criteria] == [
        ("rail_m", "max", None),
        ("airport_m", "ideal", 9_000.0),
        ("seaport_m", "min", None),
    ]
    assert rules.limits == {"airport_m": Threshold(maximum=50_000)}
    assert dict(rules.values) == {"seaport_m": Linear(90_000, 0)}
    assert rules.weighting == comparison.weighting
    assert (rules.approach, rules.missing, rules.own) == (Approach("topsis", "vector"), "worst", ("rent",))


def test_weights_alone_leave_the_matrix_as_it_is(ready: GridReady) -> None:
    one, _ = ranked(ready, Rules())
    other, _ = ranked(ready, Rules(weighting=Weighting("direct", tuple((c.id, 2.0) for c in Rules().criteria))))
    assert one is other
    assert ranked(ready, LIMITED)[0] is not one


@pytest.mark.parametrize("method", ["weighted_sum", "vikor"])
def test_best_places_come_in_order_with_their_place(study: Study, ready: GridReady, method: Any) -> None:
    shown = shown_of(study, ready, Rules(approach=Approach(method)))
    frame = patch_frame(study, shown.patches, shown.scored, EN)
    assert frame["Rank"].tolist() == list(range(1, len(shown.patches) + 1))
    scores = frame["Mean score"].tolist()
    assert scores == sorted(scores, reverse=method != "vikor")
    assert all(score >= 0 for score in scores)
    assert frame["Rank of its best cell"].iloc[0] == 1
    lonlat = to_degrees([patch.centre_xy for patch in shown.patches], study.crs)
    assert frame[["Longitude", "Latitude"]].to_numpy() == pytest.approx(lonlat)
    assert frame["Area (km²)"].tolist() == [32.0] * len(frame)


def test_no_best_place_is_an_empty_table(study: Study, ready: GridReady) -> None:
    shown = shown_of(study, ready, Rules())
    assert patch_frame(study, (), shown.scored, EN).empty


def test_points_of_a_cell_sum_to_its_score(study: Study, ready: GridReady) -> None:
    shown = shown_of(study, ready, Rules())
    frame = cell_frame(ready, shown.matrix, shown.scored, 4, EN)
    assert frame["points"].sum() == pytest.approx(100 * shown.scored.score[4])
    assert frame["weight"].sum() == pytest.approx(1)
    place = [one.id for one in ready.found.criteria].index("rail_m")
    assert frame.loc["rail_m", "value"] == ready.found.raw[4, place]
    assert frame.loc["rail_m", "unit"] == "m"


def test_cell_beyond_a_limit_says_which(study: Study, ready: GridReady) -> None:
    shown = shown_of(study, ready, LIMITED)
    out, within = (int(np.flatnonzero(shown.matrix.excluded == broken)[0]) for broken in (True, False))
    assert "is above the maximum 20000" in why_not_compared(ready, shown.matrix, LIMITED, out, EN)
    assert why_not_compared(ready, shown.matrix, LIMITED, within, EN) == ""
    assert cell_frame(ready, shown.matrix, shown.scored, out, EN)["points"].isna().all()


def test_cell_without_a_value_says_which(ready: GridReady) -> None:
    raw = ready.found.raw.copy()
    raw[2, 0] = np.nan
    gappy = GridReady(replace(ready.found, raw=raw), ready.pixels)
    matrix, _ = ranked(gappy, Rules())
    assert "has no value" in why_not_compared(gappy, matrix, Rules(), 2, EN)


def test_cell_is_found_by_its_place_in_cells_of_any_size(study: Study, ready: GridReady) -> None:
    ((lon, lat),) = to_degrees(ready.cells.xy[[5]], study.crs)
    assert cell_at(study, ready, lon, lat) == 5
    assert cell_at(study, ready, 0.0, 0.0) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_is_told_by_its_city_and_nearest_township(study: Study, ready: GridReady, language: str) -> None:
    words = where(study, ready.cells.xy[0], Text(language))
    assert words
    assert ("km from" in words) == (language == "en" and study.has("townships"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_layers_are_surface_marks_outlines_and_the_cell_asked_about(
    study: Study, ready: GridReady, language: str
) -> None:
    shown = shown_of(study, ready, LIMITED, text=Text(language))
    layers = grid_layers(study, ready, shown.matrix, shown.scored, shown.patches, 3, shown.text)
    by_id = {layer.id: layer for layer in layers}
    surface = by_id[SURFACE_LAYER]
    assert surface.kind == "image"
    assert [swatch["draw"] for _, swatch in surface.legend] == ["ramp", "hatch"]
    assert [feature["label"] for feature in by_id[PATCH_LAYER].features or ()] == ["1", "2", "3"]
    (cell,) = by_id[CELL_LAYER].features or ()
    ((lon, lat),) = to_degrees(ready.cells.xy[[3]], study.crs)
    assert shapely.geometry.shape(cell).contains(shapely.Point(lon, lat))
    assert {layer.id for layer in layers if layer.interactive} == {SURFACE_LAYER}


def test_borders_and_neighbours_leave_clicks_to_the_surface() -> None:
    layers = {layer.id: layer for layer in background(read_study().study, EN)}
    assert not layers["grid-borders"].interactive
    assert not layers["context"].interactive
    assert layers["parks"].interactive


def test_ramp_runs_from_the_worst_to_the_best_score_also_where_lower_is_better(ready: GridReady) -> None:
    _, sums = ranked(ready, Rules())
    low, middle, high = map(float, ramp_ticks(sums))
    assert low < middle < high
    _, losses = ranked(ready, Rules(approach=Approach("vikor")))
    worst, middle, best = map(float, ramp_ticks(losses))
    assert worst > middle > best


@pytest.mark.parametrize(("suffix", "head"), [(".gpkg", b"SQLite"), (".parquet", b"PAR1"), (".tif", b"II*\0")])
def test_files_of_the_grid_are_whole(study: Study, ready: GridReady, suffix: str, head: bytes) -> None:
    assert file_content(shown_of(study, ready, LIMITED), suffix).startswith(head)
