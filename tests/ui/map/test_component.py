"""The map on a page, without a browser."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.map.component import TEXT_KEYS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("time", ["first", "second"])
def test_map_is_known_to_each_new_server(time: str) -> None:  # noqa: ARG001 - AppTest makes a new one per test
    app = AppTest.from_file(str(ROOT / "tests/journeys/apps/map_demo.py"), default_timeout=30).run()
    assert not app.exception
    (element,) = app.get("bidi_component")
    assert element.proto.component_name == "yuantu.map"
    assert element.proto.js_source_path.endswith("/map.js")


def test_map_stays_the_same_element_in_another_language() -> None:
    app = AppTest.from_file(str(ROOT / "tests/journeys/apps/map_demo.py"), default_timeout=30).run()
    before = app.get("bidi_component")[0].proto
    app.button[3].click().run()
    after = app.get("bidi_component")[0].proto
    assert before.id == after.id
    assert before.mixed.json != after.mixed.json or before.json != after.json


def test_catalogue_has_every_text_of_the_map() -> None:
    entries = tomllib.loads((ROOT / "ui/text/map.toml").read_text(encoding="utf-8"))
    assert set(TEXT_KEYS) | {"attribution_osm", "attribution_tianditu", "attribution_amap"} == set(entries)
    assert all(entry["zh"] and entry["en"] for entry in entries.values())
