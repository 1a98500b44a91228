from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console

from analysis.clustering.result import ClusterResult, cluster, cluster_points
from analysis.clustering.settings import ClusterSettings
from tests.analysis.clustering.given import LAND
from tests.analysis.invented import METRES, make_study
from ui.terminal_cluster import cluster_json, cluster_lines
from ui.text import LANGUAGES, Text


@pytest.fixture(scope="module")
def result() -> ClusterResult:
    settings = ClusterSettings(simulations=39, position_draws=20)
    return cluster(make_study(), settings=settings, rng=np.random.default_rng(1))


def test_numbers_are_those_of_the_result(result: ClusterResult) -> None:
    found = cluster_json(result, Text("en"))
    assert found["n"] == 5
    assert found["clark_evans"]["mean_nn_m"] == result.clark_evans.mean_nn_m
    for name, null in result.nulls.items():
        assert found["clark_evans"][f"p_{name}"] == found["nulls"][name]["p"] == null.p
        assert found["nulls"][name]["ratio_low"] == result.spread[name].low
        assert found["ripley"]["by_null"][name]["p_mad"] == result.ripley.envelopes[name].p_mad
    assert found["score"]["value"] == result.score.value
    assert [row["id"] for row in found["per_site"]] == list(result.ids)


def test_groups_are_the_results_and_every_site_is_in_one_or_in_none(result: ClusterResult) -> None:
    found = cluster_json(result, Text("en"))
    grouped = [site for group in found["groups"] for site in group["members"]]
    assert sorted([*grouped, *found["group_detail"]["noise"]]) == sorted(result.ids)
    assert found["group_detail"]["share_in_groups"] == pytest.approx(len(grouped) / 5)
    assert set(found["group_detail"]["in_group_share"]) == set(result.ids)


def test_a_finding_says_whether_it_was_made_and_whether_it_is_safe(result: ClusterResult) -> None:
    told = cluster_json(result, Text("en"))["findings"]
    assert [(one["id"], one["found"], one["safe"]) for one in told] == [
        (one.id, one.found, one.safe) for one in result.findings
    ]
    assert told


def test_the_band_beside_the_curve_is_that_of_the_first_null_there_is(result: ClusterResult) -> None:
    assert cluster_json(result, Text("en"))["ripley"]["p_mad"] == result.ripley.envelopes["land"].p_mad
    settings = ClusterSettings(null="settlement", simulations=9, position_draws=0)
    other = cluster(make_study(), settings=settings, rng=np.random.default_rng(1))
    assert cluster_json(other, Text("en"))["ripley"]["p_mad"] == other.ripley.envelopes["settlement"].p_mad


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_worded_and_stands_in_the_words_too(language: str) -> None:
    text = Text(language)
    points = [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0)]
    settings = ClusterSettings(simulations=9)
    plain = cluster_points(points, LAND, crs=METRES, rng=np.random.default_rng(1), settings=settings)
    found = cluster_json(plain, text)
    assert found["left_out"]["density"] == text("reason.bandwidth_undefined")
    assert {"hotspots", "firms", "settlement", "platforms", "concentration"} <= set(found["left_out"])
    out = io.StringIO()
    cluster_lines(found, Console(file=out, width=500), text)
    assert text("reason.bandwidth_undefined") in out.getvalue()
    assert "nan" not in out.getvalue()
