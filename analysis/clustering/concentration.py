"""How unequally sites are shared out among cities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

from analysis.clustering.share_null import ShareNull, share_nulls


@dataclass(frozen=True, eq=False)
class Concentration:
    """Concentration of sites over cities.

    Parameters
    ----------
    counts
        Sites in each city, zeros included.
    hhi, effective_cities, gini, theil
        None where there is no site.
    theil_population
        Theil index against the cities' people; None where there is no site, or people are not known.
    location_quotient
        Base (``population``, ``gdp``, ``firms``) -> frame as `location_quotient` returns it.
    null
        How concentrated the sites would be by chance, as `analysis.clustering.share_null.share_nulls` returns it; empty
        where there is no site, or no chance was asked for.
    """

    counts: pd.Series
    hhi: float | None
    effective_cities: float | None
    gini: float | None
    theil: float | None
    theil_population: float | None
    location_quotient: dict[str, pd.DataFrame]
    null: Mapping[str, ShareNull] = field(default_factory=dict)


def hhi(counts: ArrayLike) -> float:
    """Return the Herfindahl-Hirschman index: the sum of squared shares.

    From 1/k, where k cities share equally, to 1, where one city has all; NaN if there is nothing to share.

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761-762.
    """
    values = np.asarray(counts, dtype=float)
    total = values.sum()
    return float(np.square(values / total).sum()) if total > 0 else float("nan")


def effective_number(counts: ArrayLike) -> float:
    """Return 1 / HHI: how many equal cities would be as concentrated. NaN if there is nothing to share."""
    return 1 / hhi(counts)


def gini(counts: ArrayLike) -> float:
    """Return the Gini coefficient over all cities, those without a site included.

    From 0 (equal) to (k - 1)/k, where one of k cities has all; NaN if there is nothing to share.

    References
    ----------
    Gini, C. (1912). Variabilita e mutabilita. As half the relative mean difference over all pairs.
    """
    values = np.sort(np.asarray(counts, dtype=float))
    n, total = len(values), values.sum()
    if total <= 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * total))


def theil(counts: ArrayLike, base: ArrayLike | None = None) -> float:
    """Return the Theil index: how far shares of sites depart from equal shares, or from shares of a base.

    Parameters
    ----------
    counts
        Sites in each city, zeros included; a city without a site adds nothing.
    base
        What the sites are compared with, such as people, in the same order; equal if None. A city whose base is missing
        or 0 is left out, with its sites.

    Returns
    -------
    float
        From 0, where shares are those of the base, to ln k, where one of k equal cities has all; NaN if there is
        nothing to share.

    References
    ----------
    Theil, H. (1967). Economics and information theory. Amsterdam: North-Holland, chapter 4. With a base it is the
    divergence of Kullback and Leibler (1951), Annals of Mathematical Statistics 22, 79-86.
    """
    share, base_share = _shares(counts, base)
    some = share > 0
    return float(share[some] @ np.log(share[some] / base_share[some])) if some.any() else float("nan")


@dataclass(frozen=True)
class TheilParts:
    """The Theil index as a sum of what lies between groups of cities and what lies within them."""

    between: float
    within: float

    @property
    def total(self) -> float:
        """The Theil index itself."""
        return self.between + self.within


def theil_parts(counts: pd.Series, groups: pd.Series, base: pd.Series | None = None) -> TheilParts:
    """Return how much of the Theil index lies between groups of cities, such as tiers.

    Parameters
    ----------
    counts
        Sites in each city, indexed by city.
    groups
        Group of each city, indexed by city. A city without one is left out, with its sites.
    base
        As for `theil`, indexed by city.

    Returns
    -------
    TheilParts
        NaN in both parts if there is nothing to share.

    References
    ----------
    Theil, H. (1967), as for `theil`; Shorrocks, A. F. (1980). The class of additively decomposable inequality measures.
    Econometrica 48, 613-625.
    """
    weights = pd.Series(1.0, index=counts.index) if base is None else base.reindex(counts.index).astype(float)
    table = pd.DataFrame({"sites": counts, "base": weights, "group": groups.reindex(counts.index)})
    table = table[(table["base"] > 0) & table["group"].notna()]
    sums = table.groupby("group", sort=True)[["sites", "base"]].sum()
    between = theil(sums["sites"], sums["base"])
    inner = [
        sums["sites"][name] * theil(part["sites"], part["base"])
        for name, part in table.groupby("group", sort=True)
        if sums["sites"][name] > 0
    ]
    total = float(sums["sites"].sum())
    return TheilParts(between, float(np.sum(inner)) / total if total > 0 else float("nan"))


def clopper_pearson(successes: int, trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a share.

    Parameters
    ----------
    successes, trials
        Counts; no trial gives (0, 1).
    confidence
        At least this much, in every case.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case
    of the binomial. Biometrika 26, 404-413.
    """
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, successes, trials - successes + 1)) if successes > 0 else 0.0
    high = float(beta.ppf(1 - tail, successes + 1, trials - successes)) if successes < trials else 1.0
    return low, high


