from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from analysis.clustering.areal_result import ArealResult, ArealSettings, areal_result, values_offered
from analysis.clustering.study_units import study_units
from analysis.errors import MissingLayerError, ParameterError
from analysis.study import Study
from tests.analysis.invented import CITIES, PARKS, PLANNED, make_layers, make_sites, make_study, point_frame

COUNTS = [3, 1, 0, 0, 1, 0]
"""Parks in each of the six cities."""


def run(study: Study, *, sites: Any = "parks", progress: Any = None, seed: int = 1, **options: Any) -> ArealResult:
    chosen: dict[str, Any] = {"units": "cities", "permutations": 99, "stability_draws": 20} | options
    more = {} if progress is None else {"progress": progress}
    return areal_result(study, rng=np.random.default_rng(seed), sites=sites, settings=ArealSettings(**chosen), **more)


def own(study: Study, places: list[tuple[str, float, float]], uncertainty_m: float = 0.0) -> gpd.GeoDataFrame:
    """Return points of one's own in the study's system, as a plain file gives them."""
    frame = point_frame(places, city=[None] * len(places), position_uncertainty_m=[uncertainty_m] * len(places))
    return frame.to_crs(study.crs)


def test_sites_are_counted_in_the_units_that_hold_them(study: Study) -> None:
    found = run(study)
    assert found.counts.counts.tolist() == COUNTS
    assert found.values.tolist() == COUNTS
    assert found.counts.by_statement == {}
    assert (found.local.n, found.getis.n, found.getis.zero_units) == (6, 6, 3)


def test_sites_per_area_and_per_million_by_hand(study: Study) -> None:
    """Three on 400 km² are 7.5 on 1,000. Rates of 5 on 1,400 people vary less than chance: all become the mean."""
    assert run(study, value="per_area").values.to_numpy() == pytest.approx(np.array(COUNTS) / 0.4, rel=1e-6)
    per_million = run(study, value="per_population").values
    assert per_million.to_numpy() == pytest.approx(5 / 1400 * 1e6)


def test_morans_i_by_hand(study: Study) -> None:
    """Three by two squares that touch at sides and corners: each of the 11 pairs counts by the row's share.

    Deviations from the mean of 5/6, in sixths: 13, 1, -5, -5, 1, -5; their squares sum to 246. The four
    at the corners have three neighbours, Beta and Epsilon five.
    """
    z = dict(zip(CITIES, (13, 1, -5, -5, 1, -5), strict=True))
    neighbours = {
        "Alpha": ("Beta", "Delta", "Epsilon"),
        "Beta": ("Alpha", "Gamma", "Delta", "Epsilon", "Zeta"),
        "Gamma": ("Beta", "Epsilon", "Zeta"),
        "Delta": ("Alpha", "Beta", "Epsilon"),
        "Epsilon": ("Alpha", "Beta", "Gamma", "Delta", "Zeta"),
        "Zeta": ("Beta", "Gamma", "Epsilon"),
    }
    products = sum(z[one] * sum(z[other] for other in near) / len(near) for one, near in neighbours.items())
    assert run(study).moran.i == pytest.approx(products / 246)


def test_the_neighbours_are_those_asked_for(study: Study) -> None:
    assert run(study, weights="nearest", k=2).weights.k == 2
    assert run(study, weights="travel").weights.choice == "travel"
    assert run(study, weights="distance", band_m=25_000.0).weights.band_m == 25_000


def test_points_of_ones_own_are_counted_and_taken_as_exact(study: Study) -> None:
    places = [("x", 5_000.0, 5_000.0), ("y", 45_000.0, 25_000.0), ("z", 46_000.0, 25_000.0)]
    found = run(study, sites=own(study, places))
    assert found.counts.counts.tolist() == [1, 0, 0, 0, 0, 2]
    assert found.stability is None


def test_a_point_off_every_unit_is_named_and_not_counted(study: Study) -> None:
    places = [("x", 5_000.0, 5_000.0), ("y", 6_000.0, 5_000.0), ("sea", -9_000.0, 5_000.0)]
    found = run(study, sites=own(study, places))
    assert found.counts.uncounted == ("sea",)
    assert found.counts.counts.sum() == 2


def test_points_named_by_numbers_are_counted(study: Study) -> None:
    frame = own(study, [("1", 5_000.0, 5_000.0), ("2", 6_000.0, 5_000.0)]).set_axis([1, 2])
    found = run(study, sites=frame)
    assert found.counts.unit_of.index.tolist() == ["1", "2"]
    assert frame.index.tolist() == [1, 2]


def test_redrawn_positions_say_how_firm_a_hot_spot_is(study: Study) -> None:
    found = run(study).stability
    assert found is not None
    assert found.draws == 20
    assert found.frame["mean_sites"].sum() == pytest.approx(5)
    assert run(study, stability_draws=0).stability is None
    exact = make_study(parks=make_sites(PARKS, [PLANNED] * 5, uncertainty_m=0))
    assert run(exact).stability is None


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(study: Study) -> None:
    first, again, other = (run(study, seed=seed) for seed in (1, 1, 2))
    assert first.moran == again.moran
    assert first.local.frame.equals(again.local.frame)
    assert first.getis.frame.equals(again.getis.frame)
    assert first.getis.frame["p"].tolist() != other.getis.frame["p"].tolist()


def test_equal_values_have_no_hot_spot(study: Study) -> None:
    """One site in the middle of each city."""
    middles = [(f"m{i}", 10_000.0 + 20_000 * (i % 3), 10_000.0 + 20_000 * (i // 3)) for i in range(6)]
    found = run(study, sites=own(study, middles))
    assert found.getis.code is not None
    assert not set(found.getis.frame["label"]) & {"hot", "cold"}


def test_progress_runs_from_the_statistics_to_the_redrawn_positions(study: Study) -> None:
    told: list[float] = []
    run(study, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(told) >= 20


def test_progress_may_stop_the_run(study: Study) -> None:
    def stop(share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(study, progress=stop)


def test_people_are_offered_where_the_units_tell_them(study: Study) -> None:
    assert values_offered(study_units(study, "cities")) == ("sites", "per_area", "per_population")
    cities = make_layers()["cities"]
    districts = cities.drop(columns="population_2020").assign(city=cities["name_zh"])
    with_districts = make_study(districts=districts)
    assert values_offered(study_units(with_districts, "districts")) == ("sites", "per_area")
    with pytest.raises(ParameterError, match="unknown_choice"):
        run(with_districts, units="districts", value="per_population")


def test_missing_layers_and_rules_that_are_not_offered_are_refused(study: Study) -> None:
    with pytest.raises(MissingLayerError):
        run(study, units="districts")
    with pytest.raises(MissingLayerError):
        run(make_study(without=("towns",)), sites="towns")
    with pytest.raises(ParameterError, match="unknown_choice"):
        run(make_study(without=("links",)), weights="travel")
