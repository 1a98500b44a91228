"""A file that is a zip of parts, with the same bytes for the same content: no hour of writing in it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Final

_EARLIEST_YEAR: Final = 1980  # a zip knows no earlier time
_UNIX: Final = 3  # else the system that wrote it would stand in it


def fixed_package(content: bytes, moment: datetime) -> bytes:
    """Return a zip whose parts are all dated `moment` (a year before 1980 is taken as 1980), in the order given."""
    date_time = max(moment.timetuple()[:6], (_EARLIEST_YEAR, 1, 1, 0, 0, 0))
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED) as written,
    ):
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, date_time=date_time)
            entry.compress_type, entry.create_system = part.compress_type, _UNIX
            written.writestr(entry, source.read(part))
    return target.getvalue()
