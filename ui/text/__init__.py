"""The text catalogue: every sentence that a person sees, in Chinese and English.

One TOML file per part of the application; the table `[legend_title]` in `map.toml` is the entry `map.legend_title`.
Placeholders are those of `str.format`. `tests/ui/test_text.py` fails on an entry that is missing, unused, or lacks a
language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from analysis.errors import Problem

LANGUAGES: Final = ("zh", "en")
"""Language codes; the first is the default."""

_SPACE_AFTER_BRACKET: Final = re.compile("） (?=[\u4e00-\u9fff])")
"""After a value that may end in a Latin letter a sentence has a space; after a full-width bracket it needs none."""


class Text:
    """The catalogue in one language: `Text("zh")("map.legend_title")`.

    Parameters
    ----------
    language
        ``zh`` or ``en``; anything else is read as Chinese.
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def __call__(self, key: str, **values: object) -> str:
        """Return the entry with its placeholders filled.

        Raises
        ------
        KeyError
            If the catalogue has no such entry, or a placeholder gets no value.
        """
        filled = entries()[key][self.language].format(**values)
        return _SPACE_AFTER_BRACKET.sub("）", filled) if self.language == "zh" else filled

    def has(self, key: str) -> bool:
        """Return whether the catalogue has this entry."""
        return key in entries()

    def problem(self, problem: Problem) -> str:
        """Return a problem as one line: where, what is wrong, what to do."""
        what, remedy = self.problem_parts(problem)
        return f"{problem.where}{self('problem._separator')}{what}{self('problem._join')}{remedy}"

    def problem_parts(self, problem: Problem) -> tuple[str, str]:
        """Return what is wrong and what to do about it."""
        key = f"problem.{problem.code}"
        return self(key, **problem.values), self(f"{key}_remedy", **problem.values)

    def choose(self, row: Mapping[str, object], field: str) -> str:
        """Return a row's text field in this language, the other language where this one is missing.

        Layers keep the Chinese text in `field` (names in `name_zh`) and the English one in `field_en`.
        """
        chinese, english = ("name_zh", "name_en") if field == "name" else (field, f"{field}_en")
        order = (english, chinese) if self.language == "en" else (chinese, english)
        for name in order:
            value = row.get(name)
            if isinstance(value, str) and value:
                return value
        return ""


@cache
def entries() -> Mapping[str, Mapping[str, str]]:
    """Return the whole catalogue: key -> language -> text."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        with path.open("rb") as file:
            for name, texts in tomllib.load(file).items():
                found[f"{path.stem}.{name}"] = texts
    return found
