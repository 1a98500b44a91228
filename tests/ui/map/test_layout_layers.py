from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.map.layout_layers import (
    MINUTES_COLOURS,
    POTENTIAL_COLOURS,
    UNKNOWN_COLOUR,
    WIDTHS_PX,
    flow_width,
    minutes_colour,
    potential_colour,
)

LIMITS = (60.0, 90.0, 120.0)


@pytest.mark.parametrize(("value", "place"), [(0.0, 0), (0.19, 0), (0.2, 1), (0.99, 4), (1.0, 4)])
def test_potential_is_coloured_by_fifths(value: float, place: int) -> None:
    assert potential_colour(value) == POTENTIAL_COLOURS[place]


def test_unknown_values_are_grey() -> None:
    assert potential_colour(math.nan) == UNKNOWN_COLOUR
    assert minutes_colour(math.nan, LIMITS) == UNKNOWN_COLOUR
    assert minutes_colour(math.inf, LIMITS) == UNKNOWN_COLOUR


@pytest.mark.parametrize(("minutes", "place"), [(0, 0), (1, 1), (60, 1), (61, 2), (90, 2), (120, 3), (121, 4)])
def test_minutes_are_coloured_by_threshold_each_included(minutes: float, place: int) -> None:
    assert minutes_colour(minutes, LIMITS) == MINUTES_COLOURS[place]


def test_more_thresholds_than_colours_share_the_last_colour() -> None:
    assert minutes_colour(1e6, range(10, 200, 10)) == MINUTES_COLOURS[-1]


def test_width_runs_over_the_logarithm_of_the_flow() -> None:
    assert flow_width(1, 1, 100) == WIDTHS_PX[0]
    assert flow_width(10, 1, 100) == pytest.approx(sum(WIDTHS_PX) / 2, abs=0.01)
    assert flow_width(100, 1, 100) == WIDTHS_PX[1]


def test_equal_flows_are_equally_wide() -> None:
    assert flow_width(5, 5, 5) == WIDTHS_PX[1]


@given(st.lists(st.floats(1e-6, 1e12), min_size=3, max_size=3).map(sorted))
def test_width_stays_in_its_range(flows: list[float]) -> None:
    low, middle, high = flows
    assert WIDTHS_PX[0] <= flow_width(middle, low, high) <= WIDTHS_PX[1]


def test_flows_that_differ_in_the_last_digit_are_drawn() -> None:
    assert flow_width(1e12, 1e12, math.nextafter(1e12, math.inf)) in WIDTHS_PX
