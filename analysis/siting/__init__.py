"""Comparing sites: criteria, weights, decision methods, robustness, location."""
