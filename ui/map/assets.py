"""The files that the browser needs for the map, gathered in one folder that this machine serves.

Leaflet comes from the installed package XStatic-Leaflet, the rest from `frontend/`. They stand in a folder `v-<hash>`
named after their content, so that relative imports work and no browser mixes two versions. Heavy built-in layers
stand beside it in `data/`. The folder is served to anyone who can open the page, without login: nothing uploaded
belongs there.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from xstatic.pkg import leaflet

FRONTEND: Final = Path(__file__).parent / "frontend"
FOLDER_VARIABLE: Final = "YUANTU_MAP_FOLDER"
"""Environment variable: a folder that the processes of one server share; without it each has its own temporary one."""

_LEAFLET_FILES: Final = ("leaflet-src.esm.js", "leaflet.css", "images/marker-icon.png", "images/marker-icon-2x.png")
_LEAFLET_IMAGES: Final = ("images/marker-shadow.png", "images/layers.png", "images/layers-2x.png")


def asset_root() -> Path:
    """Return the folder to serve, assembled at the first call in this process."""
    root = _root()
    version = asset_version()
    for name, content in _contents().items():
        _write_once(root / version / name, content)
    return root


@cache
def asset_version() -> str:
    """Return the name of the folder with the code: ``v-`` and a hash of every file in it."""
    digest = hashlib.sha256()
    for name, content in sorted(_contents().items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return f"v-{digest.hexdigest()[:16]}"


def register_public_layer(content: bytes) -> str:
    """Keep a built-in layer for the browser to fetch once, and return its address for `MapLayer.url`.

    Parameters
    ----------
    content
        JSON list of features, see `ui.map.payload.public_layer_bytes`. Public: whoever knows the address can read it
        without login. Never hand an upload to this function.
    """
    name = f"data/{hashlib.sha256(content).hexdigest()[:32]}.json"
    _write_once(_root() / name, content)
    return name


@cache
def _root() -> Path:
    shared = os.environ.get(FOLDER_VARIABLE)
    if shared:
        folder = Path(shared).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    folder = Path(tempfile.mkdtemp(prefix="yuantu-map-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _contents() -> Mapping[str, bytes]:
    packaged = Path(leaflet.BASE_DIR)
    files = {name: (packaged / name).read_bytes() for name in (*_LEAFLET_FILES, *_LEAFLET_IMAGES)}
    # The source map isn't served; its address at the end would only make developer tools ask for it.
    code = files.pop("leaflet-src.esm.js").decode().partition("//# sourceMappingURL=")[0]
    styles = files.pop("leaflet.css").decode() + (FRONTEND / "map.css").read_text(encoding="utf-8")
    scripts = {path.name: path.read_bytes() for path in sorted(FRONTEND.glob("*.js"))}
    return {**files, **scripts, "leaflet.js": code.encode(), "map.css": styles.encode()}


def _write_once(path: Path, content: bytes) -> None:
    """Write a file whose name stands for its content; safe when several processes do so at once."""
    if path.exists() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    try:
        Path(temporary).replace(path)
    except PermissionError:
        # Windows refuses while another process reads the same file, which then has the same content.
        Path(temporary).unlink()
        if not path.exists():
            raise
