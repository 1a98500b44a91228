from __future__ import annotations

import math

import pytest

from analysis.errors import ParameterError
from analysis.siting.settings import CriterionSettings


def test_minutes_are_the_way_with_its_detour_at_the_stated_speed() -> None:
    settings = CriterionSettings(local_speed_kmh=30, detour=1.5)
    assert 10_000 * settings.local_min_per_m == pytest.approx(30)  # 15 km at 30 km/h


def test_an_hour_reaches_the_speed_over_the_detour() -> None:
    assert CriterionSettings(regional_speed_kmh=90, detour=1.5).reach_m == pytest.approx(60_000)


def test_every_setting_out_of_its_range_is_named() -> None:
    with pytest.raises(ParameterError) as caught:
        CriterionSettings(local_speed_kmh=0, detour=0.9, decay_m=math.nan, near_m=-1, regional_speed_kmh=math.inf)
    assert {(p.code, p.where) for p in caught.value.problems} == {
        ("setting_not_allowed", name)
        for name in ("local_speed_kmh", "regional_speed_kmh", "detour", "decay_m", "near_m")
    }


def test_settings_can_be_the_key_of_a_result() -> None:
    assert {CriterionSettings(): 1}[CriterionSettings()] == 1
