"""Hot spots of a study's districts or cities: values, neighbours, Moran's I, local Moran, Gi*, how firm they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from analysis.checks import require_choice
from analysis.clustering.global_moran import GlobalMoran, global_moran
from analysis.clustering.hotspot_stability import HotspotStability, hotspot_stability
from analysis.clustering.hotspots import LocalResult, getis_ord, local_moran
from analysis.clustering.inputs import input_from_study
from analysis.clustering.positions import draw_positions
from analysis.clustering.settings import ClusterSettings, SiteChoice
from analysis.clustering.spatial_weights import NEAREST_K, IslandPolicy, SpatialWeights, WeightsChoice
from analysis.clustering.study_units import UnitChoice, Units, study_site_counts, study_units, study_weights
from analysis.clustering.unit_values import SiteCounts, site_counts, sites_per_1000_km2, sites_per_million
from analysis.progress import Progress, part_of, silent

if TYPE_CHECKING:
    import geopandas

    from analysis.study import Study

ValueChoice = Literal["sites", "per_area", "per_population"]

STABILITY_DRAWS = 100
UNIT_PERMUTATIONS = 49_999
"""With a hundred units the smallest p must be estimated to a ten-thousandth, or chance decides what is significant."""

_PERMUTED = 0.6
"""Of the progress, once the statistics of the positions as stated are done."""


@dataclass(frozen=True)
class ArealSettings:
    """Choices of the statistics over units.

    Parameters
    ----------
    units
        ``districts`` or ``cities``.
    value
        ``sites`` in each unit, or ``per_area`` (1,000 km²) or ``per_population`` (a million people, smoothed).
    weights
        Who is whose neighbour: ``contiguity``, ``nearest``, ``distance``, ``travel``.
    k, band_m, band_min
        For the rule that needs it; None lets the rule find its band.
    islands
        What becomes of a unit without neighbour.
    permutations
        Of the local statistics.
    stability_draws
        Layouts with redrawn positions.
    """

    units: UnitChoice = "districts"
    value: ValueChoice = "sites"
    weights: WeightsChoice = "contiguity"
    k: int = NEAREST_K
    band_m: float | None = None
    band_min: float | None = None
    islands: IslandPolicy = "attach"
    permutations: int = UNIT_PERMUTATIONS
    stability_draws: int = STABILITY_DRAWS


@dataclass(frozen=True, eq=False)
class ArealResult:
    """Statistics over units.

    Parameters
    ----------
    settings, units, weights
        What they were computed with.
    counts, values
        Sites in each unit, and the values that the statistics rest on, indexed by unit.
    moran, local, getis
        Of all units together, and of each.
    stability
        How often each is a hot spot of site counts under redrawn positions; None where positions are exact.
    """

    settings: ArealSettings
    units: Units
    weights: SpatialWeights
    counts: SiteCounts
    values: pd.Series
    moran: GlobalMoran
    local: LocalResult
    getis: LocalResult
    stability: HotspotStability | None


def values_offered(units: Units) -> tuple[ValueChoice, ...]:
    """Return the values that can be taken of these units."""
    return ("sites", "per_area") if units.population is None else get_args(ValueChoice)


def areal_result(
    study: Study,
    *,
    rng: np.random.Generator,
    sites: SiteChoice | geopandas.GeoDataFrame = "parks",
    settings: ArealSettings,
    progress: Progress = silent,
) -> ArealResult:
    """Return the statistics over a study's districts or cities.

    Parameters
    ----------
    study
        With its sites, cities, study area, and the layer of the units.
    rng
        Source of chance; each statistic has a stream of its own.
    sites
        As for `analysis.clustering.result.cluster`.
    settings
        Units, values, neighbours.
    progress
        Told the share done.

    Raises
    ------
    ParameterError
        ``unknown_choice`` for a value that the units do not have, and what the weights and statistics raise.
    MissingLayerError
        ``missing_layer``.
    """
    units = study_units(study, settings.units)
    counts = _counts(study, units, sites)
    values = _values(units, counts, settings.value)
    weights = study_weights(
        study,
        units,
        settings.weights,
        k=settings.k,
        band_m=settings.band_m,
        band_min=settings.band_min,
        islands=settings.islands,
    )
    moran_rng, local_rng, getis_rng, position_rng, stability_rng = rng.spawn(5)
    moran = global_moran(values, weights, moran_rng)
    local = local_moran(
        values, weights, local_rng, permutations=settings.permutations, progress=part_of(progress, 0, _PERMUTED / 2)
    )
    getis = getis_ord(
        values,
        weights,
        getis_rng,
        permutations=settings.permutations,
        progress=part_of(progress, _PERMUTED / 2, _PERMUTED),
    )
    stability = _stability(
        study, sites, units, weights, settings, (position_rng, stability_rng), part_of(progress, _PERMUTED, 1.0)
    )
    return ArealResult(settings, units, weights, counts, values, moran, local, getis, stability)


def _counts(study: Study, units: Units, sites: SiteChoice | geopandas.GeoDataFrame) -> SiteCounts:
    if not isinstance(sites, pd.DataFrame):
        return study_site_counts(study, units, sites)
    geometry = pd.Series(sites.geometry.to_numpy(), index=sites.index.map(str), dtype=object)
    return site_counts(units.ids, list(units.polygons), geometry)


def _values(units: Units, counts: SiteCounts, choice: ValueChoice) -> pd.Series:
    require_choice("value", choice, values_offered(units))
    if choice == "sites":
        return counts.counts.astype(float)
    if choice == "per_area" or units.population is None:
        return sites_per_1000_km2(counts.counts, units.area_km2)
    return sites_per_million(counts.counts, units.population)


def _stability(
    study: Study,
    sites: SiteChoice | geopandas.GeoDataFrame,
    units: Units,
    weights: SpatialWeights,
    settings: ArealSettings,
    streams: tuple[np.random.Generator, np.random.Generator],
    progress: Progress,
) -> HotspotStability | None:
    given = input_from_study(study, sites=sites, settings=ClusterSettings(null="land"))
    if given.uncertainty_m is None or settings.stability_draws < 1:
        return None
    drawn = draw_positions(given.xy, given.uncertainty_m, given.lands, streams[0], draws=settings.stability_draws)
    return hotspot_stability(
        weights,
        list(units.polygons),
        drawn.xy,
        streams[1],
        permutations=settings.permutations,
        progress=progress,
    )
