from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError, Problem
from analysis.layout.travel import (
    CHANGE_MIN,
    cities_without_link,
    links_of_mode,
    minutes_to_nearest,
    minutes_to_nearest_redrawn,
    travel_network,
    travel_table,
)
from tests.analysis.invented import CITIES, LINKS

COLUMNS = ["from_city", "to_city", "mode", "minutes", "estimated", "uncertainty_min"]


def link_frame(rows: Sequence[tuple[object, ...]] = LINKS) -> pd.DataFrame:
    columns = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
    return pd.DataFrame(columns | {"year": [2021] * len(rows)})


def codes(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_the_faster_mode_counts_and_either_can_be_asked_for_alone() -> None:
    minutes = {
        mode: travel_network(link_frame(), CITIES, mode=mode).edges["Alpha", "Beta"]["minutes"]
        for mode in ("fastest", "rail", "road")
    }
    assert minutes == {"fastest": 20, "rail": 20, "road": 40}


def test_each_link_keeps_its_mode_year_and_whether_it_is_estimated() -> None:
    table = travel_table(travel_network(link_frame(), CITIES))
    rows = table.values.tolist()  # noqa: PD011  rows of mixed types
    assert ["Alpha", "Beta", 20, "rail", 2021, False, 0] in rows
    assert ["Gamma", "Epsilon", 50, "road", 2021, True, 10] in rows
    assert len(table) == 5


def test_a_year_that_was_read_as_a_decimal_is_a_whole_number() -> None:
    network = travel_network(link_frame().astype({"year": float}), CITIES)
    assert {edge["year"] for _, _, edge in network.edges(data=True)} == {2021}


def test_rail_wins_where_both_are_equally_fast() -> None:
    rows = [("Alpha", "Beta", "road", 20, False, None), ("Alpha", "Beta", "rail", 20, False, None)]
    assert travel_network(link_frame(rows), CITIES).edges["Alpha", "Beta"]["mode"] == "rail"


def test_both_directions_may_be_given_if_they_agree() -> None:
    rows = [("Alpha", "Beta", "rail", 20, False, None), ("Beta", "Alpha", "rail", 20, False, None)]
    assert travel_network(link_frame(rows), CITIES).number_of_edges() == 1


def test_all_problems_of_the_links_are_listed_at_once() -> None:
    rows = [
        ("Alpha", "Nowhere", "rail", 20, False, None),
        ("Alpha", "Beta", "rail", -1, False, None),
        ("Beta", "Gamma", "rail", np.nan, False, None),
        ("Beta", "Zeta", "rail", np.inf, False, None),
        ("Gamma", "Gamma", "road", 5, False, None),
        ("Gamma", "Delta", "boat", 5, False, None),
        ("Delta", "Zeta", "road", 50, False, None),
        ("Zeta", "Delta", "road", 60, False, None),
    ]
    with pytest.raises(ParameterError) as error:
        travel_network(link_frame(rows), CITIES, mode="air")  # type: ignore[arg-type]  # wrong on purpose
    assert codes(error) == [
        "unknown_choice",
        "unknown_city",
        "bad_minutes",
        "bad_minutes",
        "bad_minutes",
        "unknown_mode",
        "link_to_itself",
        "contradicting_links",
    ]
    assert error.value.problems[-1] == Problem(
        "contradicting_links", "Delta-Zeta", {"mode": "road", "minutes": "50, 60"}
    )


def test_a_city_without_a_link_stays_and_is_named() -> None:
    network = travel_network(link_frame(LINKS[:3]), CITIES)
    assert cities_without_link(network) == ("Delta", "Epsilon", "Zeta")


def test_no_link_at_all_leaves_every_city_alone() -> None:
    network = travel_network(link_frame([]), CITIES)
    assert cities_without_link(network) == CITIES
    assert travel_table(network).empty


def test_way_to_the_nearest_city_with_changes_by_hand() -> None:
    """Epsilon to Alpha: 50 to Gamma, 30 to Beta, 20 to Alpha, and two changes of 30 minutes."""
    network = travel_network(link_frame(), CITIES)
    found = minutes_to_nearest(network, CITIES, ["Alpha"])
    assert found["minutes"].to_dict() == {
        "Alpha": 0,
        "Beta": 20,
        "Gamma": 20 + 30 + 30,
        "Delta": 60,
        "Epsilon": 50 + 30 + 20 + 2 * CHANGE_MIN,
        "Zeta": 60 + 100 + 30,
    }
    assert found["estimated"].tolist() == [False, False, False, False, True, True]
    assert found["changes"].tolist() == [0, 0, 1, 0, 2, 1]


def test_a_change_can_make_the_slower_direct_link_the_better_one() -> None:
    rows = [
        ("Alpha", "Beta", "rail", 10, False, None),
        ("Beta", "Gamma", "rail", 10, False, None),
        ("Alpha", "Gamma", "road", 45, False, None),
    ]
    network = travel_network(link_frame(rows), CITIES)
    assert minutes_to_nearest(network, ["Gamma"], ["Alpha"])["minutes"].tolist() == [45]
    assert minutes_to_nearest(network, ["Gamma"], ["Alpha"], change_min=5)["minutes"].tolist() == [25]


def test_the_nearest_of_several_cities_is_named() -> None:
    found = minutes_to_nearest(travel_network(link_frame(), CITIES), ["Epsilon", "Zeta"], ["Beta", "Delta"])
    assert found["hub"].tolist() == ["Beta", "Delta"]


def hub_of_gamma(rows: Sequence[tuple[object, ...]], hubs: Sequence[str]) -> object:
    network = travel_network(link_frame(rows), CITIES)
    return minutes_to_nearest(network, ["Gamma"], hubs).loc["Gamma", "hub"]


def test_of_equally_near_cities_the_one_that_is_asked_for_first_counts() -> None:
    rows = [("Alpha", "Gamma", "road", 31, False, None), ("Beta", "Gamma", "rail", 31, False, None)]
    assert hub_of_gamma(rows, ["Alpha", "Beta"]) == "Alpha"
    assert hub_of_gamma(rows, ["Beta", "Alpha"]) == "Beta"


def test_of_equally_near_cities_the_one_with_fewer_changes_counts_whatever_the_order() -> None:
    """Alpha by Delta: 10, a change of 30, 20; Beta directly: 60."""
    rows = [
        ("Alpha", "Delta", "rail", 10, False, None),
        ("Delta", "Gamma", "rail", 20, False, None),
        ("Beta", "Gamma", "road", 60, False, None),
    ]
    assert hub_of_gamma(rows, ["Alpha", "Beta"]) == hub_of_gamma(rows, ["Beta", "Alpha"]) == "Beta"


TIED = """
import pandas as pd
from analysis.layout.travel import minutes_to_nearest, travel_network
hubs = [f"hub {place}" for place in range(20)]
link = {"to_city": "x", "mode": "road", "minutes": 31, "year": 2021, "estimated": False}
rows = [{"from_city": hub, **link} for hub in hubs]
print(minutes_to_nearest(travel_network(pd.DataFrame(rows), [*hubs, "x"]), ["x"], hubs).loc["x", "hub"])
"""


def test_ties_do_not_hang_on_the_hashing_of_names() -> None:
    """Python shuffles sets of texts anew in every process; twenty cities at 31 minutes leave no room for luck."""
    found = {
        subprocess.run(  # noqa: S603  our own interpreter and program
            [sys.executable, "-c", TIED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    }
    assert found == {"hub 0"}


def test_a_city_out_of_reach_is_infinitely_far_and_has_no_hub() -> None:
    network = travel_network(link_frame(LINKS[:3]), CITIES)
    found = minutes_to_nearest(network, ["Zeta"], ["Alpha"]).loc["Zeta"]
    assert (found["minutes"], found["hub"], found["estimated"]) == (np.inf, None, False)
    assert np.isinf(minutes_to_nearest(network, ["Zeta"], [])["minutes"]).all()


def test_asking_for_nothing_gives_an_empty_table() -> None:
    assert minutes_to_nearest(travel_network(link_frame(), CITIES), [], ["Alpha"]).empty


def test_unknown_cities_and_a_negative_change_are_refused() -> None:
    network = travel_network(link_frame(), CITIES)
    with pytest.raises(ParameterError) as error:
        minutes_to_nearest(network, ["Nowhere"], ["Elsewhere"], change_min=-1)
    assert codes(error) == ["unknown_city", "unknown_city", "bad_minutes"]


@pytest.mark.parametrize("mode", ["fastest", "rail", "road"])
def test_redrawn_minutes_without_estimated_links_are_the_minutes(mode: str, rng: np.random.Generator) -> None:
    links = link_frame().assign(estimated=False)
    network = travel_network(links, CITIES, mode=mode)  # type: ignore[arg-type]  # from the parameters
    plain = minutes_to_nearest(network, CITIES, ["Alpha", "Zeta"])["minutes"]
    redrawn = minutes_to_nearest_redrawn(links, CITIES, ["Alpha", "Zeta"], rng, draws=3, mode=mode)  # type: ignore[arg-type]  # as above
    assert redrawn == pytest.approx(np.tile(plain, (3, 1)))


def test_redrawn_minutes_spread_by_the_stated_uncertainty(rng: np.random.Generator) -> None:
    redrawn = minutes_to_nearest_redrawn(link_frame(), CITIES, ["Gamma"], rng, draws=3000)
    to_epsilon = redrawn[:, CITIES.index("Epsilon")]
    assert to_epsilon.mean() == pytest.approx(50, abs=1)
    assert to_epsilon.std() == pytest.approx(10, abs=0.6)
    assert redrawn[:, CITIES.index("Beta")].std() == 0


def test_no_redrawn_journey_is_shorter_than_a_minute(rng: np.random.Generator) -> None:
    links = link_frame([("Alpha", "Beta", "road", 5, True, 100)])
    redrawn = minutes_to_nearest_redrawn(links, CITIES, ["Alpha"], rng, draws=200)[:, 1]
    assert redrawn.min() == pytest.approx(1)


def test_estimated_links_without_a_stated_uncertainty_stay(rng: np.random.Generator) -> None:
    links = link_frame().drop(columns="uncertainty_min")
    assert minutes_to_nearest_redrawn(links, CITIES, ["Alpha"], rng, draws=9).std(axis=0).max() == 0


def test_nothing_to_reach_is_infinitely_far(rng: np.random.Generator) -> None:
    assert np.isinf(minutes_to_nearest_redrawn(link_frame(), CITIES, [], rng, draws=2)).all()


def test_links_of_one_mode() -> None:
    assert set(links_of_mode(link_frame(), "rail")["mode"]) == {"rail"}
    assert len(links_of_mode(link_frame(), "fastest")) == len(LINKS)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 90)), max_size=12))
def test_both_ways_of_finding_the_shortest_way_agree(rows: list[tuple[int, int, int]]) -> None:
    pairs = {tuple(sorted((CITIES[a], CITIES[b]))): minutes for a, b, minutes in rows if a != b}
    links = link_frame([(one, other, "road", value, False, None) for (one, other), value in pairs.items()])
    network = travel_network(links, CITIES)
    plain = minutes_to_nearest(network, CITIES, ["Alpha"])["minutes"].to_numpy(dtype=float)
    redrawn = minutes_to_nearest_redrawn(links, CITIES, ["Alpha"], np.random.default_rng(0), draws=1)[0]
    assert redrawn == pytest.approx(plain)
