"""Files on the siting page: alternatives of one's own, and comparisons that were kept."""

from __future__ import annotations

import csv
import io
from html import unescape

import pytest

from analysis.errors import YuantuError
from analysis.siting.comparison_json import from_json, to_json
from analysis.study import Study
from layers.read import read_study
from tests.hostile_study import COMPUTED, PAYLOADS
from tests.ui.pages.conftest import OpenApp
from tests.ui.pages.siting_page import CSV, EN, kept, labelled, opened, usual, with_file
from ui.siting.own_file import read_own


@pytest.fixture(scope="module")
def built_in() -> Study:
    return read_study().study


def test_a_table_without_places_is_compared_by_its_own_columns(open_app: OpenApp) -> None:
    app = with_file(open_app, CSV.encode())
    assert EN("siting_page.own_read", name="mine.csv", n=3) in unescape(app.html)
    labelled(app.test.checkbox, "cost").check()
    app.run()
    assert len(app.table) == 3
    assert kept(app).ids[-1] == "cost"
    labelled(app.test.checkbox, "jobs").check()
    app.run()
    assert "has no value" in app.table[EN("siting_page.column_excluded")].iloc[-1]
    labelled(app.test.selectbox, EN("siting_page.missing")).set_value("worst")
    app.run()
    assert EN("siting_page.filled", n=1, names="east") in app.html


def test_points_of_ones_own_are_compared_by_the_studys_criteria(open_app: OpenApp) -> None:
    rows = "id,lon,lat,position_uncertainty_m\na,113.3,23.1,500\nb,114.1,22.6,0\nc,116.6,23.4,\n"
    app = with_file(open_app, rows.encode())
    assert not app.boxes
    assert len(app.table) == 3
    assert EN("siting_page.positions_how", draws=100) in app.html


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xff\xfe\x00", "mine.csv"),
        (b"{", "mine.geojson"),
        (b"not a workbook", "mine.xlsx"),
        (b"id,lon,lat\na,10,50\n", "mine.csv"),
        (b"id,lon,lat\na,113.3,23.1\na,113.4,23.1\n", "mine.csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(open_app: OpenApp, content: bytes, name: str) -> None:
    app = with_file(open_app, content, name)
    assert any(EN("siting_page.own_wrong") in box for box in app.boxes)
    assert "compare" not in app.link


def test_a_broken_file_is_told_by_its_own_name(built_in: Study) -> None:
    with pytest.raises(YuantuError) as caught:
        read_own(built_in, "mine.csv", b"id,lon,lat\na,x,y\n")
    assert all(problem.where.startswith("mine.csv") for problem in caught.value.problems)


def test_names_of_ones_own_stand_as_text(open_app: OpenApp) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "lon", "lat", *PAYLOADS[:3]])
    writer.writerows([name, 113.1 + place / 50, 23.1, place, 2, 3] for place, name in enumerate(PAYLOADS))
    app = with_file(open_app, out.getvalue().encode())
    assert not app.boxes
    labelled(app.test.checkbox, PAYLOADS[0]).check()
    app.run()
    for danger in ("<img src=x", "<script>document", COMPUTED):
        assert danger not in app.html


def test_a_saved_comparison_is_opened_again(open_app: OpenApp, built_in: Study) -> None:
    wanted = usual(built_in, method="vikor", draws=30)
    app = open_app("?lang=en&page=sites")
    uploader = labelled(app.test.file_uploader, EN("siting_page.open"))
    uploader.set_value(("kept.json", to_json(wanted, indent=1).encode(), "application/json"))
    app.run()
    assert not app.boxes
    assert kept(app) == wanted == from_json(to_json(wanted, indent=1))


@pytest.mark.parametrize("content", [b"{}", b"\xff", b'{"schema": 1}'])
def test_a_file_that_is_no_comparison_is_told_and_changes_nothing(
    open_app: OpenApp, built_in: Study, content: bytes
) -> None:
    app = opened(open_app, usual(built_in))
    labelled(app.test.file_uploader, EN("siting_page.open")).set_value(("x.json", content, "application/json"))
    app.run()
    assert any(EN("siting_page.open_wrong") in box for box in app.boxes)
    assert kept(app) == usual(built_in)


@pytest.mark.parametrize(
    "content",
    ["id,a\n" + "x" * 201 + ",1\ny,2\n", f"id,{'x' * 200}1,{'x' * 200}2\na,1,2\nb,3,1\n"],
)
def test_names_that_a_kept_comparison_could_not_hold_are_told(built_in: Study, content: str) -> None:
    """Cut, two columns would be one."""
    with pytest.raises(YuantuError) as caught:
        read_own(built_in, "mine.csv", content.encode())
    assert {one.code for one in caught.value.problems} == {"too_long"}
    assert all(len(one.where) < 100 for one in caught.value.problems)
