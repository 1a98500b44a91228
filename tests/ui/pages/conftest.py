"""The application without a browser: `open_app("?lang=en&page=map")` runs it, the map is noted instead of drawn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

import ui.cached
import ui.map.component
import ui.waiting
from layers.read import ROOT
from ui.map.model import MapEvent

OpenApp = Callable[..., "App"]


class App:
    """A session of one person: what it shows, and what that person does."""

    def __init__(self, link: str, maps: list[dict[str, Any]]) -> None:
        self.test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        self.maps = maps
        for name, value in parse_qsl(link.removeprefix("?"), keep_blank_values=True):
            self.test.query_params[name] = value
        self.run()

    def run(self) -> App:
        self.test.run()
        assert not self.test.exception, [error.value for error in self.test.exception]
        return self

    def go(self, page: str) -> App:
        self.test.switch_page(str(ROOT / "ui" / "pages" / f"{page}.py"))
        return self.run()

    def switch_language(self, code: str) -> App:
        self.test.sidebar.button_group[0].set_value(code)
        return self.run()

    def click_map(self, layer: str, feature_id: str) -> App:
        """Do what the map does on a click: report it before the page runs."""
        self.maps[-1]["pending"].append(MapEvent("select", layer, feature_id, None, ()))
        self.run()  # the report comes while the map is drawn
        return self.run()

    @property
    def map(self) -> Mapping[str, Any]:
        return self.maps[-1]

    @property
    def html(self) -> str:
        return "\n".join(element.proto.body for element in self.test.get("html"))

    @property
    def boxes(self) -> list[str]:
        return [body for body in self.html.splitlines() if 'role="alert"' in body]

    @property
    def table(self) -> Any:
        return self.test.dataframe[0].value

    @property
    def link(self) -> dict[str, str]:
        # AppTest keeps a parameter's values as a list.
        return {
            name: value if isinstance(value, str) else ",".join(value) for name, value in self.test.query_params.items()
        }

    def words(self) -> list[str]:
        """Return every text that the page shows: HTML, labels, options, tables, charts, and the map's own."""
        return [*self._html_words(), *self._widget_words(), *self._table_words(), *self._map_words()]

    def _html_words(self) -> Iterator[str]:
        for element in self.test.get("html"):
            if not element.proto.body.lstrip().startswith("<style"):
                yield element.proto.body

    def _widget_words(self) -> Iterator[str]:
        named = (*self.test.main, *self.test.sidebar)
        for element in named:
            proto = getattr(element, "proto", None)
            for name in ("label", "placeholder", "help", "body", "spec"):
                value = getattr(proto, name, None)
                if isinstance(value, str) and element.type != "html":
                    yield value
            for option in getattr(proto, "options", ()):
                yield option if isinstance(option, str) else option.content

    def _table_words(self) -> Iterator[str]:
        for element in self.test.dataframe:
            frame = element.value
            yield from map(str, frame.columns)
            yield from (str(value) for value in frame.to_numpy().ravel() if isinstance(value, str))

    def _map_words(self) -> Iterator[str]:
        if not self.maps:
            return
        yield from itertools.chain(self.map["texts"].values(), self.map["attribution"])
        for layer in self.map["layers"]:
            yield layer.title
            yield from (label for label, _ in layer.legend)
            for feature in layer.features or ():
                yield from (str(feature[name]) for name in ("title", "label") if feature.get(name))
                yield from map(str, feature.get("lines") or ())


@pytest.fixture
def maps(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What each call of `show_map` was given."""
    shown: list[dict[str, Any]] = []

    def note(**given: Any) -> None:
        pending = shown[-1]["pending"] if shown else []
        shown.append({**given, "pending": []})
        for event in pending:
            given["on_event"](event)

    monkeypatch.setattr(ui.map.component, "show_map", note)
    monkeypatch.setattr(ui.cached, "SIMULATIONS", 19)  # the pages are tested here, not the numbers
    monkeypatch.setattr(ui.waiting, "AT_ONCE_S", 120)  # nobody looks at the bar
    return shown


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, maps: list[dict[str, Any]]) -> OpenApp:
    def opened(link: str = "", *, study: Path | None = None) -> App:
        if study:
            monkeypatch.setenv("YUANTU_STUDY", str(study))
        return App(link, maps)

    return opened
