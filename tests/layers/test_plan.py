"""A plan file is read whole, or refused with everything that is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import PlanError
from layers.plan import check_plan_cities, read_plan

BUILT_IN = Path(__file__).resolve().parents[2] / "layers" / "plan.toml"

WHOLE = """
[plan]
id = "p"
name = { zh = "规划", en = "plan" }
[document]
number = "文〔2020〕1号"
title = { zh = "通知", en = "notice" }
issuer = { zh = "政府", en = "government" }
issued = "2020-01-01"
sources = ["文〔2020〕1号"]
[[tier]]
id = "first"
name = { zh = "一级", en = "first" }
cities = ["甲市"]
clause = ""
sources = ["文〔2020〕1号"]
[[target]]
year = 2030
measure = "something_new"
name = { zh = "目标", en = "target" }
value = 3
unit = { zh = "个", en = "" }
clause = ""
sources = ["文〔2020〕1号"]
note = { zh = "", en = "" }
[[industry_group]]
id = "g"
name = { zh = "门类", en = "group" }
[[industry]]
id = "i"
name = { zh = "产业", en = "industry" }
group = "g"
"""


def problems_of(path: Path, text: str) -> set[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    return {(problem.code, problem.where.removeprefix(f"{path.name}: ")) for problem in caught.value.problems}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.toml"


@pytest.fixture
def whole() -> str:
    return WHOLE.replace('unit = { zh = "个", en = "" }', 'unit = { zh = "个", en = "sites" }')


def test_built_in_plan_has_its_tiers_targets_and_aims() -> None:
    plan = read_plan(BUILT_IN)
    assert plan.document.number == "粤府〔2018〕64号"
    assert [tier.id for tier in plan.tiers] == ["core", "key", "node"]
    assert [aim.name.zh for aim in plan.aims] == ["特色突出", "产业互补", "区域协同", "共创共享"]
    values = {(target.year, target.measure): target.value for target in plan.targets}
    assert values == {
        (2020, "clusters"): 10,
        (2020, "core_industry_100m_yuan"): 500,
        (2020, "related_industry_100m_yuan"): 3000,
        (2025, "parks"): 15,
        (2025, "ai_towns"): 10,
        (2025, "core_industry_100m_yuan"): 1500,
        (2025, "related_industry_100m_yuan"): 18000,
        (2025, "key_laboratories"): 30,
        (2030, "value_chain"): None,
    }


def test_clause_numbers_that_are_not_verified_stand_empty() -> None:
    plan = read_plan(BUILT_IN)
    assert {tier.clause for tier in plan.tiers} == {""}
    assert {target.clause for target in plan.targets} == {""}
    assert {aim.clause for aim in plan.aims} == {""}


def test_unknown_measure_is_allowed(path: Path, whole: str) -> None:
    path.write_text(whole, encoding="utf-8")
    assert [target.measure for target in read_plan(path).targets] == ["something_new"]


def test_target_without_value_sets_a_direction_and_needs_no_unit(path: Path) -> None:
    path.write_text(WHOLE.replace("value = 3\n", ""), encoding="utf-8")
    assert read_plan(path).targets[0].value is None


def test_target_with_value_needs_a_unit(path: Path) -> None:
    assert problems_of(path, WHOLE) == {("plan_empty", "target[1].unit.en")}


def test_missing_file_is_named(path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [("file_missing", "plan.toml")]


def test_folder_in_place_of_the_file_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["file_missing"]


def test_text_that_is_no_toml_is_refused_with_the_reason(path: Path) -> None:
    path.write_text("[plan", encoding="utf-8")
    with pytest.raises(PlanError, match="not_toml"):
        read_plan(path)


def test_text_that_is_not_utf8_is_refused(path: Path) -> None:
    path.write_bytes("name = '规划'".encode("gb18030"))
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert [problem.code for problem in caught.value.problems] == ["not_utf8"]


def test_byte_order_mark_is_passed_over(path: Path, whole: str) -> None:
    path.write_text(whole, encoding="utf-8-sig")
    assert read_plan(path).id == "p"


def test_empty_file_lists_every_missing_table(path: Path) -> None:
    assert {("plan_missing_key", "plan"), ("plan_missing_key", "document"), ("plan_no_tiers", "tier")} <= problems_of(
        path, ""
    )


def test_all_problems_come_at_once_with_their_place(path: Path, whole: str) -> None:
    broken = (
        whole.replace('id = "first"\n', "")
        .replace("value = 3", 'value = "three"')
        .replace("year = 2030", "year = true")
        .replace('cities = ["甲市"]', "cities = [1]")
        .replace('group = "g"', 'group = "other"')
        .replace('issued = "2020-01-01"', "issued = 2020-01-01")
        .replace('title = { zh = "通知", en = "notice" }', 'title = { zh = "通知" }')
    )
    assert problems_of(path, broken) == {
        ("plan_missing_key", "tier[1].id"),
        ("plan_wrong_type", "target[1].value"),
        ("plan_wrong_type", "target[1].year"),
        ("plan_wrong_type", "tier[1].cities"),
        ("plan_wrong_type", "document.issued"),
        ("plan_missing_key", "document.title.en"),
        ("plan_group_unknown", "industry"),
    }


def test_tier_without_cities_is_refused(path: Path, whole: str) -> None:
    assert problems_of(path, whole.replace('["甲市"]', "[]")) == {("plan_empty", "tier[1].cities")}


def test_city_in_two_tiers_and_tier_named_twice_are_refused(path: Path, whole: str) -> None:
    tier = whole[whole.index("[[tier]]") : whole.index("[[target]]")]
    assert problems_of(path, whole + tier) == {("plan_city_in_two_tiers", "tier"), ("plan_duplicate_id", "tier")}


def test_industry_named_twice_is_refused(path: Path, whole: str) -> None:
    industry = whole[whole.index("[[industry]]") :]
    assert problems_of(path, whole + industry) == {("plan_duplicate_id", "industry")}


@pytest.mark.parametrize("text", ["tier = 3", 'tier = ["a"]', "[tier]\nid = 1"])
def test_tiers_that_are_no_list_of_tables_are_refused(path: Path, text: str) -> None:
    assert ("plan_wrong_type", "tier") in problems_of(path, text)


def test_city_without_polygon_is_an_error_and_city_without_tier_a_warning(path: Path, whole: str) -> None:
    path.write_text(whole, encoding="utf-8")
    found = check_plan_cities(read_plan(path), {"乙市"})
    assert [(problem.code, problem.values["city"], problem.severity) for problem in found] == [
        ("plan_city_unknown", "甲市", "error"),
        ("plan_city_without_tier", "乙市", "warning"),
    ]


def test_plan_whose_cities_are_all_known_has_no_problem(path: Path, whole: str) -> None:
    path.write_text(whole, encoding="utf-8")
    assert check_plan_cities(read_plan(path), {"甲市"}) == []


SOUND = WHOLE.replace('unit = { zh = "个", en = "" }', 'unit = { zh = "个", en = "pieces" }')


def test_a_year_of_thousands_of_digits_is_told_whatever_its_base(path: Path) -> None:
    for year in ("9" * 4_000, "0x" + "f" * 4_000, "-1", "10000"):
        found = problems_of(path, SOUND.replace("year = 2030", f"year = {year}"))
        assert found == {("plan_wrong_type", "target[1].year")}
    assert {code for code, _ in problems_of(path, SOUND.replace("2030", "9" * 5_000))} == {"not_toml"}
    huge = SOUND.replace("value = 3", "value = 0x" + "f" * 4_000)
    assert problems_of(path, huge) == {("plan_wrong_type", "target[1].value")}


def test_control_characters_are_told_in_every_text(path: Path) -> None:
    text = SOUND.replace('id = "first"', r'id = "fi\u0000rst"').replace('["甲市"]', r'["甲\u001b市"]')
    text = text.replace('en = "target"', r'en = "tar\u0008get"')
    places = {"tier[1].id", "tier[1].cities", "target[1].name.en"}
    assert problems_of(path, text) == {("broken_characters", place) for place in places}


def test_a_text_of_a_book_s_length_and_thousands_of_entries_are_refused(path: Path) -> None:
    assert problems_of(path, SOUND.replace('"first"', f'"{"x" * 10_001}"', 1)) == {("plan_too_long", "tier[1].id")}
    target = SOUND[SOUND.index("[[target]]") : SOUND.index("[[industry_group]]")]
    assert problems_of(path, SOUND + target * 1_000) == {("plan_too_many", "target")}
