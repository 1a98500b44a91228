"""A potential index of cities: indicators brought to one scale, weighted and added up, every step in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem
from analysis.score import NO_DATA, weight_shares

Normalisation = Literal["log_minmax", "minmax", "rank"]
NORMALISATION: Normalisation = "log_minmax"
"""The default. People and output are spread over orders of magnitude: by plain min-max the largest two cities take the
whole scale, the others crowd at its lower end, and the index would hardly tell these apart."""


@dataclass(frozen=True, eq=False)
class Potential:
    """A potential index and what it is made of.

    Parameters
    ----------
    normalised
        City x indicator on [0, 1], 1 is most; NaN where it is not known.
    value
        Weighted mean of what is known of each city, on [0, 1]; NaN where nothing is.
    contributions
        City x indicator; each row sums to `value`. NaN where the indicator is not known.
    weights
        Share of each indicator, summing to 1.
    normalisation
        ``log_minmax``, ``minmax`` or ``rank``: it is named because it can change the order.
    constant
        Indicators that are the same everywhere; they are 0 for every city, because they tell none apart.
    incomplete
        City -> its indicators that are not known. Its value rests on the others, whose weights keep their proportions.
    left_out
        Indicator that is known of no city -> reason code.
    """

    normalised: pd.DataFrame
    value: pd.Series
    contributions: pd.DataFrame
    weights: pd.Series
    normalisation: Normalisation
    constant: tuple[str, ...]
    incomplete: Mapping[str, tuple[str, ...]]
    left_out: Mapping[str, str]


def potential(
    indicators: pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation = NORMALISATION,
) -> Potential:
    """Return the potential index of cities.

    Parameters
    ----------
    indicators
        City x indicator, each the larger the better, in any unit; NaN where not known. No city gives an empty index.
    weights
        Indicator -> weight on any scale, as in `analysis.score.score`; equal if None.
    normalisation
        As in `normalise`.

    Raises
    ------
    ParameterError
        What `normalise` raises; ``unknown_component``, ``bad_weight``, ``weights_all_zero``.

    References
    ----------
    OECD and JRC (2008). Handbook on constructing composite indicators, steps 5 and 6 (normalisation; weighting and
    aggregation). Paris: OECD.
    """
    numbers = indicators.astype(float)
    missing = {str(name): NO_DATA for name in numbers.columns[numbers.isna().all()]}
    known = numbers.drop(columns=list(missing))
    normalised = normalise(known, normalisation)
    shares = weight_shares([str(name) for name in known.columns], weights=weights, known=missing)
    given = normalised.notna().to_numpy(dtype=bool)
    total = given @ shares
    with np.errstate(invalid="ignore", divide="ignore"):  # nothing known of a city, or only what has no weight
        parts = normalised.to_numpy(dtype=float) * shares / np.where(total > 0, total, np.nan)[:, None]
    contributions = pd.DataFrame(parts, index=known.index, columns=known.columns)
    value = contributions.sum(axis=1, min_count=1).clip(0, 1).rename("potential")
    unknown = {str(city): tuple(map(str, known.columns[~row])) for city, row in zip(known.index, given, strict=True)}
    return Potential(
        normalised=normalised,
        value=value,
        contributions=contributions,
        weights=pd.Series(shares, index=known.columns, name="weight"),
        normalisation=normalisation,
        constant=tuple(str(name) for name in known.columns if known[name].min() == known[name].max()),
        incomplete={city: names for city, names in unknown.items() if names},
        left_out=missing,
    )


def normalise(indicators: pd.DataFrame, normalisation: Normalisation = NORMALISATION) -> pd.DataFrame:
    """Return each indicator on [0, 1], 0 for its smallest and 1 for its largest value.

    Parameters
    ----------
    indicators
        City x indicator; NaN stays NaN.
    normalisation
        ``minmax``: linear between the smallest and the largest. ``log_minmax``: the same on log(1 + x), so that equal
        ratios count alike where x is large, and zero is allowed. ``rank``: the place among the known values, equal ones
        sharing the mean of their places; the distances are lost.

    Returns
    -------
    DataFrame
        Same index and columns. An indicator that is the same everywhere is 0: it tells no city apart.

    Raises
    ------
    ParameterError
        ``unknown_choice``; ``out_of_range`` for every indicator with an infinite value or, under ``log_minmax``, a
        negative one.
    """
    numbers = indicators.astype(float)
    _check(numbers, normalisation)
    if normalisation == "log_minmax":
        numbers = numbers.apply(np.log1p)
    elif normalisation == "rank":
        numbers = numbers.rank(method="average")
    low, span = numbers.min(), numbers.max() - numbers.min()
    return ((numbers - low) / span.where(span > 0, 1.0)).clip(0, 1)


def drawn_values(normalised: pd.DataFrame, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the index of every city under many weights at once.

    Parameters
    ----------
    normalised
        City x indicator, as `Potential.normalised`.
    weights
        Shape (draws, indicators), not negative.

    Returns
    -------
    array
        Shape (draws, cities); NaN where nothing of weight is known of a city.
    """
    values = normalised.to_numpy(dtype=float)
    known = weights @ (~np.isnan(values)).T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known > 0, weights @ np.nan_to_num(values).T / known, np.nan)


def _check(numbers: pd.DataFrame, normalisation: str) -> None:
    problems = choice_problems("normalisation", normalisation, get_args(Normalisation))
    least = 0.0 if normalisation == "log_minmax" else -np.inf
    for name in numbers.columns:
        wrong = numbers[name][(numbers[name] < least) | np.isinf(numbers[name])]
        if len(wrong):
            found: dict[str, str | float] = {"field": str(name), "value": float(wrong.iloc[0])}
            bounds = {"minimum": least, "maximum": float("inf")}
            problems.append(Problem("out_of_range", str(wrong.index[0]), {**found, **bounds}))
    if problems:
        raise ParameterError(*problems)
