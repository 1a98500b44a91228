"""Long computations beside the page: they tell how far they have come, can be stopped, and let the page respond."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from analysis.progress import Progress

Result = TypeVar("Result")

AT_ONCE: Final = 2
"""Computations that run at the same time, of all sessions together; the others wait for their turn."""

_SLOTS: Final = threading.BoundedSemaphore(AT_ONCE)


class Stopped(Exception):  # noqa: N818 - no error: somebody asked for it
    """The computation was stopped before its end."""


class Job(Generic[Result]):
    """A computation in a thread of its own, which does not hold up the end of the program.

    Parameters
    ----------
    compute
        Takes a progress, which it calls now and then, and returns the result. It must not touch Streamlit.
    """

    def __init__(self, compute: Callable[[Progress], Result]) -> None:
        self.share = 0.0
        self._stop = threading.Event()
        self._done = threading.Event()
        self._result: Result | None = None
        self._error: BaseException | None = None
        threading.Thread(target=self._run, args=(compute,), daemon=True).start()

    @property
    def done(self) -> bool:
        """Whether it came to an end, whichever."""
        return self._done.is_set()

    @property
    def stopped(self) -> bool:
        """Whether it ended because it was asked to."""
        return isinstance(self._error, Stopped)

    @property
    def failed(self) -> bool:
        """Whether it ended without a result."""
        return self._error is not None

    def stop(self) -> None:
        """Ask it to stop; it does at its next sign of progress."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, and return whether it has come."""
        return self._done.wait(seconds)

    def result(self) -> Result:
        """Return the result of a computation that is done.

        Raises
        ------
        Stopped
            If it was stopped.
        Exception
            Whatever the computation raised.
        """
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # done and without error: it is there

    def _run(self, compute: Callable[[Progress], Result]) -> None:
        with _SLOTS:
            try:
                self._note(0.0)
                self._result = compute(self._note)
            except BaseException as error:  # noqa: BLE001 - kept and raised again by `result`, in the page's own thread
                self._error = error
        self._done.set()

    def _note(self, share: float) -> None:
        self.share = min(max(share, 0.0), 1.0)
        if self._stop.is_set():
            raise Stopped
