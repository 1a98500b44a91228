"""Who may import whom, read from the source: imports point inward."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"analysis", "layers", "briefing", "store", "ui", "cli", "app"}
MAY_IMPORT = {
    "analysis": {"analysis"},
    "layers": {"layers", "analysis"},
    "briefing": {"briefing", "analysis"},
    "store": {"store", "analysis"},
    "ui": {"ui", "analysis", "layers", "briefing", "store"},
    "cli": {"ui", "analysis", "layers", "briefing", "store"},
    "app": {"ui", "analysis", "layers", "briefing", "store"},
}
NOT_PURE = {
    "streamlit", "folium", "branca", "matplotlib", "altair", "pyogrio", "requests", "urllib", "http", "socket", "os",
    "pathlib", "io", "shutil", "tempfile", "subprocess", "typer", "rich", "sqlite3", "sqlalchemy",
}  # fmt: skip
MAX_LINES = 400


def sources(package: str) -> list[Path]:
    folder = ROOT / package
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [ROOT / f"{package}.py"]


def all_sources() -> list[Path]:
    return [path for package in MAY_IMPORT for path in sources(package) if path.exists()]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def attributes_of_streamlit(path: Path) -> set[str]:
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st"
    }


@pytest.mark.parametrize("package", [name for name in MAY_IMPORT if sources(name)[0:1] and sources(name)[0].exists()])
def test_imports_point_inward(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(package)
        for name in imported(path)
        if (top := name.partition(".")[0]) in OURS and top not in MAY_IMPORT[package]
    ]
    assert wrong == []


def test_analysis_is_pure() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("analysis")
        for name in imported(path)
        if name.partition(".")[0] in NOT_PURE
    ]
    assert wrong == []


def test_only_the_interface_knows_streamlit() -> None:
    knowing = {path.relative_to(ROOT).parts[0] for path in all_sources() if "streamlit" in set(imported(path))}
    assert knowing == {"ui", "app.py"}


def test_one_module_holds_session_state_and_query_parameters() -> None:
    using = {
        str(path.relative_to(ROOT).as_posix())
        for path in all_sources()
        if attributes_of_streamlit(path) & {"session_state", "query_params"}
    }
    assert using == {"ui/state.py"}


def test_one_module_holds_the_caches() -> None:
    using = {
        str(path.relative_to(ROOT).as_posix())
        for path in all_sources()
        if attributes_of_streamlit(path) & {"cache_data", "cache_resource"}
    }
    assert using == {"ui/cached.py"}


def test_no_page_shows_raw_html_or_markdown_of_data() -> None:
    """Data become page content through `ui.html` only."""
    using = {
        str(path.relative_to(ROOT).as_posix())
        for path in all_sources()
        if attributes_of_streamlit(path) & {"html", "markdown", "write", "info", "warning", "error", "success", "latex"}
    }
    assert using == {"ui/html.py", "ui/widgets.py"}  # widgets puts our own style sheet


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in all_sources()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_module_outgrows_its_reader() -> None:
    long = [
        str(path.relative_to(ROOT))
        for path in all_sources()
        if path.read_text(encoding="utf-8").count("\n") > MAX_LINES
    ]
    assert long == []
