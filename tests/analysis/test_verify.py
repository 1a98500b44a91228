from __future__ import annotations

import pytest

from analysis.examples.example import Example
from analysis.plan import Bilingual
from analysis.verify import EXAMPLES, Row, run

INVENTED = Bilingual("虚构", "invented")


@pytest.mark.parametrize("row", run(), ids=lambda row: row.id)
def test_worked_example_agrees_with_its_source(row: Row) -> None:
    assert row.agrees, (row.expected, row.got)


def test_a_wrong_number_does_not_agree() -> None:
    wrong = Example("wrong", INVENTED, 1.0, 0.1, lambda: 1.2)
    assert not run([wrong])[0].agrees


def test_a_result_that_is_not_a_number_does_not_agree() -> None:
    assert not run([Example("none", INVENTED, 1.0, 0.1, lambda: float("nan"))])[0].agrees


def test_every_example_has_a_name_of_its_own_and_a_source() -> None:
    assert len({example.id for example in EXAMPLES}) == len(EXAMPLES)
    assert all(example.source.zh and example.source.en for example in EXAMPLES)
