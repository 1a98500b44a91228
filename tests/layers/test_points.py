from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from shapely import Point, box

from analysis.datum.known import Known, known_places
from layers.check import check_plain
from layers.datum import WGS84
from layers.points import MOST, guess_of_file
from layers.raw import RawLayer
from layers.read import check_file
from tests.analysis.datum.given import GRID, shifted, study

STUDY = study()
KNOWN = known_places(STUDY)
STATIONS = STUDY.layer("stations").geometry.get_coordinates().to_numpy()


@pytest.mark.parametrize("column", ["name", "站名"])
def test_names_are_found_whatever_their_column_is_called(column: str) -> None:
    records = [{"no": str(place), column: name} for place, (name, _, _) in enumerate(GRID)]
    points = [Point(xy) for xy in shifted(STATIONS, "bd09")]
    raw = RawLayer("given", records, points, {}, WGS84)
    assert check_plain(raw) == []
    assert guess_of_file(raw, KNOWN).datum == "bd09"


def test_polygon_is_compared_by_area_not_by_its_name() -> None:
    squares = [box(lon, lat, lon + 0.01, lat + 0.01) for lon, lat in shifted(STATIONS, "bd09")]
    found = guess_of_file(RawLayer("given", [{"name": name} for name, _, _ in GRID], squares, {}, WGS84), KNOWN)
    assert (found.evidence, found.datum) == ("areas", None)


def test_features_without_geometry_are_passed_over() -> None:
    raw = RawLayer("given", [{"name": "station 0"}, {}], [None, None], {}, None)
    assert guess_of_file(raw, KNOWN).open_reason == "no_points"


def test_file_that_is_not_compared_says_what_it_states(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,lon,lat\na,114.1,22.6\n")
    report = check_file(path)
    assert (report.datum_guess, report.looks) == ("wgs84", None)
    assert check_file(path, known=KNOWN).looks is not None


def test_of_a_large_file_a_part_is_compared() -> None:
    records = [{"name": GRID[place % 15][0]} for place in range(15 * 1_000)]
    points = [Point(xy) for xy in shifted(STATIONS, "gcj02")] * 1_000
    found = guess_of_file(RawLayer("given", records, points, {}, WGS84), KNOWN)
    assert (found.datum, found.compared) == ("gcj02", MOST)


def test_bent_area_is_taken_at_a_point_on_it() -> None:
    alpha = STUDY.layer("cities").geometry.iloc[0]
    bent = alpha.difference(shapely.affinity.scale(alpha, 0.9, 0.9))  # a ring: its middle lies in its hole
    known = Known({}, {"alpha": bent}, None)
    found = guess_of_file(RawLayer("given", [{"city": "Alpha"}] * 3, [bent] * 3, {}, WGS84), known)
    assert (found.agreeing, found.compared) == (3, 3)


def test_coordinates_that_are_not_finite_are_passed_over() -> None:
    raw = RawLayer("given", [{}, {}], [Point(float("inf"), 1), Point(float("nan"), 1)], {}, None)
    assert guess_of_file(raw, KNOWN).open_reason == "no_points"
