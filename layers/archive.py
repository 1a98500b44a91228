"""Archives from outside: nothing is unpacked before every entry's name, kind and size have been checked."""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Final

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from layers.text_encoding import of_pieces
from layers.values import shown

MAX_NAMED: Final = 20
SMALL_BYTES: Final = 1_000_000
"""Up to this size an entry may be packed at any ratio: a small file of equal cells is no bomb."""

_MAX_NAME: Final = 240
_DIRECTORY_BYTES_PER_ENTRY: Final = 1_000
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK: Final = 1 << 20
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_END: Final = struct.Struct("<4s4H2LH")
_END64_LOCATOR: Final = b"PK\x06\x07"
_LOCAL_HEADER_BYTES: Final = 30
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What the library raises for an archive that is not as its directory says."""


@dataclass(frozen=True)
class Entry:
    """A file in an archive: its name with `/` between folders, its size unpacked, and what the library knows of it."""

    name: str
    bytes: int
    info: zipfile.ZipInfo

    @property
    def suffix(self) -> str:
        """The suffix in small letters."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The name without its suffix, folders included."""
        return self.name[: len(self.name) - len(self.suffix)]


@dataclass(frozen=True)
class Archive:
    """An archive whose entries are safe to unpack one by one."""

    path: Path
    name: str
    entries: tuple[Entry, ...]

    def extract(self, entry: Entry, target: Path) -> None:
        """Unpack one entry into a file; never more than its stated size.

        Raises
        ------
        UnreadableError
            ``archive_broken`` if it is cut off or its checksum is wrong.
        """
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(entry.info) as source, target.open("xb") as file:
                while chunk := source.read(_CHUNK):
                    file.write(chunk)
        except BROKEN as error:
            raise self._broken(entry, error) from error

    def head(self, entry: Entry, size: int) -> bytes:
        """Return the first bytes of an entry.

        Raises
        ------
        UnreadableError
            ``archive_broken`` if they cannot be read.
        """
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(entry.info) as source:
                return source.read(size)
        except BROKEN as error:
            raise self._broken(entry, error) from error

    def _broken(self, entry: Entry, error: Exception) -> UnreadableError:
        where = f"{self.name}: {shown(entry.name)}"
        return UnreadableError(Problem("archive_broken", where, {"reason": shown(str(error))}))


def open_archive(path: Path, name: str, limits: Limits) -> Archive:
    """Check a ZIP archive as a whole and return what is in it; folders and the marks that a Mac leaves are passed over.

    Raises
    ------
    UnreadableError
        All problems at once (the first 20): ``archive_broken``, ``archive_entries``, ``archive_path`` (absolute,
        parent or device paths), ``archive_link``, ``archive_name`` (control characters, too long),
        ``archive_duplicate`` (also names that differ only in case, or a
        file where another has a folder), ``archive_encrypted``, ``archive_method``,
        ``archive_ratio``, ``archive_size``, ``archive_overlap``.
    """
    infos = _directory(path, name, limits)
    entries = [Entry(_name(info), info.file_size, info) for info in infos]
    problems = [problem for entry in entries for problem in _entry_problems(entry, name, limits)]
    problems += _together(entries, name, limits)
    if problems:
        raise UnreadableError(*problems[:MAX_NAMED])
    return Archive(path, name, tuple(entry for entry in entries if not _is_beside(entry)))


def unpack(path: Path, folder: Path, *, name: str, limits: Limits) -> tuple[Path, ...]:
    """Unpack a whole archive below a folder, which must be empty, and return the files written.

    Raises
    ------
    UnreadableError
        As `open_archive`; nothing is written then, unless an entry turns out to be cut off on the way.
    """
    archive = open_archive(path, name, limits)
    written = []
    for entry in archive.entries:
        target = folder / PurePosixPath(entry.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        archive.extract(entry, target)
        written.append(target)
    return tuple(written)


def _directory(path: Path, name: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the entries of the directory, which is itself looked at before the library reads it."""
    with path.open("rb") as file:
        file.seek(0, 2)
        length = file.tell()
        start = max(0, length - 0xFFFF - _END.size)
        file.seek(start)
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise UnreadableError(Problem("archive_broken", name, {"reason": "end record"}))
    if tail[max(0, place - 20) : place].startswith(_END64_LOCATOR):
        raise UnreadableError(Problem("archive_broken", name, {"reason": "ZIP64"}))
    _, _, _, _, count, directory_bytes, _, _ = _END.unpack_from(tail, place)
    if directory_bytes > _DIRECTORY_BYTES_PER_ENTRY * limits.entries:
        raise UnreadableError(Problem("archive_entries", name, {"count": count, "limit": limits.entries}))
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise UnreadableError(Problem("archive_broken", name, {"reason": shown(str(error))})) from error
    if len(infos) > limits.entries:
        raise UnreadableError(Problem("archive_entries", name, {"count": len(infos), "limit": limits.entries}))
    return infos


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name with `/` between folders, read as UTF-8 or GB 18030 where the archive does not say UTF-8."""
    given = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = given.encode("cp437", errors="replace")
        found = of_pieces([raw])
        given = raw.decode(found.name) if found is not None else given
    return given.replace("\\", "/")


def _entry_problems(entry: Entry, name: str, limits: Limits) -> Iterator[Problem]:
    where = f"{name}: {shown(entry.name)}"
    info, parts = entry.info, entry.name.split("/")
    if entry.name.startswith("/") or ".." in parts or ":" in entry.name:
        yield Problem("archive_path", where)
    if len(entry.name) > _MAX_NAME or any(_is_control(character) for character in entry.name):
        yield Problem("archive_name", where)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield Problem("archive_link", where)
    if info.flag_bits & _ENCRYPTED:
        yield Problem("archive_encrypted", where)
    elif info.compress_type not in _METHODS:
        yield Problem("archive_method", where)
    if info.file_size > SMALL_BYTES and info.file_size > limits.ratio * max(info.compress_size, 1):
        ratio = info.file_size // max(info.compress_size, 1)
        yield Problem("archive_ratio", where, {"ratio": ratio, "limit": limits.ratio})


def _together(entries: list[Entry], name: str, limits: Limits) -> Iterator[Problem]:
    total = sum(entry.bytes for entry in entries)
    if total > limits.unpacked_bytes:
        yield Problem("archive_size", name, {"bytes": total, "limit": limits.unpacked_bytes})
    alike = Counter(_alike(entry.name) for entry in entries)
    folders = {str(parent) for entry in entries for parent in PurePosixPath(_alike(entry.name)).parents}
    files = {_alike(entry.name) for entry in entries if not entry.name.endswith("/")}
    for one, count in alike.items():
        if count > 1 or (one in files and one in folders):
            yield Problem("archive_duplicate", f"{name}: {shown(one)}", {"count": max(count, 2)})
    ordered = sorted((entry.info for entry in entries), key=lambda info: info.header_offset)
    for before, after in pairwise(ordered):
        if before.header_offset + _LOCAL_HEADER_BYTES + before.compress_size > after.header_offset:
            yield Problem("archive_overlap", f"{name}: {shown(after.filename)}")


def _alike(name: str) -> str:
    """Return what names have in common that one file system or another takes for the same."""
    return unicodedata.normalize("NFC", name).casefold().rstrip("/")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Cf", "Zl", "Zp")


def _is_beside(entry: Entry) -> bool:
    """Whether an entry is a folder or what an archiver adds of its own."""
    parts = entry.name.split("/")
    return entry.name.endswith("/") or "__MACOSX" in parts or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")
