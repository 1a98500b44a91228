from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.datum.guess import DatumGuess
from analysis.datum.readings import DEGREES, Reading
from analysis.errors import Problem
from ui.data.looks import MOST_ALIKE, condensed, offered, roughly_right, systems

PLAIN = DatumGuess(Reading(DEGREES), 0.99, "wgs84", 0.99, None, "names", 9, 9, 0.0, 0.0, 1.0, None, ())


def guess(**changes: Any) -> DatumGuess:
    return replace(PLAIN, **changes)


def wrong(code: str, place: int) -> Problem:
    return Problem(code, f"f.csv: #{place}", {})


def test_the_reading_is_offered_before_the_datum() -> None:
    swapped = Reading(DEGREES, swapped=True)
    assert offered(guess(reading=swapped, datum="bd09", mismatch="swapped")) == swapped
    assert offered(guess(datum="bd09")) == "bd09"


@pytest.mark.parametrize("changes", [{}, {"datum": "cgcs2000"}, {"datum": None, "open_reason": "few_names"}])
def test_nothing_is_offered_where_nothing_is_known_to_be_wrong(changes: dict[str, Any]) -> None:
    assert offered(guess(**changes)) is None


def test_features_in_their_areas_are_roughly_right() -> None:
    by_areas = guess(datum=None, open_reason="few_names", evidence="areas", agreeing=9, compared=10)
    assert roughly_right(by_areas)
    assert not roughly_right(replace(by_areas, agreeing=8))
    assert not roughly_right(replace(by_areas, compared=0, agreeing=0))
    assert not roughly_right(replace(by_areas, mismatch="other_zone"))
    assert not roughly_right(PLAIN), "what the datum tells needs no such word"


def test_zones_near_the_study_are_offered_with_and_without_their_number() -> None:
    found = systems(109.6, 117.3)
    assert found[:2] == (Reading(DEGREES), Reading(DEGREES, swapped=True))
    assert {one.meridian for one in found[2:]} == {105, 108, 111, 114, 117, 120, 123}
    assert len(found) == 2 + 2 * 7


def test_problems_of_one_kind_are_counted_after_the_first_few() -> None:
    many = [wrong("geometry_missing", place) for place in range(20)]
    more = Problem("and_more", "f.csv", {"count": 80, "of": "f.csv: #19"})
    found = condensed([*many, wrong("geometry_invalid", 3), more])
    assert [one.code for one in found] == ["geometry_missing"] * MOST_ALIKE + ["and_more", "geometry_invalid"]
    assert found[MOST_ALIKE].values["count"] == 100 - MOST_ALIKE


def test_few_problems_stay_as_they_are() -> None:
    few = [wrong("geometry_missing", 1), wrong("geometry_invalid", 2)]
    assert condensed(few) == few
    assert condensed([]) == []
