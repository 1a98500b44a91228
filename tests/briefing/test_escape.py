"""The gate: what it takes out, what it leaves, and that its result reads as the input did."""

import html
import json
import math
import re
import unicodedata

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template
from markupsafe import Markup
from shapely.geometry import GeometryCollection, MultiPolygon, Point, Polygon, box

from analysis.errors import LayerError
from briefing.escape import safe_features, safe_text
from tests.briefing.hostile import HOSTILE, shown

ANY_TEXT = st.text(st.characters(), max_size=60)
"""All of Unicode with lone surrogates."""


def _line_to(value: float) -> shapely.LineString:
    with np.errstate(invalid="ignore"):  # GEOS looks at every number of a new line
        return shapely.LineString([(113, 23), (value, 23)])


@given(ANY_TEXT)
def test_nothing_dangerous_leaves_the_gate(text: str) -> None:
    safe = safe_text(text)
    assert not set(safe) & set("<>\"'{}`$\\\n\r\t\x00\u2028\u2029\u202e")
    assert re.sub(r"&#\d+;", "", safe).count("&") == 0


@given(ANY_TEXT)
def test_a_short_text_reads_as_before_without_its_control_characters(text: str) -> None:
    kept = "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    kept = re.sub("[\u202a-\u202e\u2066-\u2069]", "", kept)
    assert html.unescape(safe_text(text)) == kept


@given(ANY_TEXT, st.integers(1, 30))
def test_a_text_is_cut_to_the_limit_and_never_in_an_entity(text: str, limit: int) -> None:
    whole, cut = (html.unescape(safe_text(text, limit=n)) for n in (1000, limit))
    assert cut == (whole if len(whole) <= limit else whole[: limit - 1] + "…")


@given(ANY_TEXT)
def test_jinja_finds_nothing_to_run_in_a_safe_text(text: str) -> None:
    safe = safe_text(text)
    assert Template(safe).render() == safe


@given(ANY_TEXT)
def test_a_safe_text_can_be_written_as_utf8(text: str) -> None:
    assert safe_text(text).encode().decode() == safe_text(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_read_as_they_were(text: str) -> None:
    assert html.unescape(safe_text(text, limit=10_000)) == shown(text)


def test_none_is_the_empty_text_and_a_number_its_digits() -> None:
    assert safe_text(None) == ""
    assert safe_text(0) == "0"


def test_chinese_and_emoji_pass_unchanged() -> None:
    assert safe_text("粤府〔2018〕64号 👩‍💻") == "粤府〔2018〕64号 👩‍💻"


def test_text_that_calls_itself_markup_is_escaped_all_the_same() -> None:
    assert safe_text(Markup("<b>")) == "&#60;b&#62;"
    assert type(safe_text(Markup("b"))) is str


def test_only_the_text_of_an_object_is_asked_for() -> None:
    class Canary:
        def __str__(self) -> str:
            return "{{x}}"

        def __html__(self) -> str:
            raise AssertionError("asked for HTML")

        def __format__(self, _: str) -> str:
            raise AssertionError("formatted")

    assert safe_text(Canary()) == "&#123;&#123;x&#125;&#125;"


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="limit is 0"):
        safe_text("a", limit=0)


def test_features_hold_geometry_and_our_fields_and_nothing_else() -> None:
    data = safe_features([Point(113.1234567, 23.0, 12.0)], {"label": ["<b>"], "place": [0]}, where="parks")
    assert data == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": (113.12346, 23.0)},
                "properties": {"label": "&#60;b&#62;", "place": 0},
            }
        ],
    }


def test_no_geometry_gives_no_feature() -> None:
    assert safe_features([], {"label": []}, where="parks") == {"type": "FeatureCollection", "features": []}


def test_numbers_stay_numbers_and_those_without_a_value_become_null() -> None:
    values = [1, 2.5, True, math.nan, math.inf, np.int64(3), np.float64(0.5), np.bool_(False), None]
    data = safe_features([Point(113, 23)] * len(values), {"value": values}, where="parks")
    found = [feature["properties"]["value"] for feature in data["features"]]
    assert found == [1, 2.5, True, None, None, 3, 0.5, False, ""]
    json.dumps(data, allow_nan=False)


@pytest.mark.parametrize(
    "name", [*HOSTILE, "", "Name", "名称", "a-b", "_a", "__proto__", "a" * 33, "style", "highlight", "a\n"]
)
def test_a_field_name_that_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a field name"):
        safe_features([Point(113, 23)], {name: [1]}, where="parks")


def test_a_field_needs_one_value_for_each_geometry() -> None:
    with pytest.raises(ValueError, match="label has 2 values for 1"):
        safe_features([Point(113, 23)], {"label": ["a", "b"]}, where="parks")


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "geometry_missing"),
        (Point(), "geometry_missing"),
        (GeometryCollection([Point(113, 23)]), "geometry_type"),
        (shapely.LinearRing([(0, 0), (1, 0), (1, 1)]), "geometry_type"),
        (_line_to(math.nan), "coordinates_not_finite"),
        (_line_to(math.inf), "coordinates_not_finite"),
        (Point(23, 113), "coordinates_swapped"),
        (Point(38_500_000, 2_500_000), "coordinates_not_degrees"),
        (Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "geometry_invalid"),
    ],
)
def test_a_geometry_that_cannot_be_drawn_is_named(geometry: shapely.Geometry | None, code: str) -> None:
    with pytest.raises(LayerError) as caught:
        safe_features([Point(113, 23), geometry], {}, where="parks")
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [(code, "parks, 2")]


def test_all_bad_geometries_are_named_at_once() -> None:
    with pytest.raises(LayerError) as caught:
        safe_features([None, Point(113, 23), Point(23, 113)], {}, where="towns")
    assert [problem.where for problem in caught.value.problems] == ["towns, 1", "towns, 3"]


def test_only_the_types_asked_for_pass() -> None:
    area = MultiPolygon([box(112, 22, 113, 23)])
    assert safe_features([area], {}, where="a", types=("MultiPolygon",))["features"]
    with pytest.raises(LayerError, match="geometry_type"):
        safe_features([area], {}, where="a", types=("Point",))
