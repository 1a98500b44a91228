from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clustering.groups import Group, Groups
from analysis.clustering.relatedness import jaccard, jaccard_table, relatedness, relatedness_of_labels
from analysis.errors import ParameterError


def groups_of(*groups: str, noise: str = "") -> Groups:
    """Return groups of sites with names of one letter."""
    found = tuple(Group(tuple(group), tuple(group), 0.0) for group in groups)
    return Groups("dbscan", "m", 1.0, 2, found, tuple(noise))


def test_jaccard_by_hand() -> None:
    assert jaccard({"a", "b", "c"}, {"b", "c", "d"}) == 0.5
    assert jaccard({"a"}, {"b"}) == 0
    assert jaccard(["a", "a"], ["a"]) == 1
    assert math.isnan(jaccard([], []))


def test_two_like_and_two_other_like_sites_by_hand(rng: np.random.Generator) -> None:
    """Of the six ways to choose the first group's two sites, two keep like with like: p = 1/3."""
    industries = {"a": {"x"}, "b": {"x"}, "c": {"y"}, "d": {"y"}}
    found = relatedness(industries, groups_of("ab", "cd"), rng=rng)
    assert (found.value, found.pairs, found.exact, found.permutations) == (1, 2, True, 6)
    assert found.expected == pytest.approx(2 / 6)
    assert found.p == pytest.approx(1 / 3)


@given(
    st.lists(st.sets(st.sampled_from("xyz"), min_size=1), min_size=6, max_size=6),
    st.sampled_from([("ab",), ("abc", "de"), ("ab", "cd"), ("abcd",), ("abcdef",)]),
)
def test_exact_p_is_that_of_all_permutations(sets: list[set[str]], grouped: tuple[str, ...]) -> None:
    industries = dict(zip("abcdef", sets, strict=True))
    noise = "".join(site for site in "abcdef" if not any(site in group for group in grouped))
    found = relatedness(industries, groups_of(*grouped, noise=noise), rng=np.random.default_rng(1))
    pairs = [(one, other) for group in grouped for one in group for other in group if one < other]
    values = []
    for dealt in permutations("abcdef"):
        new = {site: industries[from_site] for site, from_site in zip("abcdef", dealt, strict=True)}
        values.append(np.mean([jaccard(new[one], new[other]) for one, other in pairs]))
    assert found.value == pytest.approx(values[0])
    assert found.expected == pytest.approx(np.mean(values))
    assert found.p == pytest.approx(np.mean(np.array(values) >= values[0] - 1e-9))


def test_drawn_p_comes_near_the_exact_one() -> None:
    industries = {site: {industry} for site, industry in zip("abcdefgh", "xxxyyzzz", strict=True)}
    groups = groups_of("abd", "fgh", noise="ce")
    exact = relatedness(industries, groups, rng=np.random.default_rng(1))
    drawn = relatedness(industries, groups, rng=np.random.default_rng(1), exact_up_to=0)
    assert exact.exact
    assert not drawn.exact
    assert exact.p is not None
    assert drawn.p == pytest.approx(exact.p, abs=0.02)
    assert (drawn.value, drawn.expected) == (exact.value, exact.expected)


def test_sites_without_industries_are_left_out_and_named(rng: np.random.Generator) -> None:
    industries = {"a": ["x"], "b": [], "c": ["x"], "e": ["y"]}
    found = relatedness(industries, groups_of("abc", noise="de"), rng=rng)
    assert found.without_industries == ("b", "d")
    assert (found.value, found.pairs) == (1, 1)
    assert found.p == pytest.approx(1 / 3)


@pytest.mark.parametrize("groups", [groups_of(noise="ab"), groups_of("ac", noise="b"), groups_of()])
def test_without_a_pair_in_a_group_there_is_no_value(groups: Groups, rng: np.random.Generator) -> None:
    found = relatedness({"a": {"x"}, "b": {"x"}}, groups, rng=rng)
    assert (found.value, found.expected, found.p, found.pairs) == (None, None, None, 0)


def test_one_group_of_all_sites_is_no_more_related_than_chance(rng: np.random.Generator) -> None:
    found = relatedness({"a": {"x"}, "b": {"x", "y"}, "c": {"z"}}, groups_of("abc"), rng=rng)
    assert found.p == 1
    assert found.value == pytest.approx(found.expected)


def test_no_permutation_is_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError, match="too_few_simulations"):
        relatedness({}, groups_of(), rng=rng, permutations=0)


INDUSTRIES = st.lists(st.sets(st.sampled_from(["ai", "chips", "cars"]), max_size=3), min_size=1, max_size=7)


def test_the_table_of_likeness_by_hand() -> None:
    found = jaccard_table([["a", "b"], ["b", "c"], [], ["a", "a", "b"]])
    assert found[0].tolist() == pytest.approx([1, 1 / 3, np.nan, 1], nan_ok=True)
    assert np.isnan(found[2]).all()
    assert jaccard_table([]).shape == (0, 0)
    assert np.isnan(jaccard_table([[], []])).all()


@given(INDUSTRIES)
def test_the_table_holds_what_each_two_sites_have_in_common(industries: list[set[str]]) -> None:
    found = jaccard_table(industries)
    for one, here in enumerate(industries):
        for other, there in enumerate(industries):
            expected = jaccard(here, there) if here and there else math.nan
            assert found[one, other] == pytest.approx(expected, nan_ok=True)


@given(INDUSTRIES, st.lists(st.integers(-1, 2), min_size=7, max_size=7))
def test_labels_of_many_layouts_give_the_relatedness_of_each(industries: list[set[str]], drawn: list[int]) -> None:
    """Two ways to one number: the groups of one layout, and the labels of several at once."""
    labels = np.array(drawn[: len(industries)])
    names = [chr(ord("a") + place) for place in range(len(industries))]
    groups = ["".join(np.array(names)[labels == group]) for group in range(3) if (labels == group).any()]
    noise = "".join(np.array(names)[labels == -1])
    one = relatedness(
        dict(zip(names, industries, strict=True)),
        groups_of(*groups, noise=noise),
        rng=np.random.default_rng(1),
        exact_up_to=0,
        permutations=1,
    )
    alone = np.full(labels.size, -1)
    found = relatedness_of_labels(jaccard_table(industries), np.array([labels, alone]))
    assert found[0] == pytest.approx(math.nan if one.value is None else one.value, nan_ok=True)
    assert math.isnan(found[1])


def test_without_layouts_there_is_no_relatedness() -> None:
    assert relatedness_of_labels(jaccard_table([["a"], ["a"]]), np.zeros((0, 2), dtype=np.intp)).shape == (0,)
