"""The tables say what the study and its results say: known numbers, every site, both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from analysis.clustering.settings import ClusterSettings
from analysis.errors import ParameterError
from analysis.layout.settings import LayoutSettings
from analysis.progress import silent
from analysis.study import Study
from briefing.table import Table
from layers.catalog import LAYERS, layer_by_id
from layers.read import catalogue_describes, read_study
from tests.invented_study import write_invented_study
from ui.briefing.about import Typed, about_study, day
from ui.briefing.columns import KINDS, column
from ui.briefing.comparison import comparison_of
from ui.briefing.layers import layers, sites_layer
from ui.briefing.tables import FIELDS, TABLES, Results, tables
from ui.clustering.compute import clustered
from ui.layout.compute import laid_out
from ui.sites_job import SiteOptions, compare
from ui.text import LANGUAGES, Text, entries

HAN = re.compile("[\u4e00-\u9fff]")
CITED = '粤府〔2018〕64号|五\\(一\\)|[“”"].*'
"""Names of documents and words in quotes stay in the plan's own language."""

ZH, EN = Text("zh"), Text("en")


@pytest.fixture(scope="module")
def results(study: Study) -> Results:
    sites = compare(SiteOptions(townships=True, draws=20), lambda: study, np.random.default_rng(0), silent)
    few = ClusterSettings(simulations=99, position_draws=40)
    return Results(
        study,
        cluster=clustered(study, "parks", few, 0, progress=silent),
        layout=laid_out(study, LayoutSettings(permutations=199, draws=20), 0, progress=silent),
        sites=sites,
    )


@pytest.fixture(scope="module")
def made(results: Results) -> dict[str, Table]:
    return {table.id: table for table in tables(results, ZH)}


def row(table: Table, name: str, column_id: str = "name_zh") -> dict[str, object]:
    place = table.values(column_id).index(name)
    return dict(zip((one.id for one in table.columns), table.rows[place], strict=True))


def test_every_entry_becomes_a_table_with_a_documented_field_for_each_column(made: dict[str, Table]) -> None:
    assert list(made) == [*(entry.id for entry in TABLES), FIELDS]
    documented = set(zip(made[FIELDS].values("table"), made[FIELDS].values("field"), strict=True))
    others = [table for table in made.values() if table.id != FIELDS]
    assert documented == {(table.title, one.id) for table in others for one in table.columns}
    assert all(made[FIELDS].values("description"))


def test_sites_are_all_parks_and_towns_with_position_and_its_uncertainty(made: dict[str, Table], study: Study) -> None:
    sites = made["sites"]
    assert sites.values("id") == (*study.layer("parks").index, *study.layer("towns").index)
    nansha = row(sites, "南沙国际人工智能价值创新园")
    assert (nansha["lon"], nansha["lat"], nansha["position_uncertainty_m"]) == (113.485, 22.8697, 2000.0)
    assert (nansha["status"], nansha["status_name"], nansha["tier_name"]) == ("recognised", "已认定", "核心城市")
    assert nansha["plan_clause"] == "五(一)"
    assert nansha["area_km2"] is None
    assert "2018-07-23" in str(nansha["status_history"])
    assert str(nansha["sources"]).count("\n") == 3


def test_every_field_of_the_parks_layer_is_in_the_table(made: dict[str, Table]) -> None:
    columns = {one.id for one in made["sites"].columns}
    fields = {field.name.removesuffix("_en") for field in layer_by_id("parks").fields if field.name != "name_en"}
    assert fields - columns == set()


def test_cities_have_tier_people_output_with_year_and_parks(made: dict[str, Table]) -> None:
    cities = made["cities"]
    assert len(cities.rows) == 21
    assert sum(cities.values("population_2020")) == 126_012_510  # type: ignore[arg-type]  # the published total
    assert sum(cities.values("gdp_2024_100m_yuan")) == pytest.approx(141_633.81)  # type: ignore[arg-type]
    assert sum(cities.values("parks")) == 15  # type: ignore[arg-type]
    huizhou = row(cities, "惠州市")
    assert (huizhou["tier"], huizhou["parks"]) == ("key", 0)
    assert "没有点名园区" in str(huizhou["gaps"])


def test_gaps_of_towns_name_their_city_and_those_of_targets_none(made: dict[str, Table]) -> None:
    gaps = made["gaps"]
    assert row(gaps, "凤岗人工智能特色小镇", "who")["city"] == "东莞市"
    targets = [city for city, year in zip(gaps.values("city"), gaps.values("year"), strict=True) if year]
    assert targets == [None] * len(targets) != []


def test_no_table_holds_a_missing_value_as_a_word(made: dict[str, Table]) -> None:
    cells = [cell for table in made.values() for line in table.rows for cell in line]
    assert not {"nan", "None", "NaT", "<NA>"} & {cell for cell in cells if isinstance(cell, str)}


def test_layout_findings_hold_the_exact_probabilities(made: dict[str, Table]) -> None:
    found = made["layout"]
    assert list(found.values("p")[:2]) == pytest.approx([7 / 1330, 77 / 54264])
    assert "7/1330" in str(found.values("caveat")[0])


def test_every_finding_has_a_caveat_and_a_p_value_interval_or_reason(made: dict[str, Table]) -> None:
    for name in ("clustering", "layout", "aims"):
        table = made[name]
        assert all(table.values("caveat"))
        for p, null in zip(table.values("p"), table.values("null"), strict=True):
            assert (p is None) == (null is None)
    assert all(p is not None for p in made["clustering"].values("p"))


