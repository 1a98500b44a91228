"""Comparisons written as a weights file come back the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.comparisons_text import comparisons_toml
from layers.weights_file import read_weights


def read_back(folder: Path, criteria: list[str], matrix: list[list[float]]) -> np.ndarray:
    path = folder / "me.toml"
    path.write_bytes(comparisons_toml(criteria, matrix).encode())
    read = read_weights(path)
    assert read.ahp is not None
    assert list(read.ahp.criteria) == criteria
    return read.ahp.comparisons


def reciprocal(upper: list[float], k: int) -> list[list[float]]:
    matrix = np.ones((k, k))
    matrix[np.triu_indices(k, 1)] = upper
    matrix[np.tril_indices(k, -1)] = (1 / matrix.T)[np.tril_indices(k, -1)]
    return matrix.tolist()


def test_whole_numbers_and_reciprocals_are_written_as_people_write_them(tmp_path: Path) -> None:
    matrix = reciprocal([3, 1 / 5, 2.5], 3)
    text = comparisons_toml(["a", "b", "c"], matrix)
    assert '[1, 3, "1/5"]' in text
    assert "2.5" in text
    assert read_back(tmp_path, ["a", "b", "c"], matrix) == pytest.approx(np.array(matrix), rel=1e-12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    names=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=3, max_size=3, unique=True),
    upper=st.lists(st.floats(1 / 9, 9), min_size=3, max_size=3),
)
def test_any_name_and_any_value_come_back(names: list[str], upper: list[float], tmp_path: Path) -> None:
    matrix = reciprocal(upper, 3)
    assert read_back(tmp_path, names, matrix) == pytest.approx(np.array(matrix), rel=1e-9)
