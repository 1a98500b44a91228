from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.clustering.areal_result import ArealResult
from analysis.study import Study
from ui.clustering.hotspots import areal_frame
from ui.text import Text
from ui.unit_names import unit_names


@pytest.mark.parametrize(("language", "name"), [("zh", "广州市"), ("en", "Guangzhou")])
def test_the_download_has_every_unit_once_with_its_name(
    study: Study, areal: ArealResult, language: str, name: str
) -> None:
    frame = areal_frame(areal, unit_names(study, areal, Text(language)))
    assert frame["unit"].tolist() == list(areal.units.ids)
    assert frame["unit"].is_unique
    assert frame.set_index("unit").loc["440100", "name"] == name


def test_columns_tell_which_statistic_they_are_of(study: Study, areal: ArealResult) -> None:
    frame = areal_frame(areal, unit_names(study, areal, Text("en")))
    assert {
        "value", "gi_z", "gi_p", "gi_p_adjusted", "gi_label", "moran_i", "moran_p", "moran_p_adjusted", "moran_label",
        "mean_sites", "hot_share", "cold_share",
    } <= set(frame.columns)  # fmt: skip
    assert frame["gi_z"].tolist() == pytest.approx(areal.getis.frame["gi_z"].tolist(), nan_ok=True)
    assert frame["moran_i"].tolist() == pytest.approx(areal.local.frame["i"].tolist(), nan_ok=True)
    assert frame["value"].sum() == 15


def test_exact_positions_have_no_column_of_draws(study: Study, areal: ArealResult) -> None:
    frame = areal_frame(replace(areal, stability=None), unit_names(study, areal, Text("en")))
    assert "hot_share" not in frame
