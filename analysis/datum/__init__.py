"""Geodetic datums met in Chinese data: their shifts, the Gauss-Kruger zones, and what a set of points looks like."""
