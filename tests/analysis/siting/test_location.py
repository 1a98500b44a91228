from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.errors import ParameterError
from analysis.examples.location import PMED1_EDGES, PMED1_NODES, PMED1_P, ROAD_PEOPLE, pmed1_distances
from analysis.siting.location import NO_RULES, NOT_SERVED, Location, maximal_coverage, p_centre, p_median
from analysis.siting.location_rules import SiteRules
from tests.analysis.siting.brute_force import least, obeys

ROAD = np.abs(np.subtract.outer([0.0, 1, 2, 3, 10], [0.0, 1, 2, 3, 10]))
IN_LINE = SiteRules(xy=[(0, 0), (1, 0), (2, 0), (3, 0), (10, 0)], cities=["a", "a", "a", "b", "b"])
Small = tuple[NDArray[np.float64], NDArray[np.float64], int, SiteRules]


def codes(caught: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


@st.composite
def small_problems(draw: st.DrawFn) -> Small:
    """Return costs of up to 8 demands and candidates, weights, p, and any of the rules."""
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    p = draw(st.integers(1, m))
    costs = draw(st.lists(st.lists(st.integers(0, 30), min_size=m, max_size=m), min_size=n, max_size=n))
    weights = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n).filter(any))
    places = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=m, max_size=m))
    rules = SiteRules(
        min_spacing_m=draw(st.none() | st.sampled_from([1.0, 2.0, 3.0])),
        xy=places,
        per_city=draw(st.none() | st.integers(1, 2)),
        cities=draw(st.lists(st.sampled_from("abc"), min_size=m, max_size=m)),
        fixed=tuple(draw(st.sets(st.integers(0, m - 1), max_size=m - p))),
    )
    return np.array(costs, dtype=float), np.array(weights, dtype=float), p, rules


def check(result: Callable[[], Location], expected: float | None, rules: SiteRules) -> Location | None:
    """Check an optimum against that of every choice tried; where there is no choice, the error must say so."""
    if expected is None:
        with pytest.raises(ParameterError) as caught:
            result()
        assert set(codes(caught)) <= {"locate_spacing_too_wide", "locate_quota_too_small", "locate_rules_together"}
        return None
    found = result()
    assert found.status == "optimal"
    assert found.gap == 0
    assert found.objective_value == pytest.approx(expected, abs=1e-9)
    assert found.bound == found.objective_value
    assert obeys(found.chosen, rules)
    assert not set(found.chosen) & set(rules.fixed)
    return found


@settings(max_examples=150)
@given(small_problems())
def test_p_median_is_the_best_of_all_choices(problem: Small) -> None:
    costs, weights, p, rules = problem
    expected = least(costs, p, rules, lambda served: float(weights @ served))
    found = check(lambda: p_median(costs, weights, p, rules=rules), expected, rules)
    if found is not None:
        assert len(found.chosen) == p
        assert weights @ costs[np.arange(len(costs)), found.assignment] == pytest.approx(expected)
        assert set(found.assignment.tolist()) <= {*found.chosen, *rules.fixed}


@settings(max_examples=150)
@given(small_problems(), st.integers(1, 20), st.booleans())
def test_coverage_is_the_best_of_all_choices_at_once_and_searched(problem: Small, radius: int, searched: bool) -> None:
    costs, weights, p, rules = problem
    uncovered = least(costs, p, rules, lambda served: float(weights[served > radius].sum()))
    expected = None if uncovered is None else float(weights.sum()) - uncovered
    with pytest.MonkeyPatch.context() as patch:
        if searched:
            patch.setattr("analysis.siting.location.SOON_PAIRS", -1)
        found = check(lambda: maximal_coverage(costs, weights, p, radius=radius, rules=rules), expected, rules)
    if found is not None:
        assert weights[found.assignment != NOT_SERVED].sum() == pytest.approx(expected)


@settings(max_examples=150)
@given(small_problems())
def test_p_centre_is_the_best_of_all_choices(problem: Small) -> None:
    costs, weights, p, rules = problem
    expected = least(costs, p, rules, lambda served: float(served[weights > 0].max()))
    found = check(lambda: p_centre(costs, p, weights=weights, rules=rules), expected, rules)
    if found is not None:
        assert len(found.chosen) == p


def test_pmed1_has_198_edges_of_100_nodes_after_later_rows_overwrite_earlier_ones() -> None:
    pairs = {frozenset((a, b)) for a, b, _ in PMED1_EDGES}
    assert len(PMED1_EDGES) == 200
    assert len(pairs) == 198
    assert set().union(*pairs) == set(range(1, PMED1_NODES + 1))


