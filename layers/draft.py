"""A file of a user's own on its way to the map: read, looked at, and changed only by steps that the user asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from analysis.datum.guess import DatumGuess
from analysis.datum.known import Known
from analysis.datum.readings import DEGREES
from analysis.datum.readings import Reading as Numbers
from analysis.datum.shift import Datum, convert_geometries
from analysis.errors import Problem
from layers.check import LAYER_CRS_NAMES
from layers.datum import WGS84
from layers.geometry_checks import geometry_problems
from layers.limits import Limits
from layers.points import MOST, guess_of_file
from layers.raw import RawLayer
from layers.reading import Reading, records_of
from layers.repair import Repair, repaired, repairs_on_offer
from layers.values import shown

StepKind = Literal["read_as", "converted", "repaired"]

_OF_GEOMETRY: Final = frozenset(
    {
        "and_more",
        "geometry_unreadable",
        "geometry_missing",
        "coordinates_not_finite",
        "coordinates_swapped",
        "coordinates_not_degrees",
        "coordinates_too_far",
        "geometry_invalid",
        "crs_missing",
    }
)
"""Problems that a step can mend: they are looked for anew after each."""


@dataclass(frozen=True)
class Step:
    """What was done to a file: `what` is a reading of its numbers, a datum, or a repair with how many it concerned."""

    kind: StepKind
    what: Numbers | Datum | Repair


@dataclass(frozen=True)
class Draft:
    """A file as it stands after the user's steps.

    Parameters
    ----------
    reading
        As it was read.
    frame
        Attributes and geometries now; the labels of `reading.frame` are kept.
    steps
        What was done, in order.
    """

    reading: Reading
    frame: gpd.GeoDataFrame
    steps: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        """As messages call the file."""
        return self.reading.name

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """Names of the columns that say something of the features; those of a table's position are left out."""
        at = self.reading.coordinates
        hidden = {self.frame.geometry.name, *(() if at is None else (at.x, at.y))}
        return tuple(str(name) for name in self.frame.columns if name not in hidden)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with the file as it stands now."""
        if not self.steps or not self.reading.has_places:
            return self.reading.problems
        kept = [one for one in self.reading.problems if one.code not in _OF_GEOMETRY]
        missing = [] if self.frame.crs is not None else [Problem("crs_missing", self.name, severity="warning")]
        labels = {label: place for place, label in enumerate(self.frame.index)}
        broken = {labels[place]: why for place, why in self.reading.broken.items() if place in labels}
        found = geometry_problems(
            np.array(self.frame.geometry.to_numpy(), dtype=object),
            lambda place: f"{self.name}: #{self.frame.index[place] + 1}",
            broken=broken,
            geographic=self.frame.crs is not None and self.frame.crs.is_geographic,
            per_kind=Limits.from_environment().problems_per_kind,
            name=self.name,
        )
        return (*kept, *missing, *found)

    @property
    def ok(self) -> bool:
        """Whether nothing stops the file from being used."""
        return not any(problem.severity == "error" for problem in self.problems)

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """What can be mended."""
        if not self.reading.has_places:
            return ()
        return repairs_on_offer(self.frame, ring_order=self.reading.format == "geojson")

    @cached_property
    def places(self) -> NDArray[np.object_]:
        """Geometries in degrees of WGS 84, None where one is missing, not finite, or not on Earth."""
        return places_of(self.frame)

    @cached_property
    def foreign_datum(self) -> str:
        """The geodetic datum where it is neither WGS 84 nor CGCS2000, so that positions may be off; else empty."""
        crs = self.frame.crs
        name = "" if crs is None or crs.geodetic_crs is None else str(crs.geodetic_crs.name)
        return "" if name in ("", *LAYER_CRS_NAMES) else shown(name)

    @property
    def converted_from(self) -> Datum | None:
        """The datum that the file was converted from."""
        found = [step.what for step in self.steps if step.kind == "converted"]
        return found[-1] if found else None  # type: ignore[return-value]  # a conversion's `what` is a datum


def draft_of(reading: Reading) -> Draft:
    """Return a file as it was read."""
    return Draft(reading, reading.frame)


def looks_of(draft: Draft, known: Known) -> DatumGuess:
    """Tell what the coordinates look like as they are now taken; of many features a sample is compared."""
    sample = draft.frame.iloc[:: max(1, -(-len(draft.frame) // MOST))]
    attributes = sample[[*draft.attributes, sample.geometry.name]]
    raw = RawLayer(draft.name, records_of(attributes), list(sample.geometry), {}, draft.frame.crs)
    return guess_of_file(raw, known)


def read_as(draft: Draft, numbers: Numbers) -> Draft:
    """Return the file with its numbers taken in another way: another order of the axes, degrees, or another system.

    No number is changed, the axes are exchanged at most.
    """
    crs = WGS84 if numbers.in_degrees else CRS.from_user_input(numbers.crs)
    geometries = np.array(draft.frame.geometry.to_numpy(), dtype=object)
    if numbers.swapped:
        geometries = shapely.transform(geometries, lambda xy: xy[:, ::-1])
    return _with(draft, geometries, crs, Step("read_as", numbers))


def stated_numbers(crs: CRS | None) -> Numbers:
    """Return how a file's own system takes its numbers."""
    return Numbers(DEGREES) if crs is None or crs.is_geographic else Numbers(crs.to_string())


