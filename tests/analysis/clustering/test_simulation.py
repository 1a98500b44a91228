from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from shapely import box

from analysis.clustering.nulls import LandNull
from analysis.clustering.pattern import mean_nn_of_layouts_m
from analysis.clustering.simulation import mean_nn_without_last_m, simulate
from analysis.errors import ParameterError

LAND = LandNull(box(0, 0, 1000, 500))
MEASURES = {"mean_nn": mean_nn_of_layouts_m, "fewer": mean_nn_without_last_m}


class Fixed:
    """Draws the same three points again and again."""

    name = "fixed"

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        return np.asarray(self.draw_many(n, 1, rng)[0])

    def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> NDArray[np.float64]:
        rng.random()
        return np.tile(np.array([(0.0, 0), (0, 3), (0, 4)])[:n], (simulations, 1, 1))


def test_means_of_fewer_points_come_from_the_same_layouts(rng: np.random.Generator) -> None:
    found = simulate(Fixed(), 3, 4, rng, MEASURES)
    assert found["mean_nn"] == pytest.approx([5 / 3] * 4)
    assert found["fewer"] == pytest.approx([3] * 4)


def test_two_points_have_no_mean_with_one_fewer(rng: np.random.Generator) -> None:
    found = simulate(LAND, 2, 5, rng, MEASURES)
    assert np.isfinite(found["mean_nn"]).all()
    assert np.isnan(found["fewer"]).all()


@pytest.mark.parametrize(("n", "simulations", "code"), [(1, 9, "too_few_points"), (5, 0, "too_few_simulations")])
def test_nothing_to_simulate_is_refused(n: int, simulations: int, code: str, rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError, match=code):
        simulate(LAND, n, simulations, rng, MEASURES)


@pytest.mark.parametrize("simulations", [1, 24, 25, 26, 999])
def test_each_layout_is_measured_once_and_progress_ends_at_one(simulations: int, rng: np.random.Generator) -> None:
    shares: list[float] = []
    found = simulate(LAND, 4, simulations, rng, {"x": lambda xy: xy[:, 0, 0]}, progress=shares.append)["x"]
    assert found.shape == (simulations,)
    assert len(np.unique(found)) == simulations
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) >= min(simulations, 20)


def test_what_progress_raises_stops_the_run(rng: np.random.Generator) -> None:
    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(LAND, 4, 999, rng, MEASURES, progress=stop)


def test_a_measure_may_give_a_row_for_each_layout(rng: np.random.Generator) -> None:
    assert simulate(LAND, 4, 7, rng, {"x": lambda xy: xy[:, :, 0]})["x"].shape == (7, 4)
