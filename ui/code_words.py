"""The codes that a layer's fields may hold, in words."""

from __future__ import annotations

from typing import Final

from ui.text import Text

_OF_FIELD: Final = {"status": "status", "position_confidence": "confidence", "mode": "mode", "kind": "kind"}
"""Field -> how its words begin in the catalogue."""


def code_word(layer_id: str, field: str, code: str, text: Text) -> str:
    """Return a code in words; the code itself where it has none."""
    is_platform = (layer_id, field) == ("platforms", "kind")
    key = f"map_page.platform_{code}" if is_platform else f"site.{_OF_FIELD.get(field, field)}_{code}"
    return text(key) if text.has(key) else code
