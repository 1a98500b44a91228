"""Measured speed. `python -m bench.run` measures everything and writes RESULTS.md; every script also runs alone."""
