"""The sheets of the built-in study and of others: complete, in one language, readable in grey, on every paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely

from analysis.clustering.areal_result import ArealResult, ArealSettings, areal_result
from analysis.clustering.result import ClusterResult, cluster
from analysis.clustering.settings import ClusterSettings
from analysis.errors import ParameterError
from analysis.layout.result import LayoutResult, layout
from analysis.progress import silent
from analysis.study import Study
from briefing.about import FACTS, About
from briefing.figure import drawing, pdf_bytes, svg_bytes, texts_of
from briefing.fonts import fonts_for
from briefing.frame import framed
from briefing.inset import enlarged_box
from briefing.labels import place_labels
from briefing.paper import PAPERS, Paper, paper
from briefing.sheet import Sheet
from briefing.style import STATUS_COLOURS
from briefing.typesetting import Typesetter
from layers.read import StudyReading, read_study
from tests.invented_study import write_invented_study
from ui.briefing.deck import SLIDE_PAPER, legible
from ui.briefing.map_comparison import SCORE_COLOURS, fifths
from ui.briefing.map_ground import tier_marks, tier_tags
from ui.briefing.map_sites import STATUS_SHAPES, numbers, status_mark, town_mark
from ui.briefing.maps import MAPS, MapResults, atlas, sheet_for
from ui.sites_job import SiteOptions, compare
from ui.text import LANGUAGES, Text, entries

A4 = paper("A4")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"[a-z]+_[a-z]+")


def about(study: Study, text: Text) -> About:
    return About(
        title=text("export.title", plan=study.plan.name.in_language(text.language) if study.plan else study.id),
        subtitle="",
        study=study.id,
        fingerprint=study.fingerprint,
        scenario="",
        date=date(2026, 3, 1),
        version="0.1.0",
        language=text.language,
        author="",
        approval_number=None,
        stamp=text("map_page.draft"),
        sources=(),
        crs=study.crs.name,
        labels=dict.fromkeys((*FACTS, "sources"), ""),
    )


@pytest.fixture(scope="module")
def clustering(study: Study) -> ClusterResult:
    return cluster(study, rng=np.random.default_rng(0), settings=ClusterSettings(simulations=39, position_draws=20))


@pytest.fixture(scope="module")
def hotspots(study: Study) -> ArealResult:
    settings = ArealSettings(permutations=99, stability_draws=0)
    return areal_result(study, rng=np.random.default_rng(0), settings=settings)


@pytest.fixture(scope="module")
def laid_out(study: Study) -> LayoutResult:
    return layout(study, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def results(study: Study, clustering: ClusterResult, hotspots: ArealResult, laid_out: LayoutResult) -> MapResults:
    found = compare(SiteOptions(cell_m=20_000.0, draws=10), lambda: study, np.random.default_rng(0), silent)
    return MapResults(clustering, hotspots, laid_out, found.answer, found.robustness.safety)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return read_study(write_invented_study(tmp_path_factory.mktemp("invented"))).study


def sheet(study: Study, results: MapResults, map_id: str, language: str = "zh", one: Paper = A4) -> Sheet:
    text = Text(language)
    return sheet_for(map_id, study, results, about(study, text), text, one)


def names_of_data(study: Study) -> set[str]:
    """Return the names that have no English: they stand in Chinese on an English sheet."""
    found: set[str] = set()
    for layer_id in study.layers:
        if "name_zh" in study.layer(layer_id):
            found |= {str(row["name_zh"]) for row in study.rows(layer_id).values()}
    return found


@pytest.mark.parametrize("map_id", MAPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_map_draws_in_both_languages(study: Study, results: MapResults, map_id: str, language: str) -> None:
    assert b"<svg" in svg_bytes(sheet(study, results, map_id, language))


@pytest.mark.parametrize("one", PAPERS, ids=lambda one: one.id)
def test_overview_draws_on_every_paper_and_drops_nothing(study: Study, results: MapResults, one: Paper) -> None:
    for language in LANGUAGES:
        content = svg_bytes(sheet(study, results, "overview", language, one)).decode()
        more = Text(language)("briefing_map.more", n="0").partition("0")[2]
        assert more not in content
        for row in study.rows("parks").values():
            first = Text(language).choose(row, "name").split()[0]
            assert first in content


@pytest.mark.parametrize("map_id", MAPS)
def test_chinese_sheet_shows_no_code(study: Study, results: MapResults, map_id: str) -> None:
    assert [one for one in texts_of(sheet(study, results, map_id)) if CODE.search(one)] == []


@pytest.mark.parametrize("map_id", MAPS)
def test_english_sheet_has_no_chinese_words_of_its_own(study: Study, results: MapResults, map_id: str) -> None:
    document = study.require_plan().document.number
    shown = [one.replace(document, "") for one in texts_of(sheet(study, results, map_id, "en"))]
    assert [one for one in shown if CHINESE.search(one)] == []


@pytest.mark.parametrize("map_id", MAPS)
def test_map_of_a_slide_keeps_legend_and_stamp_and_leaves_lists_and_sources_to_other_slides(
    study: Study, results: MapResults, map_id: str
) -> None:
    whole = sheet(study, results, map_id, one=SLIDE_PAPER)
    shown = legible(whole)
    legend = [entry for block in whole.blocks for entry in block.entries]
    assert [entry for block in shown.blocks for entry in block.entries] == legend != []
    assert not any(block.items or block.paragraphs for block in shown.blocks)
    assert (shown.about.stamp, shown.about.sources) == (whole.about.stamp, ())
    assert shown.about.title == whole.about.subtitle


def test_font_writes_every_character_of_the_catalogue_and_the_layers(study: Study) -> None:
    words = [words for texts in entries().values() for words in texts.values()]
    words += names_of_data(study)
    for layer_id in ("parks", "towns", "platforms"):
        words += [str(value) for row in study.rows(layer_id).values() for value in row.values()]
    assert fonts_for(words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", PAPERS, ids=lambda one: one.id)
def test_every_park_and_every_city_is_named_on_the_overview(
    study: Study, results: MapResults, language: str, one: Paper
) -> None:
    made = sheet(study, results, "overview", language, one)
    kind = Typesetter(fonts_for(texts_of(made)))
    box = (10.0, 30.0, 0.72 * one.width_mm if one.landscape else one.width_mm - 10, one.height_mm * 0.86)
    if not one.landscape:
        box = (box[0], box[3] - (box[2] - box[0]) / 1.28, box[2], box[3])
    with drawing():
        frame, room = enlarged_box(made, box)
        assert room is not None
        assert made.enlarged is not None
        inset = framed(room, made.enlarged.bounds)
        placed = place_labels(made.labels, frame, kind, taken=[room], type_scale=one.type_scale)
        near = place_labels(made.labels, inset, kind, taken=[], type_scale=one.type_scale)
    shown = {found.label.text for found in (*placed, *near)}
    cities = {label.text for label in made.labels if label.look == "area"}
    parks = {label.text for label in made.labels if label.priority == 80.0}
    assert len(parks) == 15
    assert len(cities) == 21
    assert parks | cities <= shown


def test_circles_are_true_to_scale(study: Study, results: MapResults) -> None:
    made = sheet(study, results, "overview")
    rings = next(layer for layer in made.layers if layer.id == "parks-rings")
    for shape, row in zip(rings.geometries, study.rows("parks").values(), strict=True):
        assert np.sqrt(shape.area / np.pi) == pytest.approx(row["position_uncertainty_m"], rel=0.01)


def test_park_without_outline_is_a_point_and_never_a_polygon(study: Study, results: MapResults) -> None:
    made = sheet(study, results, "overview")
    parks = next(layer for layer in made.layers if layer.id == "parks")
    assert parks.kind == "point"
    assert {shape.geom_type for shape in parks.geometries} == {"Point"}


def test_default_title_names_the_map_and_a_typed_one_stays(study: Study, results: MapResults) -> None:
    text = Text("zh")
    assert sheet(study, results, "layout").about.title.endswith("布局图")
    typed = sheet_for("layout", study, results, about(study, text).titled("市长汇报"), text, A4)
    assert typed.about.title == "市长汇报"
    assert "布局图" in typed.about.subtitle


def test_unknown_map_is_refused(study: Study) -> None:
    with pytest.raises(ParameterError, match="unknown_choice"):
        sheet(study, MapResults(), "weather")


@pytest.mark.parametrize("map_id", MAPS[1:])
def test_map_without_its_result_is_refused(study: Study, map_id: str) -> None:
    with pytest.raises(ValueError, match="needs its result"):
        sheet(study, MapResults(), map_id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_atlas_has_a_page_for_each_park_and_each_city(study: Study, results: MapResults, language: str) -> None:
    text = Text(language)
    pages = list(atlas(study, results, about(study, text), text, A4))
    assert len(pages) == 15 + 21
    assert len({page.id for page in pages}) == 36
    facts = [dict(page.blocks[0].facts) for page in pages[:15]]
    assert all(text("briefing_map.fact_status") in one and text("briefing_map.fact_position") in one for one in facts)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf_bytes([pages[0], pages[20]]))) == 2


def test_atlas_of_a_park_shows_the_whole_circle(study: Study, results: MapResults) -> None:
    text = Text("zh")
    for page in list(atlas(study, results, about(study, text), text, A4))[:15]:
        chosen = next(layer for layer in page.layers if layer.id == "chosen")
        assert shapely.box(*page.bounds).contains(chosen.geometries[0])


def test_invented_study_of_four_tiers_draws_every_map(invented: Study) -> None:
    rng = np.random.default_rng(0)
    found = MapResults(
        cluster(invented, rng=rng, settings=ClusterSettings(simulations=19, position_draws=5)),
        None,
        layout(invented, rng=rng),
    )
    for map_id in MAPS[:3]:
        assert svg_bytes(sheet(invented, found, map_id, "en"))
    assert len(tier_tags(invented, Text("en"))) == 4
    assert pdf_bytes(list(atlas(invented, found, about(invented, Text("en")), Text("en"), A4)))


def test_study_without_layers_or_plan_is_an_empty_map(study: Study) -> None:
    bare = replace(study, layers={}, plan=None)
    assert svg_bytes(sheet(bare, MapResults(), "overview"))


def test_hostile_study_draws_as_plain_text(hostile_study: Study) -> None:
    content = svg_bytes(sheet(hostile_study, MapResults(), "overview")).decode()
    assert "<script" not in content
    assert "<img" not in content


@pytest.fixture(scope="module")
def hostile_study(hostile: StudyReading) -> Study:
    return hostile.study


def test_excluded_alternatives_are_of_no_class_and_the_rest_fall_into_fifths(results: MapResults) -> None:
    assert results.sites is not None
    classes = fifths(results.sites)
    compared = classes[classes >= 0]
    assert len(compared) == len(results.sites.ranking.score)
    counts = np.bincount(compared, minlength=5)
    assert counts.max() - counts.min() <= 2


# What a reader without colour sees.


def lightness(colour: str) -> float:
    """Return CIE L*, 0 to 100, of an sRGB colour (IEC 61966-2-1; CIE 15:2018)."""
    luminance = float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))
    return 116 * np.cbrt(luminance) - 16 if luminance > 0.008856 else 903.3 * luminance


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.clip(matrix @ rgb, 1e-6, None) / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def deuteranope(colour: str) -> np.ndarray:
    """Return what a deuteranope sees (Machado, Oliveira and Fernandes 2009, table 1, severity 1.0)."""
    matrix = np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    )
    return lab(np.clip(matrix @ linear(colour), 0, 1))


def test_tiers_differ_in_grey(study: Study) -> None:
    marks = list(tier_marks(study).values())
    assert all(lightness(upper.fill) < lightness(lower.fill) - 8 for upper, lower in pairwise(marks))


def test_highest_tier_is_hatched_and_every_tier_has_its_word(study: Study) -> None:
    marks = list(tier_marks(study).values())
    assert marks[0].hatch
    for language in LANGUAGES:
        tags = tier_tags(study, Text(language))
        assert len(set(tags.values())) == len(marks)


def test_statuses_differ_by_shape() -> None:
    shapes = [status_mark(status).shape for status in STATUS_SHAPES]
    assert len(set(shapes)) == len(shapes)
    assert set(STATUS_SHAPES) == set(STATUS_COLOURS)


def test_statuses_differ_for_a_deuteranope() -> None:
    for one, other in combinations(STATUS_COLOURS.values(), 2):
        assert np.linalg.norm(deuteranope(one) - deuteranope(other)) > 12


def test_towns_differ_from_parks_by_shape() -> None:
    assert town_mark("ai_town").shape not in STATUS_SHAPES.values()
    assert town_mark("ai_town").fill != town_mark("related_town").fill


def test_scores_darken_from_worst_to_best_in_grey_and_for_a_deuteranope() -> None:
    for worse, better in pairwise(SCORE_COLOURS):
        assert lightness(better) < lightness(worse) - 8
        assert deuteranope(better)[0] < deuteranope(worse)[0] - 8


def test_numbers_of_sites_are_unique(study: Study) -> None:
    found = list(numbers(study).values())
    assert len(set(found)) == len(found)
