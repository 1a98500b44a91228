"""A whole study from a user's archive: unpacked into a private folder that goes with the session that opened it."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import InitVar, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from analysis.errors import Problem, UnreadableError
from layers.archive import Archive, open_archive
from layers.catalog import LAYERS
from layers.limits import Limits
from layers.read import PLAN_PATHS, StudyReading, catalogue_describes, read_study
from layers.sandbox import private_folder
from layers.session_study import as_own, without_bearable
from layers.study_trial import try_study
from layers.values import shown

STUDY_PATHS: Final = (*PLAN_PATHS, *(layer.path for layer in LAYERS))
"""Files of a study; whatever else an archive holds stays packed."""

MOST_STUDY_BYTES: Final = 100_000_000
"""Of all files of a study together."""

TRIAL_BYTES: Final = 300_000
"""A study larger than this is first read in a process with limits: so little cannot become much."""


@dataclass(eq=False)
class OpenedStudy:
    """A study that one session opened; its folder goes when `close` is called or the session is forgotten.

    `missing_limits` names what the system could not limit while a large study was tried out.
    """

    name: str
    folder: Path
    reading: StudyReading
    held: InitVar[ExitStack]
    missing_limits: tuple[str, ...] = ()
    _end: weakref.finalize[..., OpenedStudy] = field(init=False, repr=False)

    def __post_init__(self, held: ExitStack) -> None:
        self._end = weakref.finalize(self, held.close)

    def close(self) -> None:
        """Remove the folder."""
        self._end()


def open_study_archive(name: str, data: bytes, *, limits: Limits | None = None) -> OpenedStudy:
    """Unpack and read a study that a user brought.

    Parameters
    ----------
    name
        Of the archive, as messages call it.
    data
        A ZIP with `plan.toml`, `parks.geojson` and `layers/`, at its top or in one folder.
    limits
        Those of the environment by default.

    Raises
    ------
    UnreadableError
        If the archive is unsafe, too large, or holds no file of a study, or if reading it takes too long or too much
        memory; nothing is left on disk then.
    """
    name = shown(PurePosixPath(name.replace("\\", "/")).name or "-")
    limits = limits or Limits.from_environment()
    if len(data) > limits.file_bytes:
        raise UnreadableError(Problem("file_too_large", name, {"bytes": len(data), "limit": limits.file_bytes}))
    with ExitStack() as held:
        folder = held.enter_context(private_folder())
        with private_folder() as brought:
            path = brought / "brought.zip"
            path.write_bytes(data)
            paths = unpack_study(path, folder, name=name, limits=limits)
        reading, missing = _read(folder, paths, name, limits)
        return OpenedStudy(name, folder, as_own(reading), held.pop_all(), missing)


def read_study_at(path: Path) -> StudyReading:
    """Read a study from its folder, or from an archive, which is unpacked only for as long as it is read.

    The built-in plan's own study is to be whole; of any other, files that are not there are no problem, see
    `layers.session_study.without_bearable`.

    Raises
    ------
    UnreadableError
        ``folder_missing``, or as `open_study_archive`.
    """
    if path.is_dir():
        reading = read_study(path)
    elif path.is_file():
        name, limits = shown(path.name), Limits.from_environment()
        with private_folder() as folder:
            reading, _ = _read(folder, unpack_study(path, folder, name=name, limits=limits), name, limits)
    else:
        raise UnreadableError(Problem("folder_missing", str(path)))
    return reading if catalogue_describes(reading.study) else without_bearable(reading)


def _read(folder: Path, paths: Sequence[str], name: str, limits: Limits) -> tuple[StudyReading, tuple[str, ...]]:
    """Read a study that was unpacked, called by its archive's name; a large one is tried out first.

    The limits that the system cannot set are returned with it, as far as a trial told them.
    """
    large = sum((folder / one).stat().st_size for one in paths) > TRIAL_BYTES
    missing = try_study(folder, name, limits) if large else ()
    reading = read_study(folder)
    return replace(reading, study=replace(reading.study, id=PurePosixPath(name).stem)), missing


def holds_study(data: bytes, *, limits: Limits | None = None) -> bool:
    """Return whether a file is a sound archive with at least two files of a study, wherever they lie in it."""
    if not data.startswith(b"PK"):
        return False
    with private_folder() as folder:
        path = folder / "brought.zip"
        path.write_bytes(data)
        try:
            archive = open_archive(path, path.name, limits or Limits.from_environment())
        except UnreadableError:
            return False
        return len(_study_entries(archive)) > 1


def unpack_study(path: Path, folder: Path, *, name: str, limits: Limits | None = None) -> tuple[str, ...]:
    """Unpack the files of a study from an archive that was checked as a whole, and return their paths in the study.

    Raises
    ------
    UnreadableError
        As `layers.archive.open_archive`; ``archive_size``; ``archive_without_study``.
    """
    archive = open_archive(path, name, limits or Limits.from_environment())
    found = _study_entries(archive)
    if not found:
        raise UnreadableError(Problem("archive_without_study", name))
    by_name = {entry.name: entry for entry in archive.entries}
    total = sum(by_name[inside].bytes for inside in found.values())
    if total > MOST_STUDY_BYTES:
        raise UnreadableError(Problem("archive_size", name, {"bytes": total, "limit": MOST_STUDY_BYTES}))
    for wanted, inside in found.items():
        target = folder / wanted
        target.parent.mkdir(parents=True, exist_ok=True)
        archive.extract(by_name[inside], target)
    return tuple(found)


def _study_entries(archive: Archive) -> Mapping[str, str]:
    """Return path in the study -> name in the archive, of the folder that holds most files of a study."""
    names = {entry.name for entry in archive.entries}
    tops = {name.removesuffix(path) for name in names for path in STUDY_PATHS if f"/{name}".endswith(f"/{path}")}
    held = {top: {path: top + path for path in STUDY_PATHS if top + path in names} for top in tops}
    best = max(sorted(tops, key=lambda top: (len(top), top)), key=lambda top: len(held[top]), default="")
    return held.get(best, {})
