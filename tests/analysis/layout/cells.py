"""Cells of a frame, typed for the tests."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd


def cells(frame: pd.DataFrame, row: str, *columns: str) -> list[Any]:
    """Return some cells of a row, all if no column is named."""
    found: dict[Hashable, Any] = frame.loc[[row]].to_dict("records")[0]
    return [found[name] for name in columns or found]
