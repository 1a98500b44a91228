from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from briefing.sheet_cells import CELL_LIMIT, fitting_width, lines_needed, number_format, size_format, text_width
from briefing.table import Column, ColumnType, Table
from briefing.version import VERSION
from briefing.workbook import sheet_names, write_workbook
from tests.briefing.given import about
from tests.briefing.spreadsheet import Sheet, read_workbook
from ui.briefing.words import file_words
from ui.text import LANGUAGES, Text

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = file_words(Text("zh"))
COLUMNS = (
    Column("id", "编号"),
    Column("name_zh", "名称"),
    Column("area_km2", "面积", "number", unit="平方公里", digits=2),
    Column("people", "人口", "integer"),
    Column("year", "年份", "year"),
    Column("share", "比例", "percent", unit="%", digits=1),
    Column("estimated", "估算", "flag"),
    Column("day", "日期", "date"),
)
ROW = ("a", "甲园", 1 / 3, 1234567, 2018, 0.256, True, date(2018, 7, 23))


def written(folder: Path, *tables: Table, words: dict[str, str] | None = None) -> dict[str, Sheet]:
    write_workbook(folder / "b.xlsx", tables, about(), words=words or WORDS)
    return read_workbook(folder / "b.xlsx")


def part(path: Path, name: str) -> str:
    with ZipFile(path) as book:
        return book.read(name).decode()


def test_every_table_is_a_sheet_named_by_its_title_after_the_one_about_the_file(tmp_path: Path) -> None:
    sheets = written(tmp_path, Table("t", "园区", COLUMNS, (ROW,)), Table("u", "城市", COLUMNS))
    assert list(sheets) == [WORDS["about_sheet"], "园区", "城市"]


def test_numbers_stay_numbers_in_full_precision_under_a_header_with_units(tmp_path: Path) -> None:
    sheet = written(tmp_path, Table("t", "园区", COLUMNS, (ROW,)))["园区"]
    assert sheet.row(4)["C"] == "面积 (平方公里)"
    found = sheet.row(5)
    assert found["C"] == pytest.approx(1 / 3, abs=1e-15)
    assert (found["D"], found["E"], found["F"], found["G"]) == (1234567, 2018, 0.256, WORDS["yes"])
    assert found["H"] == 43304  # days since 1899-12-30


@pytest.mark.parametrize(
    ("type_", "digits", "expected"),
    [
        ("number", 2, "#,##0.00_ "),
        ("number", 0, "#,##0_ "),
        ("number", None, "[>=1000]#,##0_ ;[>=10]#,##0.00_ ;0.0000_ "),
        ("integer", None, "#,##0_ "),
        ("year", None, "0_ "),
        ("percent", 1, "0.0%_ "),
    ],
)
def test_format_shows_the_columns_digits(type_: ColumnType, digits: int | None, expected: str) -> None:
    assert number_format(Column("x", "x", type_, digits=digits)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(66396.5, "#,##0_ "), (0, "#,##0_ "), (12.5, "0.00_ "), (-0.78, "0.0000_ "), (2e-8, "0.0E+00_ ")],
)
def test_number_of_any_size_is_never_shown_as_nothing(value: float, expected: str) -> None:
    assert size_format(value) == expected


def test_header_is_frozen_filtered_and_repeated_on_landscape_a4(tmp_path: Path) -> None:
    xml = written(tmp_path, Table("t", "园区", COLUMNS, (ROW,) * 3))["园区"].xml
    assert '<pane xSplit="2" ySplit="4" topLeftCell="C5"' in xml
    assert '<autoFilter ref="A4:H7"/>' in xml
    assert 'paperSize="9" orientation="landscape"' in xml.replace('fitToHeight="0" ', "")
    assert "_xlnm.Print_Titles" in part(tmp_path / "b.xlsx", "xl/workbook.xml")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)"])
