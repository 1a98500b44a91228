"""What is recognised, and what must stay open."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import CRS

from analysis.datum.guess import GUESSED, DatumGuess, guess_datum
from analysis.datum.known import Known, known_places
from analysis.datum.readings import Reading
from analysis.datum.shift import Datum
from tests.analysis.datum.given import GRID, projected, shifted, study, vaguer

STUDY = study()
KNOWN = known_places(STUDY)
STATIONS = STUDY.layer("stations").geometry.get_coordinates().to_numpy()
NAMES = [name for name, _, _ in GRID]
SYSTEMS = ["degrees", "EPSG:4547", "EPSG:4546", "EPSG:4548", "EPSG:4526"]


def in_system(lon_lat: NDArray[np.float64], crs: str, *, swapped: bool) -> NDArray[np.float64]:
    made = lon_lat if crs == "degrees" else projected(lon_lat, crs)
    return made[:, ::-1] if swapped else made


def moved_m(lon_lat: NDArray[np.float64], metres: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = 111_320 * np.column_stack([np.cos(np.radians(lon_lat[:, 1])), np.ones(len(lon_lat))])
    return np.asarray(lon_lat + metres / scale)


@pytest.mark.parametrize("datum", GUESSED)
@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("swapped", [False, True])
def test_every_hypothesis_is_recognised(datum: Datum, crs: str, swapped: bool) -> None:
    found = guess_datum(in_system(shifted(STATIONS, datum), crs, swapped=swapped), KNOWN, names=NAMES)
    assert (found.reading, found.datum, found.open_reason) == (Reading(crs, swapped), datum, None)
    assert found.share > 0.99
    assert (found.agreeing, found.compared) == (15, 15)


def test_offset_is_that_of_the_shift() -> None:
    found = guess_datum(shifted(STATIONS, "gcj02"), KNOWN, names=NAMES)
    moved = moved_m(STATIONS, np.zeros_like(STATIONS)) - shifted(STATIONS, "gcj02")
    expected = -np.median(moved, axis=0) * 111_320 * [np.cos(np.radians(STATIONS[0, 1])), 1]
    assert found.east_m == pytest.approx(expected[0], rel=0.01)
    assert found.north_m == pytest.approx(expected[1], rel=0.01)
    assert found.spread_m is not None
    assert found.spread_m < 30


def test_a_stray_point_is_counted_and_does_not_decide() -> None:
    points = shifted(STATIONS, "gcj02")
    points[3] += (0.2, 0.1)
    found = guess_datum(points, KNOWN, names=NAMES)
    assert (found.datum, found.agreeing, found.compared) == ("gcj02", 14, 15)


@pytest.mark.parametrize(
    ("crs", "swapped", "stated", "mismatch"),
    [
        ("degrees", False, 4490, None),
        ("degrees", True, 4490, "swapped"),
        ("degrees", False, 4547, "degrees_as_metres"),
        ("EPSG:4547", False, 4326, "metres_as_degrees"),
        ("EPSG:4547", False, 4547, None),
        ("EPSG:4547", True, 4547, "swapped"),
        ("EPSG:4546", False, 4547, "other_zone"),
        ("EPSG:4526", False, 4547, "other_zone"),
    ],
)
def test_what_the_file_states_wrongly_is_named(crs: str, swapped: bool, stated: int, mismatch: str | None) -> None:
    points = in_system(STATIONS, crs, swapped=swapped)
    assert guess_datum(points, KNOWN, names=NAMES, stated=CRS.from_epsg(stated)).mismatch == mismatch


def test_half_a_kilometre_against_six_cannot_be_told() -> None:
    known = vaguer(KNOWN, 6_000)
    rng = np.random.default_rng(0)
    for datum in GUESSED:
        points = moved_m(shifted(STATIONS, datum), rng.normal(0, 3_000, STATIONS.shape))
        found = guess_datum(points, known, names=NAMES)
        assert found.reading == Reading("degrees")
        assert (found.datum, found.open_reason) == (None, "vague_places")


def test_many_vague_places_are_not_averaged() -> None:
    rng = np.random.default_rng(0)
    known = Known(
        {f"{i}": place for i in range(600) for place in [list(KNOWN.places.values())[i % 15]]}, {}, KNOWN.land
    )
    places = np.array([(one.lon, one.lat) for one in known.places.values()])
    points = moved_m(shifted(places, "gcj02"), rng.normal(0, 2_500, places.shape))
    found = guess_datum(points, vaguer(known, 5_000), names=list(known.places))
    assert (found.datum, found.open_reason) == (None, "vague_places")


def test_points_that_share_their_source_with_vague_places_are_recognised() -> None:
    found = guess_datum(shifted(STATIONS, "bd09"), vaguer(KNOWN, 6_000), names=NAMES)
    assert found.datum == "bd09"


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_named_points_tell_the_reading_and_not_the_datum(count: int) -> None:
    found = guess_datum(shifted(STATIONS, "gcj02")[:count, ::-1], KNOWN, names=NAMES[:count])
    assert found.reading == Reading("degrees", swapped=True)
    assert (found.datum, found.open_reason) == (None, "few_names")


def test_three_named_points_tell_the_datum() -> None:
    assert guess_datum(shifted(STATIONS, "gcj02")[:3], KNOWN, names=NAMES[:3]).datum == "gcj02"


def test_one_name_three_times_is_one_place() -> None:
    points = np.tile(shifted(STATIONS, "gcj02")[:1], (3, 1))
    assert guess_datum(points, KNOWN, names=NAMES[:1] * 3).datum is None


def test_random_points_fit_nothing() -> None:
    rng = np.random.default_rng(0)
    anywhere = np.column_stack([rng.uniform(74, 135, 15), rng.uniform(18, 53, 15)])
    named, unnamed = guess_datum(anywhere, KNOWN, names=NAMES), guess_datum(anywhere, KNOWN)
    assert (named.reading, named.datum, named.open_reason) == (None, None, "fits_nothing")
    assert (unnamed.reading, unnamed.open_reason) == (None, "fits_nothing")


def test_offset_of_no_datum_fits_none() -> None:
    found = guess_datum(moved_m(STATIONS, np.full(STATIONS.shape, 2_500.0)), KNOWN, names=NAMES)
    assert found.reading == Reading("degrees")
    assert (found.datum, found.open_reason) == (None, "fits_nothing")
    assert found.east_m == pytest.approx(2_500, rel=0.01)


@pytest.mark.parametrize("crs", ["degrees", "EPSG:4547", "EPSG:4526"])
@pytest.mark.parametrize("swapped", [False, True])
def test_land_without_names_tells_the_reading_and_not_the_datum(crs: str, swapped: bool) -> None:
    points = in_system(shifted(STATIONS, "gcj02"), crs, swapped=swapped)
    found = guess_datum(points, KNOWN)
    assert (found.reading, found.datum) == (Reading(crs, swapped), None)
    assert (found.evidence, found.open_reason, found.east_m) == ("areas", "few_names", None)


def test_cities_that_a_column_names_tell_what_the_land_alone_cannot() -> None:
    whole = Known(KNOWN.places, KNOWN.areas, KNOWN.land.buffer(8) if KNOWN.land is not None else None)
    points = projected(STATIONS, "EPSG:4547")
    cities = ["Alpha" if east < 20_000 else "Beta" for _, east, _ in GRID]
    assert guess_datum(points, whole).open_reason == "readings_alike"
    assert guess_datum(points, whole, area_names=cities).reading == Reading("EPSG:4547")


def test_stated_reading_is_believed_where_others_fit_as_well() -> None:
    whole = Known({}, {}, KNOWN.land.buffer(8) if KNOWN.land is not None else None)
    found = guess_datum(projected(STATIONS, "EPSG:4547"), whole, stated=CRS.from_epsg(4547))
    assert found.open_reason in ("few_names", "readings_alike")
    assert found.ranked[0].reading == Reading("EPSG:4547")


def edge(xy: object, known: Known = KNOWN, **given: object) -> DatumGuess:
    return guess_datum(xy, known, **given)  # type: ignore[arg-type]


def test_what_cannot_be_compared_says_why() -> None:
    assert edge(np.empty((0, 2))).open_reason == "no_points"
    assert edge([[np.nan, 23.0]]).open_reason == "no_points"
    assert edge([[1e9, 1e9]]).open_reason == "not_numbers"
    assert edge([[113.0, 23.0]], Known({}, {}, None)).open_reason == "nothing_known"
    assert edge([[113.0, 23.0]], Known({}, {}, None)).ranked[0].reading == Reading("degrees")


def test_points_that_are_not_finite_are_passed_over() -> None:
    points = np.vstack([shifted(STATIONS, "gcj02"), [[np.nan, np.inf]]])
    found = guess_datum(points, KNOWN, names=[*NAMES, "station 0"])
    assert (found.datum, found.compared) == ("gcj02", 15)


def test_probabilities_are_shares_of_one() -> None:
    found = guess_datum(shifted(STATIONS, "gcj02"), KNOWN, names=NAMES)
    assert 0 <= sum(one.share for one in found.ranked) <= 1 + 1e-9
    assert [one.share for one in found.ranked] == sorted((one.share for one in found.ranked), reverse=True)


def test_rounding_of_the_numbers_is_taken_into_account() -> None:
    points = shifted(STATIONS, "gcj02")
    assert guess_datum(np.round(points, 4), KNOWN, names=NAMES).datum == "gcj02"
    few = guess_datum(np.round(points[:3], 2), KNOWN, names=NAMES[:3])
    assert few.datum is None


def test_datum_with_which_most_points_disagree_is_not_told() -> None:
    points = shifted(STATIONS[:6], "gcj02")
    points[:4] = moved_m(points[:4], np.array([[900.0, 0], [-900, 0], [0, 900], [0, -900]]))
    found = guess_datum(points, KNOWN, names=NAMES[:6])
    assert (found.datum, found.reading) == (None, Reading("degrees"))
