"""Our own HTML: whatever enters is text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile_study import PAYLOADS
from ui.html import Html, css_text, join, link, show, tag
from ui.visible import REPLACEMENT, visible


class Reader(HTMLParser):
    """What a browser makes of it: elements with attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(content: Html) -> Reader:
    reader = Reader()
    reader.feed(str(content))
    reader.close()
    return reader


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_child_and_attribute_stay_text(payload: str) -> None:
    found = read(tag("p", payload, title=payload))
    assert found.elements == [("p", [("title", payload)])]
    assert found.text == payload


@given(st.text())
def test_any_text_gives_one_element_with_the_visible_text(text: str) -> None:
    found = read(tag("p", text, class_=text))
    assert found.elements == [("p", [("class", visible(text))])]
    assert found.text == visible(text)


def test_html_is_kept_and_none_left_out() -> None:
    assert join([tag("b", "x"), None, "<", 3]) == "<b>x</b>&lt;3"


def test_void_element_has_no_end() -> None:
    assert tag("br") == "<br>"


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//elsewhere", " http://x", "file:///x"],
)
def test_only_web_addresses_become_links(target: str) -> None:
    assert read(link(target)).elements == [("span", [])]


def test_link_opens_apart_and_names_no_opener() -> None:
    ((name, attributes),) = read(link('http://a/?b="c"&d')).elements
    assert name == "a"
    assert dict(attributes) == {"href": 'http://a/?b="c"&d', "target": "_blank", "rel": "noopener noreferrer"}


@pytest.mark.parametrize("space", ["\u3000", "\u00a0", "\u2009", " ", "\n", "\t"])
def test_every_kind_of_space_stays(space: str) -> None:
    assert visible(f"园{space}区") == f"园{space}区"


@pytest.mark.parametrize("unseen", ["\x00", "\x1b", "\x9b", "\u202e", "\u2028", "\ud83d", "\r", "\ue000"])
def test_what_cannot_be_seen_is_replaced(unseen: str) -> None:
    assert visible(f"a{unseen}b") == f"a{REPLACEMENT}b"


def test_no_content_puts_nothing_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("ui.html.st.html", shown.append)
    show(join([]))
    show(tag("p", "something"))
    assert shown == ["<p>something</p>"]


@given(st.text() | st.sampled_from(PAYLOADS))
def test_no_text_ends_the_string_of_a_style_sheet(text: str) -> None:
    inside = css_text(text)[1:-1]
    assert not set(inside) & set('"<>\n\r{};')
    assert all(after.partition(" ")[0] and int(after.partition(" ")[0], 16) for after in inside.split("\\")[1:])
