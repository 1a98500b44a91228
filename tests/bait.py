"""A listening socket that counts who comes, and a text that no message and no file may hold."""

from __future__ import annotations

import socket
import threading

SECRET = "the-canary-sings"  # noqa: S105 - a text to look for


class Bait:
    """Listens on this machine and counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.visits = 0
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        self._socket.close()
