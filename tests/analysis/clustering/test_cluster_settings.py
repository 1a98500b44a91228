from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from analysis.clustering.areal_result import ArealSettings
from analysis.clustering.settings import ClusterSettings

MANY = ClusterSettings(r_m=(1.0, 2.0), weights=(("beyond_land", 1.0),), site_weights=(("in_group", 2.0),))


def test_a_result_can_be_kept_under_its_settings() -> None:
    kept = {MANY: "first", ArealSettings(): "second"}
    same = ClusterSettings(r_m=(1.0, 2.0), weights=(("beyond_land", 1.0),), site_weights=(("in_group", 2.0),))
    assert kept[same] == "first"
    assert kept[ArealSettings()] == "second"


@pytest.mark.parametrize(
    "change",
    [
        {"null": "land"},
        {"simulations": 1},
        {"correction": "none"},
        {"r_m": (1.0,)},
        {"radius_m": 0.0},
        {"min_sites": 2},
        {"bandwidth_rule": "likelihood"},
        {"bandwidth_m": 1.0},
        {"position_draws": 0},
        {"seats_radius_m": 1.0},
        {"weights": ()},
        {"site_weights": ()},
    ],
    ids=lambda change: str(next(iter(change))),
)
def test_every_choice_makes_other_settings(change: dict[str, object]) -> None:
    assert replace(MANY, **change) != MANY  # type: ignore[arg-type]  # one dictionary for options of different types


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        MANY.simulations = 1  # type: ignore[misc]  # that is the point
