from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.clustering.result import with_weights
from analysis.score import Score
from ui.clustering.score import site_frame
from ui.clustering.shown import Shown
from ui.score_parts import score_frame
from ui.text import LANGUAGES, Text


def test_the_rows_add_up_to_the_score(shown: Shown) -> None:
    frame = score_frame(shown.result.score)
    assert frame["contribution_points"].sum() == pytest.approx(shown.result.score.value)
    assert frame["weight"].sum() == pytest.approx(1)
    assert (frame["contribution_points"] - 100 * frame["weight"] * frame["transformed"]).abs().max() < 1e-9
    assert set(frame["score"]) == {shown.result.score.value}


def test_without_a_part_is_a_run_that_gives_it_no_weight(shown: Shown) -> None:
    names = [part.id for part in shown.result.score.components]
    weights = tuple((name, 0.0 if name == names[0] else 1.0) for name in names)
    expected = with_weights(shown.result, weights=weights).score.value
    assert score_frame(shown.result.score).set_index("component").loc[names[0], "without"] == pytest.approx(expected)


def test_a_score_without_parts_is_an_empty_download(shown: Shown) -> None:
    empty = replace(shown.result, score=Score(None, None, None, ()))
    assert score_frame(replace(shown, result=empty).result.score).empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_sites_stand_with_the_highest_score_first_in_the_readers_words(shown: Shown, language: str) -> None:
    text = Text(language)
    frame = site_frame(replace(shown, text=text))
    assert len(frame) == 15
    scores = frame[text("clustering.column_score")].tolist()
    assert scores == sorted(scores, reverse=True)
    by_id = {shown.site(one.id): one for one in shown.result.per_site} if language == "en" else {}
    for _, row in frame.iterrows():
        if by_id:
            one = by_id[row[text("clustering.column_site")]]
            assert row[text("clustering.column_nearest_km")] == pytest.approx(one.nearest_m / 1000)


def test_a_site_without_platforms_or_groups_has_gaps_and_no_zeros(shown: Shown) -> None:
    text = shown.text
    bare = tuple(
        replace(one, platform_m=None, change_points=None, score=Score(None, None, None, ()))
        for one in shown.result.per_site
    )
    frame = site_frame(replace(shown, result=replace(shown.result, per_site=bare)))
    for name in ("score", "in_group", "platform_km", "change"):
        assert frame[text(f"clustering.column_{name}")].isna().all(), name
