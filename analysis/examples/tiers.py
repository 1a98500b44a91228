"""Worked examples of tiers from data: agreement, natural breaks, potential, aims, accessibility."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from analysis.examples.example import Example
from analysis.layout.accessibility import reachable_people
from analysis.layout.agreement import weighted_kappa
from analysis.layout.inferred_tiers import tiers_by_breaks
from analysis.layout.park_industries import dissimilarity, park_industries, specialisation
from analysis.layout.potential import potential
from analysis.layout.reach_map import township_minutes
from analysis.plan import Bilingual

COHEN_TABLE: Final = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
"""Two judges' diagnoses of 200 cases."""

COHEN_WEIGHTS: Final = ((0, 1, 3), (1, 0, 6), (3, 6, 0))
"""How grave each disagreement is taken to be."""

_BREAKS: Final = pd.Series({"a": 4.0, "b": 5.0, "c": 9.0, "d": 10.0})


def _fit_of_breaks() -> float:
    """Return the share of the squared deviations that two natural classes of four values explain."""
    within = _BREAKS - _BREAKS.groupby(tiers_by_breaks(_BREAKS, 2)).transform("mean")
    return float(1 - (within**2).sum() / ((_BREAKS - _BREAKS.mean()) ** 2).sum())


def _middle_potential() -> float:
    """Return the potential of the middle one of three cities."""
    frame = pd.DataFrame({"people": [0.0, 9.0, 99.0], "output": [0.0, 1.0, 3.0]}, index=list("abc"))
    return float(potential(frame, weights={"people": 1, "output": 3}).value["b"])


def _parks() -> tuple[pd.Series, pd.Series, dict[str, str]]:
    city = pd.Series({"p": "a", "q": "b", "r": "c"})
    does = pd.Series({"p": ["robots"], "q": ["robots", "ships"], "r": ["ships"]})
    return city, does, {"robots": "machines", "ships": "machines"}


def _specialisation() -> float:
    return float(specialisation(park_industries(*_parks()))[0])


def _dissimilarity() -> float:
    return float(dissimilarity(park_industries(*_parks()), [(0, 1)])[0])


def _reachable() -> float:
    minutes = np.array([[0.0, 60.0, 120.0], [60.0, 0.0, 60.0], [120.0, 60.0, 0.0]])
    return float(reachable_people(minutes, np.array([1000.0, 100.0, 40.0]), half_life_min=60)[0])


def _township() -> float:
    """Return the minutes of a township 10 km beyond a seat that is 30 minutes from the hub."""
    to_hub = pd.DataFrame({"minutes": [0.0, 30.0], "hub": ["hub", "hub"], "estimated": False}, index=["hub", "near"])
    seats = {"hub": (0.0, 0.0), "near": (60_000.0, 0.0)}
    found = township_minutes([(70_000, 0)], ["near"], seats, to_hub, local_speed_km_h=40)
    return float(found["minutes"].to_numpy()[0])


EXAMPLES: Final[tuple[Example, ...]] = (
    Example(
        "weighted_kappa",
        Bilingual(
            "Cohen（1968），《Psychological Bulletin》70 卷 213–220 页表 1：200 例、两名评判、三类，加权 κ = 0.348",
            "Cohen (1968), Psychological Bulletin 70, 213-220, table 1: 200 cases, two judges, three classes; 0.348",
        ),
        0.348,
        5e-4,
        lambda: weighted_kappa(COHEN_TABLE, disagreement=COHEN_WEIGHTS),
    ),
    Example(
        "natural_breaks",
        Bilingual(
            "手算：4、5、9、10 分两类，类内离差平方和 1，总离差平方和 26，拟合度 25/26",
            "by hand: 4, 5, 9, 10 in two classes; squares of 1 within them of 26 in all, a fit of 25/26",
        ),
        25 / 26,
        1e-12,
        _fit_of_breaks,
    ),
    Example(
        "potential_index",
        Bilingual(
            "手算：log(1+x) 后极差标准化均为 0.5（10 在 1 与 100 之间，2 在 1 与 4 之间），加权平均仍为 0.5",
            "by hand: on log(1 + x) both lie half way, 10 between 1 and 100 and 2 between 1 and 4; their mean is 0.5",
        ),
        0.5,
        1e-12,
        _middle_potential,
    ),
    Example(
        "specialisation",
        Bilingual(
            "手算：本市全为机器人，其余两园合计机器人 1/4、船舶 3/4；|1 − 1/4| 与 |0 − 3/4| 之和的一半为 3/4",
            "by hand: robots only, against 1/4 robots and 3/4 ships elsewhere; half of 3/4 + 3/4 is 3/4",
        ),
        0.75,
        1e-12,
        _specialisation,
    ),
    Example(
        "dissimilarity",
        Bilingual(
            "手算：一市有机器人，另一市有机器人和船舶，两类中同有一类，1 − 1/2",
            "by hand: robots here, robots and ships there; one of two kinds in common, 1 - 1/2",
        ),
        0.5,
        1e-12,
        _dissimilarity,
    ),
    Example(
        "reachable_people",
        Bilingual(
            "手算：60 分钟外 100 人计一半，120 分钟外 40 人计四分之一，共 60 人",
            "by hand: 100 people 60 minutes away count half, 40 people 120 minutes away a quarter, 60 in all",
        ),
        60,
        1e-12,
        _reachable,
    ),
    Example(
        "township_to_hub",
        Bilingual(
            "手算：以每小时 40 公里直线走 10 公里需 15 分钟，再加驻地到枢纽的 30 分钟",
            "by hand: 10 km straight at 40 km an hour take 15 minutes, and 30 more from the seat to the hub",
        ),
        45,
        1e-12,
        _township,
    ),
)
