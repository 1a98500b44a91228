"""The template of a study as an archive: a small study that opens as it is, with its explanation beside it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "template"
_WHEN: Final = (2020, 1, 1, 0, 0, 0)
"""The same content makes the same archive."""


def template_zip() -> bytes:
    """Return the template packed as a ZIP, its files at the top."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(one for one in FOLDER.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(FOLDER).as_posix(), _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())
    return packed.getvalue()
