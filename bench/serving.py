"""A Streamlit server for a measurement: started, awaited, held to two cores, asked for its processor time, stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
APPLICATION: Final = ROOT / "app.py"
ONE_LINE: Final = ROOT / "bench" / "peers" / "one_line.py"
ONE_BUTTON: Final = ROOT / "bench" / "peers" / "one_button.py"
START_LIMIT_S: Final = 90
CORES: Final = 2


class Server:
    """One running application, with the project's own settings for both the application and its peers."""

    def __init__(self, script: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.started = time.perf_counter()
        command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={self.port}"]
        command += ["--server.headless=true", "--server.address=127.0.0.1", "--browser.serverAddress=127.0.0.1"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if hasattr(os, "sched_setaffinity"):  # elsewhere the server takes what the machine has
            os.sched_setaffinity(self.process.pid, sorted(os.sched_getaffinity(0))[:CORES])

    @property
    def address(self) -> str:
        """Where the browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self) -> None:
        """Return as soon as it answers."""
        while time.perf_counter() - self.started < START_LIMIT_S:
            if self.process.poll() is not None:
                raise RuntimeError("the server ended by itself")
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with contextlib.closing(connection), contextlib.suppress(OSError):
                connection.request("GET", "/_stcore/health")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.02)
        raise RuntimeError("the server did not start in time")

    def processor_s(self) -> float | None:
        """Return the processor time used so far; None where the system doesn't tell."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return None
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


@contextlib.contextmanager
def serve(script: Path) -> Iterator[Server]:
    """Run an application for as long as the block lasts."""
    server = Server(script)
    try:
        server.wait()
        yield server
    finally:
        server.stop()
