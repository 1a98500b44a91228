from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import MissingLayerError, ParameterError
from analysis.layout.network_input import flow_model
from analysis.layout.network_result import NetworkResult, network_layout
from analysis.layout.new_line import Line
from analysis.study import Study
from tests.analysis.invented import CITIES, FOUR_TIERS, LINKS, PARKS, POPULATIONS, make_layers, make_plan, make_study
from tests.analysis.layout.test_travel import codes, link_frame


def run(study: Study, **options: object) -> NetworkResult:
    settings = {"redraws": 40, "permutations": 40} | options
    return network_layout(study, rng=np.random.default_rng(5), **settings)  # type: ignore[arg-type]  # vary by test


def with_links(rows: tuple[tuple[object, ...], ...]) -> Study:
    links = make_layers()["links"].iloc[: len(rows)]
    for name in ("from_city", "to_city", "mode", "minutes", "estimated", "uncertainty_min"):
        links = links.assign(**{name: link_frame(rows)[name].tolist()})
    return make_study(links=links)


def with_cities(**columns: object) -> Study:
    return make_study(cities=make_layers()["cities"].assign(**columns))


def test_flows_between_people_by_hand(study: Study) -> None:
    """Alpha's 600 and Beta's 300 are 20 minutes apart; Gamma's 200 are 80 from Alpha."""
    found = run(study)
    assert found.flows.loc["Alpha", "Beta"] == pytest.approx(600 * 300 / 20**2)
    assert found.flows.loc["Gamma", "Alpha"] == pytest.approx(600 * 200 / 80**2)
    assert found.masses.to_dict() == dict(zip(CITIES, POPULATIONS, strict=True))
    assert (found.decay, found.parameter, found.without_mass, found.without_link) == ("power", 2, (), ())
    assert found.left_out == {}


def test_the_hub_tree_by_hand(study: Study) -> None:
    """Beta has the largest inflow, 450 of Alpha and 66.7 of Gamma; Zeta's largest flow goes to Alpha, not to Delta."""
    found = run(study)
    assert found.dominant is not None
    assert found.dominant.hubs == ("Beta",)
    assert found.dominant.parent == {
        "Alpha": "Beta",
        "Beta": None,
        "Gamma": "Beta",
        "Delta": "Alpha",
        "Epsilon": "Gamma",
        "Zeta": "Alpha",
    }


def test_the_order_of_sizes_is_that_of_the_masses(study: Study) -> None:
    found = run(study)
    assert (found.primacy_two_city, found.primacy_four_city) == (2, 1)
    assert found.rank_size is not None
    assert found.rank_size.n == 6
    by_gdp = run(study, mass="gdp")
    assert [by_gdp.primacy_two_city, by_gdp.primacy_four_city] == pytest.approx([2, 10 / 12])


def test_everything_is_there_for_every_city_or_link(study: Study) -> None:
    found = run(study)
    for frame in (found.minutes, found.flows, found.centralities, found.hub_stability):
        assert list(frame.index) == list(CITIES)
    assert len(found.salience) == 15
    assert found.polycentricity is not None
    assert found.polycentricity.density == 1
    assert found.polycentricity_null is not None
    assert found.polycentricity_null.permutations == 40
    assert found.caveats == ("modelled_flows", "descriptive_hierarchy")
    assert found.line_effect is None


def test_parks_as_masses_leave_cities_without_mass(study: Study) -> None:
    found = run(study, mass="parks")
    assert found.masses.sum() == len(PARKS)
    assert found.without_mass == ("Gamma", "Delta", "Zeta")
    assert found.dominant is not None
    assert found.dominant.without_flow == ("Gamma", "Delta", "Zeta")
    assert found.polycentricity is not None
    assert found.polycentricity.density == pytest.approx(3 / 15)


