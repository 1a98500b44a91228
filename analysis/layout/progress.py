"""How far the plan's targets are reached. A site that is only named is not built, and does not count as reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.plan import Target
from analysis.sites import REACHED_FROM, STATUSES, StatusRecord, date_year, furthest_status, status_dates

NOT_OBSERVED = "not_observed"


@dataclass(frozen=True)
class Progress:
    """One target and what is observed of it.

    Parameters
    ----------
    measure, year
        Of the target.
    target
        Its number, None where the plan sets a direction only.
    named
        Sites that exist at least as a name; None where nothing is observed.
    reached
        Sites with a dated record of being recognised or operating by the target's year.
    reached_before_plan, reached_since
        `reached` split by the plan's date of issue: what had come so far before the plan existed is no progress of the
        plan. None where the date of issue is not given or nothing is observed.
    undated
        Sites recognised or operating at a date that is not known; they may or may not belong to `reached`.
    by_status
        Sites by their furthest status.
    share
        `reached` over `target`: a lower bound while some are undated. None without either number.
    share_with_undated
        The same with the undated sites counted: the upper bound.
    reason
        Why there is no share: ``not_observed``, ``missing_parks`` or the like, ``no_number``; None if there is one.
    """

    measure: str
    year: int
    target: float | None
    named: int | None
    reached: int | None
    undated: int | None
    by_status: Mapping[str, int]
    share: float | None
    share_with_undated: float | None
    reason: str | None
    reached_before_plan: int | None = None
    reached_since: int | None = None


def reached_by(
    statuses: Sequence[StatusRecord], year: int, *, order: Sequence[str] = STATUSES, least: str = REACHED_FROM
) -> bool | None:
    """Return whether a site had come at least so far by the end of a year.

    Parameters
    ----------
    statuses
        Its records; none gives False.
    year
        Last year that counts.
    order
        Statuses from the least to the furthest advanced.
    least
        Status that counts, with all beyond it.

    Returns
    -------
    bool or None
        None if it has come so far at a date that is not known.

    Raises
    ------
    ParameterError
        ``unknown_status`` or ``bad_date``.
    """
    dates = status_dates(statuses, order=order)
    years = [date_year(dates[status]) for status in order[list(order).index(least) :] if status in dates]
    if any(found is not None and found <= year for found in years):
        return True
    return None if None in years else False


def reached_before(
    statuses: Sequence[StatusRecord], issued: str, *, order: Sequence[str] = STATUSES, least: str = REACHED_FROM
) -> bool:
    """Return whether a site had come at least so far before a day.

    Parameters
    ----------
    statuses
        Its records; those without a date do not count.
    issued
        The day, such as 2018-07-23.
    order, least
        As in `reached_by`.

    Notes
    -----
    Dates are compared as far as both are precise; one that may be earlier or later, such as 2018, counts as earlier, so
    that the plan is not credited with what may have been there.
    """
    dates = status_dates(statuses, order=order)
    known = [date for status in order[list(order).index(least) :] if (date := dates.get(status)) is not None]
    return any(date < issued for date in known)  # a shorter date that begins the day stands before it in this order


def site_progress(
    target: Target,
    sites: Sequence[Sequence[StatusRecord]],
    *,
    order: Sequence[str] = STATUSES,
    issued: str | None = None,
) -> Progress:
    """Return how far a target that counts sites is reached.

    Parameters
    ----------
    target
        The target; its number may be None or 0, for which there is no share.
    sites
        Status records of each site that the target counts.
    order
        Statuses from the least to the furthest advanced.
    issued
        Day on which the plan was issued; what was reached is not split if None.

    Raises
    ------
    ParameterError
        ``unknown_status`` or ``bad_date``.
    """
    outcomes = [reached_by(statuses, target.year, order=order) for statuses in sites]
    reached, undated = outcomes.count(True), outcomes.count(None)
    before = None
    if issued:
        found = zip(sites, outcomes, strict=True)
        before = sum(outcome is True and reached_before(one, issued, order=order) for one, outcome in found)
    furthest = Counter(furthest_status(statuses, order=order) for statuses in sites)
    return Progress(
        measure=target.measure,
        year=target.year,
        target=target.value,
        named=len(sites),
        reached=reached,
        undated=undated,
        by_status={status: furthest[status] for status in order if furthest[status]},
        share=reached / target.value if target.value else None,
        share_with_undated=(reached + undated) / target.value if target.value else None,
        reason=None if target.value else "no_number",
        reached_before_plan=before,
        reached_since=None if before is None else reached - before,
    )


def unobserved(target: Target, reason: str = NOT_OBSERVED) -> Progress:
    """Return a target of which nothing is observed, with the reason."""
    return Progress(target.measure, target.year, target.value, None, None, None, {}, None, None, reason)


def plan_progress(
    targets: Sequence[Target],
    observed: Mapping[str, Sequence[Sequence[StatusRecord]]],
    *,
    reasons: Mapping[str, str] | None = None,
    order: Sequence[str] = STATUSES,
    issued: str | None = None,
) -> tuple[Progress, ...]:
    """Return the progress of every target, in the order given.

    Parameters
    ----------
    targets
        Of the plan.
    observed
        Measure -> status records of each site that it counts.
    reasons
        Measure -> reason code, where a measure is not observed for a reason of its own.
    order
        Statuses from the least to the furthest advanced.
    issued
        Day on which the plan was issued, as in `site_progress`.
    """
    return tuple(
        site_progress(target, observed[target.measure], order=order, issued=issued)
        if target.measure in observed
        else unobserved(target, (reasons or {}).get(target.measure, NOT_OBSERVED))
        for target in targets
    )


def reached_each_year(
    sites: Sequence[Sequence[StatusRecord]],
    years: Iterable[int],
    *,
    order: Sequence[str] = STATUSES,
    least: str = REACHED_FROM,
) -> pd.DataFrame:
    """Return how many sites had come at least so far by the end of each year: the curve that targets are held against.

    Parameters
    ----------
    sites
        Status records of each site.
    years
        In the order wanted.
    order, least
        As in `reached_by`.

    Returns
    -------
    DataFrame
        Indexed by `year`; columns `reached` (dated by then: a lower bound) and `with_undated` (with those that have
        come so far at a date that is not known: the upper bound). Never falls from year to year.

    Raises
    ------
    ParameterError
        ``unknown_status`` or ``bad_date``.
    """
    index = pd.Index(list(years), name="year", dtype=int)
    outcomes = [[reached_by(statuses, int(year), order=order, least=least) for statuses in sites] for year in index]
    rows = [(found.count(True), found.count(True) + found.count(None)) for found in outcomes]
    return pd.DataFrame(rows, index=index, columns=["reached", "with_undated"], dtype=int)
