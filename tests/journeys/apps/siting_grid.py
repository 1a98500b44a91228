"""The grid part alone, with a slider for one weight: what `test_siting_grid.py` looks at."""

from __future__ import annotations

import streamlit as st

from analysis.siting.criteria import CRITERIA
from analysis.siting.thresholds import Threshold
from analysis.siting.weighting import Weighting
from ui import cached, state, widgets
from ui.siting import grid_part
from ui.siting.grid_compute import Rules

st.set_page_config(layout="wide")
state.begin()
widgets.style()
rail = st.slider("rail", 0, 100, 20)
limited = st.checkbox("limit")
weights = tuple((one.id, float(rail) if one.id == "rail_minutes" else 10.0) for one in CRITERIA)
limits = (("rail_minutes", Threshold(maximum=60.0)),) if limited else ()
grid_part.show(
    cached.study_reading().study, Rules(weighting=Weighting("direct", weights), thresholds=limits), state.text()
)
