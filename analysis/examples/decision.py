"""Worked examples of comparing sites: published decision problems, and one where the normalisation decides."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import Final

import numpy as np

from analysis.examples.example import Example
from analysis.plan import Bilingual
from analysis.siting.ahp import ahp, comparisons_from_answers
from analysis.siting.approach import Approach, Preference
from analysis.siting.decision import rank, scores
from analysis.siting.group_ahp import group_ahp
from analysis.siting.matrix import decision_matrix
from analysis.siting.scaling import Normalisation
from analysis.siting.tipping import tipping_points
from analysis.siting.weights import critic_weights, entropy_weights

_AIRCRAFT = decision_matrix(
    ["A1", "A2", "A3", "A4"],
    ["speed", "range", "payload", "cost", "reliability", "manoeuvrability"],
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ],
    objectives=["max", "max", "max", "min", "max", "max"],
)
_AIRCRAFT_WEIGHTS = (0.2, 0.1, 0.1, 0.1, 0.2, 0.3)
_SIX_SITES = decision_matrix(
    ["1", "2", "3", "4", "5", "6"],
    ["a", "b", "c", "d"],
    [[8, 7, 2, 1], [5, 3, 7, 5], [7, 5, 6, 4], [9, 9, 7, 3], [11, 10, 3, 7], [6, 9, 5, 4]],
    objectives=["max"] * 4,
)
_SIX_SITES_WEIGHTS = (0.4, 0.3, 0.1, 0.2)
_CLIMB = decision_matrix(
    ["A1", "A2", "A3"], ["risk", "altitude"], [[1, 3000], [2, 3750], [5, 4500]], objectives=["min", "max"]
)
_FIRMS = decision_matrix(
    [str(number) for number in range(1, 9)],
    ["profitability", "market share", "productivity"],
    [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ],
    objectives=["max"] * 3,
)
_TURNED = decision_matrix(["a", "b", "c"], ["x", "y"], [[1, 3], [2, 4], [4, 3]], objectives=["max", "max"])
_HOUSE = [
    [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
    [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
    [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
    [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
    [4, 7, 5, 8, 6, 6, 2, 1],
]

_FOUR_RATERS = ((2, 4, 5, 3, 4, 2), (0.8, 2, 4, 5, 7, 2), (2, 3, 5, 3, 5, 2), (5, 6, 7, 4, 6, 1))
"""Four people's judgements of four criteria, pair by pair: the example data of the R package Prize."""


def _saaty_weight(place: int) -> float:
    found = ahp(["x", "y", "z"], np.array([[1, 1 / 2, 3], [2, 1, 4], [1 / 3, 1 / 4, 1]]))
    return float(found.weights[place])


def _house_consistency_ratio() -> float:
    return ahp([str(number) for number in range(1, 9)], np.array(_HOUSE)).consistency_ratio


def _group_judgement(row: int, column: int) -> float:
    names = ("tumour", "normal", "frequency", "epitopes")
    answers = [dict(zip(combinations(names, 2), upper, strict=True)) for upper in _FOUR_RATERS]
    members = {str(place): ahp(names, comparisons_from_answers(names, one)) for place, one in enumerate(answers)}
    return float(group_ahp(members).group.comparisons[row, column])


def _topsis(place: int) -> float:
    return float(rank(_AIRCRAFT, _AIRCRAFT_WEIGHTS, Approach("topsis", "vector")).score.iloc[place])


def _promethee(place: int) -> float:
    names = _SIX_SITES.criteria
    linear = Preference("linear", dict.fromkeys(names, 1.0), dict.fromkeys(names, 2.0))
    return float(scores(_SIX_SITES, _SIX_SITES_WEIGHTS, Approach("promethee2", preference=linear))[place])


def _lead_of_b(normalisation: Normalisation) -> float:
    found = scores(_TURNED, [1, 1], Approach("weighted_sum", normalisation))
    return float(found[1] - found[2])


_AIRCRAFT_SOURCE = Bilingual(
    "Hwang 和 Yoon（1981）战斗机选型，TOPSIS，向量归一化",
    "Hwang and Yoon (1981), choice of a fighter aircraft, TOPSIS with vector normalisation",
)
_SAATY_SOURCE = Bilingual("Saaty 的 3 × 3 比较矩阵的主特征向量", "Saaty's 3 x 3 comparisons, principal eigenvector")
_GROUP_SOURCE = Bilingual(
    "R 程序包 Prize（Dargahi，2016）的四人判断，几何平均汇总",
    "R package Prize (Dargahi 2016), judgements of four people, aggregated by the geometric mean",
)
_TURNED_SOURCE = Bilingual(
    "手算：(1,3)、(2,4)、(4,3) 等权相加，第二个减第三个；极差归一化为正，向量归一化为负，胜者因此改变",
    "by hand: equal weights on (1, 3), (2, 4), (4, 3), second less third; positive by minmax, negative by vector, "
    "so that the winner changes",
)