def test_components_add_up_to_the_score(made: dict[str, Table], results: Results) -> None:
    for name, found in (("score_clustering", results.cluster), ("score_layout", results.layout)):
        assert found is not None
        assert sum(made[name].values("contribution")) == pytest.approx(found.score.value)  # type: ignore[arg-type]
        assert sum(made[name].values("weight")) == pytest.approx(1)  # type: ignore[arg-type]


def test_comparison_is_ranked_and_agrees_with_the_answer(made: dict[str, Table], results: Results) -> None:
    table, sites = made["comparison"], results.sites
    assert sites is not None
    ranks = [rank for rank in table.values("rank") if rank is not None]
    assert ranks == sorted(ranks)
    assert table.values("id")[0] == sites.answer.ranking.winners[0]
    assert table.values("score")[0] == sites.answer.ranking.score.max()
    assert {f"raw_{name}" for name in sites.answer.weights} <= {one.id for one in table.columns}
    assert len(comparison_of(sites, EN).alternatives) == 1312


def test_sources_name_the_plan_and_every_layer_with_its_licence(made: dict[str, Table], study: Study) -> None:
    sources = made["sources"]
    assert sources.values("layer")[0] == "plan"
    assert set(sources.values("layer")[1:]) == set(study.layers)
    assert all(sources.values("licence")[1:])


def test_sources_of_another_study_are_not_those_of_the_built_in_one(tmp_path: Path, study: Study) -> None:
    invented = read_study(write_invented_study(tmp_path)).study
    assert catalogue_describes(study)
    assert not catalogue_describes(invented)
    for text in (ZH, EN):
        (found,) = tables(Results(invented), text, content=["sources"])
        others = {one.source.in_language(text.language) for one in LAYERS}
        assert not others & set(found.values("source"))
        assert str(found.values("source")[1]).startswith("研究文件夹中的 parks" if text is ZH else "parks")
        assert found.values("uncertainty")[0] is None
        assert set(found.values("uncertainty")[1:]) == {text("layers.not_recorded")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_the_readers_language(language: str, results: Results) -> None:
    chinese_ids = {"name_zh", "plan_clause", "sources", "status_history", "lead_firms", "source", "field"}
    for table in tables(results, Text(language)):
        assert bool(HAN.search(table.title)) == (language == "zh")
        for one in table.columns:
            assert bool(HAN.search(one.title + one.unit)) == (language == "zh") or one.id in ("id", "p")
            if language == "en" and table.id != "sources" and one.id not in chinese_ids:
                told = [re.sub(CITED, "", str(value)) for value in table.values(one.id)]
                assert [words for words in told if HAN.search(words)] == []


def test_results_that_are_not_there_leave_their_tables_out(study: Study) -> None:
    found = tables(Results(study), EN)
    assert [table.id for table in found] == ["sites", "cities", "sources", FIELDS]
    assert "score_points" not in {one.id for one in found[0].columns}


def test_content_chooses_tables_and_says_what_is_none(results: Results) -> None:
    assert [table.id for table in tables(results, EN, content=["gaps", "sites"])] == ["sites", "gaps"]
    for content, code in ((["sites", "foo"], "unknown_content"), ([], "nothing_selected")):
        with pytest.raises(ParameterError) as caught:
            tables(results, EN, content=content)
        assert [one.code for one in caught.value.problems] == [code]


def test_layers_are_parks_towns_and_cities_with_results_and_styles_of_fields_that_exist(results: Results) -> None:
    found = layers(results, ZH)
    assert [(one.id, len(one.geometries)) for one in found] == [("parks", 15), ("towns", 8), ("cities", 21)]
    for one in (*found, sites_layer(results, ZH)):
        assert one.style is not None
        assert {one.style.field, one.style.label_field} <= {column.id for column in one.table.columns}
    parks = found[0].style
    assert parks is not None
    assert set(found[0].table.values("status")) <= {entry.value for entry in parks.entries}
    scores = found[0].table.values("score_points")
    assert all(isinstance(score, float) for score in scores)


def test_every_typed_column_has_its_words() -> None:
    for name in KINDS:
        for text in (ZH, EN):
            assert column(name, text).title
            assert column(name, text).description


def test_every_column_and_its_meaning_come_in_pairs() -> None:
    names = {key.removeprefix("briefing_table.") for key in entries() if key.startswith("briefing_table.")}
    columns = {name.removeprefix("column_") for name in names if name.startswith("column_")}
    assert columns == {name.removeprefix("about_") for name in names if name.startswith("about_")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_about_names_the_baseline_and_the_stamp_unless_told_otherwise(language: str, study: Study) -> None:
    text = Text(language)
    plain = about_study(study, Typed(day("2026-03-01", "--date")), text)
    assert plain.scenario == text("briefing_file.baseline")
    assert plain.approval == text("map_page.draft")
    assert [one.layer for one in plain.sources][:2] == ["plan", "parks"]
    assert set(dict(plain.facts())) >= {text("briefing_file.study"), text("briefing_file.version")}
    typed = Typed(day("2026-03-01", "--date"), "标题", "单位", "粤S(2026)001号", "方案一")
    told = about_study(study, typed, text)
    assert (told.title, told.author, told.approval, told.scenario) == ("标题", "单位", "粤S(2026)001号", "方案一")


@pytest.mark.parametrize("given", ["", "2026-13-01", "1 March"])
def test_what_is_no_day_is_a_problem(given: str) -> None:
    with pytest.raises(ParameterError) as caught:
        day(given, "--date")
    assert [(one.code, one.where) for one in caught.value.problems] == [("bad_day", "--date")]
