"""What a new line would change: lines are tried on a copy of the links, and every city's minutes compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.layout.minutes import minutes_between
from analysis.layout.travel import CHANGE_MIN, MODES, TravelMode, travel_network
from analysis.plan import Plan

_SAME_MINUTES = 1e-9
"""Gains below this come from rounding."""


@dataclass(frozen=True)
class Line:
    """A line between two cities that is tried.

    Parameters
    ----------
    from_city, to_city
        Its ends; it runs both ways.
    minutes
        Greater than 0.
    mode
        ``rail`` or ``road``.
    """

    from_city: str
    to_city: str
    minutes: float
    mode: str = "rail"


@dataclass(frozen=True, eq=False)
class LineEffect:
    """What tried lines change.

    Parameters
    ----------
    by_city
        Indexed by city; the columns below, each for ``before`` and ``after``, and what is gained.

        - `reached_before`, `reached_after`, `reached_gain`: other cities that can be reached.
        - `mean_before_min`, `mean_after_min`, `mean_gain_min`: mean minutes to the other cities that could be reached
          before, so that like is compared with like; NaN where there was none.
        - `higher_before_min`, `higher_after_min`, `higher_gain_min`: minutes to the nearest city of a higher tier,
          infinite where none can be reached; NaN for the highest tier and for a city without tier. A way that is
          opened is an infinite gain.
        - `hub_before`, `hub_after`: that nearest city, None where there is none.
    gainers
        Cities that gain in any of the three: most cities newly reached first, then the largest gain in mean minutes,
        then the largest to a higher tier, then in the order of the cities.
    unused
        Tried lines of a mode that counts which are no faster than the way there was already.
    """

    by_city: pd.DataFrame
    gainers: tuple[str, ...]
    unused: tuple[Line, ...]


def with_line(links: pd.DataFrame, from_city: str, to_city: str, minutes: float, *, mode: str = "rail") -> pd.DataFrame:
    """Return the links with one tried line; see `with_lines`."""
    return with_lines(links, [Line(from_city, to_city, minutes, mode)])


def with_lines(links: pd.DataFrame, lines: Iterable[Line], *, cities: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the links with tried lines; the links given stay as they are.

    Where there is already a link of this mode between the two cities, the faster of the two stays: a new line takes
    nothing away. Of several tried lines between the same two cities the fastest counts.

    Parameters
    ----------
    links
        As for `analysis.layout.travel.travel_network`.
    lines
        None leaves everything as it is.
    cities
        Cities that a line may join; those of the links if None.

    Returns
    -------
    DataFrame
        The columns of the links and `tried`: True for a tried line, whose `estimated` is False and whose year and
        uncertainty are missing. Numbered anew.

    Raises
    ------
    ParameterError
        All of ``unknown_city``, ``link_to_itself``, ``unknown_mode``, ``bad_line_minutes`` (0 or less, missing or
        infinite) that occur.
    """
    known = {*links["from_city"], *links["to_city"]} if cities is None else {*cities}
    tried = tuple(lines)
    problems = [problem for line in tried for problem in _problems(line, known)]
    if problems:
        raise ParameterError(*problems)
    best = _fastest(tried)
    rows = links.assign(tried=links.get("tried", False)).to_dict("records")
    kept = []
    for row in rows:
        key = (frozenset((row["from_city"], row["to_city"])), row["mode"])
        if key in best and row["minutes"] <= best[key].minutes:
            del best[key]
        if key not in best:
            kept.append(row)
    columns = list(dict.fromkeys([*links.columns, "tried"]))
    new = [vars(line) | {"estimated": False, "tried": True} for line in best.values()]
    return pd.DataFrame([*kept, *new], columns=columns).astype({"estimated": bool, "tried": bool})


def line_effect(
    links: pd.DataFrame,
    plan: Plan,
    lines: Sequence[Line],
    *,
    cities: Sequence[str] | None = None,
    mode: TravelMode = "fastest",
    change_min: float = CHANGE_MIN,
) -> LineEffect:
    """Return each city's minutes before and after some lines are opened together.

    Parameters
    ----------
    links
        As for `analysis.layout.travel.travel_network`.
    plan
        With its tiers, which say which cities are higher.
    lines
        Tried together. A line of a mode that `mode` leaves out changes nothing.
    cities
        All cities; those of the plan if None.
    mode, change_min
        As for `travel_network` and `minutes_between`.

    Raises
    ------
    ParameterError
        What `with_lines`, `travel_network` and `minutes_between` raise.
    """
    places = list(plan.cities if cities is None else cities)
    tried = with_lines(links, lines, cities=places)
    before = minutes_between(travel_network(links, places, mode=mode), change_min=change_min)
    after = minutes_between(travel_network(tried, places, mode=mode), change_min=change_min)
    by_city = _compared(before, after, plan)
    counting = [line for line in lines if mode in ("fastest", line.mode)]
    unused = tuple(line for line in counting if line.minutes >= before.to_dict()[line.from_city][line.to_city])
    return LineEffect(by_city, _gainers(by_city), unused)