def converted(draft: Draft, source: Datum) -> Draft:
    """Return the file in WGS 84, its numbers being degrees of `source`; metres become degrees first."""
    wgs84 = convert_geometries(draft.places, source=source, target="wgs84")
    return _with(draft, wgs84, WGS84, Step("converted", source))


def mended(draft: Draft, kinds: Collection[str]) -> Draft:
    """Return the file with some repairs made."""
    frame, done = repaired(draft.frame, kinds)
    return replace(draft, frame=frame, steps=(*draft.steps, *(Step("repaired", one) for one in done)))


def raw_of(draft: Draft, columns: Mapping[str, str] | None = None) -> RawLayer:
    """Return the file in degrees of WGS 84 as the checks of layers take it.

    Parameters
    ----------
    draft
        The file.
    columns
        Name in the result -> column of the file; all under their own names by default.
    """
    taken = {name: name for name in draft.attributes} if columns is None else dict(columns)
    records = records_of(draft.frame)
    named = [{name: record.get(column) for name, column in taken.items()} for record in records]
    crs = WGS84 if draft.reading.has_places else None
    return RawLayer(draft.name, named, list(draft.places), {}, crs)


def places_of(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return a frame's geometries in degrees of WGS 84; None for what has no place on Earth.

    A frame without a system is taken as degrees. CGCS2000 counts as WGS 84, which agrees within a metre.
    """
    geometries = np.array(frame.geometry.to_numpy(), dtype=object)
    finite = np.isfinite(shapely.bounds(geometries)).all(axis=1)
    geometries[~finite] = None
    crs = frame.crs
    if crs is not None and not (crs.is_geographic and crs.name in LAYER_CRS_NAMES):
        geometries = _in_degrees(geometries, crs)
    bounds = shapely.bounds(geometries)
    on_earth = (np.abs(np.nan_to_num(bounds, nan=999, posinf=999, neginf=999)) <= (180, 90, 180, 90)).all(axis=1)
    geometries[~on_earth] = None
    return geometries


def _in_degrees(geometries: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    plain = crs.geodetic_crs is not None and crs.geodetic_crs.name in LAYER_CRS_NAMES
    way = Transformer.from_crs(crs, crs.geodetic_crs if plain else WGS84, always_xy=True)
    try:
        return np.asarray(shapely.transform(geometries, lambda xy: np.column_stack(way.transform(*xy.T))))
    except ProjError:  # a system of another planet: no way leads here
        return np.full(len(geometries), None, dtype=object)


def _with(draft: Draft, geometries: Any, crs: CRS, step: Step) -> Draft:  # noqa: ANN401 - Shapely ships no types
    attributes = draft.frame.drop(columns=draft.frame.geometry.name)
    frame = gpd.GeoDataFrame(attributes, geometry=gpd.GeoSeries(geometries, index=attributes.index, crs=crs))
    return replace(draft, frame=frame, steps=(*draft.steps, step))
