"""Fixtures of the analysis tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import settings

from analysis.study import Study
from tests.analysis.invented import make_study

# A busy machine is no failure.
settings.register_profile("analysis", deadline=None)
settings.load_profile("analysis")


@pytest.fixture
def study() -> Study:
    return make_study()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20180723)
