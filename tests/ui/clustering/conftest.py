"""The built-in study's clustering, computed once with few simulations, as the page shows it."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.clustering.areal_result import ArealResult, ArealSettings, areal_result
from analysis.clustering.result import ClusterResult, cluster
from analysis.clustering.settings import ClusterSettings
from analysis.study import Study
from ui.clustering.shown import Shown
from ui.text import Text


@pytest.fixture(scope="session")
def result(study: Study) -> ClusterResult:
    return cluster(study, settings=ClusterSettings(simulations=39, position_draws=20), rng=np.random.default_rng(1))


@pytest.fixture(scope="session")
def areal(study: Study) -> ArealResult:
    settings = ArealSettings(units="cities", permutations=99, stability_draws=5)
    return areal_result(study, settings=settings, rng=np.random.default_rng(1))


@pytest.fixture(scope="session")
def shown(study: Study, result: ClusterResult) -> Shown:
    return Shown(study, result, Text("en"), "The parks", 7, own=False)
