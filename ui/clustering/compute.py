"""The computations of the clustering page, as jobs take them: the study first, everything else hashable."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from analysis.clustering.settings import ClusterSettings, SiteChoice
from analysis.progress import Progress
from analysis.study import Study

if TYPE_CHECKING:
    import geopandas

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
