from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.clustering import findings as findings_module
from analysis.clustering.conclusions import Conclusion
from analysis.clustering.findings import findings
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.ripley_result import ripley_result
from analysis.clustering.simulated import Curve, compare, simulate_nulls
from analysis.clustering.window import Window
from analysis.progress import silent
from tests.analysis.clustering.given import LAND, sites_at

CLUMP = [(0.0, 0.0), (100.0, 0.0), (0.0, 100.0), (100.0, 100.0)]
CURVE = Curve(Window(LAND), np.array([1000.0, 5000.0, 20_000.0]), "none")


def found_of(given: ClusterInput, redrawn_xy: NDArray[np.float64] | None) -> tuple[Conclusion, ...]:
    drawn = simulate_nulls(given, CURVE, 39, {"land": np.random.default_rng(2)}, silent)
    return findings(given, CURVE, drawn, ripley_result(given, CURVE, drawn, redrawn_xy), redrawn_xy)


def unmoved(given: ClusterInput, draws: int = 20) -> NDArray[np.float64]:
    return np.repeat(given.xy[None], draws, axis=0)


def test_exact_positions_leave_nothing_to_ask() -> None:
    assert found_of(sites_at(CLUMP), None) == ()


def test_a_clump_that_stays_is_a_safe_finding_of_every_statistic() -> None:
    given = sites_at(CLUMP, radius_m=200)
    found = found_of(given, unmoved(given))
    assert [one.id for one in found] == ["nearest_land", "ripley_land", "groups_land"]
    for one in found:
        assert one.p == one.p_low == one.p_high == 1 / 40
        assert one.found
        assert one.safe
        assert one.agreeing == 1


def test_p_of_a_finding_is_that_of_the_comparison_with_chance() -> None:
    given = sites_at([(0.0, 0.0), (9000.0, 0.0), (0.0, 30_000.0)])
    drawn = simulate_nulls(given, CURVE, 39, {"land": np.random.default_rng(2)}, silent)
    nearest = next(one for one in found_of(given, unmoved(given)) if one.id == "nearest_land")
    assert nearest.p == compare(given, (9000 + 9000 + 30_000) / 3, drawn)["land"].p


def test_a_finding_that_hangs_on_one_site_names_it() -> None:
    """Two sites side by side far from a third: where the second moves away in every draw, closeness goes with it."""
    given = sites_at([(0.0, 0.0), (10.0, 0.0)], radius_m=20)
    redrawn = unmoved(given)
    redrawn[:, 1] = (40_000, 40_000)
    nearest = next(one for one in found_of(given, redrawn) if one.id == "nearest_land")
    assert nearest.found
    assert nearest.agreeing == 0
    assert nearest.depends_on == ("b",)
    assert not nearest.safe


def test_of_very_many_sites_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings_module, "MOST_MOVED_ALONE", 1)
    given = sites_at([(0.0, 0.0), (10.0, 0.0)], radius_m=20)
    redrawn = unmoved(given)
    redrawn[:, 1] = (40_000, 40_000)
    found = found_of(given, redrawn)
    assert {one.depends_on for one in found} == {()}
    assert next(one for one in found if one.id == "nearest_land").agreeing == 0


def test_ungrouped_sites_have_no_finding_of_groups() -> None:
    given = replace(sites_at(CLUMP), grouping=None)
    assert [one.id for one in found_of(given, unmoved(given))] == ["nearest_land", "ripley_land"]
