"""The grid part alone, by five criteria, with a limit that can be set: what `test_siting_parts.py` looks at."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analysis.siting.thresholds import Threshold
from ui import cached, state, widgets
from ui.siting import grid_part, kept

st.set_page_config(layout="wide")
state.begin()
widgets.style()
limit = Threshold(maximum=60.0) if st.checkbox("limit") else None
criteria = kept.comparison().criteria
kept.change(criteria=tuple(replace(one, threshold=limit) if one.id == "rail_minutes" else one for one in criteria))
grid_part.show(cached.study_reading().study, state.text())