def test_what_looks_like_a_formula_is_text_for_good(text: str, tmp_path: Path) -> None:
    sheet = written(tmp_path, Table("t", "园区", COLUMNS[:2], ((text, "b"),), (text,)))["园区"]
    assert sheet.formulas == {}
    assert sheet.values["A5"].strip() == text.strip()
    styles = re.findall(r"<xf [^>]*>", part(tmp_path / "b.xlsx", "xl/styles.xml").partition("<cellXfs")[2])
    assert 'quotePrefix="1"' in styles[sheet.styles["A5"]]
    assert 'quotePrefix="1"' not in styles[sheet.styles["B5"]]


def test_html_and_controls_in_a_cell_are_plain_text(tmp_path: Path) -> None:
    sheet = written(tmp_path, Table("t", "园区", COLUMNS[:1], (("<b>园</b>\x00\x0b&{{1}}",),)))["园区"]
    assert sheet.values["A5"] == "<b>园</b>&{{1}}"


def test_text_beyond_a_cells_limit_is_cut_and_told(tmp_path: Path) -> None:
    table = Table("t", "园区", COLUMNS[:2], (("a", "长" * (CELL_LIMIT + 5)),))
    told = write_workbook(tmp_path / "b.xlsx", [table], about(), words=WORDS)
    sheets = read_workbook(tmp_path / "b.xlsx")
    assert len(sheets["园区"].values["B5"]) == CELL_LIMIT
    assert sheets["园区"].values["B5"].endswith("[…]")
    assert len(told) == 1
    assert all(part in told[0] for part in ("园区", "名称", "32,772", "5"))
    assert told[0] in sheets[WORDS["about_sheet"]].values.values()


def test_missing_values_are_empty_and_notes_stand_below(tmp_path: Path) -> None:
    sheet = written(tmp_path, Table("t", "园区", COLUMNS, ((None,) * 8,), ("一条说明",)))["园区"]
    assert sheet.row(5) == {}
    assert "一条说明" in sheet.values.values()


def test_empty_table_has_its_header(tmp_path: Path) -> None:
    assert written(tmp_path, Table("t", "园区", COLUMNS))["园区"].row(4)["A"] == "编号"


def test_file_names_study_scenario_date_version_sources_and_licences(tmp_path: Path) -> None:
    sheets = written(tmp_path, Table("t", "园区", COLUMNS, (ROW,)))
    face = "\n".join(str(value) for value in sheets[WORDS["about_sheet"]].values.values())
    core, app = part(tmp_path / "b.xlsx", "docProps/core.xml"), part(tmp_path / "b.xlsx", "docProps/app.xml")
    for known in (about().study, about().scenario, "2026-03-01", about().version, about().stamp):
        assert known in face
        assert known in core
        assert known in sheets["园区"].values["A2"]
    for text in (face, core):
        assert "公开文件" in text  # a licence
    assert "省规划院" in core + app
    assert '<dcterms:created xsi:type="dcterms:W3CDTF">2026-03-01T00:00:00Z' in core


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_workbook(tmp_path / name, [Table("t", "园区", COLUMNS, (ROW,))], about(), words=WORDS)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_sheet_names_keep_excels_rules() -> None:
    titles = ["a/b:c*[d]?\\", "'x'", "长" * 40, "长" * 40, "A", "a", "", "History"]
    names = sheet_names(titles)
    assert names[0] == "a b c d"
    assert names[1] == "x"
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[-1] == "History 2"


def test_widths_count_a_chinese_character_as_two() -> None:
    assert text_width("园区ab\nx") == 6
    assert fitting_width(["园区"]) == 7
    assert fitting_width(["长" * 30]) == 46
    assert fitting_width(["长" * 300]) == 80
    assert lines_needed("长" * 30, 21) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_both_languages_fill_their_places(language: str, tmp_path: Path) -> None:
    words = dict(file_words(Text(language)))
    assert words["about_sheet"] in written(tmp_path, Table("t", "x", COLUMNS, (ROW,)), words=words)


def test_version_is_the_newest_of_the_changelog() -> None:
    assert f"\n## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == VERSION
