from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from analysis.clustering.positions import draw_positions
from analysis.errors import ParameterError

LAND = box(0, 0, 1000, 1000)


def test_draws_stay_within_the_uncertainty_and_on_the_land(rng: np.random.Generator) -> None:
    found = draw_positions([(10, 500), (500, 500)], [100, 50], [LAND, LAND], rng, draws=2000)
    assert found.xy.shape == (2000, 2, 2)
    distance = np.hypot(*(found.xy - [(10, 500), (500, 500)]).transpose(2, 0, 1))
    assert (distance.max(axis=0) <= [100, 50]).all()
    assert (distance.max(axis=0) > [95, 47]).all()
    assert shapely.intersects_xy(LAND.buffer(1e-9), found.xy[..., 0], found.xy[..., 1]).all()
    assert found.kept_in_place == ()


def test_draws_fill_the_disc_evenly(rng: np.random.Generator) -> None:
    """Half of a disc's area lies within 1/sqrt(2) of its radius."""
    found = draw_positions([(500, 500)], [100], [None], rng, draws=4000)
    distance = np.hypot(*(found.xy[:, 0] - (500, 500)).T)
    assert (distance < 100 / np.sqrt(2)).mean() == pytest.approx(0.5, abs=0.03)


def test_a_site_off_its_land_is_drawn_onto_it_where_its_disc_meets_it(rng: np.random.Generator) -> None:
    found = draw_positions([(-99, 500)], [100], [LAND], rng, draws=50)
    assert (found.xy[:, 0, 0] >= -1e-9).all()


def test_a_site_whose_disc_does_not_meet_its_land_stays_and_is_named(rng: np.random.Generator) -> None:
    found = draw_positions([(500, 500), (-200, 500)], [10, 100], [LAND, LAND], rng, draws=3)
    assert found.kept_in_place == (1,)
    assert (found.xy[:, 1] == (-200, 500)).all()


def test_an_exact_site_stays_and_is_no_exception(rng: np.random.Generator) -> None:
    found = draw_positions([(500, 500)], [0], [LAND], rng, draws=3)
    assert (found.xy == (500, 500)).all()
    assert found.kept_in_place == ()


def test_no_site_gives_no_position(rng: np.random.Generator) -> None:
    assert draw_positions([], [], [], rng, draws=3).xy.shape == (3, 0, 2)


def test_every_bad_uncertainty_is_named(rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError) as error:
        draw_positions([(0, 0), (1, 1), (2, 2)], [-1, 5, np.nan], [None] * 3, rng, draws=3)
    assert [(problem.code, problem.where) for problem in error.value.problems] == [
        ("bad_uncertainty", "point 1"),
        ("bad_uncertainty", "point 3"),
    ]
