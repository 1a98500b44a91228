"""Chinese always renders: a font that holds every sign is found, or the reader is told what to install."""

from __future__ import annotations

import pytest

from analysis.errors import ParameterError
from briefing import fonts
from briefing.fonts import CHINESE_FONTS, SAMPLE, fonts_for


def test_first_family_writes_chinese() -> None:
    family = fonts_for(["园区"])[0]
    assert family in CHINESE_FONTS
    assert {ord(one) for one in SAMPLE} <= fonts._coverage(family)


def test_no_chinese_font_says_what_to_install() -> None:
    with pytest.raises(ParameterError) as caught:
        fonts_for(["园"], preferred=("No Such Font", "DejaVu Sans"))
    (problem,) = caught.value.problems
    assert problem.code == "no_chinese_font"
    assert problem.values["package"] in fonts.PACKAGES.values()


def test_character_in_no_font_is_named_and_never_a_box() -> None:
    with pytest.raises(ParameterError) as caught:
        fonts_for(["园区 \U000f1234"])  # private use
    (problem,) = caught.value.problems
    assert problem.code == "no_glyph"
    assert "U+F1234" in str(problem.values["characters"])


def test_signs_that_the_first_family_lacks_come_from_another() -> None:
    families = fonts_for(["园区 \u0d15 → ∞ ₂"]) if ord("ക") in fonts._coverage("DejaVu Sans") else fonts_for(["→ ∞ ₂"])
    held = frozenset().union(*(fonts._coverage(family) for family in families))
    assert {ord(one) for one in "→∞₂"} <= held


def test_no_text_needs_no_more_than_the_usual_families() -> None:
    assert fonts_for([]) == fonts_for(["园区 park 2025"])


def test_font_with_a_box_for_everything_is_never_taken() -> None:
    assert not any(name.startswith("Last Resort") for name in fonts._installed())
