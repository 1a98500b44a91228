"""Pieces of JSON that more than one command prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.clustering.share_null import ShareNull
from analysis.score import Score, weight_sensitivity


def score_json(score: Score) -> dict[str, Any]:
    """Return a score with its components."""
    return {
        "value": score.value,
        "low": score.low,
        "high": score.high,
        "components": [
            {
                "id": part.id,
                "raw": part.raw,
                "unit": part.unit,
                "transformed": part.transformed,
                "weight": part.weight,
                "contribution": part.contribution,
            }
            for part in score.components
        ],
    }


def share_null_json(nulls: Mapping[str, ShareNull]) -> dict[str, dict[str, Any]]:
    """Return what concentration would be by chance, by null."""
    return {name: asdict(null) for name, null in nulls.items()}


def sensitivity_json(score: Score) -> list[dict[str, Any]]:
    """Return what a score would be without each component, and with its weight doubled."""
    found = weight_sensitivity(score)
    return [{"component": str(name), **dict(row)} for name, row in found.iterrows()]
