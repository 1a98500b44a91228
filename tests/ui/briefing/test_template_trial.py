"""A template is tried in a process with limits: time, memory, no connection, nothing left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from tests.bait import SECRET, Bait
from tests.briefing.deck_parts import saved
from tests.briefing.templates import (
    LAYOUT,
    MASTER,
    PRESENTATION,
    linked_picture,
    relation,
    template,
    with_document_type,
    with_part,
    with_parts,
    with_relation,
)
from ui.briefing import template_trial
from ui.briefing.template_trial import limits_of_trial, try_template

GOOD = saved(template())


@pytest.fixture
def bait() -> Iterator[Bait]:
    made = Bait()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    own = tmp_path_factory.mktemp("own")  # others use the common folder meanwhile
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    yield
    assert list(own.iterdir()) == []


def told(content: bytes, name: str = "t.pptx") -> tuple[Problem, ...]:
    with pytest.raises(UnreadableError) as caught:
        try_template(content, name)
    return caught.value.problems


def test_sound_template_passes_and_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_trial, "_ANSWERS", {})
    try_template(GOOD, "t.pptx")
    monkeypatch.setattr(template_trial, "_tried", None)
    try_template(GOOD, "another.pptx")


def test_answer_names_the_file_of_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_trial, "_ANSWERS", {})
    broken = with_part(GOOD, MASTER, (rb'sz="4400"', b'sz="x"'))
    assert [(one.code, one.where) for one in told(broken, "a.pptx")] == [("template_not_pptx", "a.pptx")]
    assert [(one.code, one.where) for one in told(broken, "b.pptx")] == [("template_not_pptx", "b.pptx")]


def test_only_so_many_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: dict[bytes, tuple[Problem, ...]] = {bytes([n]): () for n in range(template_trial.KEPT_ANSWERS)}
    monkeypatch.setattr(template_trial, "_ANSWERS", answers)
    try_template(GOOD, "t.pptx")
    assert len(answers) == 1


def test_trial_that_does_not_come_to_an_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = "import time, briefing.template_rehearsal as one; one.rehearse = lambda *_: time.sleep(60); main()"
    monkeypatch.setattr(template_trial, "_START", template_trial._START.replace("main()", waits))
    assert [one.code for one in template_trial._tried(GOOD, Limits(seconds=1))] == ["reading_time"]


def test_trial_that_needs_more_memory_than_it_may_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    takes = "import briefing.template_rehearsal as one; one.rehearse = lambda *_: bytearray(10**10); main()"
    monkeypatch.setattr(template_trial, "_START", template_trial._START.replace("main()", takes))
    found = template_trial._tried(GOOD, Limits(memory_bytes=1_500_000_000))
    assert [one.code for one in found] == ["reading_memory"]


def test_trial_that_cannot_even_begin_is_told_as_broken() -> None:
    assert [one.code for one in template_trial._tried(GOOD, Limits(memory_bytes=1_000_000))] == ["reading_broke"]


def test_trial_can_reach_nothing(bait: Bait, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a library that is made to do what it wants comes to no address; files are the kernel's to keep."""
    host, _, port = bait.address.partition(":")
    reach = (
        "import socket, json, briefing.template_rehearsal as one\n"
        "from analysis.errors import Problem, UnreadableError\n"
        "def go(*_):\n"
        "    told = []\n"
        f"    for one in (lambda: socket.create_connection(({host!r}, {port})),):\n"
        "        try: told.append(str(one()))\n"
        "        except OSError: told.append('refused')\n"
        "    raise UnreadableError(Problem('template_not_pptx', 'x', {'told': ' '.join(told)}))\n"
        "one.rehearse = go\n"
        "main()"
    )
    monkeypatch.setattr(template_trial, "_START", template_trial._START.replace("; main()", "\n" + reach))
    told = template_trial._tried(GOOD, Limits())[0].values["told"]
    assert bait.visits == 0
    assert told == "refused"


def test_limits_are_those_of_uploads_but_no_more_than_a_template_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits_of_trial().seconds == template_trial.SECONDS
    monkeypatch.setenv("YUANTU_MAX_SECONDS", "3")
    assert limits_of_trial().seconds == 3


def test_no_template_makes_a_connection_or_reads_another_file(bait: Bait, tmp_path: Path) -> None:
    canary = tmp_path / "canary.xml"
    canary.write_text(SECRET, encoding="utf-8")
    url, file = f"http://{bait.address}/x", canary.as_uri()
    up = "../" * 12 + str(canary).lstrip("/")
    lures = [
        linked_picture(url, GOOD),
        linked_picture(file, GOOD),
        *(
            with_document_type(GOOD, LAYOUT, declared)
            for declared in (
                f'<!DOCTYPE x SYSTEM "{url}">',
                f'<!DOCTYPE x [<!ENTITY % e SYSTEM "{url}"> %e;]>',
                f'<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]>',
            )
        ),
        with_relation(GOOD, PRESENTATION, relation("rIdE", "oleObject", url, external=True)),
        with_relation(GOOD, PRESENTATION, relation("rIdE", "image", up)),
        with_part(GOOD, PRESENTATION, (rb"\?>", f'?><?xml-stylesheet href="{url}"?>'.encode())),
        with_part(
            GOOD,
            LAYOUT,
            (
                b"</p:spTree>",
                f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{file}"/></p:spTree>'.encode(),
            ),
        ),
        with_parts(GOOD, {f"../{up}": b"<x/>", str(canary): b"<x/>"}),
    ]
    for lure in lures:
        try:
            try_template(lure, "t.pptx")
            said = ""
        except UnreadableError as error:
            said = str(error)
        assert SECRET not in said
    assert bait.visits == 0
    assert canary.read_text(encoding="utf-8") == SECRET
