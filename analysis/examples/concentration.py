"""Worked examples of concentration: definitions and closed forms."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd

from analysis.clustering.concentration import clopper_pearson, effective_number, gini, location_quotient, theil
from analysis.clustering.firm_concentration import cluster_index, ellison_glaeser
from analysis.examples.example import Example
from analysis.plan import Bilingual


def _equal_location_quotient() -> float:
    counts, people = pd.Series({"a": 2, "b": 6}), pd.Series({"a": 100, "b": 300})
    return float(location_quotient(counts, people)["value"]["a"])


def _gamma() -> float:
    return ellison_glaeser([3, 1, 2], [0, 0, 1], [1, 1], np.random.default_rng(0), draws=1).gamma


def _textbook_cluster_index() -> float:
    elsewhere = (5740 - 1743, 53 - 35, 576 - 50, 4621 - 488)
    return float(cluster_index(*zip((1743, 35, 50, 488), elsewhere, strict=True))[0])


EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "effective_number_of_equals",
        Bilingual(
            "定义：k 个相等的份额等效于 k 个城市（Adelman 1969）",
            "definition: k equal shares are worth k cities (Adelman 1969)",
        ),
        7,
        1e-12,
        lambda: effective_number([4] * 7),
    ),
    Example(
        "gini_of_one_city",
        Bilingual(
            "定义：全部在 k 个城市之一时为 (k - 1)/k，这里是 20/21",
            "definition: all in one of k cities gives (k - 1)/k, here 20/21",
        ),
        20 / 21,
        1e-15,
        lambda: gini([15] + [0] * 20),
    ),
    Example(
        "clopper_pearson_none_of_15",
        Bilingual(
            "Clopper 和 Pearson（1934），n 个中 0 个的闭式解：上限 1 - 0.025^(1/n)，这里 n = 15",
            "Clopper and Pearson (1934), closed form for 0 of n: upper limit 1 - 0.025^(1/n), here n = 15",
        ),
        1 - 0.025 ** (1 / 15),
        1e-12,
        lambda: clopper_pearson(0, 15)[1],
    ),
    Example(
        "clopper_pearson_all_of_15",
        Bilingual(
            "Clopper 和 Pearson（1934），n 个中 n 个的闭式解：下限 0.025^(1/n)，这里 n = 15",
            "Clopper and Pearson (1934), closed form for n of n: lower limit 0.025^(1/n), here n = 15",
        ),
        0.025 ** (1 / 15),
        1e-12,
        lambda: clopper_pearson(15, 15)[0],
    ),
    Example(
        "location_quotient_of_equals",
        Bilingual(
            "定义：地点与人口的分布相同，各市均为 1",
            "definition: sites shared out as people are give 1 in every city",
        ),
        1,
        1e-15,
        _equal_location_quotient,
    ),
    Example(
        "theil_of_one_city",
        Bilingual(
            "Theil（1967），第 4 章：全部在 k 个城市之一时为 ln k，这里 k = 21",
            "Theil (1967), chapter 4: all in one of k cities gives ln k, here k = 21",
        ),
        math.log(21),
        1e-12,
        lambda: theil([15] + [0] * 20),
    ),
    Example(
        "ellison_glaeser_gamma",
        Bilingual(
            "手算（Ellison 和 Glaeser 1997，式 5）：两个相等的地区，一区工厂 3 和 1 人，另一区 2 人，γ = -5/11",
            "by hand (Ellison and Glaeser 1997, equation 5): plants of 3 and 1 in one of two equal regions, of 2 in the"
            " other: gamma = -5/11",
        ),
        -5 / 11,
        1e-12,
        _gamma,
    ),
    Example(
        "cluster_index_of_a_textbook",
        Bilingual(
            "Farhauer 和 Kröll（2014）《Standorttheorien》的算例（见 R 包 REAT 手册），四舍五入",
            "the example of Farhauer and Kröll (2014), Standorttheorien, as the manual of the R package REAT gives it;"
            " rounded",
        ),
        21.87491,
        5e-6,
        _textbook_cluster_index,
    ),
)
