"""The reading process itself: what it may open, and which drivers it knows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from layers.sandbox import _environment
from layers.worker_gdal import DRIVERS

ROOT = Path(__file__).resolve().parent.parent.parent
PROBE = """
import sys; sys.path.insert(0, sys.argv[1])
import json, os
from layers import worker
worker._prepare_libraries()
import pyogrio
from pathlib import Path
def outcome(action):
    try:
        action()
    except Exception as error:
        return type(error).__name__
    return "done"
def connect():
    import socket
    socket.create_connection(("127.0.0.1", 9), timeout=1)
def raw_connect():
    import ctypes, socket, struct
    sock = socket.socket()
    address = struct.pack("=H", socket.AF_INET) + struct.pack("!H", int(sys.argv[3])) + bytes([127, 0, 0, 1]) + bytes(8)
    if ctypes.CDLL(None, use_errno=True).connect(sock.fileno(), address, 16):
        raise PermissionError
print(json.dumps({
    "drivers": sorted(pyogrio.list_drivers()),
    "pandas": "pandas" in sys.modules,
    "connect": outcome(connect),
    "raw_connect": outcome(raw_connect),
    "message": outcome(lambda: __import__("socket").socket(2, 2).sendto(b"x", ("127.0.0.1", 9))),
    "name": outcome(lambda: __import__("socket").gethostbyname("localhost")),
    "fork": outcome(os.fork),
    "system": outcome(lambda: os.system("true")),
    "read": outcome(lambda: Path(sys.argv[2]).read_bytes()),
    "write": outcome(lambda: (Path(sys.argv[2]).parent / "new").write_bytes(b"x")),
    "own": outcome(lambda: Path("own").write_bytes(b"x")),
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    import socket

    folder, outside = tmp_path_factory.mktemp("inside"), tmp_path_factory.mktemp("outside") / "secret"
    outside.write_bytes(b"x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        told = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-I", "-c", PROBE, str(ROOT), str(outside), port],
            cwd=folder, env=_environment(folder), capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    answer: dict[str, object] = json.loads(told.stdout)
    return answer


def test_only_the_six_drivers_are_there(found: dict[str, object]) -> None:
    assert found["drivers"] == sorted(DRIVERS.values())


def test_it_does_without_pandas(found: dict[str, object]) -> None:
    assert not found["pandas"]


def test_it_opens_no_connection_and_starts_no_program(found: dict[str, object]) -> None:
    assert found["connect"] == "PermissionError"
    assert found["system"] == found["fork"] == "PermissionError"
    assert found["message"] == found["name"] == "PermissionError"


def test_it_writes_in_its_own_folder(found: dict[str, object]) -> None:
    assert found["own"] == "done"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's fence is Linux's")
def test_kernel_keeps_it_from_other_files_and_from_the_network(found: dict[str, object]) -> None:
    if found["read"] == "done":
        pytest.skip("this kernel has no Landlock")
    assert found["read"] == found["write"] == "PermissionError"
    assert found["raw_connect"] == "PermissionError"
