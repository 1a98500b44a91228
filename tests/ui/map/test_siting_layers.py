"""Compared sites on the map: by rank, hollow where excluded, with uncertainty circles and outlines."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.siting.alternatives import Alternatives
from analysis.siting.comparison import OwnSite, Picked
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import criteria_table
from analysis.siting.result import SiteAnswer, compare_alternatives
from analysis.siting.source import alternatives_of
from analysis.siting.surroundings import surroundings_of
from analysis.siting.thresholds import Threshold
from analysis.study import Study
from ui.map.model import MapLayer
from ui.map.siting_layers import RANK_COLOURS, SITES, TOWNSHIPS, UNRANKED, rank_colour, siting_map_layers
from ui.siting.names import names_of
from ui.text import LANGUAGES, Text

SQUARE = ((113.4, 23.1), (113.5, 23.1), (113.5, 23.2), (113.4, 23.2), (113.4, 23.1))


@pytest.fixture(scope="module")
def alternatives(study: Study) -> Alternatives:
    drawn = (OwnSite("point", (113.3, 23.1), uncertainty_m=700.0), OwnSite("area", polygons=((SQUARE,),)))
    return alternatives_of(Picked(parks=("gz-nansha",), drawn=drawn), study)


@pytest.fixture(scope="module")
def answer(study: Study, alternatives: Alternatives) -> SiteAnswer:
    table = criteria_table(alternatives, surroundings_of(study), criteria=CRITERIA, chosen=["rail_minutes"])
    worst = float(table.raw["rail_minutes"].max())
    return compare_alternatives(alternatives, table, thresholds={"rail_minutes": Threshold(maximum=worst - 1e-6)})


def by_id(layers: tuple[MapLayer, ...]) -> dict[str, MapLayer]:
    return {layer.id: layer for layer in layers}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ranked_ones_are_filled_and_excluded_ones_hollow(
    study: Study, alternatives: Alternatives, answer: SiteAnswer, language: str
) -> None:
    text = Text(language)
    layers = by_id(siting_map_layers(study, alternatives, answer, str, text))
    drawn: dict[str, Any] = {str(one["id"]): one for one in layers[SITES].features or ()}
    excluded = next(one for one, broken in zip(alternatives.ids, answer.broken, strict=True) if broken)
    assert drawn[excluded]["style"]["fill"] == "#ffffff"
    assert drawn[excluded]["style"]["stroke"] == UNRANKED
    first = answer.ranking.winners[0]
    assert drawn[first]["label"] == f"1 {first}"
    assert drawn[first]["style"]["fill"] == RANK_COLOURS[0]
    assert text("siting_page.map_unranked") in drawn[excluded]["lines"]
    assert drawn["point"]["radius_m"] == 700
    assert [one["id"] for one in layers["site-areas"].features or ()] == ["area"]


def test_without_a_comparison_all_are_hollow_and_townships_lie_beneath(
    study: Study, alternatives: Alternatives
) -> None:
    layers = by_id(siting_map_layers(study, alternatives, None, str, Text("en")))
    styles: list[Any] = [one["style"] for one in layers[SITES].features or ()]
    assert {style["fill"] for style in styles} == {"#ffffff"}
    assert layers[TOWNSHIPS].url
    assert SITES not in by_id(siting_map_layers(study, None, None, str, Text("en")))


@pytest.mark.parametrize(("count", "last"), [(1, 0), (2, 2), (5, 4), (1312, 4)])
def test_colours_go_from_the_first_rank_to_the_last(count: int, last: int) -> None:
    assert rank_colour(1, count) == RANK_COLOURS[0]
    assert rank_colour(count, count) == RANK_COLOURS[last]
    assert rank_colour(None, count) == UNRANKED


def test_names_that_occur_twice_are_told_apart_by_their_city(study: Study) -> None:
    rows = study.rows("townships")
    named: dict[str, list[str]] = {}
    for one, row in rows.items():
        named.setdefault(row["name_zh"], []).append(one)
    twice = next(ids for ids in named.values() if len({rows[one]["city"] for one in ids}) == len(ids) == 2)
    names = names_of(study, Picked(townships=tuple(twice)), Text("zh"))
    assert len(set(names.values())) == 2
    assert all(rows[one]["city"] in names[one] for one in twice)
