"""GeoJSON in the reading process: small or unusual files feature by feature, large plain ones by GDAL."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, UnreadableError
from layers import worker_gdal
from layers.limits import Limits
from layers.text_encoding import CHOICES, Encoding, decoded, recognised
from layers.worker_result import Found, from_records

SMALL_BYTES: Final = 1_000_000
"""Below this a file is read feature by feature: every value in its own type, every reason told."""

_ESCAPED_ASCII: Final = b"\\u00"
_CRS_MEMBER: Final = re.compile(
    rb'"crs"\s*:\s*\{\s*"type"\s*:\s*"name"\s*,\s*"properties"\s*:'
    rb'\s*\{\s*"name"\s*:\s*"([A-Za-z0-9:. _-]{1,80})"\s*\}\s*\}'
)


def read_geojson(job: Mapping[str, Any], folder: Path, limits: Limits) -> Found:
    """Read a feature collection; its attributes keep their JSON types.

    Raises
    ------
    UnreadableError
        As `layers.geojson.parse`, and ``not_in_encoding``, ``encoding_unknown``, ``crs_link``.
    """
    path = folder / job["path"]
    data = path.read_bytes()
    encoding = known_encoding(data, job)
    if (
        len(data) >= SMALL_BYTES
        and encoding.name in ("utf-8", "utf-8-sig")
        and (stated := _plain_crs(data)) is not None
    ):
        found = _by_gdal(job, folder)
        if found is not None:
            found.crs = stated.decode("ascii")
            return found
    text = decoded(data, encoding.name)
    if text is None:
        raise UnreadableError(Problem("not_in_encoding", job["name"], {"encoding": encoding.name}))
    del data
    return _by_feature(text, encoding, job["name"], limits)


def known_encoding(data: bytes, job: Mapping[str, Any]) -> Encoding:
    """Return the encoding that was chosen, or else is recognised.

    Raises
    ------
    UnreadableError
        ``encoding_unknown`` if it is neither.
    """
    chosen = job.get("encoding")
    found = Encoding(chosen, "chosen") if chosen else recognised(data)
    if found is None:
        raise UnreadableError(Problem("encoding_unknown", job["name"], {"allowed": ", ".join(CHOICES)}))
    return found


def _plain_crs(data: bytes) -> bytes | None:
    """Return the CRS that a plain file states, empty for none, None if only a full reading can tell.

    GDAL would follow a `crs` member of the kind `link`; so it gets a file only if its one mention of `crs`, if any, is
    a name of plain letters, and no key can be spelt in escapes.
    """
    if _ESCAPED_ASCII in data:
        return None
    mentions = data.count(b'crs"')
    if not mentions:
        return b""
    named = _CRS_MEMBER.search(data)
    return named.group(1) if mentions == 1 and named is not None else None


def _by_gdal(job: Mapping[str, Any], folder: Path) -> Found | None:
    """Return what GDAL reads without a word of complaint, else None."""
    found = worker_gdal.read_plain_geojson(job, folder)
    return None if found is None or found.warnings or found.wkb is None or found.wkb.null_count else found


def _by_feature(text: str, encoding: Encoding, name: str, limits: Limits) -> Found:
    import pyarrow as pa
    import shapely

    from layers import geojson

    parsed = geojson.parse(text, name)
    names, columns, in_json = from_records(parsed.records, limits)
    wkb = pa.array(shapely.to_wkb(list(parsed.geometries)).tolist() if parsed.geometries else [], pa.binary())
    crs = None
    if parsed.crs is not None:
        stated = geojson.stated_name(parsed.crs)
        if not isinstance(stated, str):
            raise UnreadableError(Problem("crs_link", name, {"crs": json.dumps(parsed.crs)[:80]}))
        crs = stated
    return Found(
        names=names,
        columns=columns,
        wkb=wkb,
        rows=len(parsed.records),
        crs=crs or "",
        encoding=encoding.name,
        basis=encoding.basis,
        broken=parsed.broken,
        in_json=in_json,
    )
