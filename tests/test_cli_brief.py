"""`brief` keeps its contract: a file of the kind that its suffix names, what was written as JSON, clear refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest

from analysis.progress import silent
from analysis.siting.comparison import Comparison, CriterionChoice, Picked
from analysis.siting.comparison_json import to_json
from analysis.siting.value import Linear
from layers.read import read_study
from tests.briefing.deck_parts import saved
from tests.briefing.spreadsheet import read_workbook
from tests.briefing.templates import MASTER, linked_picture, template, with_part, with_parts
from tests.hostile_study import write_hostile_study
from tests.invented_study import write_invented_study
from ui.briefing.comparison_file import compare_kept
from ui.briefing.words import file_words
from ui.text import Text

Run = Callable[..., tuple[int, str, str]]
DAY = ("--date", "2026-03-01")
KEYS = {"path", "bytes", "pages", "notes", "beside"}


def test_json_tells_path_bytes_and_pages(as_json: Callable[..., Any], tmp_path: Path) -> None:
    content = as_json("brief", "--out", tmp_path / "b.xlsx", *DAY)
    assert set(content) >= KEYS
    assert content["bytes"] == (tmp_path / "b.xlsx").stat().st_size
    assert content["path"] == str(tmp_path / "b.xlsx")
    assert content["pages"] == len(read_workbook(tmp_path / "b.xlsx"))


def test_workbook_follows_the_weights_file_and_holds_the_townships(run: Run, tmp_path: Path) -> None:
    weights = tmp_path / "w.toml"
    weights.write_text("[criteria.platform_m]\nweight = 3\n[criteria.people_60min]\nweight = 1\n", encoding="utf-8")
    status, out, _ = run("brief", "--out", tmp_path / "b.xlsx", "--townships", "--weights", weights, *DAY)
    assert status == 0
    assert f"{len(read_workbook(tmp_path / 'b.xlsx'))} 张工作表" in out.replace("\n", "")
    sheet = read_workbook(tmp_path / "b.xlsx")["选址比选"]
    row = int(sheet.find(file_words(Text("zh"))["weight"])[1:])
    assert [value for column, value in sheet.row(row).items() if column != "A"] == [75, 25]
    assert sum(address.startswith("C") for address in sheet.formulas) == 1312


@pytest.mark.parametrize(("content", "there"), [((), True), (("--content", "sites,sources"), False)])
def test_workbook_compares_the_townships_as_the_deck_does_unless_other_tables_are_asked_for(
    content: tuple[str, ...], there: bool, run: Run, tmp_path: Path
) -> None:
    assert run("brief", "--out", tmp_path / "b.xlsx", *content, *DAY)[0] == 0
    assert ("选址比选" in read_workbook(tmp_path / "b.xlsx")) is there


def test_kept_comparison_gives_the_pages_numbers_with_its_value_functions(run: Run, tmp_path: Path) -> None:
    townships = ("440305007", "440305002", "440309006")
    criteria = (
        CriterionChoice("platform_m", "min", value=Linear(20_000, 0)),
        CriterionChoice("people_60min"),
        CriterionChoice("airport_m", "ideal", ideal=20_000.0),
    )
    kept = Comparison(alternatives=Picked(townships=townships), criteria=criteria, draws=20)
    (tmp_path / "c.json").write_text(to_json(kept), encoding="utf-8")
    status, _, _ = run("brief", "--out", tmp_path / "b.xlsx", "--comparison", tmp_path / "c.json", *DAY)
    assert status == 0
    sheet = read_workbook(tmp_path / "b.xlsx")["选址比选"]
    expected = compare_kept(kept, read_study().study, silent).answer.ranking
    for one in townships:
        row = int(sheet.find(one)[1:])
        assert sheet.compute(f"C{row}") == pytest.approx(expected.score[one], abs=1e-9)
        assert sheet.compute(f"D{row}") == expected.rank[one]


@pytest.mark.parametrize("content", ["{}", "not JSON", None])
def test_comparison_that_is_none_is_a_message(content: str | None, run: Run, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "c.json").write_text(content, encoding="utf-8")
    status, _, err = run("brief", "--out", tmp_path / "b.xlsx", "--comparison", tmp_path / "c.json")
    assert status == (2 if content is None else 1)
    assert "c.json" in err
    assert not (tmp_path / "b.xlsx").exists()


@pytest.mark.parametrize("suffix", [".geojson", ".csv", ".svg"])
def test_same_input_gives_the_same_bytes(suffix: str, run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("brief", "--out", tmp_path / f"{name}{suffix}", *DAY)[0] == 0
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_day_comes_from_the_environment_unless_it_is_given(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")
    run("brief", "--out", tmp_path / "b.geojson")
    assert json.loads((tmp_path / "b.geojson").read_text("utf-8"))["about"]["date"] == "2026-03-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    status, _, err = run("--lang", "en", "brief", "--out", tmp_path / "b.geojson")
    assert status == 2
    assert "SOURCE_DATE_EPOCH" in err


def test_what_is_typed_stands_in_the_file(run: Run, tmp_path: Path) -> None:
    typed = ("--title", "<b>标题</b>", "--author", "规划院", "--approval-number", "粤S(2026)001号")
    assert run("--lang", "en", "brief", "--out", tmp_path / "b.geojson", *typed, *DAY)[0] == 0
    about = json.loads((tmp_path / "b.geojson").read_text("utf-8"))["about"]
    assert (about["title"], about["author"], about["approval_number"]) == ("<b>标题</b>", "规划院", "粤S(2026)001号")
    assert about["stamp"] is None
    assert about["language"] == "en"


def test_several_maps_make_the_pages_of_a_pdf(as_json: Callable[..., Any], tmp_path: Path) -> None:
    content = as_json("brief", "--out", tmp_path / "b.pdf", "--map", "overview,layout", "--portrait", *DAY)
    assert content["pages"] == 2
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")


def test_atlas_has_a_page_for_each_park_and_city_of_any_study(as_json: Callable[..., Any], tmp_path: Path) -> None:
    folder = write_invented_study(tmp_path / "study")
    found = as_json("--study", folder, "brief", "--out", tmp_path / "b.pdf", "--map", "atlas", *DAY)
    parks = json.loads((folder / "parks.geojson").read_text("utf-8"))["features"]
    cities = json.loads((folder / "layers/cities.geojson").read_text("utf-8"))["features"]
    assert found["pages"] == len(parks) + len(cities)


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (("--out", "b.doc"), 2, ".gpkg"),
        (("--out", "b"), 2, ".gpkg"),
        (("--out", "no/such/b.csv"), 2, "folder"),
        (("--out", "."), 2, "."),
        (("--out", "b.xlsx", "--content", ","), 1, "--content: Nothing is selected"),
        (("--out", "b.xlsx", "--content", "sites,foo"), 2, "--content: There is no part called “foo”"),
        (("--out", "b.png", "--map", ","), 1, "Nothing is selected"),
        (("--out", "b.png", "--map", "overview,layout"), 2, ".pdf"),
        (("--out", "b.png", "--map", "foo"), 2, "overview"),
        (("--out", "b.svg", "--map", "atlas"), 2, ".pdf"),
        (("--out", "b.png", "--paper", "A5"), 2, "A3"),
        (("--out", "b.png", "--dpi", "9"), 2, "36"),
        (("--out", "b.csv", "--date", "soon"), 2, "soon"),
        (("--out", "b.csv", "--title", "x" * 300), 1, "300"),
        (("--out", "b.csv", "--townships", "--alternatives", "a.csv"), 2, "--townships"),
    ],
)
def test_bad_input_is_one_clear_message_and_no_file(
    arguments: tuple[str, ...], status: int, word: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = run("--lang", "en", "brief", *arguments)
    assert (found, out) == (status, "")
    assert word in err
    assert list(tmp_path.iterdir()) == []


def test_suffix_is_refused_before_anything_is_computed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def computed(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("ui.brief_job.clustered", computed)
    assert run("brief", "--out", tmp_path / "b.doc")[0] == 2


def test_words_without_json_name_the_file_and_what_was_cut(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("--lang", "en", "brief", "--out", tmp_path / "b.zip", *DAY)
    assert status == 0
    assert str(tmp_path / "b.zip") in out
    assert "full_texts.csv" in out


@pytest.mark.parametrize("suffix", [".xlsx", ".gpkg", ".geojson", ".zip"])
def test_another_study_is_briefed_alike(suffix: str, run: Run, tmp_path: Path) -> None:
    folder = write_invented_study(tmp_path / "study")
    status, _, err = run("--study", folder, "--lang", "en", "brief", "--out", tmp_path / f"b{suffix}", *DAY)
    assert (status, "Traceback" in err) == (0, False)
    if suffix == ".gpkg":
        assert len(geopandas.read_file(tmp_path / "b.gpkg", layer="parks")) == 5


def test_hostile_study_is_written_as_text(run: Run, tmp_path: Path) -> None:
    folder = write_hostile_study(tmp_path / "study")
    for suffix in (".xlsx", ".csv", ".kml", ".gpkg", ".zip"):
        assert run("--study", folder, "brief", "--out", tmp_path / f"b{suffix}", *DAY)[0] == 0
    sheets = read_workbook(tmp_path / "b.xlsx")
    computing = sheets.pop("选址比选").formulas.values()  # its own formulas, and none that a name brought in
    assert not any(formula.startswith("1+1") for formula in computing)
    assert not any(sheet.formulas for sheet in sheets.values())
    lines = (tmp_path / "b.csv").read_text("utf-8-sig")
    assert ",=1+1" not in lines
    assert '"=1+1' not in lines


def test_study_without_layers_is_a_message_and_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    study = ("--study", tmp_path / "empty", "--lang", "en", "brief")
    status, _, err = run(*study, "--out", tmp_path / "b.gpkg", *DAY)
    assert status == 1
    assert "Nothing is selected" in err
    assert not (tmp_path / "b.gpkg").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no zip", "damaged"),
        (linked_picture("file://server/x.png", saved(template())), "file://server/x.png"),
        (with_parts(saved(template()), {"ppt/vbaProject.bin": b"x"}), "macros"),
        (with_part(saved(template()), MASTER, (rb'sz="4400"', b'sz="x"')), "damaged"),
    ],
)
def test_template_that_cannot_be_used_is_one_message_and_no_file(
    content: bytes, words: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "t.pptx").write_bytes(content)
    out = ("--out", tmp_path / "b.pptx", "--template", tmp_path / "t.pptx", *DAY)
    status, _, err = run("--lang", "en", "brief", *out)
    assert status == 2
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "b.pptx").exists()


@pytest.mark.parametrize("option", ["--template", "--comparison", "--weights"])
def test_device_without_an_end_is_no_file(option: str, run: Run, tmp_path: Path) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no such device")
    more = ("--townships",) if option == "--weights" else ()
    status, _, _ = run("brief", "--out", tmp_path / "b.pptx", option, "/dev/zero", *more, *DAY)
    assert status == 2
