"""Numbers as they are written, tables, and what leaves as CSV."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile_study import PAYLOADS
from ui import widgets, wording
from ui.text import LANGUAGES, Text


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (1234.5, 0, "1,234"),
        (1234.5, 1, "1,234.5"),
        (0, 0, "0"),
        (None, 0, "–"),
        (float("nan"), 2, "–"),
        (-0.5, 1, "-0.5"),
    ],
)
def test_number(value: float | None, digits: int, shown: str) -> None:
    assert wording.number(value, digits) == shown


def test_p_value_is_never_zero_nor_finer_than_the_simulations() -> None:
    assert wording.p_value(0.001, 999) == "≤ 0.0010"
    assert wording.p_value(0.01, 999) == "0.010"
    assert wording.p_value(0.0) == "< 0.0001"
    assert wording.p_value(7 / 1330) == "0.005"
    assert wording.p_value(0.0003, 9999) == "0.0003"


def test_interval_and_shares() -> None:
    assert wording.interval(None, 1.0, 2) == "–"
    assert wording.interval(0.5, 1.0, 2) == "0.50–1.00"
    assert wording.share_range(0.5, 0.5) == "50%"
    assert wording.share_range(0.5, 0.6) == "50%–60%"


def test_quotient_without_a_value_is_a_dash() -> None:
    assert wording.quotient({"value": float("nan"), "low": 0.0, "high": 1.0}) == "–"


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("en", [], ""),
        ("en", ["a"], "a"),
        ("en", ["a", "b"], "a and b"),
        ("en", ["a", "b", "c"], "a, b and c"),
        ("zh", ["甲", "乙", "丙"], "甲、乙和丙"),
    ],
)
def test_words_are_joined_as_a_sentence_lists_them(language: str, words: list[str], shown: str) -> None:
    assert wording.joined(words, Text(language)) == shown


@settings(deadline=None)  # the first call pays for imports
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n\x00")), min_size=1))
def test_no_text_cell_of_a_csv_begins_like_a_formula(texts: list[str]) -> None:
    written = widgets.csv_bytes(pd.DataFrame({"text": texts, "number": -1.5}))
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))[1:]
    assert len(rows) == len(texts)
    for (cell, figure), text in zip(rows, texts, strict=True):
        assert cell in (text, f"'{text}")
        assert cell[:1] not in ("=", "+", "-", "@", "\t")
        assert figure == "-1.5"


def test_csv_begins_with_the_mark_that_excel_reads_utf8_by() -> None:
    assert widgets.csv_bytes(pd.DataFrame({"城市": ["广州市"]})).startswith("\ufeff城市".encode())


def test_csv_of_an_empty_table_has_its_head() -> None:
    assert widgets.csv_bytes(pd.DataFrame({"a": []})).decode("utf-8-sig").split() == ["a"]


def test_table_sets_figures_flush_right_and_escapes() -> None:
    shown = widgets.table_html(["a", "b"], [("<i>", "1")], numeric=[1])
    assert "<td>&lt;i&gt;</td>" in shown
    assert '<td class="n">1</td>' in shown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_literal_leaves_no_markdown_to_read(payload: str) -> None:
    shown = widgets.literal(payload)
    assert shown.replace("\\", "").replace("\u2060", "") == payload.replace("\\", "")
    for sign in "`*_~<[($":
        assert all(shown[place - 1] == "\\" for place, character in enumerate(shown) if character == sign)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plan_has_a_title_beside_the_layers(language: str) -> None:
    assert widgets.layer_title("plan", Text(language)) == Text(language)("app.plan")
    assert widgets.layer_title("parks", Text(language))
