"""A fence that the reading process puts around itself: files of its own folder only, and no connection to anywhere.

On Linux the kernel's Landlock does it where it is there; everywhere else the drivers without network, their settings
and Python's own audit hook remain. Landlock cannot be lifted by whatever a file may do to a library.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_NO_NEW_PRIVILEGES: Final = 38
_PATH_BENEATH: Final = 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FILE_RIGHTS_BY_ABI: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_MOST_RIGHTS: Final = (1 << 15) - 1
_TCP_BIND_AND_CONNECT: Final = 3
_NETWORK_ABI: Final = 4
_REFUSED: Final = frozenset(
    (
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "os.fork",
        "os.forkpty",
    )
)
"""What Python tells of before it does it; the kernel's fence knows nothing of messages without a connection."""


def close_network_and_folders(folder: Path) -> bool:
    """Fence the process in; return whether the kernel holds the fence.

    Parameters
    ----------
    folder
        The only folder that it may write to. It may read the libraries and data of its own Python besides.
    """
    sys.addaudithook(_refuse_network)
    if not sys.platform.startswith("linux"):
        return False
    try:
        return _landlock(folder)
    except (OSError, AttributeError):
        return False


def _refuse_network(event: str, _: object) -> None:
    if event in _REFUSED:
        raise PermissionError(event)


def _landlock(folder: Path) -> bool:
    system = ctypes.CDLL(None, use_errno=True)
    abi = system.syscall(_CREATE, None, 0, 1)
    if abi < 1:
        return False
    rights = _FILE_RIGHTS_BY_ABI.get(abi, _MOST_RIGHTS)
    network = _TCP_BIND_AND_CONNECT if abi >= _NETWORK_ABI else 0
    attributes = struct.pack("=QQ", rights, network)[: 16 if network else 8]
    rules = system.syscall(_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path in _readable():
            _allow(system, rules, path, _READ_FILE | _READ_FOLDER)
        _allow(system, rules, folder, rights & ~1)  # all but to run a program
        if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            return False
        return bool(system.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _readable() -> Iterable[Path]:
    """Return the folders of Python, of its packages and of the system's libraries."""
    own = Path(__file__).resolve().parent.parent
    code = (own / "layers", own / "analysis")
    places = {Path(place).resolve() for place in (sys.prefix, sys.base_prefix, *sys.path) if place}
    system = (Path("/lib"), Path("/lib64"), Path("/usr/lib"), Path("/usr/lib64"), Path("/usr/share/zoneinfo"))
    return [place for place in (*places, *code, *system) if place.exists() and place not in (own, Path("/"))]


def _allow(system: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    opened = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    try:
        is_file = not path.is_dir()
        beneath = struct.pack("=Qi", rights & (_READ_FILE if is_file else rights), opened)
        system.syscall(_ADD, rules, _PATH_BENEATH, beneath, 0)
    finally:
        os.close(opened)
