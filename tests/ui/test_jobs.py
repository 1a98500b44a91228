from __future__ import annotations

import threading

import pytest

from analysis.progress import Progress
from ui.jobs import AT_ONCE, Job, Stopped


def test_a_job_gives_its_result_and_its_share() -> None:
    def compute(progress: Progress) -> int:
        progress(0.4)
        return 7

    job = Job(compute)
    assert job.wait(10)
    assert (job.result(), job.share, job.failed, job.stopped) == (7, 0.4, False, False)


def test_a_job_stops_at_its_next_sign_of_progress() -> None:
    started, go_on = threading.Event(), threading.Event()

    def compute(progress: Progress) -> str:
        started.set()
        assert go_on.wait(10)
        progress(0.5)
        return "came to its end"

    job = Job(compute)
    assert started.wait(10)
    assert not job.done
    job.stop()
    go_on.set()
    assert job.wait(10)
    assert job.stopped
    with pytest.raises(Stopped):
        job.result()


def test_an_error_of_the_computation_is_raised_where_the_result_is_taken() -> None:
    def compute(_: Progress) -> None:
        raise ValueError("three sides")

    job = Job(compute)
    assert job.wait(10)
    assert job.failed
    assert not job.stopped
    with pytest.raises(ValueError, match="three sides"):
        job.result()


def test_no_more_jobs_run_at_once_than_allowed() -> None:
    release, running, most, lock = threading.Event(), 0, 0, threading.Lock()

    def compute(_: Progress) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        assert release.wait(10)
        with lock:
            running -= 1

    jobs = [Job(compute) for _ in range(AT_ONCE + 2)]
    assert not jobs[-1].wait(0.2)
    release.set()
    assert all(job.wait(10) for job in jobs)
    assert most == AT_ONCE
