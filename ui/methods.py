"""Every measure that the pages show, with its sources, as `ui/methods.toml` lists them.

A new measure is one entry there, and two in `ui/text/method.toml`: `<id>` (its name) and `<id>_words` (what it is, in
plain words). A cited work keeps the language of its title.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Method:
    """A measure: its id in the catalogue and the works that it rests on; none where it is this project's own rule."""

    id: str
    references: tuple[str, ...]


@cache
def methods() -> dict[str, tuple[Method, ...]]:
    """Return section -> its measures; the catalogue's `method.section_<id>` names a section."""
    content = tomllib.loads((Path(__file__).parent / "methods.toml").read_text(encoding="utf-8"))
    return {
        section: tuple(Method(entry["id"], tuple(entry.get("references", ()))) for entry in entries)
        for section, entries in content.items()
    }
