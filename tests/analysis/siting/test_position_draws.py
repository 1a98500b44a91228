from __future__ import annotations

import numpy as np
import pytest

from analysis.siting.alternatives import Alternatives, from_layer, from_points
from analysis.siting.criteria_table import criteria_table
from analysis.siting.position_draws import criteria_of_draws
from analysis.siting.surroundings import Surroundings
from analysis.study import Study
from tests.analysis.siting.whole import metres


def uncertain(radius_m: float) -> Alternatives:
    return Alternatives(("a", "b"), metres([(12_000, 8_000), (40_000, 30_000)]), None, np.array([radius_m, 0]))


def test_exact_places_and_sites_have_the_same_numbers_in_every_draw(
    around: Surroundings, rng: np.random.Generator
) -> None:
    given = uncertain(0)
    chosen = ["airport_m", "platform_access", "people_60min", "market_potential"]
    found = criteria_of_draws(given, around, rng, draws=4, chosen=chosen)
    once = criteria_table(given, around, chosen=chosen).raw.to_numpy()
    assert (found.raw == once).all()
    assert found.moved == {"alternatives": 0}


def test_an_uncertain_place_moves_within_its_radius_and_an_exact_one_stays(
    around: Surroundings, rng: np.random.Generator
) -> None:
    found = criteria_of_draws(uncertain(500), around, rng, draws=200, chosen=["airport_m"])
    exact = criteria_table(uncertain(0), around, chosen=["airport_m"]).raw["airport_m"]
    away = found.raw[:, :, 0] - exact.to_numpy()
    assert 400 < np.abs(away[:, 0]).max() <= 500
    assert (away[:, 1] == 0).all()
    assert found.moved == {"alternatives": 1}


def test_uncertain_sites_move_too(around: Surroundings, rng: np.random.Generator) -> None:
    found = criteria_of_draws(uncertain(0), around, rng, draws=50, chosen=["agglomeration", "tier_need"])
    assert found.moved == {"alternatives": 0, "parks": 5}
    assert np.ptp(found.raw[:, 0, 0]) > 0
    assert np.ptp(found.raw[:, 0, 1]) == 0  # the need of a city does not hang on where a park lies in another


def test_the_same_seed_gives_the_same_numbers(around: Surroundings, study: Study) -> None:
    towns = from_layer(study, "towns")
    one, other = (criteria_of_draws(towns, around, np.random.default_rng(1), draws=3).raw for _ in range(2))
    assert np.array_equal(one, other, equal_nan=True)


def test_places_without_position_stay_undefined(around: Surroundings, rng: np.random.Generator) -> None:
    given = Alternatives(("a", "b"), np.array([[np.nan, np.nan], *metres([(1, 1)])]), None, np.array([100.0, 100]))
    found = criteria_of_draws(given, around, rng, draws=3, chosen=["airport_m"])
    assert np.isnan(found.raw[:, 0]).all()
    assert np.isfinite(found.raw[:, 1]).all()


def test_no_draw_has_no_number_and_reasons_stay(around: Surroundings, rng: np.random.Generator) -> None:
    found = criteria_of_draws(from_points(metres([(1, 1)])), around, rng, draws=0)
    assert found.raw.shape == (0, 1, 12)
    assert found.left_out == {"relatedness": "no_own_industries"}


def test_progress_is_told_after_each_draw(around: Surroundings, rng: np.random.Generator) -> None:
    told: list[float] = []
    criteria_of_draws(uncertain(10), around, rng, draws=25, chosen=["airport_m"], progress=told.append)
    assert told == pytest.approx(np.arange(1, 26) / 25)
