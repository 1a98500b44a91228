"""What a planner may choose when clustering is computed: hashable, so that a result can be kept under it."""

from __future__ import annotations

from typing import Literal

SiteChoice = Literal["parks", "towns", "both"]
NullChoice = Literal["land", "settlement", "both"]
Correction = Literal["none", "border", "translation", "isotropic"]
GroupMethod = Literal["dbscan", "hdbscan"]
GroupUnit = Literal["m", "min"]

SIMULATIONS = 999
POSITION_DRAWS = 400
