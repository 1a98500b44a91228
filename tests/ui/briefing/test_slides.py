"""The slides of the built-in study: what they say, in which language, and what is left out without a result."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from analysis.clustering.settings import ClusterSettings
from analysis.layout.settings import LayoutSettings
from analysis.progress import silent
from analysis.study import Study
from briefing.slide_table import cut_table
from briefing.slides import Chart, Slide
from briefing.table import Table
from ui.briefing.about import Typed, about_study
from ui.briefing.page_tables import BEST, CONTENT, READ, page_tables
from ui.briefing.slides import deck_of
from ui.briefing.tables import Results
from ui.clustering.compute import clustered
from ui.layout.compute import laid_out
from ui.sites_job import SiteOptions, compare
from ui.text import LANGUAGES, Text

HAN = re.compile("[\u3400-\u9fff]")
CITATIONS = re.compile(r"粤府〔2018〕64号|穗府办函〔2018〕105号|五\(一\)")


@pytest.fixture(scope="module")
def results(study: Study) -> Results:
    rng = np.random.default_rng(0)
    return Results(
        study,
        cluster=clustered(study, "parks", ClusterSettings(simulations=19, position_draws=20), 0, progress=silent),
        layout=laid_out(study, LayoutSettings(), 0, progress=silent),
        sites=compare(SiteOptions(townships=True, draws=50), lambda: study, rng, silent),
    )


def slides(results: Results, language: str) -> dict[str, Slide]:
    text = Text(language)
    about = about_study(results.study, Typed(date(2026, 3, 1)), text)
    return {slide.id: slide for slide in deck_of(results, about, text).slides}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_subject_has_its_slides_with_a_headline_and_notes(results: Results, language: str) -> None:
    found = slides(results, language)
    assert list(found) == [
        "overview", "places", "clustering", "curve", "nulls", "score_clustering", "layout", "tiers", "reach",
        "score_layout", "sites", "ranking", "contributions", "safety", "gaps", "sources", "methods",
    ]  # fmt: skip
    for slide in found.values():
        assert slide.headline
        assert slide.notes
    assert "p" in found["clustering"].headline
    assert isinstance(found["curve"].figure, Chart)
    assert isinstance(found["ranking"].figure, Table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_table_is_cut_off(results: Results, language: str) -> None:
    for slide in slides(results, language).values():
        if isinstance(slide.figure, Table):
            assert not [cell for row in cut_table(slide.figure, 880, 380, 420).rows for cell in row if "…" in cell]


def test_list_of_places_has_every_park_by_number_and_every_town_by_letter(results: Results) -> None:
    table = slides(results, "zh")["places"].figure
    assert isinstance(table, Table)
    parks, towns = len(results.study.layer("parks")), len(results.study.layer("towns"))
    assert list(table.values("number"))[: parks + 1] == [*(str(place) for place in range(1, parks + 1)), "A"]
    assert len(table.rows) == parks + towns


def test_curve_is_the_observed_one_between_its_bands(results: Results) -> None:
    assert results.cluster is not None
    chart = slides(results, "en")["curve"].figure
    assert isinstance(chart, Chart)
    envelope = next(iter(results.cluster.ripley.envelopes.values()))
    assert chart.x == tuple((envelope.r_m / 1000).tolist())
    assert chart.series[0].values == tuple(((envelope.l_m - envelope.r_m) / 1000).tolist()) or np.allclose(
        np.array(chart.series[0].values, dtype=float), (envelope.l_m - envelope.r_m) / 1000
    )


def test_contributions_add_up_to_the_scores(results: Results) -> None:
    assert results.sites is not None
    chart = slides(results, "zh")["contributions"].figure
    assert isinstance(chart, Chart)
    sums = np.sum(np.array([one.values for one in chart.series], dtype=float), axis=0)
    ranking = results.sites.answer.ranking
    best = ranking.rank.sort_values(kind="stable").index[:10]
    assert np.allclose(sums, ranking.score.loc[best].to_numpy())


def test_score_components_add_up_to_the_headline(results: Results) -> None:
    slide = slides(results, "en")["score_layout"]
    assert isinstance(slide.figure, Chart)
    total = sum(value or 0.0 for value in slide.figure.series[0].values)
    assert f"{total:.0f} of 100" in slide.headline


def test_english_slides_hold_no_chinese_but_citations(results: Results) -> None:
    for slide in slides(results, "en").values():
        said = [slide.headline, *slide.bullets, *slide.caveats, *slide.notes]
        if isinstance(slide.figure, Table) and slide.id != "sources":
            said += [str(cell) for row in slide.figure.rows for cell in row]
        for words in said:
            assert not HAN.search(CITATIONS.sub("", words)), words


def test_without_results_there_are_overview_places_sources_and_methods(study: Study) -> None:
    assert list(slides(Results(study), "zh")) == ["overview", "places", "sources", "methods"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_offline_page_has_the_columns_that_a_person_reads(results: Results, language: str) -> None:
    found = {table.id: table for table in page_tables(results, Text(language))}
    assert list(found) == list(CONTENT)
    for name, wanted in READ.items():
        own = [f"name_{language}" if one == "name" else one for one in wanted]
        assert [column.id for column in found[name].columns] == own
    assert len(found["comparison"].rows) == BEST
    assert found["comparison"].notes[0] == Text(language)("briefing_deck.best_rows", best=BEST, n=1312)
