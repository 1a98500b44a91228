"""The map as one HTML file: what is on the screen, offline, and nothing that runs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from analysis.study import Study
from layers.read import StudyReading
from tests.hostile_study import COMPUTED, PAYLOADS
from ui.briefing.about import Typed, about_study
from ui.briefing.tables import Results, tables
from ui.export import map_as_html
from ui.sites import filter_sites
from ui.text import LANGUAGES, Text


@pytest.mark.parametrize("language", LANGUAGES)
def test_export_names_plan_version_and_sources_and_loads_nothing(study: Study, language: str) -> None:
    text = Text(language)
    content = map_as_html(study, text, filter_sites(study, {}))
    assert study.plan
    for part in (study.plan.name.in_language(language), study.fingerprint, study.plan.document.number):
        assert part in content
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"?(?!\"?data:)", content)


def test_export_holds_the_filtered_sites_only(study: Study) -> None:
    content = map_as_html(study, Text("en"), filter_sites(study, {"city": ["珠海市"]}))
    assert "Zhuhai Smart Industry Park" in content
    assert "Nansha International" not in content


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_study_leaves_no_payload_alive(hostile: StudyReading, language: str) -> None:
    content = map_as_html(hostile.study, Text(language), filter_sites(hostile.study, {}))
    assert COMPUTED not in content
    for payload in PAYLOADS:
        if set(payload) & set("<{`$"):
            assert payload not in content


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_a_briefing_holds_tables_with_anchors_and_says_what_it_is(study: Study, language: str) -> None:
    text = Text(language)
    about = about_study(study, Typed(date(2026, 3, 1), author="<b>省规划院"), text)
    made = tables(Results(study), text, content=("sites", "sources"))
    content = map_as_html(study, text, filter_sites(study, {}), about=about, tables=made)
    for place, table in enumerate(made, start=1):
        assert f'href="#table-{place}">{table.title}<' in content
        section = content.split(f'<section class="data" id="table-{place}">')[1].split("</section>")[0]
        assert section.count("<tr>") == len(table.rows) + 1
    for part in ("2026-03-01", about.version, about.scenario, about.stamp, "&#60;b&#62;省规划院"):
        assert part in content
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"?(?!\"?data:)", content)


def test_hostile_tables_leave_no_payload_alive(hostile: StudyReading) -> None:
    text = Text("zh")
    made = tables(Results(hostile.study), text)
    content = map_as_html(hostile.study, text, filter_sites(hostile.study, {}), tables=made)
    assert COMPUTED not in content
    for payload in PAYLOADS:
        if set(payload) & set("<{`$"):
            assert payload not in content


def test_study_without_layers_or_plan_is_an_empty_map(study: Study) -> None:
    content = map_as_html(replace(study, layers={}, plan=None), Text("zh"), {})
    assert "<html" in content
