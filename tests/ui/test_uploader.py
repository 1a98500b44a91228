"""The control that takes a file speaks the reader's language."""

from __future__ import annotations

import pytest

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
    assert contents == [html.css_text(text("app.upload")), html.css_text(limit)]
    assert all(".st-key-uploader_one " in where for where in shown)
