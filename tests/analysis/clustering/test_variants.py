from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.clustering import variants
from analysis.clustering.variants import Variants, variants_of_layouts, variants_without_each
from analysis.errors import ParameterError
from tests.analysis.clustering.given import sites_at

FOUR = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (10.0, 0.0)]
"""Nearest neighbours 1, 1, 1 and 9: 3 on average. Within a radius of 2 the first three are a group."""
INDUSTRIES: tuple[list[str], ...] = (["ai", "chips"], ["ai"], [], ["ai"])
PLATFORM = [(0.0, 10_000.0)]
"""At 10 km from the first site, farther from the second and fourth, nearer to the third."""


def test_raw_values_are_those_reckoned_by_hand() -> None:
    """Of the group's pairs only the first two sites name industries: one in common of two."""
    given = sites_at(FOUR, industries=INDUSTRIES, platforms=PLATFORM)
    found = variants_of_layouts(given, given.xy[None], {"land": 4.0, "settlement": 2.0})
    assert {name: values.tolist() for name, values in found.raw.items()} == {
        "beyond_land": [0.75],
        "beyond_settlement": [1.5],
        "share_in_groups": [0.75],
        "relatedness": [0.5],
        "platform_reach": [0.5],
    }
    assert found.mean_nn_m.tolist() == [3.0]


def test_a_ratio_counts_by_what_it_lacks_to_one_and_shares_as_they_are() -> None:
    raw = {"beyond_land": np.array([0.0, 0.25, 1.0, 1.5]), "share_in_groups": np.array([0.0, 0.25, 0.5, 1.0])}
    found = Variants(raw, np.ones(4)).transformed()
    assert found["beyond_land"].tolist() == [1, 0.75, 0, 0]
    assert found["share_in_groups"].tolist() == [0, 0.25, 0.5, 1]
    assert set(found) == set(raw)


def test_a_component_needs_what_it_is_computed_from() -> None:
    given = sites_at(FOUR)
    assert set(variants_of_layouts(given, given.xy[None], {}).raw) == {"share_in_groups"}
    ungrouped = replace(sites_at(FOUR, industries=INDUSTRIES), grouping=None)
    assert set(variants_of_layouts(ungrouped, given.xy[None], {"land": 1.0}).raw) == {"beyond_land"}


