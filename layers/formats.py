"""Which format a file is in: by its first bytes, and only if its name says the same."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final, Literal

from analysis.errors import Problem, UnreadableError
from layers.values import shown

Format = Literal["geojson", "geopackage", "shapefile", "zip", "kml", "kmz", "flatgeobuf", "geoparquet", "csv", "xlsx"]

SUFFIXES: Final[dict[str, Format]] = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "geopackage",
    ".shp": "shapefile",
    ".zip": "zip",
    ".kml": "kml",
    ".kmz": "kmz",
    ".fgb": "flatgeobuf",
    ".parquet": "geoparquet",
    ".geoparquet": "geoparquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
}
"""Suffix -> format of everything that may be brought."""

ACCEPTED: Final = tuple(suffix.removeprefix(".") for suffix in SUFFIXES if suffix != ".shp")
"""Suffixes without their dot, as a control for uploading takes them; a bare .shp lacks its other parts."""

HEAD_BYTES: Final = 4_096
_MAGIC: Final[tuple[tuple[bytes, tuple[Format, ...]], ...]] = (
    (b"PK\x03\x04", ("zip", "kmz", "xlsx")),
    (b"PK\x05\x06", ("zip", "kmz", "xlsx")),
    (b"SQLite format 3\x00", ("geopackage",)),
    (b"fgb", ("flatgeobuf",)),
    (b"PAR1", ("geoparquet",)),
    (b"\x00\x00\x27\x0a", ("shapefile",)),
)
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_OTHER_ARCHIVES: Final = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}
_EXPLAINED: Final = {
    ".xls": "excel_legacy",
    ".et": "excel_legacy",
    ".rar": "archive_other",
    ".7z": "archive_other",
    ".dwg": "drawing",
    ".dxf": "drawing",
    ".shx": "shapefile_piece",
    ".dbf": "shapefile_piece",
    ".prj": "shapefile_piece",
    ".cpg": "shapefile_piece",
}
"""Suffixes that people bring often -> the problem that says what to do instead."""

_OF_TEXT: Final[tuple[Format, ...]] = ("geojson", "kml", "csv")
_ROOT: Final = re.compile(rb"<\s*([A-Za-z_][\w.:-]{0,60})")
_NOT_ROOT: Final = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)


def recognise(name: str, head: bytes) -> Format:
    """Return the format of a file.

    Parameters
    ----------
    name
        The file's name; its suffix says what it should be.
    head
        Its first bytes, `HEAD_BYTES` of them if it has as many.

    Raises
    ------
    UnreadableError
        ``format_not_supported`` for another suffix, or a problem of its own where people bring it often;
        ``xml_refused`` for XML that is no KML (a VRT, WFS, GML or HTML file); ``not_what_its_name_says`` where suffix
        and content differ, ``excel_locked`` or ``archive_other`` where the content says what it is; ``file_empty``.
    """
    suffix = PurePath(name).suffix.lower()
    said = SUFFIXES.get(suffix)
    if said is None:
        raise UnreadableError(_unsupported(name, suffix))
    if not head:
        raise UnreadableError(Problem("file_empty", name))
    found = next((formats for magic, formats in _MAGIC if head.startswith(magic)), None) or _of_text(name, said, head)
    if said not in found:
        raise UnreadableError(_other(name, suffix, head))
    return said


def _unsupported(name: str, suffix: str) -> Problem:
    if suffix in _EXPLAINED:
        return Problem(_EXPLAINED[suffix], name, {"kind": suffix.removeprefix(".").upper()})
    return Problem("format_not_supported", name, {"suffix": shown(suffix or "-"), "supported": " ".join(SUFFIXES)})


def _other(name: str, suffix: str, head: bytes) -> Problem:
    """Return what is wrong with a file that is not what its name says."""
    if suffix == ".xlsx" and head.startswith(_OLD_OFFICE):
        return Problem("excel_locked", name)
    kind = next((kind for magic, kind in _OTHER_ARCHIVES.items() if head.startswith(magic)), None)
    if kind is not None:
        return Problem("archive_other", name, {"kind": kind})
    return Problem("not_what_its_name_says", name, {"suffix": suffix})


def _of_text(name: str, said: Format, head: bytes) -> tuple[Format, ...]:
    """Return the formats that a text may be in: a table may hold any text, the others begin in their own way."""
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not marked:
        return ()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    root = _ROOT.search(_NOT_ROOT.sub(b"", start)) if start.startswith(b"<") else None
    if root is not None and said != "csv":
        kind = root.group(1).rpartition(b":")[2].decode("ascii")
        if kind.lower() != "kml":
            raise UnreadableError(Problem("xml_refused", name, {"kind": shown(kind)}))
        return ("kml",)
    if start.startswith(b"<!") and said != "csv":
        return ("kml",)  # a document type: refused by the check of its markup, with its own message
    return _OF_TEXT if said in ("csv", "geojson") else ()
