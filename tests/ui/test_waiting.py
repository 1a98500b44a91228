"""What stands on a page while a computation runs, when it is stopped, and when it is done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.waiting
from tests.ui import slow
from ui import cached
from ui.text import Text

TEXT = Text("en")


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin and end without a computation; nothing is waited for."""
    st.cache_resource.clear()
    slow.started.clear()
    slow.go_on.clear()
    monkeypatch.setattr(ui.waiting, "AT_ONCE_S", 0)
    yield
    slow.go_on.set()
    st.cache_resource.clear()


def opened(times: int) -> AppTest:
    def page(times: int) -> None:
        from tests.ui import slow

        slow.page(times)

    return AppTest.from_function(page, args=(times,), default_timeout=60).run()


def job_done(times: int) -> None:
    assert cached.job(slow.compute, slow.STUDY, times).wait(30)


def words(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_a_computation_that_runs_shows_how_far_it_has_come_and_a_button_that_stops_it() -> None:
    app = opened(1)
    assert slow.started.wait(30)
    app.run()
    assert not app.exception
    (bar,) = app.get("progress")
    assert bar.proto.value == 40
    assert bar.proto.text == TEXT("app.computing", share="40%")
    assert labels(app) == [TEXT("app.stop")]
    assert not app.text


def test_the_result_takes_the_bars_place() -> None:
    app = opened(2)
    slow.go_on.set()
    job_done(2)
    app.run()
    assert [one.value for one in app.text] == ["invented 2"]
    assert not app.button
    assert not app.get("progress")


def test_a_stopped_computation_says_so_and_can_be_started_again() -> None:
    app = opened(3)
    assert slow.started.wait(30)
    app.button[0].click().run()
    slow.go_on.set()
    job_done(3)
    app.run()
    assert TEXT("app.stopped") in words(app)
    assert labels(app) == [TEXT("app.start_again")]
    assert not app.text
    app.button[0].click().run()
    job_done(3)
    app.run()
    assert [one.value for one in app.text] == ["invented 3"]


def test_a_quick_computation_shows_its_result_without_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.waiting, "AT_ONCE_S", 30)
    slow.go_on.set()
    app = opened(4)
    assert [one.value for one in app.text] == ["invented 4"]
    assert not app.button


def test_an_error_of_the_computation_is_the_pages_own() -> None:
    slow.go_on.set()
    app = opened(-1)
    job_done(-1)
    app.run()
    assert [one.value for one in app.text] == ["failed: three sides"]
    assert not app.button


def test_the_same_computation_is_started_once_for_all_and_others_for_themselves() -> None:
    slow.go_on.set()
    first = cached.job(slow.compute, slow.STUDY, 5)
    assert cached.job(slow.compute, slow.STUDY, 5) is first
    assert cached.job(slow.compute, slow.STUDY, 6) is not first
    cached.forget_job(slow.compute, slow.STUDY, 5)
    assert cached.job(slow.compute, slow.STUDY, 5) is not first


def test_data_of_ones_own_are_told_apart_by_their_key() -> None:
    def noted(study: object, *, progress: object, data: list[int]) -> list[int]:
        del study, progress
        return data

    one = cached.job(noted, slow.STUDY, data=cached.Keyed("a", [1]))
    other = cached.job(noted, slow.STUDY, data=cached.Keyed("b", [2]))
    for job in (one, other):
        assert job.wait(30)
    assert (one.result(), other.result()) == ([1], [2])
    assert cached.job(noted, slow.STUDY, data=cached.Keyed("a", [3])) is one