def test_radiation_has_no_decay(study: Study) -> None:
    found = run(study, model="radiation", decay="nonsense", parameter=-1)
    assert (found.decay, found.parameter, found.parameters_varied) == (None, None, ())
    assert found.flows.loc["Alpha", "Beta"] == pytest.approx(600 * 600 * 300 / (600 * 900))
    assert found.hub_stability["hub_parameters"].isna().all()
    assert found.hub_stability["hub_redrawn"].notna().all()


def test_a_parameter_can_be_chosen(study: Study) -> None:
    found = run(study, decay="exponential", parameter=20)
    assert found.flows.loc["Alpha", "Beta"] == pytest.approx(600 * 300 / 2)
    assert found.parameters_varied == (30, 45, 60, 75, 90, 120)


def test_a_mode_alone_leaves_cities_without_link(study: Study) -> None:
    found = run(study, mode="rail")
    assert found.without_link == ("Gamma", "Epsilon", "Zeta")
    assert found.redraws == 0
    assert found.hub_stability["hub_redrawn"].isna().all()


def test_a_tried_line_changes_the_flows_and_is_told(study: Study) -> None:
    line = Line("Alpha", "Zeta", 20)
    found = run(study, lines=[line])
    assert found.lines == (line,)
    assert found.minutes.loc["Alpha", "Zeta"] == 20
    assert found.line_effect is not None
    assert found.line_effect.gainers[0] == "Zeta"
    assert study.layer("links").shape[0] == len(LINKS)


def test_redrawing_tells_how_sure_the_tree_is(study: Study) -> None:
    """Gamma's and Delta's links decide to whom Epsilon and Zeta belong; the others' are not estimated."""
    found = run(study)
    assert found.redraws == 40
    assert found.hub_stability.loc[["Alpha", "Gamma"], "parent_redrawn"].tolist() == [1, 1]
    assert found.hub_stability.notna().all(axis=None)
    assert found.hub_stability.to_numpy(dtype=float).min() >= 0


def test_the_same_seed_gives_the_same_result(study: Study) -> None:
    one, other = run(study), run(study)
    pd.testing.assert_frame_equal(one.hub_stability, other.hub_stability)
    assert one.polycentricity_null == other.polycentricity_null


def test_more_redraws_leave_the_null_as_it_was(study: Study) -> None:
    assert run(study, redraws=80).polycentricity_null == run(study).polycentricity_null


def test_without_links_only_the_sizes_are_told() -> None:
    found = run(make_study(without=["links"]), lines=[Line("Alpha", "Zeta", 20)])
    assert found.left_out == {
        "links": "missing_links",
        "flows": "missing_links",
        "line_effect": "missing_links",
    }
    assert found.dominant is None
    assert found.polycentricity is None
    assert found.line_effect is None
    assert found.centralities.empty
    assert found.salience.empty
    assert found.hub_stability.empty
    assert found.primacy_two_city == 2


@pytest.mark.parametrize(
    ("mass", "column"), [("population", "population_2020"), ("gdp", "gdp_2024_100m_yuan"), ("parks", "")]
)
def test_without_masses_only_the_minutes_are_told(mass: str, column: str) -> None:
    layers = make_layers()
    study = make_study(cities=layers["cities"].drop(columns=column)) if column else make_study(without=["parks"])
    found = run(study, mass=mass)
    assert found.left_out == {"masses": f"missing_{mass}", "flows": f"missing_{mass}"}
    assert found.rank_size is None
    assert found.primacy_two_city is None
    assert found.without_mass == CITIES
    assert found.minutes.loc["Alpha", "Beta"] == 20


def test_one_city_with_mass_has_no_flows() -> None:
    found = run(with_cities(population_2020=[600, 0, 0, 0, 0, 0]))
    assert found.left_out == {"flows": "no_flows"}
    assert found.rank_size is not None
    assert np.isnan(found.rank_size.slope)


def test_a_city_without_people_is_named() -> None:
    found = run(with_cities(population_2020=[600, 300, 200, 100, np.nan, 0]))
    assert found.without_mass == ("Epsilon", "Zeta")
    assert found.rank_size is not None
    assert found.rank_size.without_size == ("Epsilon", "Zeta")


