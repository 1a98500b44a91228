"""The plan's aims as measures on [0, 1]: distinct, complementary, coordinated, shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.layout.park_industries import ParkIndustries, dissimilarity, specialisation
from analysis.layout.reach import THRESHOLDS_MIN, near_shares
from analysis.progress import Progress, part_of, silent
from analysis.sites import PLATFORM_REACH_M, distance_to_nearest_m

PAIR_LIMIT_MIN = 90.0
"""Cities within this time of each other are taken to be linked."""

PERMUTATIONS = 999
MISSING_LINKS = "missing_links"
NO_MEASURE = "no_measure"
NO_PAIRS = "no_pairs"
ONE_TIER = "one_tier"
POSITION_UNKNOWN = "position_unknown"
TOO_FEW_CITIES = "too_few_cities"

_CHUNK = 50
"""Permutations at once, so that progress is told often."""

_ROUNDING = 1e-12
"""Sums in another order may differ in their last digit; they count as reached."""


@dataclass(frozen=True)
class AimChance:
    """What an aim's value would be by chance.

    `expected` is the mean, `p` the one-sided probability of at least the value observed, over `permutations`. `null` is
    ``parks_dealt_out`` (what parks do, dealt out to the parks anew) or ``hubs_dealt_out`` (the higher tiers' labels,
    dealt out to the cities anew).
    """

    expected: float
    p: float
    null: str
    permutations: int


@dataclass(frozen=True, eq=False)
class AimMeasure:
    """One aim, measured.

    Parameters
    ----------
    id
        Of the aim.
    level
        ``industry`` or ``group`` of the taxonomy; None where it does not matter.
    value
        On [0, 1], 1 is best.
    n, counted
        From how many it is measured, and what: ``cities``, ``pairs`` or ``parks``.
    parts
        What `value` is the mean of, one row each.
    chance
        None where there is no null.
    draws
        `value` with what is uncertain redrawn; empty where nothing was.
    left_out
        Cities or parks that could not be measured.
    """

    id: str
    level: str | None
    value: float
    n: int
    counted: str
    parts: pd.DataFrame
    chance: AimChance | None = None
    draws: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    left_out: tuple[str, ...] = ()

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 2.5 % and 97.5 % quantiles of `draws`; None without them."""
        if not self.draws.size:
            return None
        low, high = np.quantile(self.draws, (0.025, 0.975)).tolist()
        return low, high


@dataclass(frozen=True, eq=False)
class AimInput:
    """What the aims are measured from; None where it is not known.

    Parameters
    ----------
    industries
        Of the parks, once for each level of the taxonomy; empty where not known.
    cities_without_park
        Cities of the plan that have no park.
    minutes
        Between every two cities, square frame.
    higher, lowest
        Cities of all tiers but the lowest, and of the lowest.
    population
        People, indexed by city.
    minutes_redrawn
        Shape (draws, cities, cities), in the order of `lowest` and then `higher`.
    parks_xy, platforms_xy
        Metres, shape (n, 2); `park_ids` names the parks, `parks_unplaced` those without a position.
    parks_redrawn, platforms_redrawn
        Shape (draws, n, 2).
    left_out
        What is not known (``industries``, ``minutes``, ``higher``, ``platforms``, ``parks``) -> reason code.
    """

    industries: Sequence[ParkIndustries]
    cities_without_park: tuple[str, ...]
    minutes: pd.DataFrame | None
    higher: tuple[str, ...]
    lowest: tuple[str, ...]
    population: pd.Series
    minutes_redrawn: NDArray[np.float64] | None
    park_ids: tuple[str, ...]
    parks_unplaced: tuple[str, ...]
    parks_xy: NDArray[np.float64]
    platforms_xy: NDArray[np.float64] | None
    parks_redrawn: NDArray[np.float64] | None
    platforms_redrawn: NDArray[np.float64] | None
    left_out: Mapping[str, str]


Measured = tuple[list[AimMeasure], dict[str, str]]
"""An aim's measures, and reason codes where there is none."""


def distinct(given: AimInput, rng: np.random.Generator, permutations: int, progress: Progress) -> Measured:
    """Return how far each city's parks do something else than all others: mean of half the Krugman index.

    Cities count alike. A city with few parks is always rather special, so that the value means little without chance:
    what the parks do is dealt out to them anew, each city keeping its number of parks.
    """
    found = []
    for of, part in _with_parts(given.industries, progress):
        if len(of.cities) > 1:
            each = specialisation(of)
            parts = pd.DataFrame({"specialisation": each}, index=pd.Index(of.cities, name="city", dtype=object))
            chance = _dealt_out(of, partial(specialisation, of), each.mean(), rng, permutations, part)
            found.append(_of_industries("distinct", of, each, "cities", parts, chance, given))
    return found, {} if found else {"distinct": given.left_out.get("industries", TOO_FEW_CITIES)}


