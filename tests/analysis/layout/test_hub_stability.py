from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.examples.flows import table
from analysis.layout.hub_stability import hub_stability

CITIES = pd.Index(["a", "b", "c"])
TO_A = table([[0, 5, 4], [5, 0, 1], [4, 1, 0]]).to_numpy(dtype=float)
"""b and c are under a."""
TO_B = table([[0, 5, 1], [5, 0, 4], [1, 4, 0]]).to_numpy(dtype=float)
"""a and c are under b."""


def test_the_same_flows_keep_every_city_in_its_place() -> None:
    found = hub_stability(TO_A, [TO_A] * 3, [TO_A], cities=CITIES, draws=3)
    assert (found == 1).all(axis=None)
    assert list(found.index) == [*CITIES]


def test_shares_by_hand() -> None:
    found = hub_stability(TO_A, [TO_A, TO_A, TO_A, TO_B], [TO_A, TO_B], cities=CITIES, draws=4)
    assert found["parent_redrawn"].tolist() == [0.75] * 3
    assert found["hub_redrawn"].tolist() == [0.75] * 3
    assert found["parent_parameters"].tolist() == [0.5] * 3


def test_a_city_may_change_its_parent_and_keep_its_hub() -> None:
    """d goes from a to c; both are under b."""
    near_a = table([[0, 9, 0, 2], [9, 0, 9, 1], [0, 9, 0, 1], [2, 1, 1, 0]]).to_numpy(dtype=float)
    near_c = table([[0, 9, 0, 1], [9, 0, 9, 1], [0, 9, 0, 2], [1, 1, 2, 0]]).to_numpy(dtype=float)
    found = hub_stability(near_a, [near_c], [], cities=pd.Index([*"abcd"]), draws=1)
    assert found["parent_redrawn"].tolist() == [1, 1, 1, 0]
    assert found["hub_redrawn"].tolist() == [1, 1, 1, 1]


def test_nothing_to_compare_with_is_not_a_number() -> None:
    found = hub_stability(TO_A, [], [], cities=CITIES, draws=0)
    assert found.isna().all(axis=None)


def test_the_progress_is_told_often_and_can_stop_it() -> None:
    told: list[float] = []
    hub_stability(TO_A, [TO_A] * 100, [], cities=CITIES, draws=100, progress=told.append)
    assert len(told) >= 20
    assert told == sorted(told)

    def stop(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        hub_stability(TO_A, [np.zeros((3, 3))], [], cities=CITIES, draws=1, progress=stop)
