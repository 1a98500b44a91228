from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.clustering.chance import monte_carlo_p
from analysis.clustering.conclusions import Conclusion, conclusion, moved_one_by_one, p_values

POINTS = np.array([(0.0, 0), (10, 0), (20, 0)])
NULL = np.arange(1.0, 20)  # 19 layouts: only what is above them all is a finding, p = 1/20


def spread_m(layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    spread: NDArray[np.float64] = np.ptp(layouts_xy[..., 0], axis=1)
    return spread


def finding(redrawn_xy: NDArray[np.float64], points_xy: NDArray[np.float64] = POINTS) -> Conclusion:
    return conclusion(
        "spread",
        ("a", "b", "c"),
        spread_m,
        NULL,
        points_xy=points_xy,
        redrawn_xy=redrawn_xy,
        one_by_one=moved_one_by_one(points_xy, redrawn_xy),
    )


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=20), st.floats(-10, 10))
def test_p_towards_large_values_mirrors_p_towards_small_ones(simulated: list[float], observed: float) -> None:
    values = np.array(simulated)
    assert p_values(observed, values) == pytest.approx(monte_carlo_p(-observed, -values))


def test_what_is_not_defined_speaks_for_nothing() -> None:
    assert p_values([np.nan, 25], NULL).tolist() == [1, 1 / 20]


def test_one_point_moves_at_a_time() -> None:
    redrawn = POINTS + np.array([[[0, 1.0]], [[0, 2]]])
    layouts = moved_one_by_one(POINTS, redrawn)
    assert layouts.shape == (3, 2, 3, 2)
    moved = (layouts != POINTS).any(axis=3)
    assert (moved.sum(axis=2) == 1).all()
    assert layouts[1, 1, 1].tolist() == [10, 2]


def test_exact_positions_leave_the_finding_as_it_is() -> None:
    found = finding(np.tile(POINTS, (5, 1, 1)))
    assert (found.p, found.p_low, found.p_high, found.agreeing) == (1 / 20, 1 / 20, 1 / 20, 1)
    assert found.found
    assert found.safe
    assert found.depends_on == ()


def test_a_finding_that_one_site_turns_names_it() -> None:
    """Half of the last site's positions bring it to 15, where the spread lies within that of chance."""
    redrawn = np.tile(POINTS, (4, 1, 1))
    redrawn[:2, 2, 0] = 15
    found = finding(redrawn)
    assert found.agreeing == 0.5
    assert found.depends_on == ("c",)
    assert not found.safe
    assert found.p_high > 0.05 >= found.p


def test_sites_may_turn_a_finding_together_that_none_turns_alone() -> None:
    points = np.array([(0.0, 0), (10, 0), (21, 0)])
    redrawn = np.tile(points, (4, 1, 1))
    redrawn[:, 0, 0], redrawn[:, 2, 0] = 1.5, 19.5
    found = finding(redrawn, points)
    assert found.depends_on == ()
    assert found.agreeing == 0
    assert not found.safe


def test_no_finding_can_become_one() -> None:
    points = np.array([(0.0, 0), (10, 0), (18, 0)])
    redrawn = np.tile(points, (4, 1, 1))
    redrawn[:3, 2, 0] = 30
    found = finding(redrawn, points)
    assert not found.found
    assert found.agreeing == 0.25
    assert found.depends_on == ("c",)
