"""Worked examples of kernel density: the kernel itself, its edge, rules for the bandwidth, and areas that hold half."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import shapely

from analysis.clustering.bandwidth import leave_one_out_log_likelihood, scott_bandwidth
from analysis.clustering.density import density
from analysis.clustering.density_contours import contours
from analysis.clustering.raster import land_raster
from analysis.examples.example import Example
from analysis.plan import Bilingual

_RECTANGLE = shapely.box(0, 0, 10_000, 8_000)
_TEN = np.column_stack(
    [
        (500.0, 1200, 1500, 2600, 7000, 7400, 8800, 9900, 4300, 4300),
        (400.0, 900, 2500, 1600, 6000, 6900, 5200, 7900, 4100, 300),
    ]
)


def _peak_of_one_site() -> float:
    return float(np.nanmax(density([(5_000, 4_000)], _RECTANGLE, bandwidth_m=1_000).sites_per_km2))


def _total_at_the_edge() -> float:
    return float(density([(0, 0), (10, 4_000), (5_000, 4_000)], _RECTANGLE, bandwidth_m=1_000).sites_in_cell.sum())


def _half_of_one_site_km2() -> float:
    return contours(density([(5_000, 4_000)], _RECTANGLE, bandwidth_m=700), shares=[0.5])[0].area_km2


def _scott() -> float:
    corners = np.array([(0, 0), (200, 0), (0, 400), (200, 400)], dtype=float)
    return scott_bandwidth(corners, land_raster(_RECTANGLE)).metres


def _spatstat_likelihood() -> float:
    return leave_one_out_log_likelihood(_TEN, land_raster(_RECTANGLE, cells_across=250), 1_500) - len(_TEN)


EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "kernel_peak",
        Bilingual(
            "定义：带宽 1 公里的正态核在其中心的密度为 1/(2π) 个/平方公里",
            "definition: at its centre a normal kernel with a bandwidth of 1 km has 1/(2π) sites per km²",
        ),
        1 / (2 * math.pi),
        1e-4,
        _peak_of_one_site,
    ),
    Example(
        "density_total_at_the_edge",
        Bilingual(
            "Diggle（1985），Applied Statistics 34, 138-147：边缘校正后，密度在陆地上的积分等于地点数",
            "Diggle (1985), Applied Statistics 34, 138-147: with its edge corrected the density integrates to "
            "the number of sites",
        ),
        3,
        1e-9,
        _total_at_the_edge,
    ),
    Example(
        "half_of_a_kernel",
        Bilingual(
            "Hyndman（1996），The American Statistician 50, 120-126：正态核的一半落在面积 2π ln 2 σ² 的圆内"
            "（σ = 0.7 公里）",
            "Hyndman (1996), The American Statistician 50, 120-126: half of a normal kernel lies in a circle of "
            "2π ln 2 σ² (σ = 0.7 km)",
        ),
        2 * math.pi * math.log(2) * 0.49,
        0.03,
        _half_of_one_site_km2,
    ),
    Example(
        "scott_bandwidth",
        Bilingual(
            "Scott（1992），Multivariate density estimation，6.3 节：n^(-1/6) σ；四点方差的均值为 100²·10/3",
            "Scott (1992), Multivariate density estimation, section 6.3: n^(-1/6) σ; of four points with a mean "
            "variance of 100²·10/3",
        ),
        4 ** (-1 / 6) * 100 * math.sqrt(10 / 3),
        1e-9,
        _scott,
    ),
    Example(
        "leave_one_out_likelihood",
        Bilingual(
            "spatstat.explore 3.0-6（R）：矩形内十点、带宽 1500 米、diggle=TRUE 的留一交叉验证似然",
            "spatstat.explore 3.0-6 (R): leave-one-out likelihood of ten points in a rectangle, bandwidth 1500 m, "
            "diggle=TRUE",
        ),
        -169.882712828,
        1e-6,
        _spatstat_likelihood,
    ),
)
