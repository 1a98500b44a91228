"""What of the layout was not computed, in words."""

from __future__ import annotations

from typing import Final

from ui.layout.aims import aim_name
from ui.layout.shown import Shown
from ui.plan_text import item_name

NAMED: Final = ("flows", "links", "masses", "line_effect", "reach_map", "townships")


def item_words(shown: Shown, name: str) -> str:
    """Return the name of something that was left out.

    Parameters
    ----------
    shown
        The layout.
    name
        As in `left_out` of the results: a code, or one with a prefix such as ``indicator_gdp``.
    """
    text = shown.text
    kind, _, rest = name.partition("_")
    if name in NAMED:
        return text(f"layout_page.item_{name}")
    if kind in ("indicator", "variant") and text.has(f"layout_page.{name}"):
        return text(f"layout_page.item_{kind}", name=text(f"layout_page.{name}"))
    if kind == "aim":
        return text("layout_page.item_aim", name=aim_name(shown, rest))
    if kind == "position":
        return text("layout_page.item_position", name=item_name(shown.study, rest, text))
    return item_name(shown.study, name, text)
