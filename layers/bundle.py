"""What an archive holds for a map: shapefiles with their parts, or other files of one layer each; nothing is nested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analysis.errors import Problem, UnreadableError
from layers.archive import BROKEN, Archive, Entry, open_archive
from layers.formats import HEAD_BYTES, SUFFIXES, Format, recognise
from layers.limits import Limits
from layers.markup import check_prolog
from layers.text_encoding import Encoding, of_pieces, stated
from layers.values import shown

PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED: Final = (".shx", ".dbf")
_ARCHIVES: Final = (".zip", ".kmz", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")
_DBF_HEADER: Final = 32
_DBF_FIELD: Final = 32
_LARGEST_SAMPLE: Final = 20_000
_LARGEST_SAMPLE_BYTES: Final = 4_000_000
"""Records of an attribute table, and bytes of them, that are looked at to recognise its encoding."""

_LANGUAGE_DRIVERS: Final = {
    0x4D: "gb18030",
    0x7A: "gb18030",
    0x4F: "big5",
    0x78: "big5",
    0x03: "cp1252",
    0x57: "cp1252",
}


@dataclass(frozen=True)
class Unpacked:
    """A file of an archive, ready to be read: `file` lies in the private folder."""

    format: Format
    file: str
    layer: str
    choices: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()


def unpack_layer(path: Path, folder: Path, *, name: str, layer: str | None, limits: Limits) -> Unpacked:
    """Unpack one layer of an archive under names of our own.

    Parameters
    ----------
    path, name
        The archive, and how messages call it.
    folder
        Where its files go.
    layer
        Name of an entry, such as ``roads/park.shp``; the first by default.

    Raises
    ------
    UnreadableError
        As `layers.archive.open_archive`; ``archive_without_layer``, ``archive_nested``, ``archive_workbook``,
        ``layer_unknown``, ``not_what_its_name_says``.
    """
    archive = open_archive(path, name, limits)
    choices = [one for one in archive.entries if SUFFIXES.get(one.suffix) not in (None, "zip", "kmz", "xlsx")]
    shapefiles = [one for one in choices if one.suffix == ".shp"]
    choices = shapefiles or [one for one in choices if one.suffix not in (".txt", ".json")] or choices
    chosen = _chosen(archive, choices, layer)
    where = f"{name}: {shown(chosen.name)}"
    found = recognise(where, archive.head(chosen, HEAD_BYTES))
    names = tuple(one.name for one in choices)
    if found != "shapefile":
        file = f"layer{chosen.suffix}"
        archive.extract(chosen, folder / file)
        return Unpacked(found, file, chosen.name, names)
    return Unpacked(found, "layer.shp", chosen.name, names, _unpack_parts(archive, chosen, folder, where))


def unpack_kmz(path: Path, folder: Path, *, name: str, limits: Limits) -> str:
    """Unpack the document of a KMZ and return its file's name; pictures and other files stay packed.

    Raises
    ------
    UnreadableError
        As `layers.archive.open_archive`; ``archive_without_layer``.
    """
    archive = open_archive(path, name, limits)
    documents = [one for one in archive.entries if one.suffix == ".kml"]
    if not documents:
        raise UnreadableError(Problem("archive_without_layer", name, {"supported": ".kml"}))
    main = min(documents, key=lambda one: (one.name.count("/"), one.name != "doc.kml"))
    archive.extract(main, folder / "layer.kml")
    return "layer.kml"


def check_workbook(path: Path, *, name: str, limits: Limits) -> None:
    """Check an XLSX as the archive of XML files that it is.

    Raises
    ------
    UnreadableError
        As `layers.archive.open_archive`; ``not_what_its_name_says``, ``xml_doctype``, ``xml_broken``.
    """
    import zipfile

    archive = open_archive(path, name, limits)
    if "xl/workbook.xml" not in {one.name for one in archive.entries}:
        raise UnreadableError(Problem("not_what_its_name_says", name, {"suffix": ".xlsx"}))
    with zipfile.ZipFile(path) as opened:
        for entry in archive.entries:
            if entry.suffix in (".xml", ".rels"):
                where = f"{name}: {shown(entry.name)}"
                try:
                    with opened.open(entry.info) as file:
                        check_prolog(file, where)  # type: ignore[arg-type] # read() is all that is needed
                except BROKEN as error:
                    if isinstance(error, UnreadableError):
                        raise
                    values = {"reason": shown(str(error))}
                    raise UnreadableError(Problem("archive_broken", where, values)) from error


def encoding_of_shapefile(folder: Path, name: str) -> tuple[Encoding, tuple[Problem, ...]]:
    """Return the encoding of an attribute table `layer.dbf`, and a warning where it is not what the file states.

    The code page file is believed if the table fits it; else the table's own bytes decide between UTF-8 and GB 18030,
    and last its mark of language.
    """
    table = folder / "layer.dbf"
    if not table.is_file():
        return Encoding("utf-8", "plain"), ()
    with table.open("rb") as file:
        head = file.read(_DBF_HEADER)
        texts = _texts(head, file.read(int.from_bytes(head[8:10], "little") - _DBF_HEADER), file)
    page = folder / "layer.cpg"
    said = stated(page.read_bytes()[:40].decode("ascii", "replace")) if page.is_file() else None
    if said is not None and _all_fit(texts, said.name):
        return said, ()
    found = of_pieces(texts, cut=True)
    marked = _LANGUAGE_DRIVERS.get(head[29]) if len(head) == _DBF_HEADER else None
    if found is None:
        return Encoding(marked or "cp1252", "stated"), (Problem("encoding_uncertain", name, {}, severity="warning"),)
    if said is not None:
        values = {"stated": said.name, "found": found.name}
        return found, (Problem("encoding_differs", name, values, severity="warning"),)
    return found, ()


def _chosen(archive: Archive, choices: Sequence[Entry], layer: str | None) -> Entry:
    if not choices:
        nested = [one for one in archive.entries if one.suffix in _ARCHIVES or one.suffix == ".xlsx"]
        if nested:
            where = f"{archive.name}: {shown(nested[0].name)}"
            raise UnreadableError(
                Problem("archive_workbook" if nested[0].suffix == ".xlsx" else "archive_nested", where)
            )
        supported = " ".join(suffix for suffix, kind in SUFFIXES.items() if kind not in ("zip", "kmz", "xlsx"))
        raise UnreadableError(Problem("archive_without_layer", archive.name, {"supported": supported}))
    if layer is None:
        return choices[0]
    found = next((one for one in choices if one.name == layer), None)
    if found is None:
        allowed = ", ".join(shown(one.name) for one in choices[:8])
        raise UnreadableError(Problem("layer_unknown", archive.name, {"layer": shown(layer), "allowed": allowed}))
    return found


def _unpack_parts(archive: Archive, chosen: Entry, folder: Path, where: str) -> tuple[Problem, ...]:
    stem = chosen.stem.casefold()
    parts = {one.suffix: one for one in archive.entries if one.suffix in PARTS and one.stem.casefold() == stem}
    for suffix, entry in parts.items():
        archive.extract(entry, folder / f"layer{suffix}")
    return lacking_parts(tuple(parts), where)


def lacking_parts(suffixes: Sequence[str], where: str) -> tuple[Problem, ...]:
    """Return a warning for each part that a shapefile should have and has not."""
    return tuple(
        Problem("shapefile_part", where, {"part": part}, severity="warning") for part in _NEEDED if part not in suffixes
    )


def _texts(head: bytes, described: bytes, file: object) -> list[bytes]:
    """Return the names and the text values of an attribute table, as bytes."""
    fields = [described[at : at + _DBF_FIELD] for at in range(0, len(described) - _DBF_FIELD + 1, _DBF_FIELD)]
    fields = [one for one in fields if one[0] not in (0x0D, 0)]
    texts = [one[:11].partition(b"\x00")[0] for one in fields]
    length = int.from_bytes(head[10:12], "little")
    if not length:
        return texts
    records = file.read(min(length * _LARGEST_SAMPLE, max(length, _LARGEST_SAMPLE_BYTES)))  # type: ignore[attr-defined]
    at, spans = 1, []
    for one in fields:
        if one[11:12] == b"C" and one[16] and at + one[16] <= length:  # a header may state fields that no record holds
            spans.append((at, at + one[16]))
        at += one[16]
    for start in range(0, len(records) - length + 1, length):
        texts += [records[start + first : start + last].rstrip(b" \x00") for first, last in spans]
    return texts


def _all_fit(texts: Sequence[bytes], encoding: str) -> bool:
    import codecs

    for piece in texts:
        try:
            codecs.getincrementaldecoder(encoding)().decode(piece, final=False)
        except (UnicodeDecodeError, LookupError):
            return False
    return True
