"""From what a person asks for to the clustering as the command line prints it: files and layers read, all computed."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import numpy as np

from analysis.clustering.areal_result import ArealSettings, areal_result
from analysis.clustering.firm_concentration import firm_concentration
from analysis.clustering.result import cluster, cluster_points
from analysis.clustering.settings import ClusterSettings, SiteChoice
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress
from analysis.study import Study
from layers.plain import points_in_study, points_on_area
from layers.raw import read_brought
from ui.sites import site_name
from ui.terminal import Content
from ui.terminal_cluster import OfStudy, cluster_json
from ui.text import Text
from ui.unit_names import unit_names


def cluster_in_file(
    sites: str, area: Path, settings: ClusterSettings, seed: int, progress: Progress, *, text: Text
) -> Content:
    """Return the clustering of a file's points on a file's area.

    Raises
    ------
    YuantuError
        ``area_needs_file`` for parks or towns, which lie on the study's land; what is wrong with the files; what
        `analysis.clustering.result.cluster_points` raises.
    """
    if sites in get_args(SiteChoice):
        raise ParameterError(Problem("area_needs_file", "--area, --sites"))
    given = points_on_area(read_brought(Path(sites)), read_brought(area))
    rng = np.random.default_rng(seed)
    result = cluster_points(
        given.xy, given.area, crs=given.crs, ids=given.ids, settings=settings, rng=rng, progress=progress
    )
    return cluster_json(result, text)


def cluster_in_study(
    study: Study,
    sites: str,
    settings: ClusterSettings,
    asked: ArealSettings,
    seed: int,
    progress: Progress,
    *,
    text: Text,
) -> Content:
    """Return the clustering of a study's sites, or of a file's points on its land, with hot spots and firms.

    As on the page, each computation begins its own stream of chance, so that both show the same numbers.

    Raises
    ------
    YuantuError
        What is wrong with the file; what `analysis.clustering.result.cluster` and the others raise.
    """
    own = None if sites in get_args(SiteChoice) else points_in_study(read_brought(Path(sites)), study)
    measured = cast(SiteChoice, sites) if own is None else own
    result = cluster(study, sites=measured, settings=settings, rng=np.random.default_rng(seed), progress=progress)
    areal, names = None, {}
    if study.has(asked.units):
        areal = areal_result(study, sites=measured, settings=asked, rng=np.random.default_rng(seed), progress=progress)
        names = unit_names(study, areal, text)
    site_names = {} if own is not None else {one.id: site_name(study, one.id, text) for one in result.per_site}
    firms = firm_concentration(study, rng=np.random.default_rng(seed), progress=progress)
    return cluster_json(result, text, OfStudy(site_names, names, areal, firms))
