from __future__ import annotations

import numpy as np
import pytest

from analysis.clustering.areal_result import ArealResult, ArealSettings, areal_result
from analysis.study import Study
from ui.map.unit_layers import SIGNIFICANT_COLOUR, UNDEFINED_COLOUR, Z_CLASSES, _style, unit_map_layers, z_colour
from ui.text import LANGUAGES, Text
from ui.unit_names import unit_names

COLOURS = [colour for _, colour in Z_CLASSES]


@pytest.fixture(scope="module")
def areal(study: Study) -> ArealResult:
    settings = ArealSettings(units="cities", permutations=99, stability_draws=0)
    return areal_result(study, settings=settings, rng=np.random.default_rng(1))


@pytest.mark.parametrize(
    ("z", "place"),
    [(-9, 0), (-4.1, 0), (-4, 1), (-2.1, 1), (-2, 2), (0, 2), (1.9, 2), (2, 3), (3.9, 3), (4, 4), (9, 4)],
)
def test_a_class_begins_at_its_lowest_score(z: float, place: int) -> None:
    assert z_colour(z) == COLOURS[place]


def test_a_score_that_is_not_defined_is_grey() -> None:
    assert z_colour(float("nan")) == UNDEFINED_COLOUR
    assert UNDEFINED_COLOUR not in COLOURS


def test_only_significant_units_are_outlined() -> None:
    assert _style(3.0, "hot")["stroke"] == _style(-3.0, "cold")["stroke"] == SIGNIFICANT_COLOUR
    assert "stroke" not in _style(3.0, "not_significant")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_unit_is_drawn_once_and_every_colour_is_in_the_legend(
    study: Study, areal: ArealResult, language: str
) -> None:
    text = Text(language)
    units, *background = unit_map_layers(study, areal, unit_names(study, areal, text), text)
    assert units.features is not None
    assert len(units.features) == 21
    assert {swatch["fill"] for _, swatch in units.legend} >= set(COLOURS)
    assert {layer.id for layer in background} == {"parks", "towns", "context"}
    guangzhou = units.features[list(areal.units.ids).index("440100")]
    assert guangzhou["title"] == {"zh": "广州市", "en": "Guangzhou"}[language]