def test_pmed1_is_solved_to_its_published_optimum() -> None:
    """Beasley (1985), European Journal of Operational Research 21, 270-273; OR-Library: 5819."""
    found = p_median(pmed1_distances(), np.ones(PMED1_NODES), PMED1_P)
    assert found.objective_value == 5819
    assert found.status == "optimal"
    assert found.gap == 0
    assert found.baseline == "random"
    assert found.baseline_value is not None
    assert found.baseline_value > 5819


def test_coverage_of_a_road_by_hand() -> None:
    one = maximal_coverage(ROAD, ROAD_PEOPLE, 1, radius=1)
    two = maximal_coverage(ROAD, ROAD_PEOPLE, 2, radius=1)
    assert one.objective_value == 5  # the five at 10; any other site covers three
    assert one.chosen == (4,)
    assert two.objective_value == 8
    assert two.total_weight == 9
    assert one.assignment.tolist() == [NOT_SERVED] * 4 + [4]


def test_centre_of_a_road_by_hand() -> None:
    assert p_centre(ROAD, 1).objective_value == 7  # at 3: 3 to the one end, 7 to the other
    assert p_centre(ROAD, 2).objective_value == 2
    assert p_centre(ROAD, 5).objective_value == 0


def test_median_of_a_road_by_hand() -> None:
    assert p_median(ROAD, ROAD_PEOPLE, 1).objective_value == 10 + 9 + 8 + 7  # at 10, where most live
    assert p_median(ROAD, ROAD_PEOPLE, 2).objective_value == 4  # 10, and 1 or 2


def test_a_demand_at_exactly_the_radius_is_covered() -> None:
    assert maximal_coverage([[2.0]], [3.0], 1, radius=2).objective_value == 3
    assert maximal_coverage([[2.0]], [3.0], 1, radius=np.nextafter(2, 0)).objective_value == 0


def test_where_nothing_is_covered_coverage_is_zero_and_proven() -> None:
    found = maximal_coverage([[5.0, 6.0]], [3.0], 1, radius=1)
    assert found.objective_value == 0
    assert found.status == "optimal"
    assert found.gap == 0


def test_one_candidate_of_one_is_taken_as_it_is() -> None:
    found = p_median([[4.0], [6.0]], [1.0, 2.0], 1)
    assert found.chosen == (0,)
    assert found.objective_value == found.baseline_value == 16


def test_identical_candidates_are_all_as_good() -> None:
    found = p_median(np.ones((3, 4)), np.ones(3), 2)
    assert found.objective_value == 3
    assert found.status == "optimal"


def test_sites_that_stand_serve_and_are_not_counted() -> None:
    found = p_median(ROAD, ROAD_PEOPLE, 1, rules=SiteRules(fixed=(4,)))
    assert found.objective_value == 4
    assert found.chosen in ((1,), (2,))
    assert found.baseline == "existing"
    assert found.baseline_value == 34
    assert found.assignment[4] == 4


def test_sites_that_stand_already_cover_all() -> None:
    found = maximal_coverage(ROAD, ROAD_PEOPLE, 1, radius=10, rules=SiteRules(fixed=(0,)))
    assert found.objective_value == found.baseline_value == 9
    assert len(found.chosen) == 1


def test_centre_with_a_site_that_stands_compares_with_it_alone() -> None:
    found = p_centre(ROAD, 1, rules=SiteRules(fixed=(0,)))
    assert found.baseline_value == 10
    assert found.objective_value == 3


def test_spacing_of_exactly_the_distance_is_enough() -> None:
    rules = SiteRules(min_spacing_m=2, xy=IN_LINE.xy)
    assert p_median(ROAD, [1, 0, 1, 0, 0], 2, rules=rules).chosen == (0, 2)
    assert p_median(ROAD, [1, 1, 0, 0, 0], 2, rules=rules).objective_value == 1


def test_new_sites_keep_their_distance_from_those_that_stand() -> None:
    rules = SiteRules(min_spacing_m=2, xy=IN_LINE.xy, fixed=(0,))
    assert p_median(ROAD, [0, 1, 0, 0, 0], 1, rules=rules).objective_value == 1


def test_quota_binds_new_sites_only() -> None:
    rules = SiteRules(per_city=1, cities=IN_LINE.cities, fixed=(0,))
    assert p_median(ROAD, [0, 1, 1, 0, 0], 2, rules=rules).objective_value == 1


def test_same_problem_gives_the_same_choice(rng: np.random.Generator) -> None:
    costs = rng.random((40, 30))
    assert p_median(costs, np.ones(40), 4).chosen == p_median(costs, np.ones(40), 4).chosen