def complementary(given: AimInput, rng: np.random.Generator, permutations: int, progress: Progress) -> Measured:
    """Return how little linked cities' parks do the same: mean Jaccard distance of pairs within 90 minutes.

    That they differ does not show that they need each other: it is the part of complementing that the data can tell.
    """
    if given.minutes is None:
        return [], {"complementary": given.left_out.get("minutes", MISSING_LINKS)}
    found = []
    for of, part in _with_parts(given.industries, progress):
        pairs = linked_pairs(of.cities, given.minutes)
        if pairs:
            each = dissimilarity(of, pairs)
            names = [(of.cities[one], of.cities[other]) for one, other in pairs]
            parts = pd.DataFrame(names, columns=["one", "other"]).assign(dissimilarity=each)
            chance = _dealt_out(of, partial(dissimilarity, of, pairs), each.mean(), rng, permutations, part)
            found.append(_of_industries("complementary", of, each, "pairs", parts, chance, given))
    if found:
        return found, {}
    return [], {"complementary": NO_PAIRS if given.industries else given.left_out.get("industries", TOO_FEW_CITIES)}


def coordinated(given: AimInput, rng: np.random.Generator, permutations: int, progress: Progress) -> Measured:
    """Return how much of the lowest tier, and of all people, is near a higher tier.

    The mean of six shares: cities and people within 60, 90 and 120 minutes. Chance deals the higher tiers' labels out
    to the cities anew: would other hubs reach as many?
    """
    if given.minutes is None or not given.higher or not given.lowest:
        return [], {"coordinated": given.left_out.get("minutes") or given.left_out.get("higher", ONE_TIER)}
    cities, lowest = [*given.lowest, *given.higher], len(given.lowest)
    people = given.population.reindex(cities).to_numpy(dtype=float)
    between = given.minutes.loc[cities, cities].to_numpy(dtype=float)
    parts = reach_parts(between, people, lowest)
    value = _mean(parts)
    by_chance = np.empty(permutations)
    for one in range(permutations):
        order = rng.permutation(len(cities))
        by_chance[one] = _mean(reach_parts(between[np.ix_(order, order)], people[order], lowest))
        progress((one + 1) / permutations)
    redrawn = () if given.minutes_redrawn is None else given.minutes_redrawn
    draws = np.array([_mean(reach_parts(one, people, lowest)) for one in redrawn])
    chance = _against(by_chance, value, "hubs_dealt_out")
    return [AimMeasure("coordinated", None, value, lowest, "cities", parts, chance, draws)], {}


def shared(given: AimInput, rng: np.random.Generator, permutations: int, progress: Progress) -> Measured:
    """Return the share of parks with an innovation platform within 10 km.

    There is no null: where platforms lie is no matter of chance. The interval comes from redrawing parks and platforms
    within their position uncertainty.
    """
    del rng, permutations, progress
    if given.platforms_xy is None or not len(given.parks_xy):
        return [], {"shared": given.left_out.get("platforms") or given.left_out.get("parks", POSITION_UNKNOWN)}
    distance_m = distance_to_nearest_m(given.parks_xy, given.platforms_xy)
    served = _served_draws(given)
    parts = pd.DataFrame({"platform_m": distance_m}, index=pd.Index(given.park_ids, name="park", dtype=object))
    parts["served"] = distance_m <= PLATFORM_REACH_M
    parts["served_in_draws"] = served.mean(axis=0) if len(served) else np.nan
    value, draws = float(parts["served"].mean()), served.mean(axis=1)
    return [AimMeasure("shared", None, value, len(parts), "parks", parts, None, draws, given.parks_unplaced)], {}


Measure = Callable[[AimInput, np.random.Generator, int, Progress], Measured]

MEASURES: Final[Mapping[str, Measure]] = {
    "distinct": distinct,
    "complementary": complementary,
    "coordinated": coordinated,
    "shared": shared,
}
"""Aim id -> how it is measured. A plan's aim with another id is left out and named."""


