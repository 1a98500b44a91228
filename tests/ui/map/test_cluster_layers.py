from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.clustering.result import ClusterResult, cluster
from analysis.clustering.settings import ClusterSettings
from analysis.study import Study
from ui.map.cluster_layers import GROUP_COLOURS, NOISE_COLOUR, cluster_map_layers, group_colour
from ui.map.model import MapLayer
from ui.text import LANGUAGES, Text


@pytest.fixture(scope="module")
def result(study: Study) -> ClusterResult:
    return cluster(study, settings=ClusterSettings(simulations=9, position_draws=5), rng=np.random.default_rng(1))


def layers(study: Study, result: ClusterResult, language: str = "en") -> dict[str, MapLayer]:
    found = cluster_map_layers(study, result, lambda site: f"{{{{{site}}}}}", Text(language))
    return {layer.id: layer for layer in found}


def features(layer: MapLayer) -> list[Mapping[str, Any]]:
    assert layer.features is not None
    return list(layer.features)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sites_hulls_density_and_ground_are_drawn(study: Study, result: ClusterResult, language: str) -> None:
    found = layers(study, result, language)
    assert {"cluster-sites", "cluster-hulls", "cluster-density", "cities-plain", "context"} <= set(found)
    assert [name for name, layer in found.items() if layer.interactive and name.startswith("c")] == ["cluster-sites"]
    assert len(features(found["cluster-sites"])) == 15
    assert result.groups is not None
    assert len(features(found["cluster-hulls"])) == len(result.groups.groups.groups)
    assert len(features(found["cluster-density"])) == 3


def test_sites_of_a_group_share_its_colour_and_the_others_are_hollow(study: Study, result: ClusterResult) -> None:
    assert result.groups is not None
    group_of = result.groups.groups.group_of
    drawn = features(layers(study, result)["cluster-sites"])
    for site, feature in zip(result.ids, drawn, strict=True):
        style = feature["style"]
        if site in group_of:
            assert style["fill"] == group_colour(group_of[site])
        else:
            assert (style["fill"], style["stroke"]) == ("#ffffff", NOISE_COLOUR)


def test_positions_carry_their_uncertainty_unless_they_are_exact(study: Study, result: ClusterResult) -> None:
    told = [feature.get("radius_m") for feature in features(layers(study, result)["cluster-sites"])]
    assert result.basis.given.uncertainty_m is not None
    assert told == pytest.approx(result.basis.given.uncertainty_m.tolist())
    exact = replace(result, basis=replace(result.basis, given=replace(result.basis.given, uncertainty_m=None)))
    assert not any(feature.get("radius_m") for feature in features(layers(study, exact)["cluster-sites"]))


def test_what_was_not_computed_has_no_layer(study: Study, result: ClusterResult) -> None:
    found = layers(study, replace(result, groups=None, density=None))
    assert "cluster-hulls" not in found
    assert not [name for name in found if "density" in name or "significant" in name]
    fills = {feature["style"]["fill"] for feature in features(found["cluster-sites"])}
    assert fills == {"#ffffff"}


def test_only_the_land_null_shows_where_density_is_significant_at_first(study: Study, result: ClusterResult) -> None:
    assert result.density is not None
    contour = result.density.contours[0]
    density = replace(result.density, significant={"land": contour, "seats": contour})
    found = layers(study, replace(result, density=density))
    assert found["cluster-significant-land"].visible
    assert not found["cluster-significant-seats"].visible


def test_colours_of_many_groups_begin_anew() -> None:
    assert [group_colour(place) for place in range(len(GROUP_COLOURS))] == list(GROUP_COLOURS)
    assert group_colour(len(GROUP_COLOURS)) == GROUP_COLOURS[0]
