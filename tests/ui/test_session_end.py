"""What a session holds on disk goes when the session was left for good, and not before."""

from __future__ import annotations

import gc

from ui.session_end import Watch

MOST_S = 120.0


class Folder:
    """Stands for an unpacked study."""

    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_only_what_belongs_to_a_session_that_was_left_is_closed() -> None:
    watch, left, there = Watch(MOST_S), Folder(), Folder()
    assert watch.add(left, "a", 0.0)
    assert not watch.add(there, "b", 0.0), "somebody looks already"
    assert watch.look(100.0, lambda session: session == "b")
    assert (left.closed, there.closed) == (0, 0)
    assert watch.look(121.0, lambda session: session == "b")
    assert (left.closed, there.closed) == (1, 0)
    assert watch.look(500.0, lambda session: session == "b")
    assert (left.closed, there.closed) == (1, 0)


def test_a_session_that_comes_back_in_time_keeps_what_it_holds() -> None:
    watch, folder = Watch(MOST_S), Folder()
    watch.add(folder, "a", 0.0)
    assert watch.look(110.0, lambda _: False)
    assert watch.look(119.0, lambda _: True)
    assert watch.look(230.0, lambda _: False)
    assert folder.closed == 0
    assert not watch.look(240.0, lambda _: False), "nothing is held any more"
    assert folder.closed == 1


def test_what_is_forgotten_is_watched_no_longer() -> None:
    watch, folder = Watch(MOST_S), Folder()
    watch.add(folder, "a", 0.0)
    del folder
    gc.collect()
    assert not watch.look(1.0, lambda _: True)


def test_the_next_one_is_watched_after_all_were_closed() -> None:
    watch, first, second = Watch(MOST_S), Folder(), Folder()
    watch.add(first, "a", 0.0)
    watch.look(121.0, lambda _: False)
    assert watch.add(second, "b", 130.0)
