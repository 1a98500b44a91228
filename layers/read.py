"""From a study's folder to a checked `Study`. A broken layer is left out with its message; the others stand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd

from analysis.datum.guess import DatumGuess
from analysis.datum.known import Known
from analysis.errors import Problem, YuantuError
from analysis.plan import Plan
from analysis.study import Study
from layers.catalog import LAYERS, Layer
from layers.check import check_inside, check_layer, check_links, check_references, check_within
from layers.datum import equal_area_crs, working_crs
from layers.plan import check_plan_cities, read_plan
from layers.points import guess_of_file
from layers.raw import SUPPORTED, read_raw

ROOT: Final = Path(__file__).resolve().parent.parent
"""Folder of the built-in study."""

PLAN_PATH: Final = "layers/plan.toml"
PLAN_PATHS: Final = (PLAN_PATH, "plan.toml")
"""Where a study's plan may lie; the first that is there counts."""

_CHINA_BOUNDS: Final = (73.5, 18.0, 135.1, 53.6)


@dataclass(frozen=True)
class StudyReading:
    """A study as far as it could be read, and what is wrong with the rest.

    `problems` maps a layer id, or `plan`, to its problems; warnings are among them.
    """

    study: Study
    problems: Mapping[str, tuple[Problem, ...]]

    @property
    def broken(self) -> tuple[str, ...]:
        """Ids of what could not be used."""
        return tuple(
            layer_id
            for layer_id, problems in self.problems.items()
            if any(problem.severity == "error" for problem in problems)
        )


@dataclass(frozen=True)
class FileReport:
    """What a check of one file found.

    `datum_guess` is the datum that the points tell, else the one that the file states; `looks` says how sure that is.
    """

    path: str
    features: int
    crs: str
    datum_guess: str | None
    problems: tuple[Problem, ...]
    unreadable: bool = False
    looks: DatumGuess | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing stops the file from being used."""
        return not any(problem.severity == "error" for problem in self.problems)


def read_study(folder: Path = ROOT, *, layers: tuple[Layer, ...] = LAYERS) -> StudyReading:
    """Read and check every layer of a study.

    Parameters
    ----------
    folder
        Holds `parks.geojson` and `layers/`; the built-in study by default.
    layers
        The catalogue to read by.

    Returns
    -------
    StudyReading
        Always: a missing or broken file becomes a problem of its layer, never an exception. Only an optional layer may
        be missing without a word.
    """
    problems: dict[str, list[Problem]] = {}
    frames: dict[str, gpd.GeoDataFrame] = {}
    for layer in layers:
        frame, found = _read_layer(layer, folder)
        problems[layer.id] = found
        if frame is not None:
            frames[layer.id] = frame
    plan = _read_plan(folder, frames, problems)
    _check_between_layers(layers, frames, plan, problems)
    usable = {
        layer_id: frame
        for layer_id, frame in frames.items()
        if not any(problem.severity == "error" for problem in problems[layer_id])
    }
    study = Study(
        id=folder.resolve().name,
        plan=plan,
        layers=usable,
        crs=working_crs(_bounds(usable)),
        fingerprint=fingerprint(folder, layers=layers),
    )
    return StudyReading(study, {layer_id: tuple(found) for layer_id, found in problems.items() if found})


def catalogue_describes(study: Study) -> bool:
    """Return whether the catalogue's sources and licences are those of a study's files: only of the built-in plan's."""
    return study.plan.id == _built_in_plan() if study.plan else study.id == ROOT.name


@cache
def _built_in_plan() -> str:
    """Return the id of the built-in plan; an empty text where it cannot be read."""
    try:
        return read_plan(ROOT / PLAN_PATH).id
    except YuantuError:
        return ""


def check_file(
    path: Path, *, study: Study | None = None, known: Known | None = None, layers: tuple[Layer, ...] = LAYERS
) -> FileReport:
    """Check one file: as the catalogue's layer where its name is one of them, else for what any layer needs.

    Any format that may be brought is read, by the door that all files from outside go through.

    References and positions are checked against a study where the file is a layer of it, the built-in one by default.
    With `known` the coordinates are compared with it, see `analysis.datum.guess`.
    """
    from layers.upload import read_upload  # the door brings Arrow, which reading a study does without

    try:
        reading = read_upload(path.name, path)
    except YuantuError as error:
        return FileReport(str(path), 0, "", None, error.problems, unreadable=True)
    layer = next((entry for entry in layers if Path(entry.path).name == path.name), None)
    raw = reading.raw
    if layer is None:
        problems = list(reading.problems)
    else:
        frame, problems = check_layer(layer, raw)
        if not _has_errors(problems):
            against = read_study(layers=layers).study if study is None else study
            frames = {**against.layers, layer.id: frame}
            problems += problems_between(frames, against.plan, layer, layers=layers)
    crs = raw.crs.to_string() if raw.crs is not None else ""
    looks = guess_of_file(raw, known) if known is not None else None
    guess = _datum_guess(crs, looks)
    return FileReport(str(path), len(raw.records), crs, guess, tuple(problems), looks=looks)


