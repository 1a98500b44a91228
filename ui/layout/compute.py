"""The computations of the layout page, as jobs take them: the study first, everything else hashable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.layout.potential import Normalisation
from analysis.layout.travel import TravelMode
from analysis.progress import Progress
from analysis.study import Study
from ui.layout.choice import Choice

if TYPE_CHECKING:
    from analysis.layout.network_result import NetworkResult
    from analysis.layout.tiers_result import TiersResult


def network(study: Study, choice: Choice, seed: int, *, progress: Progress) -> NetworkResult:
    """Return the flows between a study's cities and the order that follows from them."""
    # Imported here, as below: the statistics take a second to import, which the map page need not wait for.
    from analysis.layout.network_result import network_layout

    return network_layout(
        study,
        rng=np.random.default_rng(seed),
        mass=choice.mass,
        model=choice.model,
        decay=choice.decay,
        parameter=choice.parameter,
        mode=choice.mode,
        lines=choice.lines,
        progress=progress,
    )


def tiers(
    study: Study,
    mode: TravelMode,
    normalisation: Normalisation,
    weights: tuple[tuple[str, float], ...],
    seed: int,
    *,
    progress: Progress,
) -> TiersResult:
    """Return a study's tiers against its data."""
    from analysis.layout.tiers_result import tiers_layout

    return tiers_layout(
        study,
        rng=np.random.default_rng(seed),
        mode=mode,
        normalisation=normalisation,
        weights=dict(weights) or None,
        progress=progress,
    )
