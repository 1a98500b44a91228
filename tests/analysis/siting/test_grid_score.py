from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from analysis.errors import ParameterError
from analysis.siting.approach import METHODS, Approach, MethodId
from analysis.siting.best_cells import best_cells
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable, criteria_table
from analysis.siting.grid import Grid, alternatives_of_grid
from analysis.siting.grid_score import (
    CellCriteria,
    cell_contributions,
    cell_matrix,
    hexagon_criteria,
    score_cells,
    square_criteria,
)
from analysis.siting.own_criteria import own_criteria
from analysis.siting.result import compare_alternatives
from analysis.siting.surroundings import Surroundings
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Linear
from analysis.siting.weighting import Weighting
from analysis.study import Study

WEIGHTS = Weighting("direct", tuple((one.id, float(place)) for place, one in enumerate(CRITERIA)))


@pytest.fixture
def squares(around: Surroundings) -> CellCriteria:
    return square_criteria(around, cell_m=4_000)


def table_of(found: CellCriteria, around: Surroundings) -> CriteriaTable:
    assert isinstance(found.cells, Grid)
    return criteria_table(alternatives_of_grid(found.cells), around)


@pytest.mark.parametrize("method", [one.id for one in METHODS])
def test_cells_get_the_scores_and_ranks_of_alternatives(
    squares: CellCriteria, around: Surroundings, method: MethodId
) -> None:
    assert isinstance(squares.cells, Grid)
    limits = {"rail_m": Threshold(maximum=30_000)}
    values = {"airport_m": Linear(60_000, 5_000)}
    approach = Approach(method)
    ready = cell_matrix(squares, CRITERIA, thresholds=limits, values=values)
    found = score_cells(ready, WEIGHTS, approach)
    expected = compare_alternatives(
        alternatives_of_grid(squares.cells),
        table_of(squares, around),
        weighting=WEIGHTS,
        thresholds=limits,
        values=values,
        approach=approach,
    )
    compared = found.rank > 0
    assert 0 < compared.sum() < len(squares.cells)
    np.testing.assert_allclose(found.score[compared], expected.ranking.score, atol=1e-9)
    assert np.isnan(found.score[~compared]).all()
    assert (ready.excluded == np.array([bool(names) for names in expected.broken])).all()
    assert found.weights == pytest.approx(expected.weights)
    assert (found.merit[compared].argmax() == found.rank[compared].argmin()) or method == "vikor"
    best = found.merit[found.rank == 1]
    assert best == pytest.approx(np.nanmax(found.merit))


def test_contributions_of_a_cell_are_those_of_the_ranking(squares: CellCriteria) -> None:
    ready = cell_matrix(squares, CRITERIA)
    found = score_cells(ready, WEIGHTS)
    parts = cell_contributions(ready, found, 7)
    assert parts is not None
    assert parts.sum() == pytest.approx(found.score[7])


def test_a_cell_beyond_a_limit_contributes_nothing_and_has_no_rank(squares: CellCriteria) -> None:
    ready = cell_matrix(squares, CRITERIA, thresholds={"rail_m": Threshold(maximum=20_000)})
    out = int(np.flatnonzero(ready.excluded)[0])
    found = score_cells(ready)
    assert found.rank[out] == 0
    assert cell_contributions(ready, found, out) is None


def missing_value(squares: CellCriteria) -> CellCriteria:
    raw = squares.raw.copy()
    raw[3, 0] = np.nan
    return CellCriteria(squares.cells, raw, squares.criteria, squares.left_out)


def test_a_missing_value_leaves_a_cell_out_or_takes_the_worst(squares: CellCriteria) -> None:
    gappy = missing_value(squares)
    without = cell_matrix(gappy, CRITERIA)
    assert np.flatnonzero(without.missing).tolist() == [3]
    assert score_cells(without).rank[3] == 0
    filled = cell_matrix(gappy, CRITERIA, missing="worst")
    assert not filled.missing.any()
    assert score_cells(filled).rank[3] > 0


def test_fewer_criteria_and_another_objective_need_no_new_values(squares: CellCriteria) -> None:
    from dataclasses import replace

    rail = next(one for one in CRITERIA if one.id == "rail_m")
    near = score_cells(cell_matrix(squares, [rail]))
    far = score_cells(cell_matrix(squares, [replace(rail, objective="max")]))
    assert near.score == pytest.approx(1 - far.score)


def test_own_columns_and_criteria_without_values_are_left_out_with_their_reason(squares: CellCriteria) -> None:
    (own,) = own_criteria(pd.DataFrame({"rent": [1.0, 2.0]}), {"rent": "min"})
    ready = cell_matrix(squares, [*CRITERIA, own])
    assert ready.left_out["rent"] == "not_on_grid"
    assert ready.left_out["relatedness"] == "no_own_industries"
    assert "rent" not in ready.matrix.criteria
    empty = CellCriteria(squares.cells, np.full(squares.raw.shape, np.nan), squares.criteria, {})
    with pytest.raises(ParameterError) as caught:
        cell_matrix(empty, CRITERIA)
    assert caught.value.problems[0].code == "no_criterion"


def test_limits_that_no_cell_keeps_are_refused(squares: CellCriteria) -> None:
    with pytest.raises(ParameterError) as caught:
        cell_matrix(squares, CRITERIA, thresholds={"rail_m": Threshold(maximum=-1)})
    assert caught.value.problems[0].code == "no_alternative_within_limits"


def test_land_without_a_centre_of_a_cell_is_refused(around: Surroundings) -> None:
    from dataclasses import replace

    island = replace(around, area=shapely.box(500_001, 2_500_001, 500_003, 2_500_003))
    with pytest.raises(ParameterError) as caught:
        square_criteria(island, cell_m=1_000)
    assert caught.value.problems[0].code == "no_alternatives"


def test_hexagons_have_the_criteria_of_their_centres_and_tell_progress(whole: Study, around: Surroundings) -> None:
    shares: list[float] = []
    found = hexagon_criteria(whole, around, resolution=6, progress=shares.append)
    assert shares[-1] == 1
    scored = score_cells(cell_matrix(found, CRITERIA))
    assert (scored.rank > 0).all()
    patches = best_cells(scored.merit, found.cells, count=2, min_area_km2=2 * found.cells.cell_km2)
    for patch in patches:
        assert len(patch.cells) == 2
        assert patch.cells[1] in found.cells.beside(int(patch.cells[0]))
        outlines = found.cells.polygons(patch.cells)
        assert outlines[0].distance(outlines[1]) < 1  # metres: corners are projected one by one


@pytest.mark.parametrize("kind", ["squares", "hexagons"])
def test_every_cell_is_found_at_its_centre_and_none_far_away(
    whole: Study, around: Surroundings, squares: CellCriteria, kind: str
) -> None:
    cells = squares.cells if kind == "squares" else hexagon_criteria(whole, around, resolution=6).cells
    for cell in range(0, len(cells), 5):
        assert cells.at(*cells.xy[cell]) == cell
    assert cells.at(0.0, 0.0) is None
    names = cells.ids(np.array([0, 1]))
    assert len(set(names)) == 2
    assert shapely.area(cells.polygons(np.arange(3))) / 1e6 == pytest.approx(cells.cell_km2, rel=0.02)
