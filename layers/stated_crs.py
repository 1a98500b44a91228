"""A coordinate system that a file states, taken only if it is no way to another file or to a network."""

from __future__ import annotations

import re
from typing import Final

from pyproj import CRS
from pyproj.exceptions import CRSError

from analysis.errors import Problem, UnreadableError
from layers.values import shown

LONGEST: Final = 20_000
_NAMED: Final = re.compile(
    r"(urn:(ogc|x-ogc):def:crs:|https?://www\.opengis\.net/def/crs/)?[A-Za-z0-9]{2,12}[:/][A-Za-z0-9.:/]{0,40}",
    re.ASCII,
)
_LEADS_OUT: Final = re.compile(r"nadgrids|geoidgrids|\+init|\+proj|grids\s*=|file:|/vsi|\.\./|@", re.IGNORECASE)


def crs_of(text: str, name: str) -> CRS:
    """Return the system of a name such as ``EPSG:4547``, of WKT or of PROJJSON.

    Raises
    ------
    UnreadableError
        ``crs_unknown``; also for a definition that names a grid file, which would have to be opened.
    """
    well_known = text.lstrip()[:1] == "{" or re.match(r"[A-Z_]{4,24}\s*\[", text.lstrip()) is not None
    refused = len(text) > LONGEST or _LEADS_OUT.search(text) is not None
    try:
        if not refused and (well_known or _NAMED.fullmatch(text.strip())):
            return CRS.from_user_input(text.strip())
    except (CRSError, RecursionError, ValueError):
        pass
    raise UnreadableError(Problem("crs_unknown", name, {"crs": shown(text)}))
