"""The computation of the layout page, as a job takes it: the study first, everything else hashable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.layout.settings import LayoutSettings
from analysis.progress import Progress
from analysis.study import Study

if TYPE_CHECKING:
    from analysis.layout.result import LayoutResult


def laid_out(study: Study, settings: LayoutSettings, seed: int, *, progress: Progress) -> LayoutResult:
    """Return the layout of a study."""
    # Imported here: the statistics take a second to import, which the map page need not wait for.
    from analysis.layout.result import layout

    return layout(study, rng=np.random.default_rng(seed), settings=settings, progress=progress)
