"""Worked examples with a known answer: what `verify` on the command line and the tests recompute."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.clustering.chance import monte_carlo_p
from analysis.clustering.concentration import (
    clopper_pearson,
    effective_number,
    gini,
    hhi,
    location_quotient,
)
from analysis.clustering.pattern import clark_evans, mean_nn_m, mean_nn_torus_m
from analysis.layout.hierarchy import tau_b, top_share_p
from analysis.layout.reach import reach
from analysis.layout.travel import minutes_to_nearest, travel_network
from analysis.plan import Bilingual

PARKS_BY_CITY: Final = (3, 2, 3, 3, 1, 0, 1, 2, *(0,) * 13)
"""Named parks in each of 21 cities, by tier: three core, three key and fifteen node cities."""

TIER_RANKS: Final = (2,) * 3 + (1,) * 3 + (0,) * 15
"""Tier rank of the same cities: 2 core, 1 key, 0 node."""

_CORE, _CORE_KEY = PARKS_BY_CITY[:3], PARKS_BY_CITY[:6]


@dataclass(frozen=True)
class Example:
    """A number that is known from elsewhere.

    Parameters
    ----------
    id
        Short name.
    source
        Where the expected number comes from.
    expected
        That number.
    tolerance
        Largest difference that still agrees.
    compute
        Computes it anew with this project's own functions.
    """

    id: str
    source: Bilingual
    expected: float
    tolerance: float
    compute: Callable[[], float]


@dataclass(frozen=True)
class Row:
    """An example with what was computed."""

    id: str
    source: Bilingual
    expected: float
    got: float
    agrees: bool


def run(examples: Sequence[Example] | None = None) -> tuple[Row, ...]:
    """Recompute the examples, all of `EXAMPLES` if None."""
    rows = []
    for example in EXAMPLES if examples is None else examples:
        got = example.compute()
        agrees = math.isclose(got, example.expected, rel_tol=0, abs_tol=example.tolerance)
        rows.append(Row(example.id, example.source, example.expected, got, agrees))
    return tuple(rows)


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


def _counted(zh: str, en: str) -> Bilingual:
    """Return the source of a number that follows from the plan by counting."""
    return Bilingual(
        f"按规划（粤府〔2018〕64号）的层级和 15 个园区精确计数：{zh}",
        f"counted exactly from the tiers and the 15 parks that the plan 粤府〔2018〕64号 names: {en}",
    )


def _equal_location_quotient() -> float:
    counts, people = pd.Series({"a": 2, "b": 6}), pd.Series({"a": 100, "b": 300})
    return float(location_quotient(counts, people)["value"]["a"])


def _chain_minutes() -> float:
    """Return the minutes from the last to the first of three cities in a chain."""
    link = {"mode": "rail", "year": None, "estimated": False}
    links = pd.DataFrame(
        [
            {"from_city": "a", "to_city": "b", "minutes": 20.0, **link},
            {"from_city": "b", "to_city": "c", "minutes": 30.0, **link},
        ]
    )
    ways = minutes_to_nearest(travel_network(links, ["a", "b", "c"]), ["c"], ["a"])
    return float(ways["minutes"].to_numpy(dtype=float)[0])


def _people_within_an_hour() -> float:
    """Return the share of people within 60 minutes of a city of a higher tier, of three cities below it."""
    minutes = pd.Series({"near": 60.0, "beyond": 61.0, "far": 150.0})
    people = pd.Series({"hub": 50, "near": 20, "beyond": 20, "far": 10})
    return float(reach(minutes, people, higher=["hub"]).shares["population_share"].loc[60])


EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "p_core_share",
        _counted(
            "3 个核心城市有 8 个园区；从 21 个城市取 3 个的 1,330 种取法中，有 7 种不少于 8 个",
            "8 of 15 parks in the 3 core cities; 7 of the 1,330 choices of 3 cities out of 21 hold 8 or more",
        ),
        7 / 1330,
        1e-15,
        lambda: float(top_share_p(PARKS_BY_CITY, size=len(_CORE), observed=sum(_CORE))),
    ),
    Example(
        "p_core_key_share",
        _counted(
            "6 个核心和重点城市有 12 个园区；54,264 种取法中有 77 种不少于 12 个",
            "12 of 15 parks in the 6 core and key cities; 77 of 54,264 choices of 6 cities hold 12 or more",
        ),
        77 / 54264,
        1e-15,
        lambda: float(top_share_p(PARKS_BY_CITY, size=len(_CORE_KEY), observed=sum(_CORE_KEY))),
    ),
    Example(
        "kendall_tau_b",
        _counted(
            "21 个城市的层级与园区数，四舍五入",
            "21 cities, tier rank against parks; rounded",
        ),
        0.6966,
        5e-5,
        lambda: tau_b(TIER_RANKS, PARKS_BY_CITY),
    ),
    Example(
        "hhi_of_parks",
        _counted(
            "(3² + 2² + 3² + 3² + 1² + 1² + 2²) / 15² = 37/225",
            "(3² + 2² + 3² + 3² + 1² + 1² + 2²) / 15² = 37/225",
        ),
        37 / 225,
        1e-15,
        lambda: hhi(PARKS_BY_CITY),
    ),
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
        "travel_with_a_change",
        Bilingual(
            "手算：三城一线，20 分钟加 30 分钟，中间换乘一次再加 30 分钟，共 80 分钟",
            "by hand: three cities in a chain, 20 and 30 minutes and one change of 30 minutes make 80",
        ),
        80,
        1e-12,
        _chain_minutes,
    ),
    Example(
        "reach_within_an_hour",
        Bilingual(
            "手算：枢纽 50 人，60、61、150 分钟外各 20、20、10 人；60 分钟内（含）有 50 + 20 人，占 100 人的 0.7",
            "by hand: 50 people in the hub, 20, 20 and 10 at 60, 61 and 150 minutes; 50 + 20 of 100 are within 60",
        ),
        0.7,
        1e-12,
        _people_within_an_hour,
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
