"""Sites side by side: which are shown, what is the best of a row, values from 0 to 1, maps and the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analysis.siting.value import Step
from ui.siting.beside import (
    captions,
    chosen_sites,
    criterion_label,
    exact_frame,
    small_maps,
    table_rows,
    values_01,
)
from ui.siting.beside_file import printed
from ui.siting.defaults import first_comparison
from ui.siting.shown import Shown
from ui.siting.side_by_side import legend_columns, line_frame

TenTownships = Callable[..., Shown]


def test_the_best_three_stand_side_by_side_until_others_are_chosen(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    assert chosen_sites(shown) == shown.ranked[:3]
    chosen = (shown.ranked[5], shown.ranked[1])
    assert chosen_sites(replace(shown, comparison=replace(shown.comparison, side_by_side=chosen))) == chosen


def test_sites_that_are_not_compared_and_more_than_six_are_left_aside(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    chosen = ("nowhere", *shown.ranked[:8])
    assert chosen_sites(replace(shown, comparison=replace(shown.comparison, side_by_side=chosen))) == shown.ranked[:6]


def test_the_best_raw_value_of_a_row_is_marked_by_the_criterions_objective(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    sites = shown.ranked[:4]
    raw = shown.answer.table.raw.set_axis(shown.answer.table.raw.index.map(str)).loc[list(sites)]
    rows = table_rows(shown, sites)[2:]
    for name, row in zip(shown.answer.weights, rows, strict=True):
        values = raw[name].to_numpy()
        target = values.min() if shown.answer.objectives[name] == "min" else values.max()
        expected = values == target if np.ptp(values) > 0 else np.zeros(4, dtype=bool)
        assert list(row.best) == list(expected)


def test_rank_and_score_are_best_for_the_first(ten_townships: TenTownships) -> None:
    shown = ten_townships(method="vikor", normalisation="")
    rank, score = table_rows(shown, shown.ranked[1:4])[:2]
    assert rank.best == score.best == (True, False, False)


def test_values_run_from_0_to_1_and_a_constant_criterion_is_not_drawn(ten_townships: TenTownships) -> None:
    worth = values_01(ten_townships())
    assert worth.min().tolist() == pytest.approx([0.0] * worth.shape[1])
    assert worth.max().tolist() == pytest.approx([1.0] * worth.shape[1])
    everything_good = Step(1e9, "min")
    first, *others = first_comparison().criteria
    shown = ten_townships(criteria=(replace(first, value=everything_good), *others))
    assert first.id not in values_01(shown)
    assert first.id in set(exact_frame(shown, shown.ranked[:2])["criterion"])
    assert table_rows(shown, shown.ranked[:2])[2].best == (False, False)


def test_distances_are_told_in_kilometres_with_their_objective(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    assert criterion_label(shown, "airport_m") == "Distance to an airport (km, less is better)"


def test_a_line_has_a_point_for_each_site_and_criterion(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    frame = line_frame(shown, shown.ranked[:2])
    assert len(frame) == 2 * values_01(shown).shape[1]
    assert frame.iloc[:, -1].between(0, 1).all()


def test_all_maps_have_the_same_scale_and_captions_tell_the_measured_distance(ten_townships: TenTownships) -> None:
    shown = ten_townships()
    maps = small_maps(shown, shown.ranked[:4], 30)
    assert {one.reach_m for one in maps} == {30_000.0}
    assert [one.title for one in maps] == [shown.site(one) for one in shown.ranked[:4]]
    assert [len(one.others_xy) for one in maps] == [3] * 4
    airport = shown.answer.table.raw.set_axis(shown.answer.table.raw.index.map(str))["airport_m"]
    for one, lines in zip(shown.ranked[:4], captions(shown, maps), strict=True):
        assert f"Airport {airport[one] / 1000:.1f} km" in lines


@pytest.mark.parametrize(("language", "words"), [("zh", "数据版本"), ("en", "Data version")])
def test_the_file_names_study_method_date_sources_and_that_it_is_a_draft(
    language: str, words: str, ten_townships: TenTownships
) -> None:
    shown = ten_townships(language)
    page = printed(shown, shown.ranked[:3], 30, today=date(2026, 3, 4)).decode()
    for expected in (
        words,
        shown.study.fingerprint,
        "2026-03-04",
        shown.text("map_page.draft"),
        shown.text("siting_page.normalisation_minmax"),
        shown.site(shown.ranked[2]),
        "OpenStreetMap",
    ):
        assert expected in page


def test_the_file_is_the_same_for_the_same_comparison(ten_townships: TenTownships) -> None:
    first, second = (
        printed(shown, shown.ranked[:3], 30, today=date(2026, 3, 4)) for shown in (ten_townships(), ten_townships())
    )
    assert first == second


def test_long_names_stand_below_each_other_in_the_legend() -> None:
    assert legend_columns(["花地街道", "隆都镇", "游溪镇"]) == 3
    assert legend_columns(["Huadi Subdistrict", "Longdu"]) == 1
    assert legend_columns(["花地街道（广州市）", "隆都镇"]) == 1
    assert legend_columns([]) == 3
