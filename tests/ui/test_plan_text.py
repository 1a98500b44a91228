"""Probabilities, gaps and targets in words."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest

from analysis.layout.result import layout
from analysis.study import Study
from ui.plan_text import exact_probability, gap_sentence, measure_name, share_of_layouts
from ui.text import LANGUAGES, Text

HAN = re.compile("[\u4e00-\u9fff]")


def test_exact_probability_names_the_choices_counted(study: Study) -> None:
    plan = study.require_plan()
    # C(21, 3) = 1330 choices of 3 of 21 cities and C(21, 6) = 54264 of 6, of which 7 and 77 hold as many parks.
    assert exact_probability(Fraction(7, 1330), plan, "core") == "7/1330"
    assert exact_probability(Fraction(77, 54264), plan, "key") == "77/54264"
    assert exact_probability(Fraction(1), plan, "node") == "1/1"


@pytest.mark.parametrize(
    ("share", "simulations", "shown"),
    [(1.0, 999, "99.9"), (1.0, 99, "99.0"), (0.9996, 9999, "99.9"), (0.5, 999, "50.0"), (0.0, 999, "0.0")],
)
def test_share_of_layouts_claims_no_more_than_the_simulations_show(share: float, simulations: int, shown: str) -> None:
    assert share_of_layouts(share, simulations) == shown


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
