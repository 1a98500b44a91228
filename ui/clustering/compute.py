"""The computations of the clustering page, as jobs take them: the study first, everything else hashable."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from analysis.clustering.settings import ClusterSettings, SiteChoice
from analysis.progress import Progress
from analysis.study import Study

if TYPE_CHECKING:
    import geopandas

    from analysis.clustering.areal_result import ArealResult, ArealSettings
    from analysis.clustering.result import ClusterResult


def clustered(
    study: Study,
    sites: str,
    settings: ClusterSettings,
    seed: int,
    *,
    progress: Progress,
    data: geopandas.GeoDataFrame | None = None,
) -> ClusterResult:
    """Return the clustering of a study's sites, or of points of one's own (`data`)."""
    # Imported here: the statistics take a second to import, which the map page need not wait for.
    from analysis.clustering.result import cluster

    measured = cast(SiteChoice, sites) if data is None else data
    return cluster(study, sites=measured, settings=settings, rng=np.random.default_rng(seed), progress=progress)


def areal(
    study: Study,
    sites: str,
    settings: ArealSettings,
    seed: int,
    *,
    progress: Progress,
    data: geopandas.GeoDataFrame | None = None,
) -> ArealResult:
    """Return the statistics over a study's units for its sites, or for points of one's own (`data`)."""
    from analysis.clustering.areal_result import areal_result

    measured = cast(SiteChoice, sites) if data is None else data
    rng = np.random.default_rng(seed)
    return areal_result(study, sites=measured, settings=settings, rng=rng, progress=progress)
