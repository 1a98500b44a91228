"""The search for new sites alone: what `test_siting_locate.py` looks at."""

from __future__ import annotations

import streamlit as st

from ui import cached, state, widgets
from ui.siting import locate_part

st.set_page_config(layout="wide")
state.begin()
widgets.style()
locate_part.show(cached.study_reading().study, None, state.text())
