"""XML from outside: no document types or entities, bounded depth; remote references are counted and never followed."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


@dataclass
class _Seen:
    links: int = 0
    remote: int = 0


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
    seen = _Seen()
    depth = 0
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.depth:
            raise UnreadableError(Problem("nested_too_deep", name))
        local = tag.rpartition(":")[2]
        seen.links += local in _LINKS
        seen.remote += any(_REMOTE.search(attributes.get(key, "")) is not None for key in _REFERENCES)
        text.clear()

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if tag.rpartition(":")[2] in _REFERENCES and _REMOTE.search("".join(text)):
            seen.remote += 1
        text.clear()

    def characters(data: str) -> None:
        if len(text) < _HEAD:
            text.append(data[:_HEAD])

    parser = _parser(name)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
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
