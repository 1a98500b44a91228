"""The smallest Streamlit application: what nobody who uses Streamlit can be faster than."""

import streamlit as st

st.write("ready")
