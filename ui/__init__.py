"""The screens. Only modules that draw a page import Streamlit; `ui.text` does not."""
