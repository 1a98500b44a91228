"""Small maps: what lies where, what is left out, and that every text is inert."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from briefing.small_map import SIDE, Marks, SmallMap, bar_length_m, legend_mark, mark_at, small_map
from tests.briefing.hostile import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
LAND = shapely.box(-50_000, -50_000, 0, 50_000)
PARKS = Marks("Park", np.array([[0.0, 10_000.0], [90_000.0, 0.0], [np.nan, np.nan]]), "square", "#009e73")
SHOWN = SmallMap("Here", (0.0, 0.0), 20_000.0, [LAND], [PARKS], np.array([[5_000.0, 0.0]]))


def parsed(shown: SmallMap) -> ElementTree.Element:
    return ElementTree.fromstring(small_map(shown))  # noqa: S314 - our own


def test_north_is_up_and_what_lies_outside_is_not_drawn() -> None:
    (square,) = parsed(SHOWN).findall(f"{SVG}polygon")
    corners = [tuple(map(float, pair.split(","))) for pair in square.attrib["points"].split()]
    assert np.mean(corners, axis=0) == pytest.approx([SIDE / 2, SIDE / 4])


def test_the_site_stands_in_the_middle_and_the_others_are_rings() -> None:
    rings = [circle.attrib for circle in parsed(SHOWN).findall(f"{SVG}circle")]
    assert [(float(ring["cx"]), float(ring["cy"])) for ring in rings] == [(150, 120), (120, 120), (120, 120)]
    assert rings[0]["fill"] == "none"


def test_land_is_cut_to_the_picture() -> None:
    (path,) = parsed(SHOWN).findall(f"{SVG}path")[:1]
    numbers = [float(part) for part in path.attrib["d"].strip("MZ").replace("L", " ").split()]
    assert min(numbers) >= -0.02 * SIDE
    assert max(numbers) <= 1.02 * SIDE


def test_land_elsewhere_leaves_no_path() -> None:
    far = replace(SHOWN, land=[shapely.box(1e6, 1e6, 2e6, 2e6)])
    assert len(parsed(far).findall(f"{SVG}path")) == len(parsed(SHOWN).findall(f"{SVG}path")) - 1


def test_an_area_is_drawn_as_one() -> None:
    area = replace(SHOWN, outline=shapely.box(-1_000, -1_000, 1_000, 1_000))
    assert any(path.attrib.get("fill-opacity") == "0.2" for path in parsed(area).findall(f"{SVG}path"))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_name_stays_a_text(words: str) -> None:
    drawn = parsed(replace(SHOWN, title=words, kilometre=words))
    assert {one.tag.removeprefix(SVG) for one in drawn.iter()} <= {
        "svg", "title", "rect", "path", "polygon", "circle", "text"
    }  # fmt: skip
    assert not any(name.startswith("on") for one in drawn.iter() for name in one.attrib)


@pytest.mark.parametrize("wrong", [{"reach_m": 0.0}, {"reach_m": math.nan}, {"centre_xy": (math.inf, 0.0)}])
def test_a_map_of_nowhere_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is no map"):
        small_map(replace(SHOWN, **wrong))


@given(st.floats(1, 1e7))
def test_the_scale_bar_is_round_and_at_most_half_of_the_reach(reach_m: float) -> None:
    length_m = bar_length_m(reach_m)
    assert reach_m / 5.1 <= length_m <= reach_m / 2
    assert f"{length_m:e}"[0] in "125"


def test_every_shape_can_be_drawn_and_they_differ() -> None:
    drawn = {mark_at(7, 7, shape, "#000000") for shape in ("circle", "square", "triangle", "diamond", "cross")}
    assert len(drawn) == 5
    assert "polygon" in legend_mark(PARKS)
