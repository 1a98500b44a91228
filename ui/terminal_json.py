"""Pieces of JSON that more than one command prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.clustering.share_null import ShareNull
from analysis.datum.guess import DatumGuess
from analysis.score import Score, weight_sensitivity
from ui.datum_words import datum_words, guessed_name, reading_name
from ui.text import Text


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


def datum_json(found: DatumGuess, text: Text) -> dict[str, Any]:
    """Return what a file's coordinates look like as `check --json` prints it, in numbers and in words."""
    return {
        "told": found.datum,
        "confidence": found.share,
        "reading": _reading(found),
        "reading_confidence": found.reading_share,
        "open_reason": found.open_reason,
        "mismatch": found.mismatch,
        "evidence": found.evidence,
        "agreeing": found.agreeing,
        "compared": found.compared,
        "east_m": found.east_m,
        "north_m": found.north_m,
        "spread_m": found.spread_m,
        "words": datum_words(found, text),
        "ranked": [
            {
                "crs": one.reading.crs,
                "swapped": one.reading.swapped,
                "datum": one.datum,
                "share": one.share,
                "agreeing": one.agreeing,
                "compared": one.compared,
                "words": f"{reading_name(one.reading, text)} {guessed_name(one.datum, text)}",
            }
            for one in found.ranked
        ],
    }


def _reading(found: DatumGuess) -> dict[str, Any] | None:
    return None if found.reading is None else {"crs": found.reading.crs, "swapped": found.reading.swapped}