def _problems(line: Line, known: set[str]) -> list[Problem]:
    where = f"{line.from_city}-{line.to_city}"
    ends = dict.fromkeys((line.from_city, line.to_city))
    problems = [Problem("unknown_city", where, {"city": city}) for city in ends if city not in known]
    if line.from_city == line.to_city:
        problems.append(Problem("link_to_itself", where, {"city": line.from_city}))
    if line.mode not in MODES:
        problems.append(Problem("unknown_mode", where, {"value": line.mode, "allowed": ", ".join(MODES)}))
    if not 0 < line.minutes < np.inf:
        problems.append(Problem("bad_line_minutes", where, {"value": str(line.minutes)}))
    return problems


def _fastest(lines: Iterable[Line]) -> dict[tuple[frozenset[str], str], Line]:
    best: dict[tuple[frozenset[str], str], Line] = {}
    for line in lines:
        key = (frozenset((line.from_city, line.to_city)), line.mode)
        best[key] = min(best.get(key, line), line, key=lambda one: one.minutes)
    return best


def _compared(before: pd.DataFrame, after: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    was, now = before.to_numpy(dtype=float), after.to_numpy(dtype=float)
    could = np.isfinite(was) & ~np.eye(len(was), dtype=bool)
    higher_was, hub_was = _nearest_higher(before, plan)
    higher_now, hub_now = _nearest_higher(after, plan)
    reached_was, reached_now = could.sum(axis=1), np.isfinite(now).sum(axis=1) - 1
    mean_was, mean_now = _mean_where(was, could), _mean_where(now, could)
    columns = {
        "reached_before": reached_was,
        "reached_after": reached_now,
        "reached_gain": reached_now - reached_was,
        "mean_before_min": mean_was,
        "mean_after_min": mean_now,
        "mean_gain_min": _gain(mean_was, mean_now),
        "higher_before_min": higher_was,
        "higher_after_min": higher_now,
        "higher_gain_min": _gain(higher_was, higher_now),
        "hub_before": pd.Series(hub_was, index=before.index, dtype=object),
        "hub_after": pd.Series(hub_now, index=before.index, dtype=object),
    }
    return pd.DataFrame(columns, index=before.index)


def _nearest_higher(minutes: pd.DataFrame, plan: Plan) -> tuple[NDArray[np.float64], list[str | None]]:
    """Return each city's minutes to the nearest city of a higher tier, and that city; of equal ones the first."""
    away, hubs = np.full(len(minutes), np.nan), []
    place = {str(city): i for i, city in enumerate(minutes.index)}
    values = minutes.to_numpy(dtype=float)
    for city, row in place.items():
        higher = _higher(city, plan)
        to_higher = values[row, [place[other] for other in higher]]
        nearest = int(to_higher.argmin()) if higher else None
        away[row] = np.nan if nearest is None else to_higher[nearest]
        hubs.append(None if nearest is None or np.isinf(away[row]) else higher[nearest])
    return away, hubs


def _higher(city: str, plan: Plan) -> list[str]:
    if city not in plan.tier_of:
        return []
    own = plan.tier_rank[plan.tier_of[city]]
    return [other for other in plan.cities if plan.tier_rank[plan.tier_of[other]] > own]


def _mean_where(minutes: NDArray[np.float64], counts: NDArray[np.bool_]) -> NDArray[np.float64]:
    number = counts.sum(axis=1)
    mean = np.full(len(minutes), np.nan)
    np.divide(np.where(counts, minutes, 0).sum(axis=1), number, out=mean, where=number > 0)
    return mean


def _gain(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return before less after: 0 where both are infinite, NaN where either is."""
    gain = np.zeros(len(before))
    changed = ~(np.isinf(before) & np.isinf(after))
    gain[changed] = before[changed] - after[changed]
    gain[np.abs(gain) < _SAME_MINUTES] = 0
    return gain


def _gainers(by_city: pd.DataFrame) -> tuple[str, ...]:
    gains = by_city[["reached_gain", "mean_gain_min", "higher_gain_min"]].fillna(0)
    gaining = gains[(gains > 0).any(axis=1)]
    ordered = gaining.sort_values(list(gains.columns), ascending=False, kind="stable")
    return tuple(map(str, ordered.index))
