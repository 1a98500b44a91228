"""What density chance would give: the level that it seldom exceeds anywhere, and where the peak may really lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.chance import monte_carlo_p
from analysis.clustering.density import M2_PER_KM2, Density, smoothed
from analysis.clustering.nulls import Null
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent

DENSITY_SIMULATIONS = 199
DENSITY_CELLS_ACROSS = 128
"""Cells along the land's longer side for a density that is compared with chance: enough, and four times as fast."""

FAMILY_WISE_LEVEL = 0.05

_VALUES_AT_ONCE = 2_000_000
_LEAST_BLOCKS = 20
"""Parts of a simulation, after each of which it can be stopped."""

_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class DensityChance:
    """An observed density against a null.

    Parameters
    ----------
    name
        Id of the null.
    threshold_per_km2
        The level that the highest density of a layout under the null reaches in at most 5 % of the layouts, the
        observed one counted: where the observed density lies above it, chance is rejected at 5 % for the whole map.
    p_highest
        One-sided Monte Carlo p of the observed highest density against those of the layouts.
    highest_per_km2
        The observed highest density.
    p_pointwise
        For each cell (1 + layouts with at least the observed density there) / (1 + layouts), NaN off the land. Of a
        thousand cells about fifty lie below 0.05 by chance: for reading one place chosen beforehand only.
    expected_per_km2
        Mean density of the layouts in each cell, NaN off the land.
    simulations
        Number of layouts.
    left_out
        Cities that the null could not draw.
    alternative
        What a small p speaks for.
    """

    name: str
    threshold_per_km2: float
    p_highest: float
    highest_per_km2: float
    p_pointwise: NDArray[np.float64] = field(repr=False)
    expected_per_km2: NDArray[np.float64] = field(repr=False)
    simulations: int
    left_out: tuple[str, ...]
    alternative: Literal["denser"] = "denser"


@dataclass(frozen=True, eq=False)
class Peak:
    """Where the density is highest.

    Parameters
    ----------
    x_m, y_m
        Centre of the cell with the highest density for the positions as stated; of equal ones the first from the
        south-west, row by row. None without a site on land.
    highest_per_km2
        The density there.
    radius_95_m
        Radius round it that holds the peaks of 95 % of the redrawn layouts; None without layouts. Known to half the
        diagonal of a cell.
    redrawn_xy
        Peaks of the redrawn layouts, shape (draws, 2).
    """

    x_m: float | None
    y_m: float | None
    highest_per_km2: float
    radius_95_m: float | None
    redrawn_xy: NDArray[np.float64] = field(repr=False)


def density_chance(
    observed: Density,
    null: Null,
    *,
    rng: np.random.Generator,
    simulations: int = DENSITY_SIMULATIONS,
    progress: Progress = silent,
) -> DensityChance:
    """Return how high the density would be by chance, with as many sites, the same weights and the same bandwidth.

    Parameters
    ----------
    observed
        As `analysis.clustering.density.density` returns it; `DENSITY_CELLS_ACROSS` cells across are enough.
    null
        Rule of chance: on land, or where people live.
    rng
        Source of chance.
    simulations
        Number of layouts, at least 19.
    progress
        Told the share done.

    Raises
    ------
    ParameterError
        ``too_few_points`` without a site; ``too_few_simulations`` for fewer than 19, which cannot reach 5 %.

    Notes
    -----
    A bandwidth that was chosen from the observed sites suits them better than the simulated ones; the p are then
    slightly too small. A bandwidth of the user's own, fixed beforehand, has no such fault.

    References
    ----------
    Besag, J. and Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. Applied Statistics 26, 327-333.

    Westfall, P. H. and Young, S. S. (1993). Resampling-based multiple testing. Wiley, chapter 2: the largest statistic
    of each resample controls the error of the whole family.
    """
    least = round(1 / FAMILY_WISE_LEVEL) - 1
    n = len(observed.points_xy)
    if n < 1:
        raise ParameterError(Problem("too_few_points", "points", {"n": n, "needed": 1}))
    if simulations < least:
        raise ParameterError(Problem("too_few_simulations", "simulations", {"n": simulations, "needed": least}))
    land = observed.raster.is_land
    here = observed.everywhere_per_km2[land]
    at_least, total, highest = np.zeros(here.shape), np.zeros(here.shape), []
    for block in _blocks(simulations, land.size):
        fields = _on_land(observed, null.draw_many(n, len(block), rng))
        at_least += (fields >= here * (1 - _ROUNDING)).sum(axis=0)
        total += fields.sum(axis=0)
        highest.append(fields.max(axis=1))
        progress((block[-1] + 1) / simulations)
    maxima = np.concatenate(highest)
    observed_highest = float(here.max())
    return DensityChance(
        name=null.name,
        threshold_per_km2=_threshold(maxima),
        p_highest=monte_carlo_p(-observed_highest * (1 - _ROUNDING), -maxima),
        highest_per_km2=observed_highest,
        p_pointwise=_spread_out((1 + at_least) / (1 + simulations), land),
        expected_per_km2=_spread_out(total / simulations, land),
        simulations=simulations,
        left_out=tuple(getattr(null, "left_out", ())),
    )


