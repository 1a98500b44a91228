"""A small invented study on disk, whole and valid, for tests to break."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.read import ROOT


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    """A copy of the built-in study that a test may spoil."""
    (tmp_path / "layers").mkdir()
    for path in [ROOT / "parks.geojson", *(ROOT / "layers").glob("*.*")]:
        if path.suffix in (".geojson", ".csv", ".toml"):
            (tmp_path / path.relative_to(ROOT)).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def edit_parks(study_folder: Path) -> Callable[[Callable[[dict[str, Any]], None]], None]:
    """Change the parks file of the study by a function over its parsed content."""

    def edit(change: Callable[[dict[str, Any]], None]) -> None:
        path = study_folder / "parks.geojson"
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return edit
