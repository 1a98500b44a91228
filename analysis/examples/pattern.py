"""Worked examples of point patterns: nearest neighbours on lattices, and the p-value of an extreme."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from analysis.clustering.chance import monte_carlo_p
from analysis.clustering.pattern import ClarkEvans, clark_evans, mean_nn_m, mean_nn_torus_m
from analysis.examples.classic_patterns import CELLS, JAPANESE_PINES, REDWOOD
from analysis.examples.example import Example
from analysis.plan import Bilingual


def _lattice_ratio(points_xy: ArrayLike, count: int, width_m: float, height_m: float) -> float:
    """Return the Clark-Evans ratio of a lattice on a torus."""
    spacing_m = mean_nn_torus_m(points_xy, width_m=width_m, height_m=height_m)
    return spacing_m / (0.5 * math.sqrt(width_m * height_m / count))


def _square_lattice_ratio() -> float:
    points = 100.0 * np.stack(np.meshgrid(np.arange(8), np.arange(8)), axis=-1).reshape(-1, 2)
    return _lattice_ratio(points, 64, 800, 800)


def _triangular_lattice_ratio() -> float:
    row_m = 100 * math.sqrt(3) / 2
    points = np.array([(100.0 * column + 50 * (row % 2), row * row_m) for row in range(8) for column in range(8)])
    return _lattice_ratio(points, 64, 800, 8 * row_m)


def _two_points_ratio() -> float:
    return clark_evans([(0, 0), (50, 0)], area_m2=20_000, perimeter_m=600).naive


def _in_unit_square(points_xy: ArrayLike) -> ClarkEvans:
    return clark_evans(points_xy, area_m2=1, perimeter_m=4)


def _classic(name: str, points_xy: ArrayLike, paper: str, naive: float, donnelly: float) -> tuple[Example, Example]:
    """Return the two examples of a classic pattern: its naive ratio, and Donnelly's."""
    zh, en = f"{paper}；spatstat 3.0 的 clarkevans，四舍五入", f"{paper}; clarkevans of spatstat 3.0, rounded"
    source = Bilingual(zh, en)
    return (
        Example(f"{name}_naive", source, naive, 5e-5, lambda: _in_unit_square(points_xy).naive),
        Example(f"{name}_donnelly", source, donnelly, 5e-5, lambda: _in_unit_square(points_xy).donnelly),
    )


EXAMPLES: Final[tuple[Example, ...]] = (
    *_classic("redwood", REDWOOD, "Strauss (1975), Biometrika 62, 467-475; Ripley (1977)", 0.6187, 0.5850),
    *_classic("cells", CELLS, "Ripley (1977), JRSS B 39, 172-212", 1.6717, 1.5604),
    *_classic("japanese_pines", JAPANESE_PINES, "Numata (1961); Diggle (2003)", 1.0640, 1.0075),
    Example(
        "square_lattice",
        Bilingual(
            "Clark 和 Evans（1954），Ecology 35, 445-453：无边界的正方格网 R = 2",
            "Clark and Evans (1954), Ecology 35, 445-453: a square lattice without edge has R = 2",
        ),
        2,
        1e-12,
        _square_lattice_ratio,
    ),
    Example(
        "triangular_lattice",
        Bilingual(
            "Clark 和 Evans（1954）：三角格网的 R 最大，为 2.1491",
            "Clark and Evans (1954): the largest possible R, of the triangular lattice, is 2.1491",
        ),
        2 * math.sqrt(2 / math.sqrt(3)),
        1e-9,
        _triangular_lattice_ratio,
    ),
    Example(
        "coincident_points",
        Bilingual(
            "定义：同一处的点相距 0 米",
            "definition: points at one place are 0 m from each other",
        ),
        0,
        0,
        lambda: mean_nn_m([(500_000, 2_500_000)] * 5),
    ),
    Example(
        "two_points",
        Bilingual(
            "手算：20,000 平方米上相距 50 米的两点，期望距离是 0.5 √(10,000 平方米) = 50 米",
            "by hand: two points 50 m apart on 20,000 m² are expected 0.5 sqrt(10,000 m²) = 50 m apart",
        ),
        1,
        1e-12,
        _two_points_ratio,
    ),
    Example(
        "monte_carlo_p_of_extreme",
        Bilingual(
            "Besag 和 Diggle（1977），Applied Statistics 26, 327-333：比全部 999 个布局都近，p 为 1/1000",
            "Besag and Diggle (1977), Applied Statistics 26, 327-333: closer than all 999 layouts gives 1/1000",
        ),
        1 / 1000,
        1e-15,
        lambda: monte_carlo_p(0, np.arange(1.0, 1000.0)),
    ),
)
