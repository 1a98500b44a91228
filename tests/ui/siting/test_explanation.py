"""What makes a score: the sentence, the bars and the figures beside each benchmark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.siting.approach import MethodId
from ui.siting.explanation import bar_frame, benchmark_name, exact_frame, explained, sentence
from ui.siting.shown import Shown

TenTownships = Callable[..., Shown]


def test_the_winner_stands_beside_the_best_value_of_each_criterion(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    found = explained(shown, shown.ranked[0], "")
    told = sentence(shown, found, benchmark_name(shown, found))
    assert found.difference_points < 0
    assert f"{-found.difference_points:.1f} points behind the best value of each criterion" in told


def test_the_widest_difference_is_told_and_drawn_first(ten_townships: TenTownships) -> None:
    shown = ten_townships(benchmark="alternative")
    first, last = shown.ranked[0], shown.ranked[-1]
    found = explained(shown, first, last)
    against = benchmark_name(shown, found)
    widest = shown.criterion(str(found.parts["difference_points"].abs().idxmax()))
    assert against == shown.site(last)
    assert sentence(shown, found, against).split("What makes the difference: ")[1].startswith(widest)
    frame = bar_frame(shown, found, against)
    assert frame.iloc[0, 0] == widest
    assert list(frame.iloc[:2, 1]) == [shown.site(first), against]


def test_a_site_that_equals_the_benchmark_is_called_equal(ten_townships: TenTownships) -> None:
    shown = ten_townships(benchmark="alternative")
    found = explained(shown, shown.ranked[0], shown.ranked[0])
    assert "differ by less than 0.1 points" in sentence(shown, found, "itself")
    assert "What makes the difference" not in sentence(shown, found, "itself")


@pytest.mark.parametrize("method", ["weighted_sum", "topsis", "vikor", "promethee2"])
def test_parts_add_up_to_the_difference_of_the_scores(method: MethodId, ten_townships: TenTownships) -> None:
    shown = ten_townships(method=method, normalisation="", benchmark="alternative")
    first, last = shown.ranked[0], shown.ranked[-1]
    found = explained(shown, first, last)
    score = shown.answer.ranking.score
    score = score.set_axis(score.index.map(str))
    sign = -1 if method == "vikor" else 1
    assert found.difference_points == pytest.approx(100 * sign * (score[first] - score[last]), abs=1e-9)


def test_the_figures_hold_raw_values_beside_what_was_compared(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    site = shown.ranked[0]
    frame = exact_frame(shown, explained(shown, site, ""))
    raw = shown.answer.table.raw
    expected = raw.loc[raw.index.map(str) == site, list(frame["criterion"])].iloc[0]
    assert list(frame["raw_value"]) == list(expected)
    assert set(frame["site"]) == {site}
    assert set(frame["benchmark"]) == {"best"}
