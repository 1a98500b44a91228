"""Probabilities, gaps and targets in words."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from analysis.layout.gaps import Gap
from analysis.layout.result import layout
from analysis.study import Study
from ui.plan_text import (
    closer_than,
    equal_p,
    exact_probability,
    farther_than,
    gap_sentence,
    item_name,
    measure_name,
    near_seats,
    reach_words,
)
from ui.text import LANGUAGES, Text

HAN = re.compile("[\u4e00-\u9fff]")


def test_exact_probability_names_the_choices_counted(study: Study) -> None:
    plan = study.require_plan()
    # C(21, 3) = 1330 choices of 3 of 21 cities and C(21, 6) = 54264 of 6, of which 7 and 77 hold as many parks.
    assert exact_probability(Fraction(7, 1330), plan, "core") == "7/1330"
    assert exact_probability(Fraction(77, 54264), plan, "key") == "77/54264"
    assert exact_probability(Fraction(1), plan, "node") == "1/1"


@pytest.mark.parametrize(("share", "shown"), [(1.0, "all 9999"), (0.99996, "99.9%"), (0.5, "50.0%"), (0.0, "0.0%")])
def test_only_all_layouts_are_called_all_and_a_share_is_rounded_down(share: float, shown: str) -> None:
    for null in ("land", "settlement"):
        assert shown in closer_than(null, share, 9999, Text("en"))
        assert "100" not in closer_than(null, share, 9999, Text("zh"))


def test_sites_farther_apart_than_chance_are_said_to_be_so() -> None:
    for null in ("land", "settlement"):
        assert "than 97.9% of 999" in farther_than(null, 0.9799, 999, Text("en"))
        assert "97.9% 远" in farther_than(null, 0.9799, 999, Text("zh"))


@pytest.mark.parametrize(
    ("p", "claimed", "shown"),
    [
        (0.0914, True, "若只在各市驻地 10 公里内随机，p = 0.09，证据就不足了。"),
        (0.0914, False, "若只在各市驻地 10 公里内随机，p = 0.09，同样证据不足。"),
        (0.051, True, "若只在各市驻地 10 公里内随机，p = 0.051，证据就不足了。"),
        (0.0012, True, "若只在各市驻地 10 公里内随机，p ≤ 0.002，仍比随机布局近。"),
    ],
)
def test_the_null_of_the_seats_qualifies_the_claim(p: float, claimed: bool, shown: str) -> None:
    assert near_seats(p, 499, 10_000, claimed=claimed, text=Text("zh")) == shown


def test_a_p_value_is_never_zero_nor_finer_than_the_simulations() -> None:
    assert [equal_p(p, 999) for p in (0.0004, 0.001, 0.012, 0.2)] == ["p ≤ 0.001", "p ≤ 0.001", "p = 0.012", "p = 0.20"]
    assert equal_p(0.00001) == "p < 0.0001"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_a_sentence_of_its_language(study: Study, language: str) -> None:
    plan = study.require_plan()
    gaps = layout(study, rng=np.random.default_rng(0)).gaps
    sentences = [gap_sentence(study, plan, gap, Text(language)) for gap in gaps]
    assert len(sentences) == len(set(sentences)) > 14
    for sentence in sentences:
        assert bool(HAN.search(sentence)) == (language == "zh")
        assert sentence.endswith("。" if language == "zh" else ".")
        assert "None" not in sentence
        assert "{" not in sentence


def test_huizhou_is_a_key_city_without_a_park(study: Study) -> None:
    gaps = layout(study, rng=np.random.default_rng(0)).gaps
    sentences = [gap_sentence(study, study.require_plan(), gap, Text("en")) for gap in gaps]
    assert "Huizhou is among the key cities and has no named park." in sentences


def test_measure_has_its_unit_and_an_unknown_one_its_code(study: Study) -> None:
    plan = study.require_plan()
    assert measure_name(plan, "parks", 2025, Text("zh")) == "人工智能产业园区（个）"
    assert measure_name(plan, "value_chain", 2030, Text("zh")) == "产业发展进入全球价值链高端环节"
    assert measure_name(plan, "parks", 1999, Text("zh")) == "parks"


def test_what_was_not_computed_has_a_name_and_a_site_its_own(study: Study) -> None:
    assert item_name(study, "groups", Text("zh")) == "成组"
    assert item_name(study, "reach", Text("en")) == "reach"
    assert item_name(study, "zh-usv", Text("zh")) == study.rows("parks")["zh-usv"]["name_zh"]
    assert item_name(None, "zh-usv", Text("zh")) == "zh-usv"


def test_a_platform_that_may_be_in_reach_is_told_with_its_uncertainty(study: Study) -> None:
    values = {"distance_m": 11_029.8, "limit_m": 10_000.0, "uncertainty_m": 10_000.0}
    gap = Gap("park_platform_uncertain", "gz-huangpu", values)
    sentence = gap_sentence(study, study.require_plan(), gap, Text("zh"))
    assert "平台相距 11 公里，两处位置误差合计 ±10 公里，能否在 10 公里内无法判断。" in sentence


def test_cities_without_a_way_or_people_are_named(study: Study) -> None:
    rail = layout(study, rng=np.random.default_rng(0), mode="rail")
    assert rail.reach is not None
    unknown = replace(rail, reach=replace(rail.reach, unreachable=("河源市",), without_population=("云浮市",)))
    sentences = reach_words(study, replace(unknown, without_link=("梅州市",)), Text("en"))
    for city in ("Heyuan", "Yunfu", "Meizhou"):
        assert any(city in sentence for sentence in sentences), city
