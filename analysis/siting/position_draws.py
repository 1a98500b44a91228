"""Criteria when nobody knows exactly where the places lie: recomputed at redrawn positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.positions import draw_positions
from analysis.progress import Progress, silent
from analysis.siting.alternatives import Alternatives
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import chosen_criteria, criteria_matrix, places_of, possible_criteria
from analysis.siting.criterion import Criterion
from analysis.siting.settings import DEFAULT_SETTINGS, CriterionSettings
from analysis.siting.surroundings import PointSet, Surroundings


@dataclass(frozen=True, eq=False)
class CriteriaDraws:
    """The raw values of criteria at redrawn positions.

    Parameters
    ----------
    raw
        Shape (draws, n, k); NaN where undefined.
    criteria
        Of the k columns.
    left_out
        Criterion id -> reason code.
    moved
        How many alternatives, and features of each layer, had a position to redraw.
    """

    raw: NDArray[np.float64]
    criteria: tuple[Criterion, ...]
    left_out: Mapping[str, str]
    moved: Mapping[str, int]


def criteria_of_draws(
    alternatives: Alternatives,
    around: Surroundings,
    rng: np.random.Generator,
    *,
    draws: int,
    criteria: Sequence[Criterion] = CRITERIA,
    chosen: Sequence[str] | None = None,
    settings: CriterionSettings = DEFAULT_SETTINGS,
    progress: Progress = silent,
) -> CriteriaDraws:
    """Return the criteria with alternatives and sites moved within their position uncertainty.

    Every draw moves all of them at once, independently of each other: uniformly over the disc, as far as it lies on the
    study's land (alternatives) or on the land of the feature's city. What states no uncertainty stays in place, so that
    the spread is a lower bound.

    Parameters
    ----------
    alternatives, around, criteria, chosen, settings
        As in `criteria_table`.
    rng
        Source of chance.
    draws
        How often; 0 gives an empty first axis.
    progress
        Told the share done after each draw.

    Raises
    ------
    ParameterError
        ``unknown_criterion``, ``duplicate_criterion``.
    """
    asked = chosen_criteria(criteria, chosen)
    possible, left_out = possible_criteria(asked, places_of(alternatives), around, settings)
    layers = {layer for criterion in possible if criterion.to_features for layer in criterion.layers}
    own_xy, own_moved = _drawn_alternatives(alternatives, around, rng, draws)
    sites = {name: site_set for name, site_set in around.points.items() if name in layers and _movable(site_set).any()}
    drawn = {name: _drawn_sites(site_set, around, rng, draws) for name, site_set in sites.items()}
    raw = np.empty((draws, len(alternatives), len(possible)))
    for draw in range(draws):
        moved = around.moved({name: xy[draw] for name, xy in drawn.items()})
        raw[draw] = criteria_matrix(places_of(alternatives, own_xy[draw]), moved, possible, settings)
        progress((draw + 1) / draws)
    counts = {name: int(_movable(site_set).sum()) for name, site_set in sites.items()}
    return CriteriaDraws(raw, possible, left_out, {"alternatives": own_moved, **counts})


def _drawn_alternatives(
    alternatives: Alternatives, around: Surroundings, rng: np.random.Generator, draws: int
) -> tuple[NDArray[np.float64], int]:
    movable = np.flatnonzero(alternatives.placed & (alternatives.position_uncertainty_m > 0))
    xy = np.repeat(alternatives.xy[None], draws, axis=0)
    radius_m = alternatives.position_uncertainty_m[movable]
    lands = [around.area] * len(movable)
    xy[:, movable] = draw_positions(alternatives.xy[movable], radius_m, lands, rng, draws=draws).xy
    return xy, len(movable)


def _movable(sites: PointSet) -> NDArray[np.bool_]:
    return np.asarray(sites.uncertainty_m > 0, dtype=np.bool_)  # False for NaN


def _drawn_sites(sites: PointSet, around: Surroundings, rng: np.random.Generator, draws: int) -> NDArray[np.float64]:
    lands = dict(zip(around.cities.names, around.cities.land, strict=True)) if around.cities else {}
    containing = [lands.get(city) if city is not None else None for city in sites.city]
    return draw_positions(sites.xy, np.nan_to_num(sites.uncertainty_m), containing, rng, draws=draws).xy
