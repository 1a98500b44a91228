"""Every file of the corpus goes through the door and comes out as said, with nothing left on disk."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from analysis.errors import UnreadableError
from layers.limits import Limits
from layers.upload import Choices
from tests.corpus import archive_files, binary_files, geojson_files, table_files
from tests.corpus.case import FINE, Case
from ui.text import Text

GROUPS = {
    "archive": archive_files.CASES,
    "binary": binary_files.CASES,
    "geojson": geojson_files.CASES,
    "table": table_files.CASES,
}
CASES = [pytest.param(case, id=f"{group}-{case.id}") for group, cases in GROUPS.items() for case in cases]


def test_corpus_is_as_large_as_it_should_be() -> None:
    assert len(CASES) >= 150
    assert sum(bool(case.values[0].refused) for case in CASES) >= 75  # type: ignore[union-attr]


@pytest.mark.parametrize("case", CASES)
def test_file_comes_out_as_said(case: Case, read: Any) -> None:
    limits = dataclasses.replace(Limits(), **case.limits)
    if case.refused != FINE:
        with pytest.raises(UnreadableError) as caught:
            read(case.name, case.content(), limits=limits, choices=Choices(**case.choices))
        assert caught.value.problems[0].code == case.refused
        assert all(Text(language).problem(one) for one in caught.value.problems for language in ("zh", "en"))
        return
    reading = read(case.name, case.content(), limits=limits, choices=Choices(**case.choices))
    assert {problem.code for problem in reading.problems} == case.says
    assert len(reading.frame) == case.features
    assert len(reading.raw.records) == case.features
