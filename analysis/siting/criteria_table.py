"""The raw values of criteria for alternatives: what can be computed is, and what cannot is named with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.siting.alternatives import Alternatives, finite_rows
from analysis.siting.criteria import CRITERIA
from analysis.siting.criterion import Criterion, Places
from analysis.siting.settings import DEFAULT_SETTINGS, CriterionSettings
from analysis.siting.surroundings import Surroundings
from analysis.siting.thresholds import check_known


@dataclass(frozen=True, eq=False)
class CriteriaTable:
    """The raw values of criteria for alternatives.

    Parameters
    ----------
    raw
        Indexed by alternative, a column for each of `criteria`; NaN where undefined, never taken as zero.
    criteria
        Those computed.
    left_out
        Criterion id -> reason code, for those that were asked for and cannot be computed.
    caveats
        Criterion id -> codes of what must be known, of the criterion and of this study's layers.
    uncertainty_m
        Criterion id -> median position uncertainty of the features that it measures to; None where none is recorded.
    """

    raw: pd.DataFrame
    criteria: tuple[Criterion, ...]
    left_out: Mapping[str, str]
    caveats: Mapping[str, tuple[str, ...]]
    uncertainty_m: Mapping[str, float | None]


def criteria_table(
    alternatives: Alternatives,
    around: Surroundings,
    *,
    criteria: Sequence[Criterion] = CRITERIA,
    chosen: Sequence[str] | None = None,
    settings: CriterionSettings = DEFAULT_SETTINGS,
) -> CriteriaTable:
    """Return the criteria of alternatives.

    Parameters
    ----------
    alternatives
        Those without position have NaN in every criterion that needs one; if none has a position, those criteria
        are left out (``no_position``).
    around
        From `surroundings_of`.
    criteria
        The registry, and with it the user's own from `own_criteria`.
    chosen
        Ids to compute; None for all.
    settings
        Assumptions.

    Raises
    ------
    ParameterError
        ``unknown_criterion`` for each of `chosen` that is not there.
    """
    asked = chosen_criteria(criteria, chosen)
    places = places_of(alternatives)
    possible, left_out = possible_criteria(asked, places, around, settings)
    matrix = criteria_matrix(places, around, possible, settings)
    ids = [criterion.id for criterion in possible]
    index = pd.Index(alternatives.ids, name="id", dtype=object)
    return CriteriaTable(
        raw=pd.DataFrame(matrix, index=index, columns=ids),
        criteria=possible,
        left_out=left_out,
        caveats={criterion.id: _caveats(criterion, around) for criterion in possible},
        uncertainty_m={criterion.id: _uncertainty_m(criterion, around) for criterion in possible},
    )


def chosen_criteria(criteria: Sequence[Criterion], chosen: Sequence[str] | None) -> tuple[Criterion, ...]:
    """Return the criteria of these ids in the registry's order, all for None.

    Raises
    ------
    ParameterError
        ``duplicate_criterion`` for each id that stands twice, as where the user's own column has the id of one of
        the registry; ``unknown_criterion``.
    """
    counts = Counter(criterion.id for criterion in criteria)
    twice = [Problem("duplicate_criterion", name) for name, count in counts.items() if count > 1]
    if twice:
        raise ParameterError(*twice)
    if chosen is None:
        return tuple(criteria)
    check_known(chosen, counts, where="criteria")
    return tuple(criterion for criterion in criteria if criterion.id in chosen)


def possible_criteria(
    criteria: Sequence[Criterion], places: Places, around: Surroundings, settings: CriterionSettings
) -> tuple[tuple[Criterion, ...], dict[str, str]]:
    """Return the criteria that can be computed, and id -> reason code of the others."""
    missing = dict(around.left_out)
    if not settings.industries and not any(places.industries):
        missing["own_industries"] = "no_own_industries"
    nowhere = not finite_rows(places.xy).any()
    left_out: dict[str, str] = {}
    for criterion in criteria:
        reasons = [missing[need] for need in criterion.needs if need in missing]
        if criterion.positioned and nowhere:
            reasons.insert(0, "no_position")
        if not criterion.positioned and criterion.id not in places.columns:
            reasons.append("not_in_file")
        if reasons:
            left_out[criterion.id] = reasons[0]
    return tuple(criterion for criterion in criteria if criterion.id not in left_out), left_out


def criteria_matrix(
    places: Places, around: Surroundings, criteria: Sequence[Criterion], settings: CriterionSettings
) -> NDArray[np.float64]:
    """Return the raw values, shape (n, k): pure, and independent for each place, so that a grid can go in chunks.

    Parameters
    ----------
    places
        Rows without position get NaN wherever one is needed.
    around, settings
        As in `criteria_table`.
    criteria
        All of them possible, as `possible_criteria` finds.
    """
    placed = finite_rows(places.xy)
    own = places.industries if len(places.industries) == 1 else _of(places.industries, placed)
    known = places if placed.all() else Places(places.xy[placed], own, places.columns)
    found = np.full((len(placed), len(criteria)), np.nan)
    for column, criterion in enumerate(criteria):
        if criterion.positioned:
            found[placed, column] = criterion.compute(known, around, settings)
        else:
            found[:, column] = criterion.compute(places, around, settings)
    return found


def places_of(alternatives: Alternatives, xy: NDArray[np.float64] | None = None) -> Places:
    """Return alternatives as places, at other positions than their own if given, shape (n, 2)."""
    own = alternatives.industries or (frozenset(),)
    return Places(alternatives.xy if xy is None else xy, own, alternatives.columns)


def _of(industries: Sequence[frozenset[str]], placed: NDArray[np.bool_]) -> tuple[frozenset[str], ...]:
    return tuple(own for own, here in zip(industries, placed, strict=True) if here)


def _caveats(criterion: Criterion, around: Surroundings) -> tuple[str, ...]:
    of_layers = [code for need in criterion.needs for code in around.caveats.get(need, ())]
    return (*criterion.caveats, *of_layers)


def _uncertainty_m(criterion: Criterion, around: Surroundings) -> float | None:
    layers = criterion.layers if criterion.to_features else ()
    known = [around.points[layer].uncertainty_m for layer in layers if layer in around.points]
    recorded = [values[np.isfinite(values)] for values in known]
    together = np.concatenate(recorded) if recorded else np.zeros(0)
    return float(np.median(together)) if together.size else None
