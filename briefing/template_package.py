"""An organisation's template as a package of files, looked through before the library that reads it opens it.

Nothing is unpacked before the list of contents has been measured; then every part of XML is read once by a parser that
builds no tree, so that no document type, no depth and no number of elements reaches the one that does.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import IO, Final
from xml.parsers import expat

from analysis.errors import Problem, UnreadableError

MOST_BYTES: Final = 50_000_000
"""Of the file; a template with a film in it is none."""

MOST_UNPACKED_BYTES: Final = 150_000_000
MOST_PARTS: Final = 5_000
MOST_XML_BYTES: Final = 20_000_000
"""Of one part that would be parsed."""

MOST_ELEMENTS: Final = 500_000
"""Elements and attributes beyond eight an element, of all parts together."""

MOST_DEPTH: Final = 100
MOST_NAMED: Final = {"sldMasterId": 100, "sldLayoutId": 1_000, "sldId": 2_000, "Relationship": 20_000}
"""How often a package may name its parts: each name costs time, also of what is named twice."""

MOST_PLACEHOLDERS: Final = 100
"""Of one part: each is copied into every slide."""

_ENTRY: Final = b"PK\x01\x02"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_MAIN: Final = "presentationml.presentation.main+xml"
_TYPES: Final = "[Content_Types].xml"
_CHUNK: Final = 1 << 16
_USUAL_ATTRIBUTES: Final = 8
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    expat.ExpatError,
    zipfile.zlib.error,  # type: ignore[attr-defined]
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    OSError,
    RuntimeError,
)

Values = dict[str, str | int | float]


class _Found(Exception):  # noqa: N818 - carries what is wrong out of a parser's callbacks
    def __init__(self, code: str, values: Values | None = None) -> None:
        super().__init__(code)
        self.code, self.values = code, values or {}


def check_template(content: bytes, name: str) -> None:
    """Refuse what is no presentation, or not safe to open.

    Parameters
    ----------
    content
        The file.
    name
        Of the file, for messages.

    Raises
    ------
    UnreadableError
        ``template_too_large``, ``template_complex``, ``template_encrypted``, ``template_macros``,
        ``template_not_pptx``.
    """
    try:
        _check(content)
    except _Found as found:
        raise UnreadableError(Problem(found.code, name, found.values)) from None
    except _UNREADABLE as error:
        raise UnreadableError(Problem("template_not_pptx", name)) from error


def _check(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise _Found("template_too_large", {"limit": MOST_BYTES // 1_000_000})
    if content.startswith(_OLE):
        raise _Found("template_encrypted" if _ENCRYPTED_STREAM in content else "template_not_pptx")
    if content.count(_ENTRY) > 2 * MOST_PARTS:  # counted before a list of a million names is built
        raise _Found("template_complex")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _check_list(parts)
        types = _Types()
        with archive.open(_TYPES) as file:
            _Reader(_Budget(), types.element).read(file)
        types.check()
        budget = _Budget()
        for part in parts:
            if types.is_xml(part.filename):
                with archive.open(part) as file:
                    _Reader(budget).read(file)


def _check_list(parts: list[zipfile.ZipInfo]) -> None:
    """Check the list of contents; reading stops at the sizes that it states."""
    if len(parts) > MOST_PARTS:
        raise _Found("template_complex")
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise _Found("template_too_large", {"limit": MOST_UNPACKED_BYTES // 1_000_000})
    if any(part.flag_bits & 1 for part in parts):
        raise _Found("template_encrypted")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names):  # which of the two a program takes is its own affair
        raise _Found("template_not_pptx")
    if any("vbaproject" in name for name in names):
        raise _Found("template_macros")


class _Types:
    """What the package says of the kinds of its parts."""

    def __init__(self) -> None:
        self._kinds: set[str] = set()
        self._xml: set[str] = set()

    def element(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").lower()
        self._kinds.add(kind)
        if kind.rstrip().endswith("xml") and "svg" not in kind:  # a picture of SVG is never parsed here
            given = attributes.get("PartName") if name == "Override" else f".{attributes.get('Extension', '')}"
            self._xml.add((given or "").lower())

    def check(self) -> None:
        if any("macroenabled" in kind or "vbaproject" in kind for kind in self._kinds):
            raise _Found("template_macros")
        if not any(kind.endswith(_MAIN) for kind in self._kinds):
            raise _Found("template_not_pptx")

    def is_xml(self, part: str) -> bool:
        """Return whether any reader would take a part for XML, by its name or by what the package says of it."""
        low = part.lower()
        suffix = f".{low.rpartition('.')[2]}"
        return suffix in (".xml", ".rels") or suffix in self._xml or f"/{low}" in self._xml


class _Budget:
    """What all parts together may still hold."""

    def __init__(self) -> None:
        self.elements = MOST_ELEMENTS
        self.named: Counter[str] = Counter()


class _Reader:
    """Reads one part of XML without keeping it."""

    def __init__(self, budget: _Budget, element: object = None) -> None:
        self._budget = budget
        self._element = element
        self._depth = self._placeholders = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def read(self, file: IO[bytes]) -> None:
        size = 0
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > MOST_XML_BYTES:
                raise _Found("template_too_large", {"limit": MOST_XML_BYTES // 1_000_000})
            self._parser.Parse(chunk, False)
        self._parser.Parse(b"", True)

    def _refuse(self, *_: object) -> None:
        raise _Found("template_not_pptx")  # the format allows no document type

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._depth += 1
        self._placeholders += name == "ph"
        budget = self._budget
        budget.elements -= 1 + max(0, len(attributes) - _USUAL_ATTRIBUTES)
        if name in MOST_NAMED:
            budget.named[name] += 1
            if budget.named[name] > MOST_NAMED[name]:
                raise _Found("template_complex")
        if budget.elements < 0 or self._depth > MOST_DEPTH or self._placeholders > MOST_PLACEHOLDERS:
            raise _Found("template_complex")
        if callable(self._element):
            self._element(name, attributes)

    def _end(self, _: str) -> None:
        self._depth -= 1
