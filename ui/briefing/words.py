"""The words of the briefing's files, as `briefing` takes them: a mapping of names to texts of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from ui.text import Text, entries


def file_words(text: Text) -> Mapping[str, str]:
    """Return the entries of `briefing_file` by their name, with their placeholders as they stand."""
    section = "briefing_file."
    return {
        key.removeprefix(section): texts[text.language] for key, texts in entries().items() if key.startswith(section)
    }