def peak_of_layouts(observed: Density, layouts_xy: NDArray[np.float64], *, progress: Progress = silent) -> Peak:
    """Return where the density is highest, and how far that hangs on uncertain positions.

    Parameters
    ----------
    observed
        Of the positions as stated; its raster, weights and bandwidth are used for all.
    layouts_xy
        Redrawn positions, shape (draws, n, 2), metres, such as `analysis.clustering.positions.draw_positions` gives.
    progress
        Told the share done.
    """
    land = observed.raster.is_land
    centres = np.stack(np.meshgrid(observed.x_m, observed.y_m), axis=-1)[land]
    here = observed.everywhere_per_km2[land]
    found = [np.zeros(0, dtype=np.intp)]
    for block in _blocks(len(layouts_xy), land.size):
        found.append(_on_land(observed, layouts_xy[block]).argmax(axis=1))
        progress((block[-1] + 1) / len(layouts_xy))
    redrawn = centres[np.concatenate(found)]
    if not observed.sites_on_land > 0:
        return Peak(None, None, 0.0, None, redrawn)
    x_m, y_m = centres[here.argmax()].tolist()
    away_m = np.hypot(*(redrawn - (x_m, y_m)).T)
    radius_m = float(np.quantile(away_m, 0.95, method="inverted_cdf")) if away_m.size else None
    return Peak(x_m, y_m, float(here.max()), radius_m, redrawn)


def _threshold(maxima: NDArray[np.float64]) -> float:
    """Return the k-th largest, where k is 5 % of the layouts and the observed one: chance exceeds it so often."""
    k = int(FAMILY_WISE_LEVEL * (maxima.size + 1) * (1 + _ROUNDING))
    return float(np.sort(maxima)[-k])


def _on_land(observed: Density, layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the density of layouts in the cells with land, shape (layouts, cells), per square kilometre."""
    per_m2, _, _ = smoothed(layouts_xy, observed.weights, observed.raster, observed.bandwidth_m)
    fields: NDArray[np.float64] = per_m2[:, observed.raster.is_land] * M2_PER_KM2
    return fields


def _blocks(layouts: int, cells: int) -> Iterator[NDArray[np.intp]]:
    at_once = min(max(_VALUES_AT_ONCE // cells, 1), -(-layouts // _LEAST_BLOCKS))
    for start in range(0, layouts, max(at_once, 1)):
        yield np.arange(start, min(start + at_once, layouts))


def _spread_out(values: NDArray[np.float64], land: NDArray[np.bool_]) -> NDArray[np.float64]:
    field_of = np.full(land.shape, np.nan)
    field_of[land] = values
    return field_of
