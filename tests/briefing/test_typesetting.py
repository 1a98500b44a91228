"""Lines are no wider than asked, punctuation stands where it may, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.figure import drawing
from briefing.fonts import fonts_for
from briefing.typesetting import Typesetter, pieces

TYPE = Typesetter(fonts_for(["园"]))
SENTENCES = st.text(alphabet="园区核心城市，。、（）“”AIpark 2025-", max_size=60)


@given(SENTENCES)
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


@settings(deadline=None, max_examples=40)
@given(SENTENCES, st.floats(12, 80))
def test_lines_hold_every_sign_and_fit(text: str, width_mm: float) -> None:
    with drawing():
        lines = TYPE.lines(text, width_mm, 8)
        widest = max(TYPE.width_mm(line, 8) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # A sign that must not begin a line may hang over.
    assert widest <= width_mm + 3 * 8 / 2.83


def test_no_line_begins_with_a_comma_or_ends_with_a_bracket() -> None:
    with drawing():
        lines = TYPE.lines("园区、城市，核心（重点）和节点（规划），" * 6, 23, 8)
    assert len(lines) > 3
    assert not any(line[0] in "，、）" for line in lines)
    assert not any(line[-1] == "（" for line in lines)


def test_english_breaks_between_words() -> None:
    with drawing():
        lines = TYPE.lines("Guangdong New-Generation Artificial Intelligence", 30, 9)
    assert "".join(line if line.endswith("-") else f"{line} " for line in lines).split() == [
        "Guangdong",
        "New-Generation",
        "Artificial",
        "Intelligence",
    ]


def test_word_wider_than_a_line_breaks_within() -> None:
    with drawing():
        assert len(TYPE.lines("x" * 200, 20, 8)) > 3


def test_width_grows_with_the_size_alone() -> None:
    with drawing():
        assert TYPE.width_mm("核心城市", 12) == pytest.approx(1.5 * TYPE.width_mm("核心城市", 8))
        assert TYPE.width_mm("核心", 10) == pytest.approx(2 * 10 / 72 * 25.4, rel=0.02)  # two squares


@pytest.mark.parametrize("text", ["", "\n"])
def test_empty_text_is_an_empty_line(text: str) -> None:
    with drawing():
        assert set(TYPE.lines(text, 20, 8)) == {""}
