"""The file that prints: it needs nothing from outside, runs nothing, and says all that it was given."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
import shapely

from briefing.markup import element
from briefing.parallel_plot import lines_of, parallel_plot
from briefing.side_by_side import BEST, Row, SideBySide, side_by_side_page
from briefing.small_map import Marks, SmallMap
from tests.briefing.hostile import HOSTILE

MARKS = Marks("Park", np.array([[1_000.0, 1_000.0]]), "circle", "#009e73")
MAP = SmallMap("A", (0.0, 0.0), 20_000.0, [shapely.box(-9e4, -9e4, 9e4, 9e4)], [MARKS], np.zeros((0, 2)))
TOLD = SideBySide(
    language="en",
    title="A / B",
    stamp="Draft",
    opening=("A comes first.",),
    table_title="Values",
    criterion_heading="Criterion",
    weight_heading="Weight",
    best_words="the best",
    sites=("A", "B"),
    rows=(Row("Cost (yuan)", "60%", ("5", "7"), (True, False)),),
    plot_title="Plot",
    plot_note="0 is worst.",
    axes=("Cost", "Reach"),
    values=((1.0, 0.0), (0.0, 1.0)),
    maps_title="Maps",
    maps_note="North up.",
    maps=(MAP, replace(MAP, title="B")),
    captions=(("Park 1 km",), ("Park 2 km",)),
    notes_title="Sources",
    notes=("Somebody.",),
)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(told: SideBySide) -> str:
    return side_by_side_page(told).decode()


def test_it_says_all_that_it_was_given() -> None:
    words = " ".join(Tags(page(TOLD)).texts)
    for expected in ("A / B", "Draft", "A comes first.", "Cost (yuan)", "60%", f"{BEST} 5", "Park 2 km", "Somebody."):
        assert expected in words
    assert f"{BEST} 7" not in words


def test_it_asks_for_nothing_and_runs_nothing() -> None:
    tags = Tags(page(TOLD)).found
    assert not {"script", "link", "img", "iframe", "object", "image", "use", "a"} & {tag for tag, _ in tags}
    assert not {"src", "href"} & {name for _, attributes in tags for name in attributes}
    assert "url(" not in page(TOLD)
    assert "@import" not in page(TOLD)


def test_it_prints_on_landscape_a4() -> None:
    assert "@page{size:A4 landscape" in page(TOLD)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_texts_stay_texts(words: str) -> None:
    hostile = replace(
        TOLD, title=words, stamp=words, opening=(words,), sites=(words, words), axes=(words, words),
        rows=(Row(words, words, (words, words), (True, False)),), notes=(words,), captions=((words,), (words,)),
    )  # fmt: skip
    plain, tags = Tags(page(TOLD)).found, Tags(page(hostile)).found
    assert {tag for tag, _ in tags} <= {tag for tag, _ in plain}
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)


def test_sites_without_a_position_have_no_maps() -> None:
    assert "Maps" not in page(replace(TOLD, maps=(), captions=()))


def test_without_a_criterion_that_differs_there_is_no_plot() -> None:
    assert "Plot" not in page(replace(TOLD, axes=(), values=((), ())))


@pytest.mark.parametrize(
    "wrong",
    [
        {"sites": ("A",)},
        {"sites": tuple("ABCDEFG")},
        {"rows": (Row("x", "", ("1",), (True, False)),)},
        {"captions": ((),)},
        {"values": ((1.0, 0.0),)},
        {"values": ((1.0,), (0.0,))},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"site|row|caption"):
        side_by_side_page(replace(TOLD, **wrong))


def test_the_best_value_is_drawn_on_top() -> None:
    first, second = re.findall(r'd="(M[\d. L]+)" fill="none" stroke="#(?:0072b2|d55e00)"', TOLD_PLOT)
    ((_, high), (_, low)) = ([float(part) for part in pair.split()] for pair in first.strip("M").split("L"))
    assert high < low
    assert first != second


TOLD_PLOT = parallel_plot(TOLD.axes, TOLD.sites, TOLD.values)


def test_one_axis_stands_in_the_middle() -> None:
    assert 'd="M500.0' in parallel_plot(["Cost"], ["A", "B"], [[1.0], [0.0]])


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Cost", ["Cost"]),
        ("Time to a station", ["Time to a", "station"]),
        ("到高铁站的时间", ["到高铁站的", "时间"]),
        ("", [""]),
        ("Averyverylongword indeed", ["Averyverylongword", "indeed"]),
        ("a b c d e f g h i j k l m n o p q r s t u v", ["a b c d e", "f g h i j", "k l m n o…"]),
    ],
)
def test_words_break_where_they_may(words: str, lines: list[str]) -> None:
    assert lines_of(words, 10) == lines


def test_only_names_of_elements_become_elements() -> None:
    with pytest.raises(ValueError, match="is not the name"):
        element("p><script")
    with pytest.raises(ValueError, match="is not the name"):
        element("p", **{"x y": "1"})
    assert element("p", "<b>", None, 1.5, class_="a&b") == '<p class="a&#38;b">&#60;b&#62;1.5</p>'
