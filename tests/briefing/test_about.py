from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from analysis.errors import ParameterError
from briefing.about import FACTS, TITLE_LIMIT, Source
from briefing.plain_text import one_line, plain_text
from tests.briefing.given import about


def test_moment_is_midnight_of_the_date_in_utc() -> None:
    assert about().moment == datetime(2026, 3, 1, tzinfo=UTC)


def test_title_of_300_characters_is_refused_with_its_length() -> None:
    with pytest.raises(ParameterError) as caught:
        about(title="长" * 300, author="x" * 121)
    assert [(one.code, one.where, one.values) for one in caught.value.problems] == [
        ("text_too_long", "title", {"n": 300, "limit": TITLE_LIMIT}),
        ("text_too_long", "author", {"n": 121, "limit": TITLE_LIMIT}),
    ]


@pytest.mark.parametrize("title", ["", "  \n\t", "\x00\x1f"])
def test_empty_title_is_refused(title: str) -> None:
    with pytest.raises(ParameterError) as caught:
        about(title=title)
    assert [one.code for one in caught.value.problems] == ["empty_title"]


def test_line_ends_and_controls_are_no_part_of_a_title() -> None:
    assert about(title=" 园区\n\n总览\x00\u202e ").title == "园区 总览"


def test_html_in_a_title_stays_text() -> None:
    assert about(title="<b>园</b> & {{7*7}}").title == "<b>园</b> & {{7*7}}"


def test_approval_number_takes_the_place_of_the_stamp() -> None:
    assert about().approval == "内部工作草图 · 未经审图"
    approved = about(approval_number="粤S(2026)001号")
    assert approved.approval == "粤S(2026)001号"
    assert approved.metadata()["stamp"] is None


def test_facts_name_study_scenario_date_version_in_order() -> None:
    facts = about().facts()
    assert [label for label, _ in facts] == [name.title() for name in FACTS]
    assert dict(facts)["Date"] == "2026-03-01"
    assert "Author" not in dict(about(author="").facts())


def test_metadata_is_plain_json_with_every_source_and_licence() -> None:
    found = json.loads(json.dumps(about().metadata()))
    assert found["sources"][0]["licence"] == "公开文件"
    assert found["date"] == "2026-03-01"


def test_line_of_a_source_leaves_out_what_is_not_known() -> None:
    assert Source("a", "层", "出处", "CC BY 4.0").line == "层: 出处; CC BY 4.0"
    assert Source("a", "层", "", "").line == "层"


def test_titled_changes_the_title_only() -> None:
    assert about().titled("总览") == about(title="总览", subtitle="")


def test_plain_text_drops_what_xml_cannot_hold() -> None:
    assert plain_text("a\x0b\ud800\ufffe\r\nb\rc\u2066") == "a\nb\nc"
    assert plain_text(None) == ""
    assert one_line(" a\r\n\tb ") == "a b"
