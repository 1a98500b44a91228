"""Every choice tried: what the location models must reach on small problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.siting.location_rules import SiteRules

Value = Callable[[NDArray[np.float64]], float]
"""Of the least cost of each demand."""


def choices(m: int, p: int, rules: SiteRules) -> list[tuple[int, ...]]:
    """Return all choices of p that the rules allow."""
    free = [place for place in range(m) if place not in rules.fixed]
    return [chosen for chosen in combinations(free, p) if obeys(chosen, rules)]


def obeys(chosen: tuple[int, ...], rules: SiteRules) -> bool:
    if rules.per_city is not None and rules.cities is not None:
        counts = Counter(rules.cities[place] for place in chosen)
        if max(counts.values()) > rules.per_city:
            return False
    if rules.min_spacing_m is None:
        return True
    xy = np.asarray(rules.xy, dtype=float)
    pairs = [*combinations(chosen, 2), *((one, two) for one in chosen for two in rules.fixed)]
    return all(np.hypot(*(xy[one] - xy[two])) >= rules.min_spacing_m for one, two in pairs)


def least(costs: NDArray[np.float64], p: int, rules: SiteRules, value: Value) -> float | None:
    """Return the smallest value over all choices; None if there is no choice."""
    found = [value(costs[:, [*chosen, *rules.fixed]].min(axis=1)) for chosen in choices(costs.shape[1], p, rules)]
    return min(found, default=None)
