"""What a planner may choose when criteria are computed: hashable, so that a result can be kept under it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.errors import ParameterError, Problem

REACH_MIN = 60.0
"""Minutes within which people count as reachable."""

_METRES_PER_MINUTE = 1000 / 60


@dataclass(frozen=True)
class CriterionSettings:
    """Assumptions behind the criteria. The defaults are round figures of judgement, none is measured.

    Parameters
    ----------
    local_speed_kmh
        On the way to a station: streets of a town.
    regional_speed_kmh
        On ways of up to an hour: main roads and motorways.
    detour
        Length of a way over its straight line, at least 1.
    decay_m
        Distance over which the pull of a park or platform falls to 0.37.
    near_m
        So near to a named park or town counts as near; the place's own radius is added where its area is known.
    industries
        Of the planned park, for alternatives without industries of their own.
    expecting_tiers
        Tiers whose cities should each have a park; None takes all but the lowest.

    Raises
    ------
    ParameterError
        ``setting_not_allowed`` for each number that is not finite or not in its range; all at once.
    """

    local_speed_kmh: float = 40.0
    regional_speed_kmh: float = 60.0
    detour: float = 1.3
    decay_m: float = 10_000.0
    near_m: float = 3_000.0
    industries: tuple[str, ...] = ()
    expecting_tiers: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        least = {"local_speed_kmh": 1e-3, "regional_speed_kmh": 1e-3, "detour": 1.0, "decay_m": 1e-3, "near_m": 0.0}
        problems = [
            Problem("setting_not_allowed", name, {"value": value, "minimum": minimum})
            for name, minimum in least.items()
            if not (math.isfinite(value := float(getattr(self, name))) and value >= minimum)
        ]
        if problems:
            raise ParameterError(*problems)

    @property
    def local_min_per_m(self) -> float:
        """Minutes for each metre of straight line on a local way."""
        return self.detour / (self.local_speed_kmh * _METRES_PER_MINUTE)

    @property
    def reach_m(self) -> float:
        """Straight line that is travelled in `REACH_MIN` minutes on a regional way."""
        return REACH_MIN * self.regional_speed_kmh * _METRES_PER_MINUTE / self.detour


DEFAULT_SETTINGS = CriterionSettings()
