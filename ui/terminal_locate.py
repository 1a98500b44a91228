"""What `locate` prints in words: the choice with its proof and what to compare it with."""

from __future__ import annotations

from rich.console import Console

from ui.terminal import Content, line, table
from ui.text import Text


def locate_lines(content: Content, console: Console, text: Text) -> None:
    """Print the choice in words."""
    columns = ["id", *(name for name in ("name", "city", "lon", "lat") if name in content["sites"][0]), "served_share"]
    table(console, text, content["sites"], columns)
    for words in content["words"]:
        console.print(line(words))
    for name, reason in content["left_out"].items():
        console.print(line(text("locate.left_out", name=name, reason=reason)))
