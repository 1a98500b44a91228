from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import MissingLayerError
from analysis.layout.city_indicators import UNITS, city_indicators
from analysis.study import Study
from tests.analysis.invented import CITIES, make_plan, make_study, point_frame


def test_every_indicator_of_the_invented_study_by_hand(study: Study) -> None:
    """Zeta: 100 people at 100 minutes in Delta, 600 at 190 in Alpha, 300 at 240, 200 at 300, 100 at 380 minutes."""
    found = city_indicators(study)
    assert tuple(found.frame.columns) == tuple(UNITS)
    assert found.frame["population"].tolist() == [600, 300, 200, 100, 100, 100]
    assert found.frame["parks"].tolist() == [3, 1, 0, 0, 1, 0]
    assert found.frame["platforms"].tolist() == [1, 0, 0, 0, 0, 0]  # no city is stated: by the land that holds it
    expected = sum(n * 0.5 ** (t / 60) for n, t in ((100, 100), (600, 190), (300, 240), (200, 300), (100, 380)))
    assert found.frame["accessibility"]["Zeta"] == pytest.approx(expected)
    assert found.left_out == {}
    assert found.platforms_named_in_plan is None


def test_a_platform_counts_for_the_city_that_its_layer_names() -> None:
    platforms = point_frame(
        [("q1", 6_000, 6_000), ("q2", 6_000, 6_000)], city=["Beta", "Beta"], named_in_plan=[True, False]
    )
    found = city_indicators(make_study(platforms=platforms))
    assert found.frame["platforms"].tolist() == [0, 2, 0, 0, 0, 0]
    assert found.platforms_named_in_plan == 1


def test_what_is_missing_is_left_out_with_its_reason() -> None:
    cities = make_study().layers["cities"].drop(columns="gdp_2024_100m_yuan")
    found = city_indicators(make_study(without=("links", "platforms", "parks"), cities=cities))
    assert list(found.frame.columns) == ["population"]
    assert found.left_out == {
        "gdp": "missing_gdp",
        "parks": "missing_parks",
        "platforms": "missing_platforms",
        "accessibility": "missing_links",
    }
    assert found.network is None


def test_without_people_there_is_no_accessibility() -> None:
    cities = make_study().layers["cities"].assign(population_2020=np.nan)
    found = city_indicators(make_study(cities=cities))
    assert found.left_out == {"population": "missing_population", "accessibility": "missing_population"}


def test_a_city_without_a_link_of_the_mode_has_no_accessibility() -> None:
    found = city_indicators(make_study(), mode="rail").frame["accessibility"]
    assert found.isna().to_dict() == dict(zip(CITIES, [False, False, True, False, True, True], strict=True))


def test_only_cities_of_the_plan_stand_in_the_frame_but_all_people_count() -> None:
    plan = make_plan({"top": ["Delta"], "low": ["Zeta"]})
    found = city_indicators(make_study(plan))
    assert found.frame.index.tolist() == ["Delta", "Zeta"]
    assert found.frame["accessibility"]["Zeta"] == pytest.approx(
        city_indicators(make_study()).frame["accessibility"]["Zeta"]
    )


def test_a_study_without_cities_is_refused() -> None:
    with pytest.raises(MissingLayerError):
        city_indicators(make_study(without=("cities",)))
