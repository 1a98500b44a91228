"""Ten townships of the built-in study, compared as the page compares them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

import pytest

from analysis.siting.comparison import Comparison, Picked
from analysis.study import Study
from ui.siting import compute
from ui.siting.defaults import first_comparison
from ui.siting.names import names_of
from ui.siting.shown import Shown
from ui.text import Text


class TenTownships(Protocol):
    """Makes a comparison of ten townships."""

    def __call__(self, language: str = "en", **changes: Any) -> Shown:
        """Compare by the usual criteria, or by what `changes` says."""
        ...


@pytest.fixture
def ten_townships(study: Study) -> TenTownships:
    ids = tuple(map(str, study.layer("townships").index[::120][:10]))

    def compared(language: str = "en", **changes: Any) -> Shown:
        comparison: Comparison = replace(first_comparison(), alternatives=Picked(townships=ids), **changes)
        text = Text(language)
        answer = compute.compared(study, comparison)
        names = names_of(study, comparison.alternatives, text)
        return Shown(study, compute.around(study), comparison, answer, names, text)

    return compared
