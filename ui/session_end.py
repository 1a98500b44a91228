"""Removes what a session holds on disk soon after it was left, whether or not anybody else comes.

Streamlit keeps a session that lost its connection for `server.disconnectedSessionTTL` seconds, so that it can come
back, and forgets it only when the next one is left: on a quiet server its files would lie there until then.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

LOOKS: Final = 4
"""How often it is looked in the time that a session may be away."""


class Closes(Protocol):
    """What holds something on disk."""

    def close(self) -> None:
        """Remove it."""


@dataclass
class _Held:
    what: weakref.ref[Closes]
    session: str
    seen_s: float


class Watch:
    """What sessions hold; `look` closes what belongs to one that was away for longer than `most_s`."""

    def __init__(self, most_s: float) -> None:
        self._most_s = most_s
        self._held: list[_Held] = []
        self._lock = threading.Lock()

    def add(self, what: Closes, session: str, now_s: float) -> bool:
        """Hold it; return whether it is the only one, so that nobody looks yet."""
        with self._lock:
            self._held.append(_Held(weakref.ref(what), session, now_s))
            return len(self._held) == 1

    def look(self, now_s: float, is_there: Callable[[str], bool]) -> bool:
        """Close what was left, and return whether anything is still held."""
        with self._lock:
            for one in self._held:
                if is_there(one.session):
                    one.seen_s = now_s
            left = [one for one in self._held if now_s - one.seen_s > self._most_s]
            self._held = [one for one in self._held if one not in left and one.what() is not None]
            more = bool(self._held)
        for one in left:
            what = one.what()
            if what is not None:
                what.close()
        return more


_WATCH: Final = Watch(float(st.get_option("server.disconnectedSessionTTL")))


def close_when_left(what: Closes) -> None:
    """Have something closed when this session is left for good; nothing happens where no server runs."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return
    if _WATCH.add(what, context.session_id, time.monotonic()):
        every_s = max(1.0, float(st.get_option("server.disconnectedSessionTTL")) / LOOKS)
        threading.Thread(target=_look_on, args=(every_s,), name="sessions that were left", daemon=True).start()


def _look_on(every_s: float) -> None:
    server = runtime.get_instance()
    while _WATCH.look(time.monotonic(), server.is_active_session):
        time.sleep(every_s)
