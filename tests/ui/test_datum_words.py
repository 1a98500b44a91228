from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from pyproj import CRS

from analysis.datum.guess import DatumGuess, Mismatch, OpenReason, guess_datum
from analysis.datum.known import known_places
from analysis.datum.readings import Reading
from tests.analysis.datum.given import GRID, projected, shifted, study
from ui.datum_words import datum_words, percent, reading_name
from ui.text import LANGUAGES, Text, entries

STUDY = study()
KNOWN = known_places(STUDY)
STATIONS = STUDY.layer("stations").geometry.get_coordinates().to_numpy()
NAMES = [name for name, _, _ in GRID]


def words(xy: Any, language: str = "en", **given: Any) -> str:
    return datum_words(guess_datum(xy, KNOWN, **({"names": NAMES} | given)), Text(language))


def test_told_datum_says_offset_and_agreement() -> None:
    points = shifted(STATIONS, "gcj02")
    points[3] += 0.2
    found = words(points)
    assert found.startswith("As if GCJ-02: read as WGS 84 they lie ")
    assert "m south of where the named places lie" in found
    assert found.endswith("14 of 15 points agree")
    assert "相符" in words(points, "zh")


def test_wgs84_is_not_told_from_cgcs2000() -> None:
    assert "cannot be told apart" in words(STATIONS)
    assert "no common offset" in words(STATIONS)


def test_mismatch_and_what_cannot_be_told_stand_side_by_side() -> None:
    found = words(projected(STATIONS, "EPSG:4546")[:2, ::-1], names=NAMES[:2], stated=CRS.from_epsg(4547))
    assert "central meridian 111 E (EPSG:4546), northing first" in found
    assert "fewer than three places have a known name" in found


def test_nothing_to_compare_is_said_alone() -> None:
    assert words(np.empty((0, 2)), names=None) == "The datum cannot be told: there is no usable coordinate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_mismatch_has_its_words(language: str) -> None:
    base = guess_datum(STATIONS, KNOWN)
    for reason in get_args(OpenReason):
        assert f"datum.open_{reason}" in entries()
    for mismatch in get_args(Mismatch):
        changed = DatumGuess(**{**{k: getattr(base, k) for k in base.__dataclass_fields__}, "mismatch": mismatch})
        assert datum_words(changed, Text(language))


def test_probability_never_claims_certainty() -> None:
    assert (percent(1.0), percent(0.957)) == ("99.9", "95.7")


def test_system_without_a_zone_is_named_by_its_code() -> None:
    assert reading_name(Reading("EPSG:32649"), Text("en")) == "metres of EPSG:32649"
