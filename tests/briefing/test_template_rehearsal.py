"""A template is rehearsed: what would break the making of a deck is told before it is made."""

from __future__ import annotations

import pytest

from analysis.errors import UnreadableError
from briefing.template_rehearsal import rehearse
from tests.briefing.deck_parts import saved
from tests.briefing.templates import MASTER, template, with_part, with_parts

GOOD = saved(template())


def test_sound_template_passes() -> None:
    rehearse(GOOD, "t.pptx")


@pytest.mark.parametrize("size", [b'"x"', b'"-4400"', b'"0"'])
def test_size_of_a_title_that_is_none_is_refused(size: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        rehearse(with_part(GOOD, MASTER, (rb'sz="4400"', b"sz=" + size)), "t.pptx")
    assert [(one.code, one.where) for one in caught.value.problems] == [("template_not_pptx", "t.pptx")]


def test_problem_of_the_template_itself_is_kept() -> None:
    with pytest.raises(UnreadableError) as caught:
        rehearse(with_parts(GOOD, {"ppt/vbaProject.bin": b"x"}), "t.pptx")
    assert caught.value.problems[0].code == "template_macros"
