"""The whole state of a comparison of sites: what is compared, by which criteria, weights and method.

Everything is hashable and plain, so that a result can be kept under it, and that it goes into a file or a link
(`comparison_json`, `comparison_link`) and comes back the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Final, Literal, get_args

from analysis.siting.approach import Approach, MethodId
from analysis.siting.explain import Benchmark
from analysis.siting.matrix import MissingPolicy
from analysis.siting.scaling import Normalisation
from analysis.siting.settings import CriterionSettings
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Objective, ValueFunction
from analysis.siting.weighting import Weighting

SiteLayer = Literal["townships", "towns", "parks"]
SITE_LAYERS: Final[tuple[SiteLayer, ...]] = get_args(SiteLayer)

LonLat = tuple[float, float]
Ring = tuple[LonLat, ...]
"""Closed: its first corner is its last."""

Cell = str | float | None


@dataclass(frozen=True)
class OwnSite:
    """A place of the user's own: drawn, or a row of a table.

    Parameters
    ----------
    id
        Its name, unique among the alternatives.
    point
        Longitude and latitude in degrees, WGS 84; None for a polygon, or where there is no place at all.
    polygons
        One or several; each its outer ring, then the rings of its holes.
    uncertainty_m
        Of the position; None where nothing is known of it.
    cells
        One for each column of its table.
    """

    id: str
    point: LonLat | None = None
    polygons: tuple[tuple[Ring, ...], ...] = ()
    uncertainty_m: float | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class WholeLayer:
    """Every feature of a layer that has a position."""

    layer: SiteLayer = "townships"


@dataclass(frozen=True)
class Picked:
    """Some features of layers by their ids, and places drawn on the map."""

    townships: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    drawn: tuple[OwnSite, ...] = ()

    def ids(self, layer: SiteLayer) -> tuple[str, ...]:
        """Return those picked of a layer."""
        found: tuple[str, ...] = getattr(self, layer)
        return found

    def with_ids(self, layer: SiteLayer, ids: Sequence[str]) -> Picked:
        """Return the same with these picked of a layer."""
        return replace(self, **{str(layer): tuple(ids)})  # type: ignore[arg-type]  # mypy takes it for any field

    @property
    def count(self) -> int:
        """How many are picked and drawn."""
        return len(self.townships) + len(self.towns) + len(self.parks) + len(self.drawn)


@dataclass(frozen=True)
class OwnTable:
    """The rows of an uploaded file.

    Parameters
    ----------
    name
        Of the file.
    columns
        Names of the cells of each row.
    sites
        The rows.
    """

    name: str
    columns: tuple[str, ...] = ()
    sites: tuple[OwnSite, ...] = ()

    @cached_property
    def key(self) -> str:
        """Changes with anything in the table; worked out once."""
        return sha256(repr((self.name, self.columns, self.sites)).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class SquareCells:
    """Every square cell of the study's land, `cell_m` wide."""

    cell_m: float = 1000.0


@dataclass(frozen=True)
class HexagonCells:
    """Every H3 cell of the study's land at a resolution."""

    resolution: int = 7


Source = WholeLayer | Picked | OwnTable | SquareCells | HexagonCells


@dataclass(frozen=True)
class CriterionChoice:
    """How one criterion is used.

    Parameters
    ----------
    id
        Of the registry, or the name of a column of the user's own.
    objective, ideal
        ``ideal`` with its best value, or ``max`` or ``min``.
    value
        What its values are worth; None takes the values as they are.
    threshold
        What an alternative must keep to; None for everything.
    """

    id: str
    objective: Objective = "max"
    ideal: float | None = None
    value: ValueFunction | None = None
    threshold: Threshold | None = None


@dataclass(frozen=True)
class Comparison:
    """The whole state of a comparison.

    Parameters
    ----------
    alternatives
        What is compared.
    criteria
        By what, in the order of the table.
    settings
        Assumptions behind the criteria.
    weighting
        Where the weights come from.
    method, normalisation, majority
        As in `Approach`; an empty normalisation takes the method's usual one and is then named here.
    missing
        What is done where a value is missing.
    benchmark, benchmark_alternative
        What an explanation is held against; the latter for the benchmark ``alternative``.
    side_by_side
        Ids shown beside each other.
    draws, seed
        Number of drawn weights and start of the source of chance.

    Raises
    ------
    ParameterError
        As in `Approach`.
    """

    alternatives: Source = field(default_factory=Picked)
    criteria: tuple[CriterionChoice, ...] = ()
    settings: CriterionSettings = field(default_factory=CriterionSettings)
    weighting: Weighting = field(default_factory=Weighting)
    method: MethodId = "weighted_sum"
    normalisation: Normalisation | Literal[""] = ""
    majority: float = 0.5
    missing: MissingPolicy = "exclude"
    benchmark: Benchmark = "best"
    benchmark_alternative: str | None = None
    side_by_side: tuple[str, ...] = ()
    draws: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "normalisation", self.approach.normalisation)

    @cached_property
    def approach(self) -> Approach:
        """Method, normalisation and parameters."""
        return Approach(self.method, self.normalisation, self.majority)

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the criteria."""
        return tuple(one.id for one in self.criteria)

    @property
    def thresholds(self) -> dict[str, Threshold]:
        """Criterion id -> limit, for those that have one."""
        return {one.id: one.threshold for one in self.criteria if one.threshold is not None}

    @property
    def values(self) -> dict[str, ValueFunction]:
        """Criterion id -> value function, for those that have one."""
        return {one.id: one.value for one in self.criteria if one.value is not None}


def choice_of(choices: Sequence[CriterionChoice], name: str) -> CriterionChoice | None:
    """Return how a criterion is used; None if it is not."""
    return next((one for one in choices if one.id == name), None)


def source_key(source: Source) -> str:
    """Return a text that changes with what is compared: the key under which its criteria are kept."""
    return source.key if isinstance(source, OwnTable) else repr(source)
