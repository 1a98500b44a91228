"""Where the next p sites should go: p-median, maximal coverage, p-centre. From plain arrays; `location_study` adapts.

The costs are a matrix, demand in rows and candidates in columns. Each model returns the best choice with the proof
that goes with it: `optimal`, or `feasible` with the gap to the bound that was reached when the time was over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent
from analysis.siting.location_baseline import expected_coverage, expected_median, mean_centre
from analysis.siting.location_centre import smallest_radius
from analysis.siting.location_models import Deadline, Solved, coverage_model, median_model
from analysis.siting.location_rules import (
    MAX_PAIRS,
    Choice,
    Instance,
    SiteRules,
    checked_instance,
    positive_problems,
)
from analysis.siting.location_search import Found, is_closed, minimise

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

TIME_LIMIT_S = 60.0
MAX_MODEL_PAIRS = 400_000
"""Pairs of candidate and demand that HiGHS is given; a larger model would only be built when the time is over."""

SOON_S = 2.0
SOON_PAIRS = 150_000
"""HiGHS alone decides most questions of coverage at once, and cannot be stopped meanwhile: it is tried for so long,
with up to so many pairs of a candidate and a demand that it covers."""

Values = dict[str, str | int | float]

NO_RULES = SiteRules()
NOT_SERVED = -1


@dataclass(frozen=True, eq=False)
class Location:
    """A choice of sites.

    Parameters
    ----------
    chosen
        Columns of the cost matrix, ascending; those that stand already are not among them.
    assignment
        Column that serves each demand, shape (n,): the cheapest open one. -1 where coverage reaches none.
    objective_value
        p-median: weighted cost of all demand; coverage: weight within the radius; p-centre: greatest cost.
    unit
        Of the objective, as given.
    status
        ``optimal`` if proven, else ``feasible``.
    bound
        No choice is better than this; the objective itself if optimal.
    gap
        Distance of bound and objective as a share of the objective, 0 if optimal; infinite if only the objective is 0.
    baseline_value
        The same objective without the choice, see `baseline`; None for a p-centre without a source of chance.
    baseline
        ``existing``: the sites that stand alone. ``random``: the mean over all choices of p candidates, each as likely
        as another, rules of spacing and quota aside; exact but for the p-centre.
    total_weight
        Of the demand; the objective of a p-median over it is the mean cost, that of coverage the share covered.
    """

    chosen: tuple[int, ...]
    assignment: Integers
    objective_value: float
    unit: str
    status: Literal["optimal", "feasible"]
    bound: float
    gap: float
    baseline_value: float | None
    baseline: Literal["existing", "random"]
    total_weight: float


def p_median(
    cost_matrix: ArrayLike,
    weights: ArrayLike,
    p: int,
    *,
    rules: SiteRules = NO_RULES,
    unit: str = "cost",
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress = silent,
) -> Location:
    """Choose p sites so that the weighted cost of serving all demand is least.

    Parameters
    ----------
    cost_matrix
        Shape (n, m), not negative: cost of serving a unit of demand i from candidate j.
    weights
        Of the demand, shape (n,), not negative, not all 0.
    p
        New sites; those that stand are not counted.
    rules
        Spacing, quota, what stands.
    unit
        Of the objective; only passed on.
    time_limit_s
        After it the best choice so far is returned with its gap. The first choice is always looked for, and HiGHS may
        end a little late.
    progress
        Told between rounds of the search, so that whoever raises from it stops it; not while HiGHS runs.

    Returns
    -------
    Location

    Raises
    ------
    ParameterError
        All problems of the input at once: ``locate_bad_costs``, ``locate_bad_weights``, ``locate_no_demand``,
        ``locate_wrong_length``, ``locate_too_many_pairs``, ``locate_not_positive``, and those of `checked_instance`
        and `first_choice`.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of a graph.
    Operations Research 12(3), 450-459. ReVelle, C. S. and Swain, R. W. (1970). Central facilities location.
    Geographical Analysis 2(1), 30-42. Search: Teitz, M. B. and Bart, P. (1968), Operations Research 16(5), 955-961;
    bound: Cornuejols, G., Fisher, M. L. and Nemhauser, G. L. (1977), Management Science 23(8), 789-810.
    """
    costs, demand = _checked(cost_matrix, weights, time_limit_s=time_limit_s)
    instance, deadline = checked_instance(costs.shape[1], p, rules), Deadline.after(time_limit_s)
    asked = demand > 0
    weighted = np.ascontiguousarray((costs[asked] * demand[asked, None]).T)
    free, base = weighted[instance.places], _least(weighted[instance.fixed])

    def finish(kept: Integers, pairs: Booleans) -> Solved:
        if pairs.sum() > MAX_MODEL_PAIRS:
            return Solved(None, 0.0)
        return median_model(free[kept], base, pairs, instance.choice.narrowed(kept), deadline)

    found = minimise(free, base, instance, finish, deadline, progress)
    standing = len(instance.fixed) > 0
    baseline = float(base.sum()) if standing else expected_median(free, instance.choice.p)
    columns = instance.places[found.chosen]
    return _location(costs, demand, instance, columns, (found.cost, found.lower), baseline, unit=unit)


def maximal_coverage(
    cost_matrix: ArrayLike,
    weights: ArrayLike,
    p: int,
    *,
    radius: float,
    rules: SiteRules = NO_RULES,
    unit: str = "weight",
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress = silent,
) -> Location:
    """Choose p sites so that the most weight lies within a radius of one, or of a site that stands.

    Parameters
    ----------
    radius
        In the unit of the costs; a demand at exactly this cost is covered.
    cost_matrix, weights, p, rules, unit, time_limit_s, progress
        As of `p_median`.

    Returns
    -------
    Location
        The fewest weight left uncovered is a p-median with costs of 0 and 1 (Church and ReVelle 1976), and is
        searched as such unless HiGHS proves a choice best at once. Where fewer than p sites already cover all, the
        others are any that the rules allow.

    Raises
    ------
    ParameterError
        As `p_median`.

    References
    ----------
    Church, R. and ReVelle, C. (1974). The maximal covering location problem. Papers of the Regional Science
    Association 32, 101-118. Church, R. and ReVelle, C. (1976). Theoretical and computational links between the
    p-median, location set-covering, and the maximal covering location problem. Geographical Analysis 8(4), 406-415.
    """
    costs, demand = _checked(cost_matrix, weights, time_limit_s=time_limit_s, radius=radius)
    instance, deadline = checked_instance(costs.shape[1], p, rules), Deadline.after(time_limit_s)
    total = float(demand.sum())
    near = (costs <= radius).T
    asked = (demand > 0) & ~near[instance.fixed].any(axis=0)
    covers, left = near[np.ix_(instance.places, asked)], demand[asked]
    uncovered = np.ascontiguousarray(np.where(covers, 0.0, left))
    base = left.copy()  # whoever is not covered costs the same whether or not something serves it

    def finish(kept: Integers, pairs: Booleans) -> Solved:
        del pairs  # a demand that is not covered by any is no better served by one than by another
        return coverage_model(covers[kept], left, instance.choice.narrowed(kept), deadline)

    progress(0.0)
    found = _soon_covered(covers, left, instance.choice, time_limit_s)
    progress(0.0 if found is None else 1.0)
    if found is None:
        found = minimise(uncovered, base, instance, finish, deadline, progress)
    columns = instance.places[found.chosen]
    standing = len(instance.fixed) > 0
    baseline = total - float(left.sum()) if standing else expected_coverage(near, demand, instance.choice.p)
    ends = (total - found.cost, total - found.lower)
    result = _location(costs, demand, instance, columns, ends, baseline, unit=unit)
    reached = costs[np.arange(len(costs)), result.assignment] <= radius
    return replace(result, assignment=np.where(reached, result.assignment, NOT_SERVED))


def p_centre(
    cost_matrix: ArrayLike,
    p: int,
    *,
    weights: ArrayLike | None = None,
    rules: SiteRules = NO_RULES,
    unit: str = "cost",
    time_limit_s: float = TIME_LIMIT_S,
    rng: np.random.Generator | None = None,
    progress: Progress = silent,
) -> Location:
    """Choose p sites so that the greatest cost of serving a demand is least.

    Parameters
    ----------
    weights
        Of the demand, shape (n,): only whether it is 0 matters, which is demand that need not be served. None for all.
    rng
        Draws the choices that the baseline is the mean of, where nothing stands; without it there is no baseline.
    cost_matrix, p, rules, unit, time_limit_s, progress
        As of `p_median`.

    Returns
    -------
    Location
        The greatest cost is one of the matrix, so it is searched by halving: can p sites cover all within it
        (Minieka 1970)? Many choices reach it; which of them is returned has no meaning beyond that.

    Raises
    ------
    ParameterError
        As `p_median`.

    References
    ----------
    Hakimi, S. L. (1964), as of `p_median`. Minieka, E. (1970). The m-center problem. SIAM Review 12(1), 138-139.
    """
    every = np.ones(len(np.atleast_1d(np.asarray(cost_matrix)))) if weights is None else weights
    costs, demand = _checked(cost_matrix, every, time_limit_s=time_limit_s)
    instance, deadline = checked_instance(costs.shape[1], p, rules), Deadline.after(time_limit_s)
    asked = costs[demand > 0].T
    free, base = asked[instance.places], _least(asked[instance.fixed])
    found = smallest_radius(free, base, instance, deadline, progress)
    baseline = float(base.max()) if len(instance.fixed) else mean_centre(free, instance.choice.p, rng)
    columns = instance.places[found.chosen]
    return _location(costs, demand, instance, columns, (found.cost, found.lower), baseline, unit=unit)


def _soon_covered(covers: Booleans, weights: Floats, choice: Choice, time_limit_s: float) -> Found | None:
    """Return the proven best choice where HiGHS finds it at once, which the search would take longer to prove."""
    if covers.sum() > SOON_PAIRS:
        return None
    solved = coverage_model(covers, weights, choice, Deadline.after(min(SOON_S, time_limit_s / 10)))
    if solved.chosen is None:
        return None
    cost = float(weights[~covers[solved.chosen].any(axis=0)].sum())
    return Found(solved.chosen, cost, cost) if is_closed(cost, solved.bound) else None


def _location(
    costs: Floats,
    demand: Floats,
    instance: Instance,
    columns: Integers,
    ends: tuple[float, float],
    baseline: float | None,
    *,
    unit: str,
) -> Location:
    """Return a result whose `ends` are the value reached and the bound."""
    opened = np.concatenate([columns, instance.fixed])
    value, bound = ends
    away = abs(value - bound)
    return Location(
        chosen=tuple(sorted(int(column) for column in columns)),
        assignment=opened[costs[:, opened].argmin(axis=1)],
        objective_value=value,
        unit=unit,
        status="feasible" if away > 0 else "optimal",
        bound=bound,
        gap=0.0 if away == 0 else away / abs(value) if value else np.inf,
        baseline_value=baseline,
        baseline="existing" if len(instance.fixed) else "random",
        total_weight=float(demand.sum()),
    )


def _least(costs: Floats) -> Floats:
    """Return the least cost of each demand, shape (m, n) -> (n,), infinite where m is 0."""
    least: Floats = costs.min(axis=0, initial=np.inf)
    return least


def _checked(cost_matrix: ArrayLike, weights: ArrayLike, **positive: float) -> tuple[Floats, Floats]:
    """Return costs and weights as arrays, or raise all that is wrong with them and with the options."""
    costs, demand = np.asarray(cost_matrix, dtype=float), np.asarray(weights, dtype=float)
    problems = [*_cost_problems(costs), *_weight_problems(demand), *positive_problems(**positive)]
    if costs.ndim == 2 and demand.shape != (len(costs),):
        values = {"length": int(demand.size), "expected": len(costs)}
        problems.append(Problem("locate_wrong_length", "weights", values))
    if problems:
        raise ParameterError(*problems)
    return costs, demand


def _cost_problems(costs: Floats) -> list[Problem]:
    if costs.ndim != 2 or not costs.size:
        return [Problem("locate_no_demand", "cost_matrix")]
    if costs.size > MAX_PAIRS:
        return [Problem("locate_too_many_pairs", "cost_matrix", {"pairs": costs.size, "most": MAX_PAIRS})]
    wrong = np.argwhere(~(np.isfinite(costs) & (costs >= 0)))
    if not len(wrong):
        return []
    row, column = (int(place) for place in wrong[0])
    values: Values = {"count": len(wrong), "row": row + 1, "column": column + 1, "value": str(costs[row, column])}
    return [Problem("locate_bad_costs", "cost_matrix", values)]


def _weight_problems(demand: Floats) -> list[Problem]:
    wrong = np.flatnonzero(~(np.isfinite(demand) & (demand >= 0)))
    if len(wrong):
        values: Values = {"count": len(wrong), "row": int(wrong[0]) + 1, "value": str(demand.ravel()[wrong[0]])}
        return [Problem("locate_bad_weights", "weights", values)]
    return [] if demand.any() else [Problem("locate_no_demand", "weights")]
