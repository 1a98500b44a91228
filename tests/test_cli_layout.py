"""`layout` keeps its contract: keys, options, an invented province, and a clear message for what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.invented_study import write_invented_study

Run = Callable[..., tuple[int, str, str]]

LAYOUT_KEYS = {
    "tiers",
    "parks_per_tier",
    "hhi",
    "effective_cities",
    "p_core_share",
    "p_core_key_share",
    "kendall_tau_b",
    "travel",
    "dominant_flows",
    "hubs",
    "reach",
    "rank_size_slope",
    "primacy_two_city",
    "polycentricity",
    "potential",
    "inferred_tiers",
    "agreement",
    "aims",
    "gaps",
    "score",
}
AIMS = {"distinct", "complementary", "coordinated", "shared"}


def test_layout_holds_the_contracts_keys_and_the_exact_probabilities(as_json: Callable[..., Any]) -> None:
    content = as_json("layout")
    assert set(content) >= LAYOUT_KEYS
    assert content["left_out"] == {}
    assert content["parks_per_tier"] == {"core": 8, "key": 4, "node": 3}
    assert content["p_core_share"] == 7 / 1330
    assert content["p_core_key_share"] == 77 / 54264
    assert content["kendall_tau_b"] == pytest.approx(0.6966, abs=5e-5)
    assert content["hhi"] == pytest.approx(0.16444, abs=5e-6)
    assert set(content["reach"]) == {"60", "90", "120"}
    assert set(content["reach"]["90"]) == {"cities_share", "population_share"}
    assert {"from", "to", "minutes", "mode", "estimated"} <= set(content["travel"][0])
    assert {"kind", "who", "what"} <= set(content["gaps"][0])
    assert content["tiers"]["惠州市"] == "key"


def test_layout_tells_flows_and_hierarchy_as_plain_values(as_json: Callable[..., Any]) -> None:
    content = as_json("layout")
    cities = set(content["tiers"])
    assert all({"from", "to", "flow"} <= set(flow) for flow in content["dominant_flows"])
    assert {flow["from"] for flow in content["dominant_flows"]} == cities
    assert content["hubs"] == ["广州市", "深圳市", "汕头市", "茂名市"]
    assert {place["hub"] for place in content["hub_tree"].values()} == set(content["hubs"])
    assert content["rank_size"]["slope"] == content["rank_size_slope"] < 0
    assert content["rank_size"]["standard_error"] == pytest.approx(-content["rank_size_slope"] * (2 / 21) ** 0.5)
    assert content["primacy_two_city"] == pytest.approx(18_676_605 / 17_560_061)
    assert content["primacy_four_city"] < 1
    assert 0 < content["polycentricity"] < 1
    assert content["polycentricity_detail"]["variant"] == "green_special_functional"
    assert set(content["polycentricity_null"]) >= {"expected", "low", "high", "p", "permutations"}
    assert set(content["centralities"]) == cities
    assert {"from", "to", "flow", "salience"} == set(content["salience"][0])
    assert content["line_effect"] is None


def test_layout_tells_the_tiers_of_the_data_and_the_aims_as_plain_values(as_json: Callable[..., Any]) -> None:
    content = as_json("layout")
    assert set(content["potential"]) == set(content["inferred_tiers"]) == set(content["tiers"])
    assert all(0 <= value <= 1 for value in content["potential"].values())
    same = [city for city, tier in content["tiers"].items() if content["inferred_tiers"][city] == tier]
    assert content["agreement"]["same"] == len(same)
    moved = {one["city"]: one for one in content["tier_differences"]}
    assert set(moved) == set(content["tiers"]) - set(same)
    for city, one in moved.items():
        assert (one["plan_tier"], one["data_tier"]) == (content["tiers"][city], content["inferred_tiers"][city])
        assert {"indicator", "contribution", "peers_mean", "difference"} == set(one["why"][0])
    assert set(content["agreement"]) >= {"kendall_tau_b", "weighted_kappa", "p"}
    assert content["agreement"]["p"] < 0.05
    assert all(sum(shares.values()) == pytest.approx(1) for shares in content["stability"].values())
    assert set(content["tier_variants"]) == {"without_parks", "with_parks", "statistics_only"}
    assert set(content["aims"]) == AIMS
    assert all(0 <= value <= 1 for value in content["aims"].values())
    by_level = [one["value"] for one in content["aims_detail"] if one["id"] == "distinct"]
    assert content["aims"]["distinct"] == pytest.approx(sum(by_level) / 2)
    assert len(content["score"]["components"]) == 6
    assert content["farthest"]["cities"][0]["city"] == "湛江市"


def test_layout_of_an_invented_province_with_four_tiers_needs_no_line_of_code(
    as_json: Callable[..., Any], run: Run, tmp_path: Path
) -> None:
    folder = write_invented_study(tmp_path / "study")
    content = as_json("--study", folder, "layout")
    assert set(content) >= LAYOUT_KEYS
    assert content["parks_per_tier"] == {"top": 3, "high": 1, "middle": 0, "low": 1}
    assert set(content["inferred_tiers"].values()) <= {"top", "high", "middle", "low"}
    assert content["p_core_share"] == pytest.approx(1 / 6)
    assert set(content["aims"]) == AIMS
    assert None not in content["aims"].values()
    assert content["hubs"]
    assert content["left_out"] == {}
    for language in ("zh", "en"):
        status, out, _ = run("--lang", language, "--study", folder, "layout")
        assert status == 0
        assert "Alpha" in out
        assert "nan" not in out.lower().split()


def test_layout_takes_every_choice(as_json: Callable[..., Any], run: Run) -> None:
    weights = ("--weights", "tier_order=2,aims=0", "--potential-weights", "population=3,gdp=1")
    flows = ("--mass", "gdp", "--decay", "exponential", "--parameter", "45", "--mode", "road")
    lines = ("--line", "广州市,河源市,60", "--line", "湛江市,茂名市,20,road")
    content = as_json("layout", *weights, *flows, *lines, "--normalisation", "rank")
    model = content["flow_model"]
    assert (model["mass"], model["decay"], model["parameter"], model["mode"]) == ("gdp", "exponential", 45, "road")
    assert [(line["from_city"], line["minutes"], line["mode"]) for line in content["lines"]] == [
        ("广州市", 60, "rail"),
        ("湛江市", 20, "road"),
    ]
    assert "湛江市" in content["line_effect"]["gainers"]
    assert content["tier_variants"]["without_parks"]["normalisation"] == "rank"
    shares = content["tier_variants"]["without_parks"]["weights"]
    assert shares["population"] == pytest.approx(3 * shares["gdp"])
    parts = {part["id"]: part["weight"] for part in content["score"]["components"]}
    assert parts["aims"] == 0
    assert parts["tier_order"] == pytest.approx(2 * parts["node_reach_90"])
    status, out, _ = run("--lang", "en", "layout", *flows, *lines)
    assert status == 0
    assert "halved every 45 minutes" in out
    assert "The tried lines help" in out


def test_layout_by_radiation_has_no_parameter(as_json: Callable[..., Any], run: Run) -> None:
    content = as_json("layout", "--model", "radiation")
    assert content["flow_model"]["parameter"] is None
    assert content["flow_model"]["parameters_varied"] == []
    assert "radiation" in run("--lang", "en", "layout", "--model", "radiation", "--line", "广州市,深圳市,900")[1]


def test_layout_without_links_says_what_it_leaves_out(as_json: Callable[..., Any], tmp_path: Path) -> None:
    folder = write_invented_study(tmp_path / "study")
    (folder / "layers" / "links.csv").unlink()
    content = as_json("--study", folder, "layout", "--line", "Alpha,Zeta,20")
    assert set(content) >= LAYOUT_KEYS
    assert (content["hubs"], content["dominant_flows"], content["polycentricity"]) == ([], [], None)
    assert content["aims"]["coordinated"] is None
    missing = {"dominant_flows", "hubs", "polycentricity", "line_effect", "reach", "reach_map", "node_reach_90"}
    assert set(content["left_out"]) >= missing
    assert content["rank_size_slope"] < 0


def test_unknown_city_of_a_line_is_a_problem(run: Run) -> None:
    status, out, error = run("--lang", "en", "layout", "--line", "广州市,Nowhere,60", "--json")
    assert status == 1
    assert not out
    assert "Nowhere" in error
