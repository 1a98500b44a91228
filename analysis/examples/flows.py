"""Worked examples of flows: breaking point, gravity, radiation, dominant flows, centralities, salience."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd

from analysis.examples.example import Example
from analysis.layout.centrality import centralities, salience
from analysis.layout.dominant_flows import dominant_flows
from analysis.layout.flows import breaking_point, gravity, radiation
from analysis.layout.travel import travel_network
from analysis.plan import Bilingual

TELEPHONE_PLACES: Final = tuple("abcdefghijkl")
TELEPHONE_CALLS: Final = (
    (0, 75, 15, 20, 28, 2, 3, 2, 1, 20, 1, 0),
    (69, 0, 45, 50, 58, 12, 20, 3, 6, 35, 4, 2),
    (5, 51, 0, 12, 40, 0, 6, 1, 3, 15, 0, 1),
    (19, 67, 14, 0, 30, 7, 6, 2, 11, 18, 5, 1),
    (7, 40, 48, 26, 0, 7, 10, 2, 37, 39, 12, 6),
    (1, 6, 1, 1, 10, 0, 27, 1, 3, 4, 2, 0),
    (2, 16, 3, 3, 13, 31, 0, 3, 18, 8, 3, 1),
    (0, 4, 0, 1, 3, 3, 6, 0, 12, 38, 4, 0),
    (2, 28, 3, 6, 43, 4, 16, 12, 0, 98, 13, 1),
    (7, 40, 10, 8, 40, 5, 17, 34, 98, 0, 35, 12),
    (1, 8, 2, 1, 18, 0, 6, 5, 12, 30, 0, 15),
    (0, 2, 0, 0, 7, 0, 1, 0, 1, 6, 12, 0),
)
"""Messages from each of twelve places (row) to each other one (column), after Nystuen and Dacey (1961), table 1.

This copy was not checked against the paper; the hubs that follow from it, b, e, g and j, are the published ones.
"""


def telephone_calls() -> pd.DataFrame:
    """Return the messages as a table."""
    return pd.DataFrame(TELEPHONE_CALLS, index=list(TELEPHONE_PLACES), columns=list(TELEPHONE_PLACES))


def chain_links(minutes: tuple[float, ...]) -> pd.DataFrame:
    """Return links that join a to b, b to c, and so on."""
    ends = [chr(ord("a") + place) for place in range(len(minutes) + 1)]
    rows = {"from_city": ends[:-1], "to_city": ends[1:], "minutes": list(minutes)}
    return pd.DataFrame(rows | {"mode": "rail", "year": None, "estimated": False})


def table(rows: list[list[float]]) -> pd.DataFrame:
    """Return a square table of cities a, b, c and so on."""
    names = [chr(ord("a") + place) for place in range(len(rows))]
    return pd.DataFrame(rows, index=names, columns=names, dtype=float)


def _cell(frame: pd.DataFrame, one: int, other: int) -> float:
    return float(frame.to_numpy(dtype=float)[one, other])


def _middle_of_a_chain(column: str) -> float:
    network = travel_network(chain_links((20.0, 30.0)), ["a", "b", "c"])
    flows = table([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    return float(centralities(flows, network)[column].to_numpy(dtype=float)[1])


_THREE_MINUTES: Final = [[0.0, 30.0, 60.0], [30.0, 0.0, 45.0], [60.0, 45.0, 0.0]]
_MASSES: Final = pd.Series({"a": 10.0, "b": 20.0, "c": 30.0})

EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "breaking_point",
        Bilingual(
            "Converse（1949）公式：40 万与 20 万人的两城相距 80 公里，分界点距大城 80/(1 + √0.5) = 46.862915 公里",
            "formula of Converse (1949): 400,000 and 200,000 people 80 km apart, 80/(1 + sqrt(0.5)) = 46.862915 km "
            "from the larger",
        ),
        46.862915,
        5e-7,
        lambda: breaking_point(400_000, 200_000, 80),
    ),
    Example(
        "gravity_power",
        Bilingual(
            "手算：10 × 20 / 30² = 2/9",
            "by hand: masses 10 and 20, 30 minutes, exponent 2: 10 × 20 / 30² = 2/9",
        ),
        2 / 9,
        1e-12,
        lambda: _cell(gravity(_MASSES, table(_THREE_MINUTES)), 0, 1),
    ),
    Example(
        "gravity_exponential",
        Bilingual(
            "手算：60 分钟减半，10 × 30 / 2 = 150",
            "by hand: masses 10 and 30, 60 minutes, halved in 60 minutes: 10 × 30 / 2 = 150",
        ),
        150,
        1e-12,
        lambda: _cell(gravity(_MASSES, table(_THREE_MINUTES), decay="exponential"), 0, 2),
    ),
    Example(
        "radiation",
        Bilingual(
            "按 Simini 等（2012），Nature 484, 96-100 的公式手算：10 × 10 × 30 / ((10 + 20)(10 + 30 + 20)) = 5/3",
            "by hand after Simini et al. (2012), Nature 484, 96-100: 10 × 10 × 30 / ((10 + 20)(10 + 30 + 20)) = 5/3",
        ),
        5 / 3,
        1e-12,
        lambda: _cell(radiation(_MASSES, table(_THREE_MINUTES)), 0, 2),
    ),
    Example(
        "dominant_flows_hubs",
        Bilingual(
            "矩阵据 Nystuen 和 Dacey（1961），Papers of the RSA 7, 29-42，表 1（12 地通话例）；"
            "这份抄本未与原文核对，b、e、g、j 这 4 个枢纽与发表的一致",
            "matrix after Nystuen and Dacey (1961), Papers of the RSA 7, 29-42, table 1 (messages among 12 places); "
            "this copy was not checked against the paper, the 4 hubs b, e, g and j are the published ones",
        ),
        4,
        0,
        lambda: float(len({*dominant_flows(telephone_calls()).hubs} & {*"begj"})),
    ),
    Example(
        "closeness_in_a_chain",
        Bilingual(
            "手算：距两端 20 和 30 分钟，2 / (20 + 30) = 0.04",
            "by hand: 20 and 30 minutes from the two ends, 2 / (20 + 30) = 0.04",
        ),
        0.04,
        1e-12,
        lambda: _middle_of_a_chain("closeness_per_min"),
    ),
    Example(
        "betweenness_in_a_chain",
        Bilingual(
            "定义（Freeman 1979）：两端之间唯一的路都经过中间，为 1",
            "definition (Freeman 1979): the only way between the two ends leads through the middle, so 1",
        ),
        1,
        1e-12,
        lambda: _middle_of_a_chain("betweenness"),
    ),
    Example(
        "eigenvector_in_a_chain",
        Bilingual(
            "定义：三地一线的首特征向量为 (1/2, √2/2, 1/2)", "definition: three in a chain have (1/2, sqrt(2)/2, 1/2)"
        ),
        math.sqrt(2) / 2,
        1e-12,
        lambda: _middle_of_a_chain("eigenvector"),
    ),
    Example(
        "salience_among_equals",
        Bilingual(
            "按 Grady 等（2012），Nature Communications 3, 864 的定义手算："
            "n 地流量全相等时，每条联系只在两端的树上，为 2/n，这里 n = 5",
            "by hand after Grady et al. (2012), Nature Communications 3, 864: with equal flows among n places a link "
            "stands only in the trees of its two ends, so 2/n, here n = 5",
        ),
        2 / 5,
        1e-12,
        lambda: float(salience(pd.DataFrame(1 - np.eye(5)))["salience"].to_numpy(dtype=float)[0]),
    ),
)
