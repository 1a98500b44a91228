"""The built-in study and a hostile one, read once for the tests of the screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.study import Study
from layers.read import StudyReading, read_study
from tests.hostile_study import write_hostile_study


@pytest.fixture(scope="session")
def study() -> Study:
    return read_study().study


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hostile_study(tmp_path_factory.mktemp("hostile") / "study")


@pytest.fixture(scope="session")
def hostile(hostile_folder: Path) -> StudyReading:
    return read_study(hostile_folder)
