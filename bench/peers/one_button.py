"""The smallest Streamlit application that answers a click."""

import streamlit as st

st.session_state.setdefault("clicks", 0)
if st.button("next"):
    st.session_state["clicks"] += 1
st.write(f"clicks {st.session_state['clicks']}")
