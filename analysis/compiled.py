"""Loops over pairs, compiled: where arrays would need a thousand times the memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """Return a loop compiled at its first call, kept on disk for the next start where a folder can be written.

    A loop that calls another must stand in the same file: what is kept is renewed only when its own file changes.

    It runs without holding the interpreter, so that other sessions go on meanwhile. It must not use Numba's own
    threads: they stop the process if two sessions use them at once. Division by zero gives infinity or NaN, as in
    NumPy.
    """
    try:
        return cast(Loop, njit(cache=True, nogil=True, error_model="numpy")(loop))
    except RuntimeError:  # neither the source's folder nor the user's can be written: compile at every start
        return cast(Loop, njit(nogil=True, error_model="numpy")(loop))
