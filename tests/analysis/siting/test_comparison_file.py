"""A comparison as a file and as a link: it comes back the same, and a file that is wrong says all that is wrong."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.approach import METHODS
from analysis.siting.comparison import (
    Comparison,
    CriterionChoice,
    HexagonCells,
    OwnSite,
    OwnTable,
    Picked,
    SquareCells,
    WholeLayer,
    source_key,
)
from analysis.siting.comparison_json import MOST_SITES, SCHEMA, from_json, to_json
from analysis.siting.comparison_link import LONGEST_LINK, MOST_UNPACKED, from_link, to_link
from analysis.siting.settings import CriterionSettings
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Breakpoints, Gaussian, Linear, Logistic, Step
from analysis.siting.weighting import AhpMember, Weighting

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
LON_LATS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
RINGS = st.lists(LON_LATS, min_size=3, max_size=5).map(tuple)
POLYGONS = st.lists(st.lists(RINGS, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)
LIMITS = st.builds(lambda low, width: Threshold(low, low + width), NUMBERS, st.floats(0, 100)) | st.builds(
    Threshold, minimum=NUMBERS
)
VALUES = st.one_of(
    st.builds(lambda worst, width: Linear(worst, worst + width), NUMBERS, st.floats(0.5, 100)),
    st.builds(Step, NUMBERS, st.sampled_from(["max", "min"])),
    st.builds(Gaussian, NUMBERS, st.floats(0.1, 100)),
    st.builds(Logistic, NUMBERS, st.floats(0.1, 100), st.sampled_from(["max", "min"])),
    st.builds(lambda low: Breakpoints((low, low + 1, low + 2), (0.0, 0.7, 1.0)), NUMBERS),
)


def sites(columns: int) -> st.SearchStrategy[tuple[OwnSite, ...]]:
    cells = st.tuples(*[st.none() | NUMBERS | NAMES] * columns)
    one = st.builds(OwnSite, NAMES, st.none() | LON_LATS, POLYGONS, st.none() | st.floats(0, 1e4), cells)
    return st.lists(one, max_size=3).map(tuple)


IDS = st.lists(NAMES, max_size=4).map(tuple)
SOURCES = st.one_of(
    st.builds(WholeLayer, st.sampled_from(["townships", "towns", "parks"])),
    st.builds(Picked, IDS, IDS, IDS, sites(0)),
    st.builds(OwnTable, NAMES, st.just(("a", "b")), sites(2)),
    st.builds(SquareCells, st.floats(1, 1e5)),
    st.builds(HexagonCells, st.integers(0, 15)),
)
CHOICES = st.lists(
    st.builds(
        CriterionChoice,
        NAMES,
        st.sampled_from(["max", "min"]),
        st.none(),
        st.none() | VALUES,
        st.none() | LIMITS,
    ),
    max_size=4,
    unique_by=lambda one: one.id,
).map(tuple)
MATRICES = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=2).map(tuple)
WEIGHTINGS = st.builds(
    Weighting,
    st.sampled_from(["direct", "ahp", "equal", "entropy", "critic"]),
    st.lists(st.tuples(NAMES, st.floats(0, 100)), max_size=4).map(tuple),
    st.lists(st.builds(AhpMember, NAMES, st.just(("a", "b")), MATRICES), max_size=2).map(tuple),
)
APPROACHES = st.sampled_from([(method.id, one) for method in METHODS for one in method.normalisations])


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    method, normalisation = draw(APPROACHES)
    return Comparison(
        draw(SOURCES),
        draw(CHOICES),
        CriterionSettings(detour=draw(st.floats(1, 3)), industries=draw(IDS), expecting_tiers=draw(st.none() | IDS)),
        draw(WEIGHTINGS),
        method,
        normalisation,
        draw(st.floats(0, 1)),
        draw(st.sampled_from(["exclude", "worst"])),
        draw(st.sampled_from(["best", "median", "alternative"])),
        draw(st.none() | NAMES),
        draw(IDS),
        draw(st.integers(1, 10_000)),
        draw(st.integers(0, 2**40)),
    )


def plain(**changes: Any) -> str:
    return json.dumps(json.loads(to_json(Comparison())) | changes)


def codes(text: str) -> list[str]:
    with pytest.raises(ParameterError) as caught:
        from_json(text)
    return [problem.code for problem in caught.value.problems]


@given(comparisons())
@settings(max_examples=150)
def test_a_comparison_comes_back_the_same(comparison: Comparison) -> None:
    back = from_json(to_json(comparison))
    assert back == comparison
    assert to_json(back) == to_json(comparison)
    assert hash(back) == hash(comparison)


@given(comparisons())
@settings(max_examples=50)
def test_a_link_comes_back_the_same_or_is_none(comparison: Comparison) -> None:
    packed = to_link(comparison)
    if packed is not None:
        assert len(packed) <= LONGEST_LINK
        assert packed.replace("-", "").replace("_", "").replace(".", "").isalnum()
        assert from_link(packed) == comparison


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda one: "1." + base64.urlsafe_b64encode(one).decode()))
def test_no_text_does_more_than_raise_what_can_be_told(text: str) -> None:
    with pytest.raises(ParameterError):
        from_link(text)


def test_an_empty_choice_is_a_comparison_too() -> None:
    assert from_json(to_json(Comparison())) == Comparison()


def test_everything_that_is_wrong_is_told_at_once() -> None:
    criterion = {"id": "a", "objective": "most", "ideal": None, "value": {"kind": "cubic"}, "minimum": 2, "maximum": 1}
    text = plain(
        criteria=[criterion, {"id": 3}],
        draws=0,
        seed=True,
        method="magic",
        extra=1,
        majority=None,
        settings={"detour": 0.1},
    )
    found = codes(text)
    assert {"unknown_choice", "threshold_empty", "key_missing", "wrong_type", "out_of_range"} <= set(found)
    assert "weights_unknown_key" in found
    assert len(found) > 10


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"draws": 10**400}, "out_of_range"),
        ({"majority": 7}, "bad_majority"),
        ({"method": "vikor", "normalisation": "sum"}, "unknown_choice"),
        ({"alternatives": []}, "unknown_choice"),
        ({"alternatives": {"kind": "layer", "layer": "moons"}}, "unknown_choice"),
        ({"alternatives": {"kind": "squares", "cell_m": "wide"}}, "wrong_type"),
        ({"side_by_side": ["x" * 500]}, "too_long"),
        ({"side_by_side": ["x"] * (MOST_SITES + 1)}, "too_long"),
        ({"side_by_side": ["\ud800"]}, "wrong_type"),
        ({"settings": {**json.loads(to_json(Comparison()))["settings"], "detour": 0.2}}, "setting_not_allowed"),
        ({"weights": {"kind": "direct", "direct": [["a", -1]], "members": []}}, "bad_weight"),
        ({"weights": {"kind": "direct", "direct": [["a"]], "members": []}}, "matrix_shape"),
    ],
)
def test_each_wrong_value_is_told(changes: dict[str, Any], code: str) -> None:
    assert codes(plain(**changes)) == [code]


def test_places_off_the_globe_and_rows_of_another_width_are_told() -> None:
    row = {"id": "a", "point": [200, 95], "polygons": [], "uncertainty_m": None, "cells": [1]}
    table = {"kind": "table", "name": "t", "columns": ["a", "b"], "sites": [row, {**row, "point": [1]}]}
    assert sorted(codes(plain(alternatives=table))) == ["matrix_shape"] * 3 + ["out_of_range"] * 2


def test_the_same_criterion_twice_is_told() -> None:
    one = {"id": "a", "objective": "max", "ideal": None, "value": None, "minimum": None, "maximum": None}
    assert codes(plain(criteria=[one, one])) == ["duplicate_criterion"]
    assert codes(plain(criteria=[{**one, "objective": "ideal"}])) == ["ideal_missing"]
    assert codes(plain(criteria=[{**one, "value": {"kind": "linear", "worst": 1, "best": 1}}])) == ["value_ends_equal"]


@pytest.mark.parametrize("schema", [None, 0, SCHEMA + 1, "1", True, [1]])
def test_another_schema_is_told_alone(schema: object) -> None:
    assert codes(plain(schema=schema, extra=1)) == ["comparison_schema"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[]", "comparison_schema"),
        ("[" * 100_000, "nested_too_deep"),
        ('{"schema": 1, "schema": 1}', "duplicate_id"),
        ('{"schema": 1, "majority": NaN}', "wrong_type"),
        ('{"schema": ' + "9" * 5_000 + "}", "not_json"),
    ],
)
def test_what_is_no_comparison_is_told(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_a_number_beyond_all_floats_is_no_number() -> None:
    assert codes(plain(majority=0).replace('"majority": 0', '"majority": 1e999')) == ["wrong_type"]


def test_a_link_that_would_unpack_to_gigabytes_is_refused() -> None:
    bomb = "1." + base64.urlsafe_b64encode(zlib.compress(b" " * (MOST_UNPACKED + 1), 9)).decode().rstrip("=")
    assert len(bomb) < LONGEST_LINK
    with pytest.raises(ParameterError, match="comparison_link_damaged"):
        from_link(bomb)


def test_a_cut_link_is_damaged_and_a_long_one_too_long() -> None:
    packed = to_link(Comparison())
    assert packed is not None
    with pytest.raises(ParameterError, match="comparison_link_damaged"):
        from_link(packed[:-5])
    with pytest.raises(ParameterError, match="too_long"):
        from_link("1." + "A" * LONGEST_LINK)


def test_what_is_too_much_for_a_link_has_none() -> None:
    drawn = tuple(OwnSite(f"{place}-{place**3}", (place / 7, place / 11)) for place in range(700))
    assert to_link(Comparison(Picked(drawn=drawn))) is None


def test_key_of_a_table_changes_with_a_cell() -> None:
    one = OwnTable("t", ("a",), (OwnSite("x", cells=(1.0,)),))
    other = OwnTable("t", ("a",), (OwnSite("x", cells=(2.0,)),))
    assert source_key(one) != source_key(other)
    assert source_key(one) == source_key(OwnTable("t", ("a",), (OwnSite("x", cells=(1.0,)),)))
    assert source_key(WholeLayer("towns")) != source_key(WholeLayer("parks"))
