"""A broken layer or plan costs its own message; everything else works."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from layers.catalog import BUILT_IN
from layers.read import ROOT
from tests.ui.pages.conftest import OpenApp
from ui.pages import PAGES
from ui.text import Text

PAGE_IDS = [page.id for page in PAGES if page.id not in ("methods", "data")]  # which need no study
"""Every page that shows the study."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in study that a test may spoil."""
    (tmp_path / "layers").mkdir()
    for path in [*(layer.path for layer in BUILT_IN), "layers/plan.toml"]:
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def collection(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def spoil(folder: Path, kind: str) -> None:
    parks = folder / "parks.geojson"
    content = collection(parks)
    feature = content["features"][0]
    if kind == "missing":
        parks.unlink()
    elif kind == "truncated":
        parks.write_bytes(parks.read_bytes()[:5000])
    elif kind == "not UTF-8":
        parks.write_bytes(parks.read_text(encoding="utf-8").encode("gbk", "replace"))
    else:
        if kind == "wrong CRS":
            feature["geometry"]["coordinates"] = [463_000, 2_520_000]
        elif kind == "duplicate ids":
            content["features"].append(feature)
        elif kind == "empty":
            content["features"] = []
        parks.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("kind", ["missing", "truncated", "not UTF-8", "wrong CRS", "duplicate ids", "empty"])
def test_broken_parks_cost_one_box_a_page_and_no_page(open_app: OpenApp, folder: Path, kind: str) -> None:
    spoil(folder, kind)
    for page in PAGE_IDS if kind == "missing" else ("map",):
        app = open_app(f"?lang=en&page={page}", study=folder)
        assert len(app.boxes) == 1, (page, app.boxes)
        assert "parks" in app.boxes[0]
    app = open_app(study=folder)
    assert len(app.boxes) == 1
    assert len(app.table) == 8  # the towns


def test_other_layers_broken_leave_the_parks(open_app: OpenApp, folder: Path) -> None:
    crossed = collection(folder / "layers/cities.geojson")
    crossed["features"][0]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[113, 23], [114, 24], [114, 23], [113, 24], [113, 23]]],
    }
    (folder / "layers/cities.geojson").write_text(json.dumps(crossed), encoding="utf-8")
    (folder / "layers/links.csv").write_text("from_city,to_city\n1", encoding="utf-8")
    for page in PAGE_IDS:
        app = open_app(f"?lang=en&page={page}", study=folder)
        assert app.boxes
    app = open_app("?lang=en&select=parks:gz-nansha", study=folder)
    assert 'data-card="gz-nansha"' in app.html
    assert "Cities" in "".join(app.boxes)


@pytest.mark.parametrize("layer", [layer for layer in BUILT_IN if layer.id != "parks"], ids=lambda layer: layer.id)
def test_any_other_layer_may_be_missing(open_app: OpenApp, folder: Path, layer: Any) -> None:
    (folder / layer.path).unlink()
    app = open_app("?lang=en&select=parks:gz-nansha", study=folder)
    for page in PAGE_IDS:
        if page != "map":
            app.go(page)
        assert len(app.boxes) <= 1 or page == "layers"
    chosen = ("parks", "gz-nansha") if layer.id == "cities" else ("cities", "440100")
    app.go("map").click_map(*chosen)
    assert f'data-card="{chosen[1]}"' in app.html


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('cities = ["广州市"', 'cities = ["北京市", "广州市"'), "plan_city_unknown"),
        (('cities = ["广州市"', 'cities = ["佛山市", "广州市"'), "plan_city_in_two_tiers"),
        (('number = "粤府', "number = 粤府"), "not_toml"),
        (('number = "粤府〔2018〕64号"', "number = 64"), "plan_wrong_type"),
        (('id = "key"', 'id = "core"'), "plan_duplicate_id"),
        (('issued = "2018-07-23"', ""), "plan_missing_key"),
    ],
)
def test_broken_plan_costs_its_message_and_the_map_works(
    open_app: OpenApp, folder: Path, change: tuple[str, str], code: str
) -> None:
    path = folder / "layers/plan.toml"
    content = path.read_text(encoding="utf-8")
    assert change[0] in content
    path.write_text(content.replace(*change, 1), encoding="utf-8")
    for page in PAGE_IDS if code == "not_toml" else ("layers",):
        app = open_app(f"?lang=en&page={page}", study=folder)
        assert len(app.boxes) == (0 if page == "clustering" else 1), (page, app.boxes)
    # The layers page, opened last, words the fault and its remedy.
    assert Text("en")(f"problem.{code}_remedy") in app.boxes[0]
    app = open_app("?select=parks:gz-nansha", study=folder)
    assert len(app.boxes) == 1
    assert 'data-card="gz-nansha"' in app.html
    assert len(app.table) == 23


def test_200_fields_are_ignored_with_one_message(open_app: OpenApp, folder: Path) -> None:
    path = folder / "parks.geojson"
    content = collection(path)
    for feature in content["features"]:
        feature["properties"] |= {f"<b>{{{{{place}}}}}</b>": place for place in range(200)}
    path.write_text(json.dumps(content), encoding="utf-8")
    app = open_app("?lang=en&page=layers", study=folder)
    (box,) = app.boxes
    assert "200 fields" in box
    assert "<b>" not in box
    assert len(box) < 20_000
    app.go("map")
    assert not app.boxes
    assert len(app.table) == 23


def test_hundreds_of_problems_show_a_dozen_and_the_count(open_app: OpenApp, folder: Path) -> None:
    path = folder / "layers/stations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",200,", ",-1,"), encoding="utf-8")
    app = open_app("?lang=en&page=layers", study=folder)
    (box,) = app.boxes
    assert box.count("<li>") == 12
    assert "more." in box
