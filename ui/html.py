"""HTML in which every text is escaped at the moment it enters: the one way that data become page content.

Streamlit's Markdown would run links, images, formulas and icons out of a name; here a name stays a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

import streamlit as st

from ui.visible import visible

_VOID: Final = frozenset({"br", "hr", "img"})
_SAFE_LINKS: Final = ("https://", "http://")


class Html(str):
    """Text that is already HTML, made only by `tag` and `join`."""

    __slots__ = ()


Child = str | Html | int | float | None


def tag(name: str, *children: Child, **attributes: str | None) -> Html:
    """Return an element with escaped children and attributes.

    Parameters
    ----------
    name
        The element's name.
    *children
        Texts (escaped), `Html` (kept), or None (left out).
    **attributes
        Values are escaped; None leaves the attribute out; `class_` stands for `class`, `data_x` for `data-x`.
    """
    start = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_clean(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{start}>")
    return Html(f"<{name}{start}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Html:
    """Return the children one after the other, texts escaped."""
    return Html("".join(_child(child) for child in children if child is not None))


def link(target: str, label: str | None = None) -> Html:
    """Return a link that opens apart, or plain text where the target is no web address."""
    if not target.startswith(_SAFE_LINKS):
        return tag("span", label or target)
    return tag("a", label or target, href=target, target="_blank", rel="noopener noreferrer")


def show(content: Html) -> None:
    """Put the content on the page; nothing where there is none."""
    if content:
        st.html(str(content))


def show_rules(rules: Mapping[str, Mapping[str, str]]) -> None:
    """Put style rules of our own on the page: selector -> property -> value; texts in them come from `css_text`."""
    parts = (
        f"{where}{{{';'.join(f'{name}:{value}' for name, value in what.items())}}}" for where, what in rules.items()
    )
    st.html(f"<style>{''.join(parts)}</style>")


def css_text(text: str) -> str:
    """Return a text as a style sheet's string, which no character of it can end."""
    return '"' + "".join(one if one.isalnum() or one == " " else f"\\{ord(one):x} " for one in visible(text)) + '"'


def _child(child: Child) -> str:
    return str(child) if isinstance(child, Html) else _clean(str(child))


def _clean(text: str) -> str:
    return escape(visible(text), quote=True)
