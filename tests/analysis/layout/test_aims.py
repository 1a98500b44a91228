from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.layout.aims import AimInput, AimMeasure, linked_pairs, measure_aims, reach_parts
from analysis.layout.park_industries import LEVELS, park_industries

GROUP_OF = {"robots": "machines", "vehicles": "machines", "software": "services"}
CITY = pd.Series({"p1": "Alpha", "p2": "Beta", "p3": "Gamma"})
INDUSTRIES = pd.Series({"p1": ["robots"], "p2": ["vehicles"], "p3": ["software"]})
CITIES = ["Alpha", "Beta", "Gamma"]
MINUTES = pd.DataFrame([[0, 60, 91], [60, 0, 90], [91, 90, 0]], index=CITIES, columns=CITIES, dtype=float)
ALL = ("distinct", "complementary", "coordinated", "shared")


def made(**changes: object) -> AimInput:
    given = AimInput(
        industries=[park_industries(CITY, INDUSTRIES, GROUP_OF, level=level) for level in LEVELS],
        cities_without_park=("Delta",),
        minutes=MINUTES,
        higher=("Alpha",),
        lowest=("Beta", "Gamma"),
        population=pd.Series({"Alpha": 5.0, "Beta": 3.0, "Gamma": 2.0}),
        minutes_redrawn=None,
        park_ids=("p1", "p2"),
        parks_unplaced=("p3",),
        parks_xy=np.array([[0.0, 0], [30_000, 0]]),
        platforms_xy=np.array([[0.0, 10_000]]),
        parks_redrawn=None,
        platforms_redrawn=None,
        left_out={},
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # changes vary by test


def run(given: AimInput, aims: Sequence[str] = ALL, permutations: int = 99) -> tuple[list[AimMeasure], dict[str, str]]:
    return measure_aims(aims, given, np.random.default_rng(4), permutations=permutations)


def one(given: AimInput, aim: str, level: str | None = None) -> AimMeasure:
    return next(found for found in run(given, [aim])[0] if found.level == level)


def test_every_aim_is_measured_and_those_on_industries_at_both_levels() -> None:
    found, left_out = run(made())
    assert [(measure.id, measure.level) for measure in found] == [
        ("distinct", "industry"),
        ("distinct", "group"),
        ("complementary", "industry"),
        ("complementary", "group"),
        ("coordinated", None),
        ("shared", None),
    ]
    assert left_out == {}
    assert all(0 <= measure.value <= 1 for measure in found)


def test_cities_whose_parks_have_nothing_in_common_are_fully_distinct() -> None:
    """By group: Alpha and Beta have machines, of the others half; Gamma has services, of the others none."""
    assert one(made(), "distinct", "industry").value == pytest.approx(1)
    found = one(made(), "distinct", "group")
    assert found.parts["specialisation"].to_dict() == pytest.approx({"Alpha": 0.5, "Beta": 0.5, "Gamma": 1})
    assert found.value == pytest.approx(2 / 3)
    assert (found.n, found.counted, found.left_out) == (3, "cities", ("Delta",))


def test_dealing_out_what_parks_do_changes_nothing_where_each_city_has_one_park() -> None:
    """So that chance always reaches what was observed, and the mean by chance is the value itself."""
    chance = one(made(), "distinct", "group").chance
    assert chance is not None
    assert (chance.p, chance.null, chance.permutations) == (1, "parks_dealt_out", 99)
    assert chance.expected == pytest.approx(2 / 3)


def test_only_cities_within_the_limit_are_pairs() -> None:
    """91 minutes are too many, 90 are not. By group Alpha and Beta do the same, Beta and Gamma do not."""
    assert linked_pairs(CITIES, MINUTES) == [(0, 1), (1, 2)]
    found = one(made(), "complementary", "group")
    assert found.parts.to_numpy().tolist() == [["Alpha", "Beta", 0.0], ["Beta", "Gamma", 1.0]]
    assert (found.value, found.n, found.counted) == (0.5, 2, "pairs")


def test_what_parks_do_by_chance_is_found_by_counting_every_deal() -> None:
    """Group of the middle city of the chain: machines with 2/3 (one of two pairs alike), services with 1/3 (none)."""
    found = run(made(), ["complementary"], permutations=3000)[0][1].chance
    assert found is not None
    assert found.expected == pytest.approx(2 / 3 * 0.5 + 1 / 3, abs=0.02)
    assert found.p == 1


def test_reach_is_the_mean_of_six_shares() -> None:
    """Beta is at 60, Gamma at 91 minutes; 8 of 10 people are within 60 and 90 minutes, all within 120."""
    found = one(made(), "coordinated")
    assert found.parts.to_numpy().tolist() == [[0.5, 0.8], [0.5, 0.8], [1, 1]]
    assert found.value == pytest.approx((0.5 + 0.8 + 0.5 + 0.8 + 1 + 1) / 6)


def test_other_hubs_by_chance_are_counted_in_every_way() -> None:
    """Each of the three cities may be the hub; Beta, in the middle, is the best."""
    by_hub = [float(reach_parts(*turned(hub), 2).to_numpy().mean()) for hub in CITIES]
    assert by_hub == pytest.approx([4.6 / 6, 5.3 / 6, 3.2 / 6])
    found = run(made(), ["coordinated"], permutations=3000)[0][0]
    assert found.chance is not None
    assert found.chance.null == "hubs_dealt_out"
    assert found.chance.expected == pytest.approx(np.mean(by_hub), abs=0.02)
    assert found.chance.p == pytest.approx(np.mean(np.array(by_hub) >= found.value - 1e-9), abs=0.04)


def turned(hub: str) -> tuple[np.ndarray, np.ndarray]:
    order = [city for city in CITIES if city != hub] + [hub]
    return MINUTES.loc[order, order].to_numpy(), made().population[order].to_numpy(dtype=float)


def test_redrawn_links_give_reach_an_interval() -> None:
    """In every second draw Gamma is at 90 minutes: half of the lowest tier and 2 of 10 people more within 90."""
    order = ["Beta", "Gamma", "Alpha"]
    base = MINUTES.loc[order, order].to_numpy()
    near = base.copy()
    near[1, 2] = near[2, 1] = 90
    found = one(made(minutes_redrawn=np.array([base, near] * 50)), "coordinated")
    assert found.interval == pytest.approx((4.6 / 6, 5.3 / 6))
    assert one(made(), "coordinated").interval is None


def test_a_platform_at_the_limit_serves_a_park_and_unplaced_parks_are_named() -> None:
    found = one(made(), "shared")
    assert found.parts["served"].to_dict() == {"p1": True, "p2": False}
    assert (found.value, found.n, found.left_out, found.chance, found.interval) == (0.5, 2, ("p3",), None, None)


def test_redrawn_positions_give_shared_an_interval() -> None:
    parks = np.array([[[0.0, 0], [30_000, 0]], [[0.0, -1], [30_000, 0]]] * 20)
    platforms = np.tile([[0.0, 10_000.0]], (40, 1, 1))
    found = one(made(parks_redrawn=parks, platforms_redrawn=platforms), "shared")
    assert found.interval == (0, 0.5)
    assert found.parts["served_in_draws"].tolist() == [0.5, 0]


def test_an_aim_that_no_measure_knows_is_left_out_and_no_aim_gives_nothing() -> None:
    assert run(made(), ["beautiful", "shared"])[1] == {"beautiful": "no_measure"}
    assert run(made(), []) == ([], {})


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        (
            {"industries": (), "left_out": {"industries": "missing_industries"}},
            {"distinct": "missing_industries", "complementary": "missing_industries"},
        ),
        (
            {"minutes": None, "left_out": {"minutes": "missing_links"}},
            {"complementary": "missing_links", "coordinated": "missing_links"},
        ),
        ({"higher": (), "left_out": {"higher": "one_tier"}}, {"coordinated": "one_tier"}),
        ({"platforms_xy": None, "left_out": {"platforms": "empty_platforms"}}, {"shared": "empty_platforms"}),
        ({"parks_xy": np.zeros((0, 2)), "park_ids": ()}, {"shared": "position_unknown"}),
        ({"minutes": MINUTES + 1000.0}, {"complementary": "no_pairs"}),
        (
            {"industries": [park_industries(CITY[:1], INDUSTRIES[:1], GROUP_OF)]},
            {"distinct": "too_few_cities", "complementary": "no_pairs"},
        ),
    ],
)
def test_what_cannot_be_measured_is_left_out_with_its_reason(
    changes: dict[str, object], reasons: dict[str, str]
) -> None:
    assert run(made(**changes))[1] == reasons


def test_each_aim_has_chance_of_its_own_so_that_others_do_not_change_it() -> None:
    alone, together = one(made(), "coordinated"), run(made())[0][4]
    assert alone.chance == together.chance


def test_progress_goes_from_aim_to_aim_up_to_the_end() -> None:
    told: list[float] = []
    measure_aims(ALL, made(), np.random.default_rng(0), permutations=99, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_no_permutation_gives_no_probability() -> None:
    assert all(found.chance is None for found in run(made(), permutations=0)[0])
