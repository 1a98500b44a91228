"""One person's comparisons in pairs as the text of a weights file, which `layers.weights_file` reads back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

_WHOLE: Final = 1e-9


def comparisons_toml(criteria: Sequence[str], matrix: Sequence[Sequence[float]]) -> str:
    """Return the TOML of a table `[ahp]`.

    Parameters
    ----------
    criteria
        Ids, k of them, in any characters that UTF-8 can hold.
    matrix
        Shape (k, k), positive. Whole numbers and their reciprocals are written as such (``3`` and ``"1/3"``), others
        in full precision.
    """
    names = ", ".join(_text(name) for name in criteria)
    rows = "".join(f"  [{', '.join(_number(value) for value in row)}],\n" for row in matrix)
    return f"[ahp]\ncriteria = [{names}]\nmatrix = [\n{rows}]\n"


def _text(words: str) -> str:
    """Return a basic string of TOML: that of JSON, which leaves one control character as it is."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _number(value: float) -> str:
    if abs(value - round(value)) < _WHOLE and value >= 1:
        return str(round(value))
    back = 1 / value
    if back > 1 and abs(back - round(back)) < _WHOLE * back:
        return f'"1/{round(back)}"'
    return repr(float(value))