def location_quotient(counts: pd.Series, base: pd.Series, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return each city's share of the sites over its share of a base such as population.

    Parameters
    ----------
    counts
        Sites in each city, indexed by city.
    base
        What the sites are compared with (people, GDP, firms), indexed by city; missing where unknown.
    confidence
        Of the interval, which treats the city's share of the sites as binomial and the base as known.

    Returns
    -------
    DataFrame
        Index of `counts`; columns `sites`, `share`, `base_share`, `value`, `low`, `high`. Shares are taken
        among the cities whose base is known; NaN for a city without a base, or whose base is 0, and
        everywhere if there is no site.

    References
    ----------
    Isard, W. (1960). Methods of regional analysis, chapter 7. Interval: `clopper_pearson`.
    """
    known = base.reindex(counts.index).astype(float)
    sites = counts.where(known.notna()).astype(float)
    total = int(sites.sum())
    share = sites / total if total else sites * np.nan
    base_share = known / known.sum()
    divisor = base_share.where(base_share > 0)
    bounds = [
        clopper_pearson(int(n), total, confidence=confidence) if total and n == n else (np.nan, np.nan) for n in sites
    ]
    low, high = np.array(bounds, dtype=float).reshape(-1, 2).T
    return pd.DataFrame(
        {
            "sites": counts,
            "share": share,
            "base_share": base_share,
            "value": share / divisor,
            "low": low / divisor,
            "high": high / divisor,
        }
    )


def concentration(
    counts: pd.Series, bases: dict[str, pd.Series], rng: np.random.Generator | None = None
) -> Concentration:
    """Return every measure of concentration, and with a source of chance what it would be by chance.

    The bases are indexed by city; that of ``population`` also gives the chances of cities.
    """
    some = counts.sum() > 0
    return Concentration(
        counts=counts,
        hhi=hhi(counts) if some else None,
        effective_cities=effective_number(counts) if some else None,
        gini=gini(counts) if some else None,
        theil=theil(counts) if some else None,
        theil_population=_number(theil(counts, bases["population"].reindex(counts.index)))
        if "population" in bases
        else None,
        location_quotient={name: location_quotient(counts, base) for name, base in bases.items()},
        null={} if rng is None else share_nulls(counts, bases.get("population"), rng),
    )


def _shares(counts: ArrayLike, base: ArrayLike | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return shares of the sites and of the base among cities with a base; empty if there is nothing to share."""
    sites = np.asarray(counts, dtype=float)
    weights = np.ones(sites.shape) if base is None else np.asarray(base, dtype=float)
    sites, weights = sites[weights > 0], weights[weights > 0]
    if sites.sum() <= 0:
        return np.zeros(0), np.zeros(0)
    return sites / sites.sum(), weights / weights.sum()


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