def test_negative_people_are_refused() -> None:
    with pytest.raises(ParameterError) as error:
        run(with_cities(population_2020=[600, 300, 200, 100, 100, -1]))
    assert codes(error) == ["bad_mass"]


def test_a_city_without_a_link_has_no_flow_and_is_named() -> None:
    found = run(with_links(LINKS[:5]))
    assert found.without_link == ("Zeta",)
    assert found.dominant is not None
    assert found.dominant.without_flow == ("Zeta",)
    assert found.centralities.loc["Zeta", "closeness_per_min"] == 0


def test_parts_of_the_network_have_hubs_of_their_own() -> None:
    """Delta and Zeta are linked to each other only."""
    found = run(with_links((*LINKS[:4], LINKS[5])))
    assert found.dominant is not None
    assert found.dominant.hubs == ("Beta", "Delta")
    assert found.minutes.loc["Alpha", "Delta"] == np.inf


def test_one_tier_has_flows_like_any_other() -> None:
    found = run(make_study(make_plan({"only": CITIES})), lines=[Line("Alpha", "Zeta", 20)])
    assert found.dominant is not None
    assert found.line_effect is not None
    assert found.line_effect.by_city["higher_after_min"].isna().all()


def test_links_of_different_minutes_there_and_back_are_refused() -> None:
    rows = (*LINKS[:5], ("Beta", "Alpha", "rail", 25.0, False, None))
    with pytest.raises(ParameterError) as error:
        run(with_links(rows))
    assert codes(error) == ["contradicting_links"]


def test_negative_minutes_are_refused() -> None:
    with pytest.raises(ParameterError) as error:
        run(with_links((("Alpha", "Beta", "rail", -20.0, False, None),)))
    assert codes(error) == ["bad_minutes"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"mass": "firms"}, "unknown_choice"),
        ({"model": "entropy"}, "unknown_choice"),
        ({"decay": "linear"}, "unknown_choice"),
        ({"mode": "air"}, "unknown_choice"),
        ({"parameter": 0}, "bad_decay"),
        ({"lines": [Line("Alpha", "Nowhere", 20)]}, "unknown_city"),
    ],
)
def test_wrong_choices_are_refused(study: Study, options: dict[str, object], code: str) -> None:
    with pytest.raises(ParameterError) as error:
        run(study, **options)
    assert codes(error) == [code]


def test_without_cities_or_plan_nothing_can_be_told(study: Study) -> None:
    with pytest.raises(MissingLayerError):
        run(make_study(without=["cities"]))
    with pytest.raises(MissingLayerError):
        run(Study("x", None, study.layers, study.crs, "0"))


def test_a_city_of_the_layer_without_tier_takes_part() -> None:
    found = run(make_study(make_plan({"top": ["Alpha"], "low": ["Beta", "Gamma"]})))
    assert set(found.flows.index) == set(CITIES)


def test_the_progress_is_told_to_the_end_and_can_stop_it(study: Study) -> None:
    told: list[float] = []
    run(study, progress=told.append)
    assert told == sorted(told)
    assert len(told) >= 40
    assert told[-1] == 1

    def stop(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        run(study, progress=stop)


def test_the_four_tiers_are_no_part_of_the_flows() -> None:
    upside_down = dict(zip(FOUR_TIERS, reversed(FOUR_TIERS.values()), strict=True))
    one = run(make_study())
    other = run(make_study(make_plan(upside_down)))
    assert one.dominant is not None
    assert other.dominant is not None
    assert one.dominant.parent == other.dominant.parent


def test_a_model_on_bare_arrays_agrees_with_its_frame(study: Study) -> None:
    found = run(study)
    masses, minutes = found.masses.to_numpy(dtype=float), found.minutes.to_numpy(dtype=float)
    for model in (flow_model("gravity"), flow_model("gravity", decay="exponential"), flow_model("radiation")):
        expected = model.frame(found.masses, found.minutes).to_numpy(dtype=float)
        assert model.matrix(masses, minutes) == pytest.approx(expected)
