"""A published choice between alternatives, as files for the command `sites`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

Write = Callable[[str, str], Path]
"""Takes a name and a text, and returns the file that holds it."""

# Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making: choice of a fighter aircraft.
AIRCRAFT = """id,speed,range,payload,cost,reliability,manoeuvrability
A1,2.0,1500,20000,5.5,5,9
A2,2.5,2700,18000,6.5,3,5
A3,1.8,2000,21000,4.5,7,7
A4,2.2,1800,20000,5.0,5,5
"""
AIRCRAFT_WEIGHTS = {"speed": 20, "range": 10, "payload": 10, "cost": 10, "reliability": 20, "manoeuvrability": 30}


def toml(weights: Mapping[str, float], **more: str) -> str:
    tables = [f"[criteria.{name}]\nweight = {weight}\n{more.get(name, '')}\n" for name, weight in weights.items()]
    return "\n".join(tables)
