from __future__ import annotations

import pytest

from analysis.datum.known import Known, best_name_column, known_places, plain_name
from tests.analysis.datum.given import GRID, study
from tests.analysis.invented import make_layers, make_study, point_frame


@pytest.mark.parametrize(
    ("name", "plain"),
    [("广州南 站", "广州南站"), ("Ｇuangzhou-South", "guangzhousouth"), ("", ""), (None, ""), (7, ""), ("（·）", "")],
)
def test_names_are_compared_without_width_case_and_punctuation(name: object, plain: str) -> None:
    assert plain_name(name) == plain


def test_places_keep_the_uncertainty_of_their_layer() -> None:
    known = known_places(study())
    assert known.places["station0"].uncertainty_m == 200
    assert known.places["p1"].uncertainty_m == 1000
    assert known.places["t00"].uncertainty_m == 5000  # a layer that tells of none
    assert set(known.areas) == {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"}


def test_name_of_places_far_apart_tells_nothing() -> None:
    twins = point_frame([("a", 1_000, 1_000), ("b", 90_000, 1_000)], name_zh=["河口镇", "河口镇"])
    assert "河口镇" not in known_places(make_study(townships=twins)).places


def test_of_places_at_one_spot_the_surest_is_kept() -> None:
    spots = [("a", 1_000, 1_000), ("b", 1_500, 1_000)]
    twins = point_frame(spots, name_zh=["港", "港"], position_uncertainty_m=[3000.0, 400.0])
    assert known_places(make_study(stations=twins)).places["港"].uncertainty_m == 400


def test_study_without_layers_knows_nothing() -> None:
    known = known_places(make_study(without=list(make_layers())))
    assert known == Known({}, {}, None)
    assert known.bounds == (73.5, 18.0, 135.1, 53.6)


def test_column_with_most_known_names_is_the_names() -> None:
    known = known_places(study())
    columns = {"no": ["1", "2"], "city": ["Alpha", "station 0"], "name": [GRID[0][0], GRID[1][0]]}
    assert best_name_column(columns, known.places) == "name"
    assert best_name_column(columns, known.areas) == "city"
    assert best_name_column({"no": [1, None]}, known.places) is None
    assert best_name_column({}, known.places) is None
