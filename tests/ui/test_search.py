"""Finding a place by any spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.search import find

NAMES = {
    "bay": ("滨海湾新区", "Binhai Bay New Area"),
    "lake": ("松山湖高新区", "Songshan Lake High-Tech Zone"),
    "nansha": ("南沙国际人工智能价值创新园", "Nansha International AI Value Innovation Park"),
    "hostile": ("<b>{{7*7}}</b>园", ""),
}


@pytest.mark.parametrize(
    "query", ["松山湖", "songshanhu", "SongShan Hu", "ssh", "songshan lake", "  LAKE ", "sshgxq", "湖", "high-tech"]
)
def test_chinese_pinyin_initials_and_english_find_the_lake(query: str) -> None:
    assert "lake" in find(query, NAMES)


def test_what_begins_with_the_words_comes_first() -> None:
    assert find("新区", {"holds": ("滨海湾新区",), "begins": ("新区南",)}) == ["begins", "holds"]


@pytest.mark.parametrize("query", ["", "   ", "…", "<>"])
def test_nothing_to_look_for_finds_nothing(query: str) -> None:
    assert find(query, NAMES) == []


def test_unknown_name_finds_nothing() -> None:
    assert find("beijing", NAMES) == []


def test_regular_expressions_and_templates_mean_nothing() -> None:
    assert find(".*", NAMES) == []
    assert find("{{7*7}}", NAMES) == ["hostile"]


@given(st.text(max_size=30))
def test_any_query_finds_known_keys_only_and_each_once(query: str) -> None:
    found = find(query, NAMES)
    assert set(found) <= set(NAMES)
    assert len(found) == len(set(found))


@given(st.sampled_from(sorted(NAMES)))
def test_every_place_is_found_by_its_own_chinese_name(key: str) -> None:
    assert key in find(NAMES[key][0], NAMES)
