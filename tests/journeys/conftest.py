"""A real browser and a real server for the journeys, which fail on all that a user's network or console would suffer.

`serve(script)` starts an application once per session, `page` is a fresh browser page. At the end of each test, a
request to another machine, a failed request, an error on the page or in its console fails the test, unless
`traffic.allow` named it.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.journeys.running_page import PATIENCE_MS

ROOT = Path(__file__).parents[2]
OWN_HOSTS = ("127.0.0.1", "localhost")
START_LIMIT_S = 60

expect.set_options(timeout=PATIENCE_MS)

Serve = Callable[..., str]


@dataclass
class Server:
    """One running application."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def wait(self) -> None:
        parts = urlsplit(self.address)
        for _ in range(START_LIMIT_S * 10):
            if self.process.poll() is not None:
                break
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
            with contextlib.closing(connection), contextlib.suppress(OSError):
                connection.request("GET", "/_stcore/health")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.1)
        self.stop()
        pytest.fail(f"the application did not start:\n{self.text()}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """`serve(script, environment={...})` -> address. The same script and environment share one server."""
    running: dict[object, Server] = {}

    def start(script: Path | str = "app.py", *, environment: Mapping[str, str] | None = None) -> str:
        key = (str(script), tuple(sorted((environment or {}).items())))
        if key not in running:
            running[key] = _start(ROOT / script, environment or {}, tmp_path_factory.mktemp("server") / "log.txt")
            running[key].wait()
        return running[key].address

    yield start
    for server in running.values():
        server.stop()
    broken = [server.text() for server in running.values() if "Traceback" in server.text()]
    assert not broken, "\n".join(broken)


def _start(script: Path, environment: Mapping[str, str], log: Path) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": "127.0.0.1",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--{name}={value}" for name, value in options.items()]
    python_path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    settings = {**os.environ, "PYTHONPATH": python_path, "PYTHONUTF8": "1", **environment}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and script
            command, cwd=ROOT, env=settings, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    return Server(process, f"http://127.0.0.1:{port}", log)


@dataclass
class Traffic:
    """Everything that a page asked for and complained about."""

    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, part: str) -> None:
        """Accept complaints that contain this text."""
        self.allowed.append(part)

    def external(self) -> list[str]:
        """Return requests to other machines."""
        return [address for address in self.addresses if _is_external(address)]

    def unexpected(self) -> list[str]:
        """Return what fails the test."""
        found = [f"request to another machine: {address}" for address in self.external()] + self.complaints
        return [complaint for complaint in found if not any(part in complaint for part in self.allowed)]

    def listen(self, context: BrowserContext) -> None:
        """Note what happens on all pages of the context."""
        context.on("request", lambda request: self.addresses.append(request.url))
        context.on("requestfailed", lambda request: self._failed(request.url, request.failure or ""))
        context.on("response", self._answered)
        context.on("weberror", lambda error: self.complaints.append(f"error on the page: {error.error}"))
        context.on("console", self._logged)
        context.on("page", lambda page: page.on("websocket", lambda socket: self.addresses.append(socket.url)))

    def _failed(self, address: str, why: str) -> None:
        # The browser gives up on requests under way when a test moves to another address or ends.
        if "ERR_ABORTED" not in why:
            self.complaints.append(f"failed request: {address} {why}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"answer {response.status}: {response.url}")

    def _logged(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")


def _is_external(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in OWN_HOSTS


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture
def page(browser: Browser, traffic: Traffic, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of 1400 x 900 in Chinese; `parametrize("page", ["en-US"], indirect=True)` makes it English."""
    locale = getattr(request, "param", "zh-CN")
    context = browser.new_context(locale=locale, viewport={"width": 1400, "height": 900}, accept_downloads=True)
    traffic.listen(context)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()
    unexpected = traffic.unexpected()
    assert not unexpected, "\n".join(unexpected)