def problems_between(
    frames: Mapping[str, gpd.GeoDataFrame], plan: Plan | None, layer: Layer, *, layers: tuple[Layer, ...] = LAYERS
) -> list[Problem]:
    """Return what is wrong with one layer of `frames` towards the others: what it refers to, and where it lies."""
    return _between(layer, frames, _known_values(layers, frames, plan))


def stamp(folder: Path = ROOT, *, layers: tuple[Layer, ...] = LAYERS) -> str:
    """Return a text that changes when a file of the study does, from sizes and times only: cheap on every rerun."""
    parts = []
    for path in _files(folder, layers):
        try:
            stat = path.stat()
        except OSError:
            continue
        parts.append(f"{path.name}:{stat.st_size}:{stat.st_mtime_ns}")
    return "|".join(parts)


def fingerprint(folder: Path = ROOT, *, layers: tuple[Layer, ...] = LAYERS) -> str:
    """Return a hash of the content of all files of the study."""
    digest = hashlib.sha256()
    for path in _files(folder, layers):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _plan_path(folder: Path) -> Path:
    return next((folder / path for path in PLAN_PATHS if (folder / path).is_file()), folder / PLAN_PATH)


def _files(folder: Path, layers: tuple[Layer, ...]) -> list[Path]:
    return [_plan_path(folder), *(folder / layer.path for layer in layers)]


def _has_errors(problems: list[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _read_layer(layer: Layer, folder: Path) -> tuple[gpd.GeoDataFrame | None, list[Problem]]:
    path = folder / layer.path
    if path.suffix.lower() not in SUPPORTED or (layer.optional and not path.exists()):
        return None, []
    try:
        raw = read_raw(path, name=layer.path)
    except YuantuError as error:
        return None, list(error.problems)
    frame, problems = check_layer(layer, raw)
    return (None if _has_errors(problems) else frame), problems


def _read_plan(folder: Path, frames: Mapping[str, gpd.GeoDataFrame], problems: dict[str, list[Problem]]) -> Plan | None:
    try:
        plan = read_plan(_plan_path(folder))
    except YuantuError as error:
        problems["plan"] = list(error.problems)
        return None
    problems["plan"] = check_plan_cities(plan, set(frames["cities"]["name_zh"])) if "cities" in frames else []
    return None if _has_errors(problems["plan"]) else plan


def _known_values(
    layers: tuple[Layer, ...], frames: Mapping[str, gpd.GeoDataFrame], plan: Plan | None
) -> dict[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for target in {field.refers_to for layer in layers for field in layer.fields if field.refers_to}:
        layer_id, _, field_name = target.partition(".")
        if layer_id in frames:
            known[target] = frozenset(frames[layer_id][field_name].dropna())
    if plan is not None:
        known["plan.industries"] = frozenset(plan.industry_names)
        known["plan.cities"] = frozenset(plan.cities)
    return known


def _check_between_layers(
    layers: tuple[Layer, ...],
    frames: Mapping[str, gpd.GeoDataFrame],
    plan: Plan | None,
    problems: dict[str, list[Problem]],
) -> None:
    known = _known_values(layers, frames, plan)
    for layer in layers:
        if layer.id in frames:
            problems[layer.id] += _between(layer, frames, known)


def _inside(layer: Layer, frame: gpd.GeoDataFrame, frames: Mapping[str, gpd.GeoDataFrame]) -> list[Problem]:
    if not layer.inside or "cities" not in frames:
        return []
    cities = frames["cities"]
    return check_inside(layer, frame, cities, crs=equal_area_crs(tuple(cities.total_bounds)))


def _between(
    layer: Layer, frames: Mapping[str, gpd.GeoDataFrame], known: Mapping[str, frozenset[str]]
) -> list[Problem]:
    frame = frames[layer.id]
    return [
        *check_references(layer, frame, known),
        *check_within(layer, frame),
        *check_links(layer, frame),
        *_inside(layer, frame, frames),
    ]


def _bounds(frames: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float, float, float]:
    """Return the study's extent: its land, else its cities, else its sites, else the whole country."""
    for layer_id in ("study_area", "cities", "parks"):
        if layer_id in frames:
            west, south, east, north = (float(value) for value in frames[layer_id].total_bounds)
            return west, south, east, north
    return _CHINA_BOUNDS


def _datum_guess(crs: str, looks: DatumGuess | None) -> str | None:
    """Return the datum that the coordinates tell, else what the file says of itself."""
    stated = {"OGC:CRS84": "wgs84", "EPSG:4326": "wgs84", "EPSG:4490": "cgcs2000"}.get(crs)
    told = looks.datum if looks is not None else None
    return stated if told is None or (told == "wgs84" and stated) else told
