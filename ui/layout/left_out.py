"""What of the layout was not computed, in words."""

from __future__ import annotations

from ui.layout.aims import aim_name
from ui.layout.shown import Shown
from ui.plan_text import item_name


def item_words(shown: Shown, name: str) -> str:
    """Return the name of something that was left out.

    Parameters
    ----------
    shown
        The layout.
    name
        As in `left_out` of the results: a code, or an id with a prefix such as ``position_``.
    """
    text = shown.text
    kind, _, rest = name.partition("_")
    if name == "flows":
        return text("layout_page.item_flows")
    if kind == "aim":
        return text("layout_page.item_aim", name=aim_name(shown, rest))
    if kind == "position":
        return text("layout_page.item_position", name=item_name(shown.study, rest, text))
    return item_name(shown.study, name, text)
