"""What `brief` prints: the files that were written, with their size and pages, and what had to be cut or left out."""

from __future__ import annotations

from rich.console import Console

from briefing.formats import Written
from ui.terminal import Content, line
from ui.text import Text


def brief_json(written: Written) -> Content:
    """Return what was written as `brief --json` prints it."""
    return {
        "path": str(written.path),
        "bytes": written.bytes,
        "pages": written.pages,
        "notes": list(written.notes),
        "beside": [str(one) for one in written.beside],
    }


def brief_lines(content: Content, console: Console, text: Text) -> None:
    """Print what was written in words."""
    key = _key_of(content)
    console.print(line(text(key, path=content["path"], bytes=f"{content['bytes']:,}", pages=content["pages"])))
    for path in content["beside"]:
        console.print(line(text("cli.written_beside", path=path)))
    for note in content["notes"]:
        console.print(line(note))


def _key_of(content: Content) -> str:
    if content["pages"] is None:
        return "cli.written"
    return "cli.written_sheets" if content["path"].lower().endswith(".xlsx") else "cli.written_pages"
