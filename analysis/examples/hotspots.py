"""Worked examples of hot spots: Moran's I and Gi* on small grids by hand, and false discoveries."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.clustering.global_moran import GlobalMoran, global_moran
from analysis.clustering.hotspots import benjamini_hochberg, gi_star_z
from analysis.clustering.spatial_weights import SpatialWeights, distance_weights
from analysis.examples.example import Example
from analysis.plan import Bilingual

P_OF_1995: Final = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
)  # fmt: skip


def _rook(side: int) -> SpatialWeights:
    """Return the cells of a square grid that share a side: those within a cell's width of each other."""
    centres = 1000.0 * np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    return distance_weights([str(place) for place in range(side * side)], centres, band_m=1000)


def _moran(values: ArrayLike) -> GlobalMoran:
    numbers = np.asarray(values, dtype=float)
    weights = _rook(len(numbers))
    series = pd.Series(numbers.ravel(), index=list(weights.units))
    return global_moran(series, weights, np.random.default_rng(0), permutations=1)


def _checkerboard() -> GlobalMoran:
    return _moran(np.indices((4, 4)).sum(axis=0) % 2)


def _centre_of_a_cross() -> float:
    values = np.array([[0.0, 1, 0, 1, 1, 1, 0, 1, 0]])
    return float(gi_star_z(values, _rook(3).with_self())[0, 4])


EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "moran_of_a_checkerboard",
        Bilingual(
            "定义：4 × 4 棋盘，邻边相接为邻居，每格与邻居恰好相反，I = -1",
            "definition: on a checkerboard of 4 x 4 every cell is the opposite of its side neighbours, so I = -1",
        ),
        -1,
        1e-12,
        lambda: _checkerboard().i,
    ),
    Example(
        "moran_expected",
        Bilingual(
            "Cliff 和 Ord（1981），第 42 页：没有空间秩序时期望为 -1/(n - 1)，这里 n = 16",
            "Cliff and Ord (1981), page 42: without spatial order -1/(n - 1) is expected, here n = 16",
        ),
        -1 / 15,
        1e-15,
        lambda: _checkerboard().expected,
    ),
    Example(
        "moran_of_two_halves",
        Bilingual(
            "手算：4 × 4，左半为 1，右半为 0，邻边相接为邻居，(8 + 4/3 + 2)/16 = 17/24",
            "by hand: 4 x 4, the left half 1 and the right half 0, side neighbours: (8 + 4/3 + 2)/16 = 17/24",
        ),
        17 / 24,
        1e-12,
        lambda: _moran([[1, 1, 0, 0]] * 4).i,
    ),
    Example(
        "gi_star_of_a_cross",
        Bilingual(
            "手算（Ord 和 Getis 1995，式 14）：3 × 3，中心和四邻为 1，四角为 0，中心 Gi* = 20/√50",
            "by hand (Ord and Getis 1995, equation 14): 3 x 3, centre and side cells 1, corners 0: Gi* = 20/sqrt(50)",
        ),
        20 / math.sqrt(50),
        1e-12,
        _centre_of_a_cross,
    ),
    Example(
        "false_discoveries",
        Bilingual(
            "Benjamini 和 Hochberg（1995），3.2 节的 15 个 p 值：在 0.05 下有 4 个发现",
            "Benjamini and Hochberg (1995), the 15 p-values of section 3.2: at 0.05 four are discoveries",
        ),
        4,
        0,
        lambda: float((benjamini_hochberg(P_OF_1995) <= 0.05).sum()),
    ),
)