EXAMPLES: Final[tuple[Example, ...]] = (
    *(
        Example(f"topsis_aircraft_{place + 1}", _AIRCRAFT_SOURCE, expected, 1e-6, partial(_topsis, place))
        for place, expected in enumerate((0.643277, 0.268384, 0.613542, 0.312291))
    ),
    *(
        Example(f"ahp_saaty_{place + 1}", _SAATY_SOURCE, expected, 5e-5, partial(_saaty_weight, place))
        for place, expected in enumerate((0.3196, 0.5584, 0.1220))
    ),
    Example(
        "ahp_house_consistency_ratio",
        Bilingual(
            "Saaty（1990）购房例：一致性比率 0.169，超过 0.10", "Saaty (1990), buying a house: CR .169, above .10"
        ),
        0.169,
        5e-4,
        _house_consistency_ratio,
    ),
    *(
        Example(
            f"ahp_group_{row + 1}_{column + 1}", _GROUP_SOURCE, expected, 5e-7, partial(_group_judgement, row, column)
        )
        for row, column, expected in ((0, 1, 2.0), (0, 2, 3.4641016), (1, 2, 3.6628415), (2, 3, 1.681793))
    ),
    Example(
        "entropy_aircraft_reliability",
        Bilingual(
            "Hwang 和 Yoon（1981）战斗机的熵权：可靠性 0.3570",
            "Hwang and Yoon (1981), entropy weights: reliability .3570",
        ),
        0.3570,
        0.002,
        lambda: float(entropy_weights(_AIRCRAFT)[4]),
    ),
    Example(
        "critic_firms_market_share",
        Bilingual(
            "Diakoulaki 等（1995）制药企业的 CRITIC 权重：市场份额 0.481",
            "Diakoulaki et al. (1995), CRITIC weights of pharmaceutical firms: market share .481",
        ),
        0.48090173,
        1e-8,
        lambda: float(critic_weights(_FIRMS)[1]),
    ),
    Example(
        "vikor_climb_sum_of_losses",
        Bilingual(
            "Opricovic 和 Tzeng（2004）登山例：第二条路线 S = 0.375",
            "Opricovic and Tzeng (2004), mountain climb: S = .375",
        ),
        0.375,
        1e-12,
        lambda: float(rank(_CLIMB, [1, 1], Approach("vikor")).details["sum_of_losses"].iloc[1]),
    ),
    Example(
        "vikor_six_sites_4",
        Bilingual(
            "Papathanasiou 和 Ploskas（2018）第 2 章选址例：v = 0.625 时第四处 Q = 0.271",
            "Papathanasiou and Ploskas (2018), chapter 2, location of a facility: fourth site Q = .271 at v = .625",
        ),
        0.271,
        5e-4,
        lambda: float(scores(_SIX_SITES, _SIX_SITES_WEIGHTS, Approach("vikor", majority=0.625))[3]),
    ),
    *(
        Example(
            f"promethee_six_sites_{place + 1}",
            Bilingual(
                "Papathanasiou 和 Ploskas（2018）第 3 章选址例的净流",
                "Papathanasiou and Ploskas (2018), chapter 3, location of a facility: net flow",
            ),
            expected,
            5e-3,
            partial(_promethee, place),
        )
        for place, expected in enumerate((-0.26, -0.52, -0.22, 0.36, 0.70, -0.06))
    ),
    Example("normalisation_minmax_makes_b_win", _TURNED_SOURCE, 1 / 6, 1e-12, lambda: _lead_of_b("minmax")),
    Example(
        "normalisation_vector_makes_c_win",
        _TURNED_SOURCE,
        (4 - 3) / 34**0.5 / 2 - (4 - 2) / 21**0.5 / 2,
        1e-12,
        lambda: _lead_of_b("vector"),
    ),
    Example(
        "tipping_weight_of_lines",
        Bilingual(
            "手算：x 的权重为 t 时，b 得 1 - 2t/3，c 得 t，相交于 3/5",
            "by hand: with weight t on x, b scores 1 - 2t/3 and c scores t, which meet at 3/5",
        ),
        0.6,
        1e-12,
        lambda: tipping_points(_TURNED, [1, 1])[0].upper or 0.0,
    ),
)