def measure_aims(
    aims: Sequence[str],
    given: AimInput,
    rng: np.random.Generator,
    *,
    permutations: int = PERMUTATIONS,
    progress: Progress = silent,
) -> Measured:
    """Return the measures of a plan's aims, and reason codes of those that have none.

    Parameters
    ----------
    aims
        Ids; those that `MEASURES` does not know get ``no_measure``.
    given
        What they are measured from.
    rng
        Source of chance; each measure has a stream of its own.
    permutations
        Of each null.
    progress
        Told the share done.
    """
    streams = dict(zip(MEASURES, rng.spawn(len(MEASURES)), strict=True))
    found: list[AimMeasure] = []
    left_out: dict[str, str] = {}
    for place, name in enumerate(aims):
        if name not in MEASURES:
            left_out[name] = NO_MEASURE
            continue
        part = part_of(progress, place / len(aims), (place + 1) / len(aims))
        measures, reasons = MEASURES[name](given, streams[name], permutations, part)
        found += measures
        left_out |= reasons
        part(1)
    return found, left_out


def linked_pairs(
    cities: Sequence[str], minutes: pd.DataFrame, *, limit_min: float = PAIR_LIMIT_MIN
) -> list[tuple[int, int]]:
    """Return the pairs of places in `cities` that are within a limit of each other (included)."""
    near = minutes.reindex(index=list(cities), columns=list(cities)).to_numpy(dtype=float) <= limit_min
    return [(int(one), int(other)) for one, other in np.argwhere(np.triu(near, k=1))]


def reach_parts(
    between: NDArray[np.float64],
    people: NDArray[np.float64],
    lowest: int,
    *,
    thresholds_min: Sequence[float] = THRESHOLDS_MIN,
) -> pd.DataFrame:
    """Return the shares of cities and people near a higher tier, by threshold.

    Parameters
    ----------
    between
        Minutes between cities, those of the lowest tier first.
    people
        Of the same cities; NaN where unknown.
    lowest
        Number of cities of the lowest tier.
    thresholds_min
        Included.
    """
    minutes = between[:lowest, lowest:].min(axis=1)
    rows = [near_shares(minutes, people, limit) for limit in thresholds_min]
    index = pd.Index(list(thresholds_min), name="threshold_min")
    return pd.DataFrame(rows, index=index, columns=["cities_share", "population_share"], dtype=float)


def _served_draws(given: AimInput) -> NDArray[np.bool_]:
    if given.parks_redrawn is None or given.platforms_redrawn is None:
        return np.zeros((0, len(given.parks_xy)), dtype=bool)
    pairs = zip(given.parks_redrawn, given.platforms_redrawn, strict=True)
    return np.array([distance_to_nearest_m(parks, platforms) <= PLATFORM_REACH_M for parks, platforms in pairs])


def _with_parts(levels: Sequence[ParkIndustries], progress: Progress) -> Iterator[tuple[ParkIndustries, Progress]]:
    for place, of in enumerate(levels):
        yield of, part_of(progress, place / len(levels), (place + 1) / len(levels))


def _of_industries(
    name: str,
    of: ParkIndustries,
    each: NDArray[np.float64],
    counted: str,
    parts: pd.DataFrame,
    chance: AimChance | None,
    given: AimInput,
) -> AimMeasure:
    left_out = (*given.cities_without_park, *of.without_industries)
    return AimMeasure(name, of.level, float(each.mean()), len(each), counted, parts, chance, left_out=left_out)


def _dealt_out(
    of: ParkIndustries,
    statistic: Callable[[NDArray[np.bool_]], NDArray[np.float64]],
    value: float,
    rng: np.random.Generator,
    permutations: int,
    progress: Progress,
) -> AimChance | None:
    """Return what the mean statistic would be with what the parks do dealt out to them anew."""
    found = np.empty(permutations)
    for begin in range(0, permutations, _CHUNK):
        rows = min(_CHUNK, permutations - begin)
        order = rng.permuted(np.tile(np.arange(len(of.parks)), (rows, 1)), axis=1)
        found[begin : begin + rows] = statistic(of.does[order]).mean(axis=-1)
        progress((begin + rows) / permutations)
    return _against(found, value, "parks_dealt_out")


def _against(by_chance: NDArray[np.float64], value: float, null: str) -> AimChance | None:
    if not len(by_chance):
        return None
    reached = int((by_chance >= value - _ROUNDING).sum())
    return AimChance(float(by_chance.mean()), (1 + reached) / (1 + len(by_chance)), null, len(by_chance))


def _mean(shares: pd.DataFrame) -> float:
    values = shares.to_numpy(dtype=float)
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
