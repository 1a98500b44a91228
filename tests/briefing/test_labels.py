"""Names on the map: none covers another, each keeps to its place, and a crowd still gets numbers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.figure import drawing
from briefing.fonts import fonts_for
from briefing.frame import Frame
from briefing.label_room import crosses, hits, overlap_mm2
from briefing.labels import Placed, place_labels
from briefing.sheet import Label
from briefing.typesetting import Typesetter

TYPE = Typesetter(fonts_for(["园"]))
FRAME = Frame((0.0, 0.0, 200.0, 150.0), (0.0, 0.0, 200_000.0, 150_000.0))
COORDINATES = st.tuples(st.floats(0, 200_000), st.floats(0, 150_000))


def placed(labels: list[Label], **options: object) -> list[Placed]:
    with drawing():
        return place_labels(labels, FRAME, TYPE, taken=options.get("taken", []), type_scale=1.0)  # type: ignore[arg-type]


def site(xy: tuple[float, float], name: str = "园区名称甲", **changes: object) -> Label:
    return Label(name, xy, "site", 1.0, symbol_mm=1.3, **changes)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=25)
@given(st.lists(COORDINATES, max_size=25))
def test_names_of_sites_never_cover_each_other_and_stay_on_the_map(points: list[tuple[float, float]]) -> None:
    found = placed([site(xy, f"{place} 人工智能园区", short=str(place)) for place, xy in enumerate(points)])
    for one, other in combinations(found, 2):
        assert overlap_mm2(one.box, [other.box]) == 0
    for one in found:
        assert one.box[0] >= 0
        assert one.box[1] >= 0
        assert one.box[2] <= 200
        assert one.box[3] <= 150


@settings(deadline=None, max_examples=25)
@given(st.lists(COORDINATES, max_size=25))
def test_leading_lines_cross_no_name_and_no_other_line(points: list[tuple[float, float]]) -> None:
    found = placed([site(xy, f"{place} 人工智能园区", short=str(place)) for place, xy in enumerate(points)])
    leaders = [one.leader for one in found if one.leader is not None]
    assert not any(crosses(one, other) for one, other in combinations(leaders, 2))
    for one in found:
        for other in found:
            assert one is other or other.leader is None or not hits(other.leader, one.box)


def test_more_important_name_takes_the_better_place() -> None:
    first, second = site((50_000.0, 50_000.0), "重要园区"), site((51_500.0, 50_000.0), "次要园区")
    found = {one.label.text: one for one in placed([second, Label(**{**vars(first), "priority": 9.0})])}
    assert found["重要园区"].leader is None


def test_every_point_of_a_crowd_gets_a_name_or_a_number() -> None:
    points = [(90_000.0 + 7_000 * (place % 5), 70_000.0 + 7_000 * (place // 5)) for place in range(20)]
    found = placed([site(xy, f"{place} 人工智能产业园区", short=str(place)) for place, xy in enumerate(points)])
    assert len(found) == 20


def test_name_stays_inside_its_area_and_off_what_is_taken() -> None:
    area = shapely.box(20_000, 20_000, 80_000, 60_000)
    taken = (40.0, 30.0, 60.0, 50.0)
    (found,) = placed([Label("广州", (50_000.0, 40_000.0), "area", 1.0, within=area)], taken=[taken])
    middle = np.array([(found.box[0] + found.box[2]) / 2, (found.box[1] + found.box[3]) / 2]) * 1000
    assert area.contains(shapely.Point(middle))
    assert overlap_mm2(found.box, [taken]) == 0


def test_area_partly_in_sight_is_named_in_the_part_that_is() -> None:
    area = shapely.box(-500_000, 20_000, 40_000, 100_000)
    (found,) = placed([Label("广州", (-230_000.0, 60_000.0), "area", 1.0, within=area)])
    assert found.box[0] >= 0


def test_place_outside_the_frame_is_not_named() -> None:
    assert placed([site((-1.0, 0.0)), Label("x", (0.0, 0.0), "area", within=shapely.box(-9, -9, -1, -1))]) == []


def test_no_label_is_no_label() -> None:
    assert placed([]) == []


def test_two_sites_at_one_place_are_both_named() -> None:
    found = placed([site((50_000.0, 50_000.0), "甲"), site((50_000.0, 50_000.0), "乙")])
    assert {one.label.text for one in found} == {"甲", "乙"}


def test_line_through_a_box_hits_it_and_one_beside_does_not() -> None:
    box = (0.0, 0.0, 2.0, 1.0)
    assert hits(((-1.0, 0.5), (3.0, 0.5)), box)
    assert not hits(((-1.0, 2.0), (3.0, 2.0)), box)
    assert not hits(((-1.0, 0.5), (-0.5, 0.5)), box)
