from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import ParameterError
from analysis.siting.location_places import Places, existing_sites, population_demand, township_candidates
from analysis.siting.location_study import CostTable, Objective, distances_m, locate, locate_by_costs
from analysis.study import Study

LINE = Places(("a", "b", "c", "d"), np.array([[0.0, 0], [100, 0], [200, 0], [1000, 0]]))
PEOPLE = Places(LINE.ids, LINE.xy, None, np.array([1.0, 1, 1, 10]), "people")


def code(caught: pytest.ExceptionInfo[ParameterError]) -> str:
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    ("objective", "unit", "value"), [("pmedian", "person_m", 200), ("coverage", "people", 13), ("pcentre", "m", 100)]
)
def test_two_sites_on_a_line_by_each_model(objective: Objective, unit: str, value: float) -> None:
    found = locate(PEOPLE, LINE, 2, objective, radius_m=100)
    assert found.location.objective_value == value
    assert found.location.unit == unit
    assert found.location.status == "optimal"
    assert found.chosen == ("b", "d")
    assert found.assignment == {"a": "b", "b": "b", "c": "b", "d": "d"}


def test_demand_without_weights_counts_one_each() -> None:
    assert locate(LINE, LINE, 2, "pmedian").location.objective_value == 200
    assert locate(LINE, LINE, 2, "pmedian").location.unit == "weight_m"
    assert locate(LINE, LINE, 1, "coverage", radius_m=100).location.unit == "weight"


def test_demand_of_weight_zero_does_not_count_in_the_centre() -> None:
    demand = Places(LINE.ids, LINE.xy, None, np.array([1.0, 1, 1, 0]))
    assert locate(demand, LINE, 1, "pcentre").location.objective_value == 100


def test_existing_sites_serve_and_keep_new_ones_away() -> None:
    existing = Places(("old",), np.array([[950.0, 0]]))
    found = locate(PEOPLE, LINE, 1, "pmedian", existing=existing, min_spacing_m=200)
    assert found.existing == ("old",)
    assert found.assignment["d"] == "old"
    assert found.chosen == ("b",)
    assert found.location.baseline == "existing"
    assert found.location.baseline_value == 950 + 850 + 750 + 10 * 50


def test_coverage_that_reaches_none_has_no_server() -> None:
    assert locate(PEOPLE, LINE, 1, "coverage", radius_m=10).assignment == {"a": None, "b": None, "c": None, "d": "d"}


def test_study_of_four_tiers_finds_the_next_sites(study: Study) -> None:
    found = locate(
        population_demand(study),
        township_candidates(study),
        3,
        "pmedian",
        existing=existing_sites(study, "parks"),
        per_city=1,
    )
    location = found.location
    assert location.status == "optimal"
    assert location.baseline_value is not None
    assert location.objective_value < location.baseline_value
    cities = dict(zip(township_candidates(study).ids, township_candidates(study).cities or (), strict=True))
    assert len({cities[site] for site in found.chosen}) == 3
    assert found.left_out == {"Zeta": "no_township"}


def test_costs_table_answers_in_its_own_unit() -> None:
    table = CostTable(("x", "y"), ("a", "b"), np.array([[1.0, 4.0], [5.0, 3.0]]))
    median = locate_by_costs(table, 1, "pmedian")
    assert median.chosen == ("a",)
    assert median.location.objective_value == 6
    assert median.location.unit == "cost"
    assert locate_by_costs(table, 1, "pmedian", weights=[1, 10]).chosen == ("b",)
    assert locate_by_costs(table, 1, "pcentre").location.objective_value == 4
    covered = locate_by_costs(table, 1, "coverage", radius=3)
    assert covered.location.objective_value == 1
    assert covered.location.unit == "weight"


def test_bad_requests_are_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        locate(PEOPLE, LINE, 1, "coverage")
    assert code(caught) == "locate_needs_radius"
    with pytest.raises(ParameterError) as caught:
        locate(PEOPLE, LINE, 1, "other")  # type: ignore[arg-type]
    assert code(caught) == "unknown_choice"
    with pytest.raises(ParameterError) as caught:
        locate(PEOPLE, Places(("a", "a"), LINE.xy[:2]), 1, "pmedian")
    assert code(caught) == "duplicate_site"
    with pytest.raises(ParameterError) as caught:
        locate(PEOPLE, LINE, 1, "pmedian", per_city=1)
    assert code(caught) == "locate_needs_cities"


def test_distances_need_places(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ParameterError) as caught:
        distances_m(np.zeros((0, 2)), LINE.xy)
    assert code(caught) == "locate_no_demand"
    with pytest.raises(ParameterError) as caught:
        distances_m(np.array([[np.nan, 0.0]]), LINE.xy)
    assert code(caught) == "coordinates_not_finite"
    monkeypatch.setattr("analysis.siting.location_study.MAX_PAIRS", 15)
    with pytest.raises(ParameterError) as caught:
        distances_m(LINE.xy, LINE.xy)
    assert code(caught) == "locate_too_many_pairs"
