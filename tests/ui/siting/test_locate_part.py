"""The search for new sites: what is drawn, listed and handed out, and a clear word where nothing can be chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from analysis.errors import ParameterError
from analysis.siting.location_places import Places
from analysis.study import Study
from tests.analysis.siting.whole import whole_study
from ui.locate_job import LocateAnswer, LocateOptions
from ui.located import located_content
from ui.siting.locate_layers import locate_layers
from ui.siting.locate_part import as_geojson, located, site_frame
from ui.text import LANGUAGES, Text

ROOT = Path(__file__).parents[3]
EN = Text("en")


def wishes(**changes: Any) -> LocateOptions:
    values: dict[str, Any] = {
        "p": 2,
        "objective": "pmedian",
        "candidates": "grid",
        "demand": "population",
        "existing": "parks",
        "cell_m": 5_000.0,
        "radius_m": None,
        "min_spacing_m": None,
        "per_city": None,
        "time_limit_s": 10.0,
    }
    return LocateOptions(**(values | changes))


@pytest.fixture(scope="module")
def study() -> Study:
    return whole_study()


def found(study: Study, options: LocateOptions, data: Places | None = None) -> LocateAnswer:
    return located(study, options, progress=lambda _: None, data=data)


def sites_of(answer: LocateAnswer, options: LocateOptions, text: Text = EN) -> list[dict[str, Any]]:
    content = located_content(answer, options, text)
    return sorted(content["sites"], key=lambda site: -site["served_share"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("objective", ["pmedian", "coverage", "pcentre"])
def test_chosen_sites_are_numbered_on_the_map_with_those_that_stand(
    study: Study, objective: str, language: str
) -> None:
    options = wishes(objective=objective, radius_m=8_000.0 if objective == "coverage" else None)
    answer, text = found(study, options), Text(language)
    layers = {layer.id: layer for layer in locate_layers(study, answer, options, sites_of(answer, options, text), text)}
    labels = [str(feature["label"]) for feature in layers["locate-chosen"].features or ()]
    assert [label.split()[0] for label in labels] == ["1", "2"]
    assert len(layers["locate-standing"].features or ()) == len(answer.siting.existing)
    radii = {feature.get("radius_m") for feature in layers["locate-chosen"].features or ()}
    assert radii == ({8_000.0} if objective == "coverage" else {None})


def test_sites_that_do_not_count_are_not_drawn(study: Study) -> None:
    options = wishes(existing="none")
    answer = found(study, options)
    layers = [layer.id for layer in locate_layers(study, answer, options, sites_of(answer, options), EN)]
    assert "locate-standing" not in layers
    assert "locate-by-standing" not in layers


def test_compared_alternatives_can_be_the_candidates(study: Study) -> None:
    west, south, east, north = study.area.bounds
    corners = np.array([[west, south], [east, north], [(west + east) / 2, (south + north) / 2]])
    given = Places(("a", "b", "c"), corners)
    answer = found(study, wishes(p=1, candidates="compared", existing="none"), given)
    assert answer.siting.chosen == ("c",)
    assert answer.candidates is not None
    assert answer.candidates.cities is not None


def test_more_sites_than_candidates_is_told(study: Study) -> None:
    with pytest.raises(ParameterError) as caught:
        found(study, wishes(p=5, candidates="compared"), Places(("a",), np.array([study.area.centroid.coords[0]])))
    assert caught.value.problems[0].code == "locate_too_few_candidates"


def test_spacing_that_cannot_be_kept_is_told(study: Study) -> None:
    with pytest.raises(ParameterError) as caught:
        found(study, wishes(p=3, min_spacing_m=1e6, existing="none"))
    assert caught.value.problems[0].code == "locate_spacing_too_wide"


def test_table_and_geojson_list_the_same_sites(study: Study) -> None:
    options = wishes()
    answer = found(study, options)
    sites, total = sites_of(answer, options), answer.siting.location.total_weight
    frame = site_frame(sites, total, EN)
    content = json.loads(as_geojson(sites, total))
    assert [feature["properties"]["rank"] for feature in content["features"]] == frame["No."].tolist() == [1, 2]
    assert [feature["id"] for feature in content["features"]] == frame["Id"].tolist()
    places = [feature["geometry"]["coordinates"] for feature in content["features"]]
    assert np.array(places) == pytest.approx(frame[["Longitude", "Latitude"]].to_numpy(), abs=1e-6)
    assert frame["Share (%)"].is_monotonic_decreasing


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest) -> tuple[AppTest, str]:
    app = AppTest.from_file(str(ROOT / "tests/journeys/apps/siting_locate.py"), default_timeout=60)
    app.query_params["lang"] = request.param
    return app.run(), request.param


def test_page_starts_with_a_question_and_computes_when_asked(page: tuple[AppTest, str]) -> None:
    app, language = page
    assert not app.exception
    assert not app.dataframe
    app.button(key=f"locate_start_{language}").click().run()
    for _ in range(20):
        if app.dataframe:
            break
        app.run()
    assert len(app.dataframe[0].value) == 5
    app.number_input(key=f"locate_p_{language}").set_value(3).run()
    assert len(app.dataframe[0].value) == 5  # until it is asked for


def test_no_alternative_to_choose_from_is_a_message(page: tuple[AppTest, str]) -> None:
    app, language = page
    app.selectbox(key=f"locate_candidates_{language}").set_value("compared").run()
    app.button(key=f"locate_start_{language}").click().run()
    assert not app.exception
    assert not app.dataframe
    assert Text(language)("locate_part.cannot") in "".join(element.proto.body for element in app.get("html"))
