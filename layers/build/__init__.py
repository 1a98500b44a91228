"""Scripts that rebuild the layers from packages and fact tables; `layers/README.md` says how to run each."""
