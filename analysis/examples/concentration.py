"""Worked examples of concentration: definitions and closed forms."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.clustering.concentration import clopper_pearson, effective_number, gini, location_quotient
from analysis.examples.example import Example
from analysis.plan import Bilingual


def _equal_location_quotient() -> float:
    counts, people = pd.Series({"a": 2, "b": 6}), pd.Series({"a": 100, "b": 300})
    return float(location_quotient(counts, people)["value"]["a"])


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
)
