"""Sites on a square of 100 km with what they are compared with, small enough to reckon by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from analysis.clustering.inputs import ClusterInput, input_from_points
from analysis.clustering.relatedness import jaccard_table
from analysis.clustering.settings import ClusterSettings
from tests.analysis.invented import METRES

Places = Sequence[tuple[float, float]]
LAND = shapely.box(-50_000, -50_000, 50_000, 50_000)


def sites_at(
    places: Places,
    *,
    radius_m: float = 2.0,
    min_sites: int = 2,
    industries: Sequence[Sequence[str]] = (),
    platforms: Places | None = None,
    names: Sequence[str] | None = None,
) -> ClusterInput:
    """Return sites named a, b, c and so on, with the industries of each and the platforms around."""
    ids = names or [chr(ord("a") + place) for place in range(len(places))]
    settings = ClusterSettings(radius_m=radius_m, min_sites=min_sites)
    plain = input_from_points(places, LAND, crs=METRES, ids=ids, settings=settings)
    return replace(
        plain,
        industries={name: tuple(named) for name, named in zip(ids, industries, strict=bool(industries))},
        alike=jaccard_table(industries) if industries else None,
        platforms_xy=None if platforms is None else np.array(platforms, dtype=float),
    )
