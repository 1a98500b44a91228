"""The command line as a test calls it, the files that several of its tests give to it, and the one browser."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import cli
from tests.aircraft import AIRCRAFT, AIRCRAFT_WEIGHTS, Write, toml
from tests.browser import NO_BROWSER, find_browser, started

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: str | Path) -> tuple[int, str, str]:
        status = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return status, captured.out, captured.err

    return called


@pytest.fixture
def as_json(run: Run) -> Callable[..., Any]:
    def called(*arguments: str | Path, status: int = 0) -> Any:
        found, out, _ = run(*arguments, "--json")
        assert found == status
        assert out.count("\n") == 1
        return json.loads(out)

    return called


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return written


@pytest.fixture
def aircraft(write: Write) -> Path:
    return write("aircraft.csv", AIRCRAFT)


@pytest.fixture
def weights(write: Write) -> Path:
    return write("weights.toml", toml(AIRCRAFT_WEIGHTS, cost='objective = "min"'))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser for a module: Playwright allows no second one beside it, and no other event loop."""
    path = find_browser()
    if path is None and os.environ.get("CI"):
        pytest.fail(NO_BROWSER)
    if path is None:
        pytest.skip(NO_BROWSER)
    with started(path) as chromium:
        yield chromium
