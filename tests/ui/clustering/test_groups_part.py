from __future__ import annotations

from dataclasses import replace

import pytest

from ui.clustering.groups import group_frame
from ui.clustering.shown import Shown


def test_every_site_has_a_row_with_its_group_counted_from_one(shown: Shown) -> None:
    found = shown.result.groups
    assert found is not None
    frame = group_frame(shown).set_index("site")
    assert tuple(frame.index) == shown.result.ids
    for place, group in enumerate(found.groups.groups, start=1):
        assert frame.loc[list(group.members), "group"].tolist() == [place] * len(group.members)
    assert frame.loc[list(found.groups.noise), "group"].isna().all()
    assert set(frame["radius_m"]) == {found.grouping.radius_m}


def test_names_are_the_readers_and_shares_those_of_the_draws(shown: Shown) -> None:
    found = shown.result.groups
    assert found is not None
    assert found.comembership is not None
    frame = group_frame(shown).set_index("site")
    assert frame.loc["gz-nansha", "name"] == "Nansha International AI Value Innovation Park"
    assert frame["share_of_draws_in_a_group"].tolist() == pytest.approx(found.comembership.in_group.tolist())


def test_exact_positions_leave_the_shares_empty(shown: Shown) -> None:
    found = shown.result.groups
    assert found is not None
    exact = replace(shown.result, groups=replace(found, comembership=None))
    assert group_frame(replace(shown, result=exact))["share_of_draws_in_a_group"].isna().all()


def test_points_of_ones_own_are_called_by_their_ids(shown: Shown) -> None:
    frame = group_frame(replace(shown, own=True))
    assert frame["name"].tolist() == list(shown.result.ids)