def test_a_random_problem_that_the_bound_does_not_close_is_closed_by_the_model(rng: np.random.Generator) -> None:
    """Costs without any geometry have a gap between the relaxation and the optimum, so that HiGHS must decide."""
    costs = rng.random((30, 12))
    expected = least(costs, 4, NO_RULES, lambda served: float(served.sum()))
    found = p_median(costs, np.ones(30), 4)
    assert found.status == "optimal"
    assert found.objective_value == pytest.approx(expected)


def test_out_of_time_the_best_choice_comes_with_its_gap(
    monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator
) -> None:
    monkeypatch.setattr("analysis.siting.location.SOON_PAIRS", -1)
    costs = rng.random((60, 60))
    for found in (
        p_median(costs, np.ones(60), 6, time_limit_s=1e-9),
        maximal_coverage(costs, np.ones(60), 6, radius=0.05, time_limit_s=1e-9),
    ):
        assert len(found.chosen) == 6
        assert found.status == "feasible"
        assert found.gap > 0
        assert found.gap == pytest.approx(abs(found.objective_value - found.bound) / found.objective_value)


def test_too_large_a_model_is_left_to_the_bound(monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> None:
    costs = rng.random((40, 40))
    best = p_median(costs, np.ones(40), 6)
    assert best.status == "optimal"
    monkeypatch.setattr("analysis.siting.location.MAX_MODEL_PAIRS", 0)
    found = p_median(costs, np.ones(40), 6)
    assert found.status == "feasible"
    assert found.bound <= best.objective_value <= found.objective_value
    assert 0 < found.gap < 0.5


@pytest.mark.parametrize("model", ["median", "coverage", "centre"])
def test_progress_rises_to_one_and_can_stop_the_search(model: str, rng: np.random.Generator) -> None:
    costs = rng.random((60, 40))

    def run(progress: Callable[[float], None]) -> Location:
        if model == "median":
            return p_median(costs, np.ones(60), 5, progress=progress)
        if model == "coverage":
            return maximal_coverage(costs, np.ones(60), 5, radius=0.1, progress=progress)
        return p_centre(costs, 5, progress=progress)

    shares: list[float] = []
    run(shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1

    def stop(share: float) -> None:
        del share
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stop)


@pytest.mark.parametrize(
    ("costs", "weights", "code"),
    [
        ([[1.0, np.nan]], [1.0], "locate_bad_costs"),
        ([[1.0, np.inf]], [1.0], "locate_bad_costs"),
        ([[1.0, -1.0]], [1.0], "locate_bad_costs"),
        ([[1.0]], [-1.0], "locate_bad_weights"),
        ([[1.0]], [np.nan], "locate_bad_weights"),
        ([[1.0]], [0.0], "locate_no_demand"),
        ([[1.0]], [1.0, 1.0], "locate_wrong_length"),
        ([], [], "locate_no_demand"),
        ([[]], [1.0], "locate_no_demand"),
    ],
)
def test_bad_costs_or_weights_are_named(costs: object, weights: object, code: str) -> None:
    with pytest.raises(ParameterError) as caught:
        p_median(costs, weights, 1)  # type: ignore[arg-type]
    assert code in codes(caught)


def test_all_problems_of_the_input_come_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        maximal_coverage([[np.nan]], [-1.0], 1, radius=0, time_limit_s=-1)
    assert codes(caught) == ["locate_bad_costs", "locate_bad_weights", *["locate_not_positive"] * 2]


def test_more_pairs_than_can_be_held_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.siting.location.MAX_PAIRS", 3)
    with pytest.raises(ParameterError) as caught:
        p_median(np.ones((2, 2)), [1, 1], 1)
    assert codes(caught) == ["locate_too_many_pairs"]


@pytest.mark.parametrize("p", [0, -1, True, 1.5])
def test_a_number_of_sites_that_is_no_count_is_refused(p: object) -> None:
    with pytest.raises(ParameterError) as median:
        p_median(ROAD, ROAD_PEOPLE, p)  # type: ignore[arg-type]
    with pytest.raises(ParameterError) as centre:
        p_centre(ROAD, p)  # type: ignore[arg-type]
    with pytest.raises(ParameterError) as coverage:
        maximal_coverage(ROAD, ROAD_PEOPLE, p, radius=1)  # type: ignore[arg-type]
    assert codes(median) == codes(centre) == codes(coverage) == ["locate_bad_p"]


def test_more_sites_than_candidates_says_how_many_there_are() -> None:
    with pytest.raises(ParameterError) as caught:
        p_median(ROAD, ROAD_PEOPLE, 5, rules=SiteRules(fixed=(0,)))
    assert codes(caught) == ["locate_too_few_candidates"]
    assert caught.value.problems[0].values == {"p": 5, "candidates": 4}
