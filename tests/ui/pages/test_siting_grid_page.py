"""The grid and the search for new sites as parts of the siting page, without a browser."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from analysis.siting.comparison import Comparison, CriterionChoice
from analysis.siting.comparison_link import to_link
from analysis.siting.thresholds import Threshold
from analysis.siting.weighting import Weighting
from tests.ui.pages.conftest import App, OpenApp
from ui.map.model import MapEvent, MapLayer
from ui.siting.grid_layers import CELL_LAYER, PATCH_LAYER, SURFACE_LAYER
from ui.text import LANGUAGES, Text

CHOICES = (CriterionChoice("rail_m", "min"), CriterionChoice("airport_m", "min"))
IN_GUANGZHOU = (113.4, 23.2)
AT_SEA = (114.0, 21.0)


def opened(open_app: OpenApp, part: str, language: str = "en", **changes: Any) -> App:
    """Return the page with the part, 10 km cells for the grid."""
    comparison = Comparison(**({"criteria": CHOICES} | changes))
    app = open_app(f"?lang={language}&page=sites&compare={to_link(comparison)}")
    press(app, f"siting_part_{language}", part)
    if part == "grid":
        press(app, f"grid_square_km_{language}", 10.0)
    return app


def press(app: App, key: str, option: Any) -> None:
    """Choose one of a row of choices."""
    next(group for group in app.test.button_group if group.key == key).set_value(option)
    app.run()


def chosen(app: App, key: str) -> Any:
    return next(group for group in app.test.button_group if group.key == key).value


@pytest.mark.parametrize(
    ("part", "key", "size"),
    [("grid-square-10", "grid_square_km_en", 10.0), ("grid-hexagon-5", "grid_resolution_en", 5)],
)
def test_link_opens_the_grid_with_its_cells_and_holds_them(open_app: OpenApp, part: str, key: str, size: float) -> None:
    app = open_app(f"?lang=en&page=sites&part={part}")
    assert chosen(app, "siting_part_en") == "grid"
    assert chosen(app, key) == size
    assert app.link["part"] == part
    assert not app.boxes


def test_link_follows_the_part_that_is_open(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=sites&part=locate")
    assert chosen(app, "siting_part_en") == "locate"
    press(app, "siting_part_en", "compare")
    assert "part" not in app.link
    press(app, "siting_part_en", "locate")
    assert app.link["part"] == "locate"


@pytest.mark.parametrize(
    "part", ["nowhere", "grid-square-3", "grid-", "locate-square-5", "grid-square-10-1", "%3Cb%3E"]
)
def test_part_that_does_not_exist_is_told_and_candidates_are_shown(open_app: OpenApp, part: str) -> None:
    app = open_app(f"?lang=en&page=sites&part={part}")
    assert chosen(app, "siting_part_en") == "compare"
    assert any("?part" in box for box in app.boxes)


def test_link_of_the_grid_holds_criteria_and_weights_without_any_candidate(open_app: OpenApp) -> None:
    app = opened(open_app, "grid", weighting=Weighting("direct", (("rail_m", 70.0), ("airport_m", 30.0))))
    again = open_app("?page=sites&" + "&".join(f"{name}={value}" for name, value in app.link.items()))
    assert [one.value for one in again.test.slider[:2]] == [70, 30]
    assert app.link["compare"] == again.link["compare"]


def layer(app: App, layer_id: str) -> MapLayer | None:
    return next((one for one in app.map["layers"] if one.id == layer_id), None)


def ask(app: App, place: tuple[float, float]) -> None:
    app.maps[-1]["pending"].append(MapEvent("place", SURFACE_LAYER, "", None, (), None, place))
    app.run().run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_grid_shows_its_surface_and_ten_best_places(open_app: OpenApp, language: str) -> None:
    app = opened(open_app, "grid", language)
    surface, best = layer(app, SURFACE_LAYER), layer(app, PATCH_LAYER)
    assert surface is not None
    assert surface.image is not None
    assert best is not None
    assert len(best.features or ()) == 10
    assert Text(language)("grid_part.files_how") in unescape(app.html)


def test_a_weight_changes_the_surface_and_nothing_else(open_app: OpenApp) -> None:
    pictures = []
    for weight in (1.0, 5.0):
        weighting = Weighting("direct", (("rail_m", weight), ("airport_m", 1.0)))
        app = opened(open_app, "grid", weighting=weighting)
        surface = layer(app, SURFACE_LAYER)
        assert surface is not None
        pictures.append(surface)
    assert pictures[0].hash != pictures[1].hash
    assert pictures[0].image is not None
    assert pictures[1].image is not None
    assert pictures[0].image.bounds == pictures[1].image.bounds


@pytest.mark.parametrize("language", LANGUAGES)
def test_asked_cell_tells_its_rank_and_is_marked(open_app: OpenApp, language: str) -> None:
    app, text = opened(open_app, "grid", language), Text(language)
    assert text("grid_part.cell_hint") in app.html
    ask(app, IN_GUANGZHOU)
    assert layer(app, CELL_LAYER) is not None
    assert text("grid_part.cell_rank") in app.html
    press(app, f"grid_square_km_{language}", 5.0)
    assert layer(app, CELL_LAYER) is not None, "the place stays asked about in cells of another size"


def test_place_at_sea_has_no_cell(open_app: OpenApp) -> None:
    app = opened(open_app, "grid")
    ask(app, AT_SEA)
    assert layer(app, CELL_LAYER) is None
    assert Text("en")("grid_part.cell_nowhere") in app.html


def test_excluded_cell_says_why(open_app: OpenApp) -> None:
    limited = (CriterionChoice("rail_m", "max", threshold=Threshold(minimum=100_000.0)), CHOICES[1])
    app = opened(open_app, "grid", criteria=limited)
    ask(app, IN_GUANGZHOU)
    assert "is below the minimum 100000" in app.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "changes",
    [
        {"criteria": ()},
        {"criteria": (CriterionChoice("rail_m", "min", threshold=Threshold(maximum=-1.0)),)},
        {"weighting": Weighting("direct", (("rail_m", 0.0), ("airport_m", 0.0)))},
    ],
)
def test_rules_that_rank_nothing_are_a_message_beside_the_controls(
    open_app: OpenApp, language: str, changes: dict[str, Any]
) -> None:
    app, text = opened(open_app, "grid", language, **changes), Text(language)
    (box,) = app.boxes
    assert text("grid_part.cannot") in box
    assert any(text("grid_part.criteria") == expander.label for expander in app.test.expander)


def test_hexagons_are_ranked_and_have_no_raster(open_app: OpenApp) -> None:
    app = opened(open_app, "grid")
    press(app, "grid_kind_en", "hexagon")
    press(app, "grid_resolution_en", 5)
    assert layer(app, SURFACE_LAYER) is not None
    assert Text("en")("problem.grid_file_needs_squares") in app.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_new_sites_are_drawn_and_listed_when_asked_for(open_app: OpenApp, language: str) -> None:
    app = opened(open_app, "locate", language)
    app.test.number_input(key=f"locate_p_{language}").set_value(2)
    app.test.button(key=f"locate_start_{language}").click()
    app.run()
    chosen = layer(app, "locate-chosen")
    assert chosen is not None
    assert len(chosen.features or ()) == 2
    assert len(app.table) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_compared_sites_that_are_too_few_are_a_message(open_app: OpenApp, language: str) -> None:
    app = opened(open_app, "locate", language)
    app.test.selectbox(key=f"locate_candidates_{language}").set_value("compared")
    app.test.button(key=f"locate_start_{language}").click()
    app.run()
    (box,) = app.boxes
    assert Text(language)("locate_part.cannot") in box
