"""In which cities the sites are: concentration with chance beside it, and location quotients with their intervals."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui import widgets, wording
from ui.clustering.shown import Shown
from ui.plan_text import share_null_words


def show(shown: Shown) -> None:
    """Draw the measures and the table of cities; nothing where the study has no site in a city."""
    found, text = shown.result.concentration, shown.text
    if found is None or found.hhi is None:
        return
    st.subheader(text("clustering.concentration_title"))
    widgets.facts(
        {
            text("clustering.hhi"): wording.number(found.hhi, 3),
            text("clustering.effective"): wording.number(found.effective_cities, 1),
            text("clustering.gini"): wording.number(found.gini, 2),
            text("clustering.theil"): wording.number(found.theil, 2),
        }
    )
    widgets.note(text("clustering.concentration_how"), share_null_words(found.null, text))
    bases = list(found.location_quotient)
    quotients = {base: found.location_quotient[base].to_dict("index") for base in bases}
    counts = found.counts.sort_values(ascending=False, kind="stable")
    rows = [
        (shown.city(str(city)), wording.number(count), *(wording.quotient(quotients[base][city]) for base in bases))
        for city, count in counts.items()
    ]
    columns = [text("clustering.column_city"), text("clustering.column_sites")]
    columns += [text(f"clustering.quotient_{base}") for base in bases]
    widgets.table(columns, rows, numeric=range(1, len(columns)))
    widgets.note(
        text("clustering.quotient_how"),
        text("clustering.quotient_many", n=len(counts)),
        text("clustering.concentration_positions"),
    )
    widgets.download_csv(
        text("clustering.download_concentration"), quotient_frame(shown), "yuantu-quotients.csv", key="quotients"
    )


def quotient_frame(shown: Shown) -> pd.DataFrame:
    """Return the location quotients of every city against every base, in full precision."""
    found = shown.result.concentration
    assert found is not None  # noqa: S101  only shown where there is one
    frames = [
        frame.rename_axis("city").reset_index().assign(base=base) for base, frame in found.location_quotient.items()
    ]
    return pd.concat(frames) if frames else pd.DataFrame(columns=["city", "base"])
