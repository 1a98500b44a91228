"""XML from outside: no document types or entities, bounded depth; remote references are counted and never followed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from layers.text_encoding import decoded, stated
from layers.values import shown

_CHUNK: Final = 1 << 16
_HEAD: Final = 200
_DECLARED: Final = re.compile(rb"""^(\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]{1,40})["'][^>]*\?>""")
_READ_BY_EXPAT: Final = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1"})
_REMOTE: Final = re.compile(r"^\s*([a-z][a-z0-9+.-]*:)?//|^\s*(/vsi|file:)", re.IGNORECASE)
_LINKS: Final = frozenset({"NetworkLink", "NetworkLinkControl", "Update"})
_REFERENCES: Final = frozenset({"href", "styleUrl", "targetHref", "schemaUrl"})


class _References:
    """What a KML file refers to, counted while it is parsed: links that a viewer would follow, and remote addresses."""

    def __init__(self, name: str, deepest: int) -> None:
        self.links = 0
        self.remote = 0
        self._name = name
        self._deepest = deepest
        self._depth = 0
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element.

        Raises
        ------
        UnreadableError
            ``nested_too_deep``.
        """
        self._depth += 1
        if self._depth > self._deepest:
            raise UnreadableError(Problem("nested_too_deep", self._name))
        self.links += tag.rpartition(":")[2] in _LINKS
        self.remote += any(_REMOTE.search(attributes.get(key, "")) is not None for key in _REFERENCES)
        self._text.clear()

    def end(self, tag: str) -> None:
        """Take the end of an element; its text may be an address."""
        self._depth -= 1
        if tag.rpartition(":")[2] in _REFERENCES and _REMOTE.search("".join(self._text)):
            self.remote += 1
        self._text.clear()

    def characters(self, data: str) -> None:
        """Take a piece of text; the first pieces are enough to know an address."""
        if len(self._text) < _HEAD:
            self._text.append(data[:_HEAD])


class _Stop(Exception):  # noqa: N818 - not an error: the part before the root has been seen
    pass


def check_prolog(file: BinaryIO, where: str) -> None:
    """Read an XML file up to its root element.

    Raises
    ------
    UnreadableError
        ``xml_doctype`` if it declares a document type, ``xml_broken`` if it is not well formed so far.
    """
    parser = _parser(where)

    def at_root(*_: object) -> None:
        raise _Stop

    parser.StartElementHandler = at_root
    try:
        _feed(parser, file, where)
    except _Stop:
        return


def check_kml(path: Path, name: str, limits: Limits) -> list[Problem]:
    """Read a KML file from end to end and return warnings of what will not be followed.

    A file that declares a Chinese encoding is written anew in UTF-8 in its place.

    Raises
    ------
    UnreadableError
        ``xml_doctype``, ``xml_broken``, ``nested_too_deep``, ``not_in_encoding``.
    """
    _to_utf8(path, name)
    seen = _References(name, limits.depth)
    parser = _parser(name)
    parser.StartElementHandler, parser.EndElementHandler = seen.start, seen.end
    parser.CharacterDataHandler = seen.characters
    with path.open("rb") as file:
        _feed(parser, file, name)
    found = []
    if seen.links:
        found.append(Problem("kml_network_link", name, {"count": seen.links}, severity="warning"))
    if seen.remote:
        found.append(Problem("kml_remote", name, {"count": seen.remote}, severity="warning"))
    return found


def _parser(where: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise UnreadableError(Problem("xml_doctype", where))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _feed(parser: expat.XMLParserType, file: BinaryIO, where: str) -> None:
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError(Problem("xml_broken", where, {"reason": shown(str(error))})) from error


def _to_utf8(path: Path, name: str) -> None:
    with path.open("rb") as file:
        declared = _DECLARED.match(file.read(_HEAD))
    if declared is None or declared.group(2).decode("ascii").lower() in _READ_BY_EXPAT:
        return
    encoding = stated(declared.group(2).decode("ascii"))
    data = path.read_bytes()
    text = decoded(data, encoding.name) if encoding is not None else None
    if text is None:
        raise UnreadableError(Problem("not_in_encoding", name, {"encoding": shown(declared.group(2).decode("ascii"))}))
    path.write_bytes(b'<?xml version="1.0" encoding="UTF-8"?>' + text[text.index("?>") + 2 :].encode())
