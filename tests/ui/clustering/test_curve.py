from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.clustering.envelope import Envelope, Stretch
from ui.clustering.curve import curve_frame, sentence
from ui.clustering.shown import Shown
from ui.text import LANGUAGES, Text

NOTHING = np.zeros(2)
INSIDE = Envelope(
    r_m=np.array([1000.0, 2000.0]),
    l_m=NOTHING,
    centre_m=NOTHING,
    low_m=NOTHING,
    high_m=NOTHING,
    pointwise_low_m=NOTHING,
    pointwise_high_m=NOTHING,
    p_mad=0.3,
    simulations=99,
    confidence=0.95,
    strongest_r_m=None,
    above_m=(),
    below_m=(),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_curve_within_its_band_is_said_to_be_chance(language: str) -> None:
    text = Text(language)
    assert sentence(INSIDE, text) == text("clustering.curve_inside", p="0.300")


def test_a_curve_above_its_band_names_every_stretch_and_the_strongest_distance() -> None:
    text = Text("en")
    stretches = (Stretch(3000.0, 12_000.0), Stretch(20_000.0, 25_000.0))
    above = replace(INSIDE, above_m=stretches, strongest_r_m=9000.0, p_mad=0.01)
    words = sentence(above, text)
    assert "3–12, 20–25" in words
    assert words.endswith(text("clustering.curve_strongest", km="9"))


def test_a_curve_below_its_band_is_said_to_be_regular_without_a_strongest_distance() -> None:
    text = Text("en")
    below = replace(INSIDE, below_m=(Stretch(3000.0, 12_000.0),), strongest_r_m=9000.0, p_mad=0.02)
    words = sentence(below, text)
    assert words == text("clustering.curve_below", ranges="3–12", p="0.020")


def test_the_download_holds_every_band_of_every_null_with_correction_and_seed(shown: Shown) -> None:
    frame = curve_frame(shown)
    bands = ("centre_m", "low_m", "high_m", "pointwise_low_m", "pointwise_high_m")
    expected = {f"{null}_{band}" for null in shown.result.nulls for band in bands}
    assert set(frame.columns) == expected | {
        "r_m", "k_m2", "l_m", "positions_low_m", "positions_high_m", "correction", "seed",
    }  # fmt: skip
    assert frame["l_m"].tolist() == shown.result.ripley.ripley.l_m.tolist()
    assert set(frame["seed"]) == {7}
    assert set(frame["correction"]) == {"translation"}


def test_exact_positions_have_no_band_of_positions(shown: Shown) -> None:
    exact = replace(shown.result, ripley=replace(shown.result.ripley, low_m=None, high_m=None))
    assert not [name for name in curve_frame(replace(shown, result=exact)) if str(name).startswith("positions")]
