"""Concentration of industries over firms, where a study's layers have firm data."""

from __future__ import annotations

import streamlit as st

from analysis.clustering.firm_concentration import FirmConcentration
from analysis.study import Study
from ui import waiting, widgets, wording
from ui.clustering.compute import firms
from ui.sites import city_name
from ui.text import Text

MOST_LISTED = 15


def show(study: Study, seed: int, text: Text) -> None:
    """Draw the indices of each industry and the strongest clusters; nothing without firm data."""
    if not study.has("firms"):
        return
    st.subheader(text("clustering.firms_title"))
    found = waiting.result_of(firms, study, seed, text=text)
    if found is None:
        return
    _industries(found, text)
    _clusters(study, found, text)
    widgets.note(text("clustering.firms_how", simulations=found.simulations))
    widgets.download_csv(
        text("clustering.download_firms"), found.clusters.reset_index(), "yuantu-firm-clusters.csv", key="firms"
    )


def _industries(found: FirmConcentration, text: Text) -> None:
    rows = [
        (
            str(industry),
            wording.number(row["plants"]),
            wording.number(row["employees"]),
            wording.number(row["gamma"], 3),
            "–" if row["p"] != row["p"] else wording.p_value(row["p"], found.simulations),
        )
        for industry, row in zip(found.industries.index, found.industries.to_dict("records"), strict=True)
    ]
    names = ("industry", "plants", "employees", "gamma", "p")
    widgets.table([text(f"clustering.column_{name}") for name in names], rows, numeric=range(1, len(names)))


def _clusters(study: Study, found: FirmConcentration, text: Text) -> None:
    strongest = found.clusters.sort_values("cluster_index", ascending=False, kind="stable").head(MOST_LISTED)
    rows = [
        (
            str(industry),
            city_name(study, str(city), text),
            wording.number(row["plants"]),
            wording.number(row["cluster_index"], 2),
            "–" if row["p"] != row["p"] else wording.p_value(row["p"], found.simulations),
        )
        for (industry, city), row in zip(strongest.index, strongest.to_dict("records"), strict=True)
    ]
    names = ("industry", "city", "plants", "cluster_index", "p")
    widgets.table([text(f"clustering.column_{name}") for name in names], rows, numeric=(2, 3, 4))
