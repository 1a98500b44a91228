"""What a table of links must not say."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import Problem
from analysis.layout.links import contradicting_links, links_to_themselves

Row = tuple[str, str, str, float | None]


def table(*rows: Row) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["from_city", "to_city", "mode", "minutes"]).astype({"minutes": float})


def test_a_link_to_itself_is_named() -> None:
    found = links_to_themselves(table(("Alpha", "Alpha", "rail", 5), ("Alpha", "Beta", "rail", 5)))
    assert found == [Problem("link_to_itself", "Alpha-Alpha", {"city": "Alpha"})]


def test_both_ways_and_all_times_of_a_mode_are_compared() -> None:
    rows: list[Row] = [
        ("Beta", "Alpha", "rail", 30),
        ("Alpha", "Beta", "rail", 20.5),
        ("Alpha", "Beta", "rail", 30),
        ("Alpha", "Beta", "road", 90),
        ("Alpha", "Gamma", "rail", 10),
        ("Gamma", "Alpha", "rail", 10),
    ]
    assert contradicting_links(table(*rows)) == [
        Problem("contradicting_links", "Alpha-Beta", {"mode": "rail", "minutes": "20.5, 30"})
    ]


@pytest.mark.parametrize("rows", [(), (("Alpha", "Beta", "rail", None), ("Alpha", "Beta", "rail", 3.0))])
def test_what_has_no_minutes_contradicts_nothing(rows: tuple[Row, ...]) -> None:
    assert contradicting_links(table(*rows)) == []
    assert links_to_themselves(table(*rows)) == []
