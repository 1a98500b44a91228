"""Worked examples of groups of sites: the radius to begin with, core sites, and industries dealt out anew."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.clustering.distances import distance_matrix_m
from analysis.clustering.groups import default_radius_m, group_sites
from analysis.clustering.relatedness import relatedness
from analysis.examples.example import Example
from analysis.plan import Bilingual

_ROW = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (300.0, 0.0), (1000.0, 0.0)]
_INDUSTRIES = {"a": {"x"}, "b": {"x"}, "c": {"y"}, "d": {"y"}, "e": {"z"}}


def _core_sites_in_a_row() -> float:
    found = group_sites(distance_matrix_m(_ROW), list("abcde"), radius=100, min_sites=3)
    return float(sum(len(group.core) for group in found.groups))


def _relatedness_p() -> float:
    places = [(0.0, 0.0), (0.0, 1.0), (90.0, 0.0), (90.0, 1.0), (500.0, 0.0)]
    groups = group_sites(distance_matrix_m(places), list("abcde"), radius=2, min_sites=2)
    found = relatedness(_INDUSTRIES, groups, rng=np.random.default_rng(0))
    return float("nan") if found.p is None else found.p


EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "default_group_radius",
        Bilingual(
            "Clark 和 Evans（1954），Ecology 35, 445-453：1 平方公里上 25 点的期望距离为 100 米；"
            "半径取其一半（本项目的规则）",
            "Clark and Evans (1954), Ecology 35, 445-453: 25 points on 1 km² are expected 100 m apart; half of it is "
            "the radius (a rule of this project)",
        ),
        50,
        1e-9,
        lambda: default_radius_m(25, 1e6),
    ),
    Example(
        "dbscan_core_sites",
        Bilingual(
            "Ester 等（1996），KDD-96，226-231，定义 1、2：一列四点相邻 100 米，半径 100 米、含自身 3 点时，"
            "中间两点为核心点",
            "Ester et al. (1996), KDD-96, 226-231, definitions 1 and 2: of four points in a row, 100 m apart, the "
            "middle two are core points at a radius of 100 m and 3 points with the point itself",
        ),
        2,
        0,
        _core_sites_in_a_row,
    ),
    Example(
        "relatedness_exact_p",
        Bilingual(
            "手算：五个地点两组各两点，三十种分配中两种使两组都同业，p = 2/30",
            "by hand: two groups of two among five sites; of 30 ways to deal industries out, 2 make both groups alike",
        ),
        2 / 30,
        1e-12,
        _relatedness_p,
    ),
)