def test_each_layout_is_measured_for_itself() -> None:
    given = sites_at(FOUR, platforms=PLATFORM)
    apart = np.array([(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (300.0, 0.0)])
    found = variants_of_layouts(given, np.array([given.xy, apart, given.xy]), {"land": 4.0})
    assert found.raw["beyond_land"].tolist() == [0.75, 25, 0.75]
    assert found.raw["share_in_groups"].tolist() == [0.75, 0, 0.75]
    assert found.raw["platform_reach"].tolist() == [0.5, 0.25, 0.5]


def test_sites_at_one_place_are_as_clustered_as_can_be() -> None:
    given = sites_at([(5.0, 5.0)] * 3, industries=[["ai"]] * 3, platforms=[(5.0, 5.0)])
    found = variants_of_layouts(given, given.xy[None], {"land": 4.0})
    assert found.scores(None).tolist() == [100]


def test_a_layout_without_a_group_is_scored_without_relatedness() -> None:
    """0.5 and 0.25 alone give 37.5; with a relatedness of 1 the mean of three is 58.33."""
    raw = {
        "share_in_groups": np.array([0.5, 0.5]),
        "relatedness": np.array([np.nan, 1.0]),
        "platform_reach": np.array([0.25, 0.25]),
    }
    assert Variants(raw, np.ones(2)).scores(None) == pytest.approx([37.5, 175 / 3])


def test_a_layout_without_any_component_has_no_score() -> None:
    assert np.isnan(Variants({"relatedness": np.array([np.nan])}, np.ones(1)).scores(None)).all()
    assert np.isnan(Variants({}, np.ones(2)).scores(None)).tolist() == [True, True]


def test_only_proportions_of_weights_count() -> None:
    raw = {"share_in_groups": np.array([1.0]), "platform_reach": np.array([0.0])}
    found = Variants(raw, np.ones(1))
    assert found.scores({"share_in_groups": 3, "platform_reach": 1}) == pytest.approx([75])
    assert found.scores({"share_in_groups": 0.3, "platform_reach": 0.1}) == pytest.approx([75])
    assert found.scores({"share_in_groups": 0, "platform_reach": 5}).tolist() == [0]
    # A component that these layouts cannot have may be named, an unknown one may not.
    assert found.scores({"share_in_groups": 1, "platform_reach": 1, "beyond_land": 8}) == pytest.approx([50])
    with pytest.raises(ParameterError, match="unknown_component"):
        found.scores({"nonsense": 1})


def test_an_unnamed_component_weighs_as_much_as_the_named_ones_that_a_layout_has() -> None:
    """Named are groups with 2 and relatedness with 1; where relatedness is missing the platforms weigh 2 as well."""
    raw = {
        "share_in_groups": np.array([1.0, 1.0]),
        "relatedness": np.array([np.nan, 0.0]),
        "platform_reach": np.array([0.0, 0.0]),
    }
    found = Variants(raw, np.ones(2)).scores({"share_in_groups": 2, "relatedness": 1})
    assert found == pytest.approx([100 * 2 / 4, 100 * 2 / 4.5])


def test_weights_on_what_a_layout_lacks_give_it_no_score() -> None:
    raw = {"share_in_groups": np.array([1.0, 1.0]), "relatedness": np.array([np.nan, 0.5])}
    found = Variants(raw, np.ones(2)).scores({"share_in_groups": 0, "relatedness": 1})
    assert found == pytest.approx([np.nan, 50], nan_ok=True)


def test_the_score_is_that_of_the_glass_box(rng: np.random.Generator) -> None:
    """Two ways to one number: `analysis.score.score` of each layout, and all layouts at once."""
    from analysis.score import Component, score

    raw = {name: rng.random(20) for name in ("share_in_groups", "relatedness", "platform_reach")}
    weights = {"share_in_groups": 2.0, "relatedness": 0.5, "platform_reach": 1.0}
    one_by_one = [
        score([Component(name, values[place], "1", values[place]) for name, values in raw.items()], weights=weights)
        for place in range(20)
    ]
    assert Variants(raw, np.ones(20)).scores(weights) == pytest.approx([one.value for one in one_by_one])


def test_without_a_site_everything_is_as_if_it_had_never_been_there(rng: np.random.Generator) -> None:
    places = [(float(x), float(y)) for x, y in rng.uniform(0, 100, (12, 2))]
    industries = [rng.choice(["ai", "chips", "cars"], size=rng.integers(0, 3), replace=False) for _ in places]
    names = [list(map(str, named)) for named in industries]
    platforms = [(0.0, 10_000.0), (60.0, 10_050.0)]
    expected_m = {"land": 30.0, "settlement": 20.0}
    given = sites_at(places, radius_m=25, min_sites=3, industries=names, platforms=platforms)
    found = variants_without_each(given, expected_m)
    for left in range(len(places)):
        others = sites_at(
            places[:left] + places[left + 1 :],
            radius_m=25,
            min_sites=3,
            industries=names[:left] + names[left + 1 :],
            platforms=platforms,
        )
        alone = variants_of_layouts(others, others.xy[None], expected_m)
        assert set(alone.raw) == set(found.raw)
        for name, values in alone.raw.items():
            assert found.raw[name][left] == pytest.approx(values[0], nan_ok=True), (name, left)
        assert found.mean_nn_m[left] == pytest.approx(alone.mean_nn_m[0])


def test_without_the_site_that_holds_a_group_together_there_is_no_relatedness() -> None:
    """Three sites in a row: only the middle one is a core, so that without it all are noise."""
    given = sites_at([(0.0, 0.0), (2.0, 0.0), (4.0, 0.0)], min_sites=3, industries=[["ai"]] * 3)
    found = variants_without_each(given, {})
    assert found.raw["share_in_groups"].tolist() == [0, 0, 0]
    assert np.isnan(found.raw["relatedness"]).all()
    assert variants_of_layouts(given, given.xy[None], {}).raw["share_in_groups"].tolist() == [1]


def test_of_two_sites_none_is_left_out_and_every_component_stays_named() -> None:
    given = sites_at(FOUR[:2], industries=INDUSTRIES[:2], platforms=PLATFORM)
    found = variants_without_each(given, {"land": 4.0})
    assert set(found.raw) == {"beyond_land", "share_in_groups", "relatedness", "platform_reach"}
    assert all(values.shape == (0,) for values in found.raw.values())
    assert found.scores(None).shape == (0,)


def test_of_very_many_sites_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "MOST_LEFT_OUT", 4)
    assert variants_without_each(sites_at(FOUR), {"land": 4.0}).mean_nn_m.shape == (4,)
    monkeypatch.setattr(variants, "MOST_LEFT_OUT", 3)
    found = variants_without_each(sites_at(FOUR), {"land": 4.0})
    assert found.mean_nn_m.shape == (0,)
    assert set(found.raw) == {"beyond_land", "share_in_groups"}
