"""The map's part of a link: anyone can write one."""

from __future__ import annotations

import pytest

from ui.map.link import parse_layers, parse_view


def test_view_of_a_link_is_read() -> None:
    assert parse_view("22.7512,113.8000,9") == (22.7512, 113.8, 9)


@pytest.mark.parametrize(
    "text", [None, "", "1,2", "1,2,3,4", "a,b,c", "nan,1,2", "1e999,1,2", "91,0,3", "0,181,3", "0,0,99", "1" * 5000]
)
def test_view_that_is_no_place_is_nothing(text: str | None) -> None:
    assert parse_view(text) is None


def test_layers_of_a_link_are_read_and_all_else_dropped() -> None:
    assert parse_layers("parks,<b>,,rail-2") == ("parks", "rail-2")


def test_link_can_switch_all_layers_off() -> None:
    assert parse_layers("") == ()
    assert parse_layers(None) is None
