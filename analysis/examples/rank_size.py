"""Worked examples of hierarchy: rank-size, primacy and polycentricity, from definitions and closed forms."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd

from analysis.examples.example import Example
from analysis.layout.polycentricity import polycentricity
from analysis.layout.rank_size import primacy, rank_size
from analysis.plan import Bilingual

ZIPF_SIZES: Final = pd.Series([100 / rank for rank in range(1, 22)])
"""Sizes that follow the rank-size rule exactly."""


def star(leaves: int) -> pd.DataFrame:
    """Return flows of 1 between a centre and each of its leaves."""
    flows = np.zeros((leaves + 1, leaves + 1))
    flows[0, 1:] = flows[1:, 0] = 1
    return pd.DataFrame(flows)


EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "rank_size_slope_of_zipf",
        Bilingual(
            "定义：规模为 100/位序时，ln(位序) 对 ln(规模) 的斜率为 -1（不减 1/2）",
            "definition: sizes of 100/rank give a slope of -1 of ln(rank) on ln(size), nothing taken from the rank",
        ),
        -1,
        1e-12,
        lambda: rank_size(ZIPF_SIZES, shift=0).slope,
    ),
    Example(
        "rank_size_standard_error",
        Bilingual(
            "Gabaix 和 Ibragimov（2011），JBES 29, 24-39：标准误为 |b| √(2/n)，上例 b = -1、n = 21",
            "Gabaix and Ibragimov (2011), JBES 29, 24-39: the standard error is |b| sqrt(2/n), here b = -1, n = 21",
        ),
        math.sqrt(2 / 21),
        1e-12,
        lambda: rank_size(ZIPF_SIZES, shift=0).standard_error,
    ),
    Example(
        "primacy_two_city_of_zipf",
        Bilingual("定义：按位序规模法则，P1/P2 = 2", "definition: by the rank-size rule P1/P2 is 2"),
        2,
        1e-12,
        lambda: primacy(ZIPF_SIZES),
    ),
    Example(
        "primacy_four_city_of_zipf",
        Bilingual(
            "定义：按位序规模法则，P1/(P2 + P3 + P4) = 1/(1/2 + 1/3 + 1/4) = 12/13",
            "definition: by the rank-size rule P1/(P2 + P3 + P4) is 1/(1/2 + 1/3 + 1/4) = 12/13",
        ),
        12 / 13,
        1e-12,
        lambda: primacy(ZIPF_SIZES, cities=4),
    ),
    Example(
        "polycentricity_of_a_star",
        Bilingual(
            "按 Green（2007），Urban Studies 44, 2077-2103 的公式手算：一心三叶，"
            "度为 3、1、1、1，σ = √3/2，σmax = 3/2，密度 1/2，得 (1 - √3/3)/2",
            "by hand after Green (2007), Urban Studies 44, 2077-2103: a centre with three leaves has degrees "
            "3, 1, 1, 1, sigma sqrt(3)/2, sigma max 3/2, density 1/2, so (1 - sqrt(3)/3)/2",
        ),
        (1 - math.sqrt(3) / 3) / 2,
        1e-12,
        lambda: polycentricity(star(3)).value,
    ),
    Example(
        "polycentricity_of_equals",
        Bilingual(
            "按 Green（2007）的公式：各市间流量全相等时为 1",
            "after Green (2007): equal flows between all cities give 1",
        ),
        1,
        1e-12,
        lambda: polycentricity(pd.DataFrame(1 - np.eye(5))).value,
    ),
)
