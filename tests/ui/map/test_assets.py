"""The folder that the browser loads the map from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ui.map import assets


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(assets.FOLDER_VARIABLE, str(tmp_path / "shared"))
    assets._root.cache_clear()
    yield tmp_path / "shared"
    assets._root.cache_clear()


def test_all_files_that_the_code_imports_are_there(folder: Path) -> None:
    version = assets.asset_root() / assets.asset_version()
    assert version.parent == folder
    for script in version.glob("*.js"):
        for name in re.findall(r'from "\./([\w.-]+)"', script.read_text(encoding="utf-8")):
            assert (version / name).is_file(), f"{script.name} imports {name}"


def test_images_that_the_styles_name_are_there(folder: Path) -> None:  # noqa: ARG001 - sets the folder
    version = assets.asset_root() / assets.asset_version()
    named = re.findall(r"url\(([^)#]+)\)", (version / "map.css").read_text(encoding="utf-8"))
    assert named
    assert all((version / name).is_file() for name in named)


def test_nothing_names_another_machine(folder: Path) -> None:  # noqa: ARG001 - sets the folder
    version = assets.asset_root() / assets.asset_version()
    for path in assets.FRONTEND.iterdir():
        addresses = re.findall(r"https?://[^\s\"'`]+", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, path.name  # the name of a format, never asked for
    assert not re.search(r"@import|url\(.?(https?:)?//", (version / "map.css").read_text(encoding="utf-8"))
    assert "sourceMappingURL" not in (version / "leaflet.js").read_text(encoding="utf-8")


def test_assembling_again_or_at_once_gives_the_same_folder(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        roots = set(pool.map(lambda _: assets.asset_root(), range(8)))
    assert roots == {folder.resolve()}
    assert not [path for path in folder.rglob("tmp*") if path.is_file()]


def test_public_layer_is_named_after_its_content(folder: Path) -> None:
    address = assets.register_public_layer(b"[]")
    assert address == assets.register_public_layer(b"[]")
    assert address != assets.register_public_layer(b"[1]")
    assert (folder / address).read_bytes() == b"[]"


def test_damaged_file_is_written_again(folder: Path) -> None:
    address = assets.register_public_layer(b'[{"id":"a"}]')
    (folder / address).write_bytes(b"[")
    assets.register_public_layer(b'[{"id":"a"}]')
    assert (folder / address).read_bytes() == b'[{"id":"a"}]'


def test_our_code_never_turns_text_into_markup() -> None:
    sinks = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|bindTooltip|bindPopup|[dD]ivIcon|\beval\(|new Function"
    )
    for path in assets.FRONTEND.glob("*.js"):
        assert not re.search(sinks, path.read_text(encoding="utf-8")), path.name
