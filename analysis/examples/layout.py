"""Worked examples of the layout: the plan's tiers and parks by counting, travel and reach by hand."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.clustering.concentration import hhi
from analysis.examples.example import Example
from analysis.layout.hierarchy import tau_b, top_share_p
from analysis.layout.reach import reach
from analysis.layout.travel import minutes_to_nearest, travel_network
from analysis.plan import Bilingual

PARKS_BY_CITY: Final = (3, 2, 3, 3, 1, 0, 1, 2, *(0,) * 13)
"""Named parks in each of 21 cities, by tier: three core, three key and fifteen node cities."""

TIER_RANKS: Final = (2,) * 3 + (1,) * 3 + (0,) * 15
"""Tier rank of the same cities: 2 core, 1 key, 0 node."""

_CORE, _CORE_KEY = PARKS_BY_CITY[:3], PARKS_BY_CITY[:6]


def _counted(zh: str, en: str) -> Bilingual:
    """Return the source of a number that follows from the plan by counting."""
    return Bilingual(
        f"按规划（粤府〔2018〕64号）的层级和 15 个园区精确计数：{zh}",
        f"counted exactly from the tiers and the 15 parks that the plan 粤府〔2018〕64号 names: {en}",
    )


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
)
