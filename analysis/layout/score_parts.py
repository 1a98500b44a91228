"""The parts of the score that tiers inferred from the data and the plan's aims add, with what they hang on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.layout.agreement import Agreement
from analysis.layout.aims import AimInput, AimMeasure, linked_pairs
from analysis.layout.park_industries import ParkIndustries, dissimilarity, specialisation
from analysis.layout.reach import near_shares
from analysis.layout.score import AGREEMENT, AIMS, REACH_PARTS, SCORE_LIMIT_MIN, ScoreParts
from analysis.score import NO_DATA


def score_parts(
    found: Agreement | None,
    kappas: NDArray[np.float64],
    aims: Sequence[AimMeasure],
    given: AimInput,
    city_of_park: Mapping[str, str],
    *,
    left_out: Mapping[str, str],
) -> ScoreParts:
    """Return the parts of the score that the data and the aims add.

    Parameters
    ----------
    found
        Agreement of the tiers inferred without parks with the plan; None where there is none.
    kappas
        Its weighted kappa for each redraw of the links; empty where none was redrawn.
    aims
        As measured.
    given
        What they were measured from.
    city_of_park
        Park -> city, for leaving each out.
    left_out
        Reason codes of ``agreement_with_data`` and ``aims``, where they are known.
    """
    raw = {AIMS: aims_mean((one.id, one.value) for one in aims)}
    if found is not None and found.weighted_kappa is not None:
        raw[AGREEMENT] = found.weighted_kappa
    known = {name: value for name, value in raw.items() if not np.isnan(value)}
    return ScoreParts(
        raw={name: known[name] for name in (AGREEMENT, AIMS) if name in known},
        redrawn=_redrawn(kappas if AGREEMENT in known else np.zeros(0), aims, given),
        without_each=_without_each(aims, given, city_of_park),
        left_out={name: left_out.get(name, NO_DATA) for name in (AGREEMENT, AIMS) if name not in known},
    )


def aims_mean(values: Iterable[tuple[str, float]]) -> float:
    """Return the mean over the aims of (aim, value), each aim first over its levels; NaN without any."""
    known = sorted((name, value) for name, value in values if not np.isnan(value))
    each = [np.mean([value for _, value in group]) for _, group in groupby(known, key=lambda pair: pair[0])]
    return float(np.mean(each)) if each else float("nan")


def _redrawn(kappas: NDArray[np.float64], aims: Sequence[AimMeasure], given: AimInput) -> pd.DataFrame:
    """Return the components for each joint redraw of links and positions; no row where nothing was redrawn."""
    draws = max([len(kappas), *(len(one.draws) for one in aims)], default=0)
    columns: dict[str, object] = {}
    if len(kappas):
        columns[AGREEMENT] = kappas
    if any(one.draws.size for one in aims):
        each = [(one.id, np.broadcast_to(one.draws if one.draws.size else one.value, draws)) for one in aims]
        columns[AIMS] = [aims_mean((name, float(values[draw])) for name, values in each) for draw in range(draws)]
    if draws and given.minutes_redrawn is not None and given.higher:
        people = given.population.reindex([*given.lowest, *given.higher]).to_numpy(dtype=float)
        lowest = len(given.lowest)
        nearest = given.minutes_redrawn[:, :lowest, lowest:].min(axis=2)
        shares = [near_shares(minutes, people, SCORE_LIMIT_MIN) for minutes in nearest]
        columns |= dict(zip(REACH_PARTS, zip(*shares, strict=True), strict=True))
    return pd.DataFrame(columns, index=range(draws), dtype=float)


def _without_each(aims: Sequence[AimMeasure], given: AimInput, city_of_park: Mapping[str, str]) -> pd.DataFrame:
    by_level = {str(of.level): of for of in given.industries}
    rows = [
        (city, aims_mean((one.id, _value_without(one, park, by_level, given)) for one in aims))
        for park, city in city_of_park.items()
    ]
    index = pd.Index(list(city_of_park), name="park", dtype=object)
    return pd.DataFrame(rows, index=index, columns=["city", AIMS])


def _value_without(one: AimMeasure, park: str, by_level: Mapping[str, ParkIndustries], given: AimInput) -> float:
    """Return an aim's value without one park; NaN where it is not defined any more."""
    if one.id == "shared":
        served = one.parts["served"].drop(index=park, errors="ignore")
        return float(served.mean()) if len(served) else float("nan")
    if one.level is None or park not in by_level[one.level].parks:
        return one.value
    fewer = by_level[one.level].without(park)
    if one.id == "distinct":
        return float(specialisation(fewer).mean()) if len(fewer.cities) > 1 else float("nan")
    pairs = [] if given.minutes is None else linked_pairs(fewer.cities, given.minutes)
    return float(dissimilarity(fewer, pairs).mean()) if pairs else float("nan")
