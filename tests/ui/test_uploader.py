"""The control that takes a file speaks the reader's language."""

from __future__ import annotations

import pytest
import streamlit as st

from ui import html
from ui.text import LANGUAGES, Text
from ui.uploader import uploader


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_on_the_control_are_those_of_the_catalogue(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Text(language)
    shown: dict[str, dict[str, str]] = {}
    monkeypatch.setattr(html, "show_rules", shown.update)
    assert uploader("?", suffixes=(".csv", "xlsx"), most_mb=7, key="one", text=text) is None
    contents = [rule["content"] for rule in shown.values() if "content" in rule]
    listed = text("app.list_separator").join(("CSV", "XLSX"))
    limit = text("app.upload_limit", mb=7, suffixes=listed)
    refused = text("app.upload_refused", mb=7, suffixes=listed)
    assert contents == [html.css_text(one) for one in (text("app.upload"), limit, refused)]
    assert all(".st-key-uploader_one " in where for where in shown if "Tooltip" not in where)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_control_for_any_kind_promises_only_what_it_checks(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Text(language)
    shown: dict[str, dict[str, str]] = {}
    monkeypatch.setattr(html, "show_rules", shown.update)
    asked: dict[str, object] = {}
    monkeypatch.setattr(st, "file_uploader", lambda _label, **options: asked.update(options))
    uploader("?", suffixes=(".csv",), most_mb=7, key="one", text=text, any_kind=True)
    contents = [rule["content"] for rule in shown.values() if "content" in rule]
    assert contents[1:] == [html.css_text(text(f"app.upload_{name}", mb=7)) for name in ("most", "too_large")]
    assert asked["type"] is None
