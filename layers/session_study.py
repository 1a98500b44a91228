"""A study with some layers from a user's own files, for one session; the files on disk stay as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from analysis.errors import LayerError, Problem
from layers.catalog import LAYERS, Layer, layer_by_id
from layers.check import check_layer
from layers.raw import RawLayer
from layers.read import StudyReading, problems_between

if TYPE_CHECKING:
    import geopandas as gpd

OWN: Final = "own:"
"""Begins the fingerprint of a study that holds anything of a user's own: nothing of it may be served to others."""

MOST_PROBLEMS: Final = 1_000
"""Of one layer of an opened study that are kept for the session."""


@dataclass(frozen=True, eq=False)
class OwnLayer:
    """A layer from a user's own file: the file's name, the checked frame, and a text that changes with its content."""

    name: str
    frame: gpd.GeoDataFrame
    key: str


def own_layer(layer_id: str, raw: RawLayer, reading: StudyReading) -> tuple[OwnLayer, tuple[Problem, ...]]:
    """Return a file as a layer of a study, and what should be known of it.

    Raises
    ------
    LayerError
        Everything that is wrong with the file as this layer, also towards the study's other layers.
    """
    layer = layer_by_id(layer_id)
    frame, problems = check_layer(layer, raw)
    if not _has_errors(problems):
        found = problems_between({**reading.study.layers, layer_id: frame}, reading.study.plan, layer)
        problems = [*problems, *found]
    if _has_errors(problems):
        raise LayerError(*problems)
    key = hashlib.sha256(repr(frame.to_json(default=str)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return OwnLayer(raw.name, frame, key), tuple(problems)


def with_own_layers(
    reading: StudyReading, own: Mapping[str, OwnLayer], *, layers: tuple[Layer, ...] = LAYERS
) -> StudyReading:
    """Return a study with layers of a user's own in place of, or beside, its own.

    A layer of the study that no longer fits, because it refers to what is gone, is left out with its problems.
    """
    if not own:
        return reading
    frames = {**reading.study.layers, **{layer_id: one.frame for layer_id, one in own.items()}}
    problems = {layer_id: list(found) for layer_id, found in reading.problems.items() if layer_id not in own}
    for layer in layers:
        if layer.id in frames:
            found = problems_between(frames, reading.study.plan, layer)
            known = problems.get(layer.id, [])
            problems[layer.id] = [*known, *(one for one in found if one not in known)]
    usable = {layer_id: frame for layer_id, frame in frames.items() if not _has_errors(problems.get(layer_id, []))}
    keys = "|".join(f"{layer_id}:{one.key}" for layer_id, one in sorted(own.items()))
    digest = hashlib.sha256(f"{reading.study.fingerprint}|{keys}".encode()).hexdigest()[:16]
    names = {layer_id: one.name for layer_id, one in own.items()}
    study = replace(reading.study, layers=usable, fingerprint=f"{OWN}{digest}", own_files=names)
    return StudyReading(study, {layer_id: tuple(found) for layer_id, found in problems.items() if found})


def as_own(reading: StudyReading) -> StudyReading:
    """Return a study whose files are a user's own, marked so that nothing of it is served to others.

    See `without_bearable` for files that are not there.
    """
    study, problems = reading.study, without_bearable(reading).problems
    told = {layer_id: _first_of(found) for layer_id, found in problems.items()}
    return StudyReading(replace(study, fingerprint=f"{OWN}{study.fingerprint.removeprefix(OWN)}"), told)


def without_bearable(reading: StudyReading) -> StudyReading:
    """Return a study without the problems of files that are not there, unless no page can do without them.

    Nobody has every layer for a study of their own: what it cannot support says so where it is asked for.
    """
    bearable = {layer.id for layer in LAYERS if not layer.needed}
    problems = {
        layer_id: found
        for layer_id, found in reading.problems.items()
        if layer_id not in bearable or any(problem.code != "file_missing" for problem in found)
    }
    return replace(reading, problems=problems)


def _first_of(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the first problems, the errors before the rest, and how many are left."""
    if len(found) <= MOST_PROBLEMS:
        return found
    first = sorted(found, key=lambda one: one.severity != "error")[:MOST_PROBLEMS]
    last, left = first[-1], len(found) - MOST_PROBLEMS
    return (*first, Problem("and_more", last.where, {"count": left, "of": last.where}, severity=last.severity))


def _has_errors(problems: list[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
