"""What stands beside the map of a study."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.read import read_study
from ui.overview_words import area_words
from ui.text import LANGUAGES, Text


def test_the_areas_that_are_published_are_summed() -> None:
    assert area_words(read_study().study, Text("zh"))[0].startswith("已公布面积的园区合计")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_area_is_claimed_where_none_is_published(language: str) -> None:
    study, text = read_study().study, Text(language)
    parks = study.layer("parks").assign(area_km2=float("nan"))
    bare = replace(study, layers={**study.layers, "parks": parks})
    assert area_words(bare, text) == (text("map_page.areas_unknown"),)
