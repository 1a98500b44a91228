from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from analysis.clustering.areal_result import ArealResult, ArealSettings, areal_result
from tests.analysis.invented import CITIES, make_study, point_frame
from ui.terminal_hotspots import areal_json, areal_lines, density_lines
from ui.text import LANGUAGES, Text


def result(places: list[tuple[str, float, float]]) -> ArealResult:
    """Return the statistics of the invented study's six cities for points of one's own."""
    study = make_study()
    columns: dict[str, Any] = {"city": [None] * len(places), "position_uncertainty_m": [0.0] * len(places)}
    settings = ArealSettings(units="cities", permutations=99)
    sites = point_frame(places, **columns).to_crs(study.crs)
    return areal_result(study, sites=sites, settings=settings, rng=np.random.default_rng(1))


def lines(found: ArealResult, text: Text) -> str:
    out = io.StringIO()
    names = dict(zip(found.units.ids, CITIES, strict=True))
    areal_lines(areal_json(found), names, Console(file=out, width=500), text)
    return out.getvalue()


ONE_EACH = [(f"m{i}", 10_000.0 + 20_000 * (i % 3), 10_000.0 + 20_000 * (i // 3)) for i in range(6)]
WEST = [(f"w{i}", 5_000.0 + 100 * i, 5_000.0) for i in range(6)]


def test_every_unit_has_its_numbers_and_the_rule_of_neighbours_stands_beside() -> None:
    found = areal_json(result(WEST))
    assert (found["units"], found["value"]) == ("cities", "sites")
    assert found["neighbours"]["choice"] == "contiguity"
    assert [row["value"] for row in found["getis_ord"]["units"].values()] == [6, 0, 0, 0, 0, 0]
    assert set(found["local_moran"]["units"]) == set(found["getis_ord"]["units"])
    assert found["hot_share"] is None
    assert found["sites_not_counted"] == []
    assert found["getis_ord"]["code"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_values_are_said_to_be_equal_and_no_number_is_made_up(language: str) -> None:
    text = Text(language)
    words = lines(result(ONE_EACH), text)
    assert words.strip() == text("clustering.hotspots_equal")
    assert "nan" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_units_are_worded_with_their_caveats(language: str) -> None:
    text = Text(language)
    found = result(WEST)
    words = lines(found, text)
    assert found.getis.caveats
    for code in found.getis.caveats:
        assert text(f"clustering.hotspots_{code}", zero=5, n=6) in words


def test_what_was_not_computed_is_not_printed() -> None:
    out = io.StringIO()
    areal_lines(None, {}, Console(file=out), Text("en"))
    density_lines(None, Console(file=out), Text("en"))
    assert out.getvalue() == ""
