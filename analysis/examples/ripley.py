"""Worked examples of Ripley's K: classic patterns as spatstat has them, two points by hand, chance, one place."""

from __future__ import annotations

import math
from functools import partial
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike

from analysis.clustering.nulls import LandNull
from analysis.clustering.ripley import Correction, k_of_layouts_m2, ripley
from analysis.clustering.window import Window
from analysis.examples.classic_patterns import CELLS, JAPANESE_PINES, REDWOOD
from analysis.examples.example import Example
from analysis.plan import Bilingual

_UNIT: Final = shapely.box(0, 0, 1, 1)
_HUNDRED: Final = shapely.box(0, 0, 100, 100)
_R: Final = 0.1412
"""Of the classic patterns: no two of their points lie just so far apart."""

_PATTERNS: Final = {"redwood": REDWOOD, "cells": CELLS, "japanese_pines": JAPANESE_PINES}
_SPATSTAT: Final[tuple[tuple[str, Correction, float], ...]] = (
    ("redwood", "none", 0.1004759386568),
    ("redwood", "border", 0.1157495256167),
    ("redwood", "translation", 0.111749480939),
    ("redwood", "isotropic", 0.1049635573597),
    ("cells", "none", 0.02903600464576),
    ("cells", "border", 0.03174603174603),
    ("cells", "translation", 0.03409960606045),
    ("cells", "isotropic", 0.03322441978174),
    ("japanese_pines", "none", 0.04663461538462),
    ("japanese_pines", "border", 0.04738461538462),
    ("japanese_pines", "translation", 0.05233679455654),
    ("japanese_pines", "isotropic", 0.05432019329299),
)
"""K at `_R` by `Kest` of spatstat 3.0."""


def _k(points_xy: ArrayLike, area: shapely.Polygon, r_m: float, correction: Correction) -> float:
    return float(ripley(points_xy, Window(area), [r_m], correction=correction).k_m2[0])


def _classic(name: str, correction: Correction, expected: float) -> Example:
    source = Bilingual(
        f"spatstat 3.0，Kest(..., correction)，r = {_R}；公式见 Baddeley、Rubak 和 Turner（2015）第 7 章",
        f"spatstat 3.0, Kest(..., correction) at r = {_R}; formula in Baddeley, Rubak and Turner (2015), chapter 7",
    )
    compute = partial(_k, _PATTERNS[name], _UNIT, _R, correction)
    return Example(f"k_{name}_{correction}", source, expected, 1e-12, compute)


def _by_hand(correction: Correction, expected: float, zh: str, en: str) -> Example:
    source = Bilingual(
        f"手算：100 米见方，一点在一边中点，另一点在其内侧 30 米，r = 30 米；{zh}",
        f"by hand: 100 m square, one point in the middle of a side, the other 30 m inside, r = 30 m; {en}",
    )
    compute = partial(_k, [(50, 0), (50, 30)], _HUNDRED, 30, correction)
    return Example(f"k_two_points_{correction}", source, expected, 1e-8, compute)


def _of_chance(correction: Correction) -> float:
    """Return the mean K at r = 0.1 of 2,000 layouts of 20 uniform points."""
    layouts = LandNull(_UNIT).draw_many(20, 2000, np.random.default_rng(2015))
    return float(k_of_layouts_m2(layouts, Window(_UNIT), [0.1], correction=correction).mean())


def _chance(correction: Correction) -> Example:
    source = Bilingual(
        "Ripley（1977），JRSS B 39, 172-212：均匀独立的点，K 平均为 πr²；r = 0.1，2,000 个布局的均值，允差 4 倍标准误",
        "Ripley (1977), JRSS B 39, 172-212: uniform independent points have K = πr² on average; r = 0.1, mean of 2,000 "
        "layouts, within four standard errors",
    )
    return Example(f"k_of_chance_{correction}", source, 0.01 * math.pi, 0.0012, partial(_of_chance, correction))


EXAMPLES: Final[tuple[Example, ...]] = (
    *(_classic(*row) for row in _SPATSTAT),
    _by_hand("none", 10_000, "A/(n(n - 1)) × 2 = A", "A/(n(n - 1)) × 2 = A"),
    _by_hand(
        "translation",
        10_000 / 0.7,
        "平移 30 米后与原范围重叠 0.7，K = A/0.7",
        "a move by 30 m leaves an overlap of 0.7, so K = A/0.7",
    ),
    _by_hand(
        "isotropic",
        15_000,
        "两个圆在范围内的部分为 1/2 和 1，K = A/2 × (2 + 1)",
        "1/2 and all of the two circles lie inside, so K = A/2 × (2 + 1)",
    ),
    _by_hand(
        "border",
        5_000,
        "只有内侧的点离边界不少于 30 米，K = A/n × 1",
        "only the inner point is 30 m or more from the boundary, so K = A/n × 1",
    ),
    _chance("translation"),
    _chance("isotropic"),
    Example(
        "k_of_coincident_points",
        Bilingual(
            "定义：全部在同一处的点互为近邻，r = 0 时 K 已等于面积",
            "definition: points at one place are all neighbours, so K is the area at r = 0 already",
        ),
        10_000,
        1e-9,
        partial(_k, [(50, 50)] * 5, _HUNDRED, 0, "isotropic"),
    ),
)
