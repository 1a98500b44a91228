"""Elements of HTML and SVG in which every text is escaped at the moment it enters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from briefing.escape import safe_text

LONGEST_TEXT: Final = 2_000
"""Characters of one text, such as a sentence or a list of sources."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*", re.ASCII)
_VOID: Final = frozenset({"br", "hr", "meta"})


class Markup(str):
    """Text that is already HTML or SVG, made only by `element` and `joined`."""

    __slots__ = ()


Child = str | Markup | int | float | None


def element(name: str, /, *children: Child, **attributes: str | float | None) -> Markup:
    """Return an element with escaped children and attributes.

    Parameters
    ----------
    name
        Of the element.
    *children
        Texts and numbers (escaped), `Markup` (kept), or None (left out).
    **attributes
        Values are escaped, numbers written short; None leaves the attribute out; `class_` stands for ``class``,
        `stroke_width` for ``stroke-width``.

    Raises
    ------
    ValueError
        If the name of the element or of an attribute is none.
    """
    names = {key: key.rstrip("_").replace("_", "-") for key in attributes}
    for one in (name, *names.values()):
        if not _NAME.fullmatch(one):
            raise ValueError(f"{one!r} is not the name of an element or attribute")
    start = "".join(
        f' {names[key]}="{_value(value)}"' for key, value in attributes.items() if value is not None
    )  # fmt: skip
    if name in _VOID:
        return Markup(f"<{name}{start}>")
    return Markup(f"<{name}{start}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Return the children one after the other, texts escaped."""
    return Markup("".join(_child(child) for child in children if child is not None))


def _child(child: Child) -> str:
    return str(child) if isinstance(child, Markup) else safe_text(child, limit=LONGEST_TEXT)


def _value(value: str | float) -> str:
    return safe_text(value, limit=LONGEST_TEXT * 10) if isinstance(value, str) else f"{value:.6g}"
