"""Fixtures of the siting tests."""

from __future__ import annotations

import pytest

from analysis.siting.surroundings import Surroundings, surroundings_of
from analysis.study import Study
from layers.read import read_study
from tests.analysis.siting.whole import whole_study


@pytest.fixture
def whole() -> Study:
    return whole_study()


@pytest.fixture
def around(whole: Study) -> Surroundings:
    return surroundings_of(whole)


@pytest.fixture(scope="session")
def built_in() -> Study:
    return read_study().study
