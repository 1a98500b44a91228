"""Sites in words, filtered and as a table, from the built-in study. Counts are those of the plan's clause 五(一)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.study import Study
from ui.sites import (
    SITE_LAYERS,
    TABLE_COLUMNS,
    city_name,
    district_name,
    filter_sites,
    filter_values,
    industry_names,
    site_name,
    site_table,
    tier_name,
)
from ui.text import LANGUAGES, Text


@pytest.fixture(scope="module")
def empty(study: Study) -> Study:
    return replace(study, layers={}, plan=None)


def test_no_filter_lets_all_pass(study: Study) -> None:
    passed = filter_sites(study, {})
    assert [len(passed[layer_id]) for layer_id in SITE_LAYERS] == [15, 8]


def test_filters_narrow_and_join(study: Study) -> None:
    guangzhou = filter_sites(study, {"city": ["广州市"]})["parks"]
    assert guangzhou == ["gz-nansha", "gz-huangpu", "gz-panyu"]
    assert set(filter_sites(study, {"city": ["广州市"], "status": ["recognised"]})["parks"]) < set(guangzhou)
    assert len(filter_sites(study, {"tier": ["core"]})["parks"]) == 8
    assert len(filter_sites(study, {"tier": ["core", "key"]})["parks"]) == 12


def test_filter_that_nothing_passes_gives_no_site(study: Study) -> None:
    assert filter_sites(study, {"city": ["广州市"], "tier": ["node"]}) == {"parks": [], "towns": []}


def test_every_offered_value_lets_some_site_pass(study: Study) -> None:
    for name, values in filter_values(study).items():
        assert values
        for value in values:
            assert any(filter_sites(study, {name: [value]}).values()), (name, value)


def test_study_without_layers_offers_and_passes_nothing(empty: Study) -> None:
    assert filter_values(empty) == {"city": [], "tier": [], "status": [], "industry": []}
    assert filter_sites(empty, {}) == {}
    assert site_table(empty, {}, Text("zh")).empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_table_has_a_row_for_each_site_and_no_empty_word(study: Study, language: str) -> None:
    text = Text(language)
    frame = site_table(study, filter_sites(study, {}), text)
    assert len(frame) == 23
    assert list(frame.columns) == [text(f"site.column_{name}") for name in TABLE_COLUMNS]
    assert frame.index[0] == ("parks", "gz-nansha")
    words = frame[[text(f"site.column_{name}") for name in ("name", "kind", "city", "tier", "confidence")]]
    assert (words.map(len) > 0).all().all()


def test_names_are_in_the_readers_language_and_unknown_ones_stand_as_they_are(study: Study) -> None:
    assert city_name(study, "广州市", Text("en")) == "Guangzhou"
    assert city_name(study, "北京市", Text("en")) == "北京市"
    assert district_name(study, "南沙区", "广州市", Text("en")) == "Nansha District"
    assert site_name(study, "gz-nansha", Text("zh")) == "南沙国际人工智能价值创新园"
    assert site_name(study, "none", Text("zh")) == "none"
    assert tier_name(study.plan, "惠州市", Text("en")) == "key cities"
    assert tier_name(study.plan, "北京市", Text("en")) == "–"


def test_names_stand_as_they_are_without_layers(empty: Study) -> None:
    assert city_name(empty, "广州市", Text("en")) == "广州市"
    assert district_name(empty, "南沙区", "广州市", Text("en")) == "南沙区"
    assert tier_name(None, "广州市", Text("en")) == "–"
    assert industry_names({"industries": ["robots"]}, None, Text("en")) == ["robots"]
