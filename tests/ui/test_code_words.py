"""Every code that the catalogue of layers allows has words in both languages."""

from __future__ import annotations

import pytest

from layers.catalog import LAYERS
from ui.code_words import code_word
from ui.text import Text

CODES = [
    (layer.id, field.name, code)
    for layer in LAYERS
    for field in layer.fields
    for code in field.allowed or next((part.allowed for part in field.parts if part.name == field.name), ())
]


@pytest.mark.parametrize(("layer", "field", "code"), CODES)
def test_code_has_words(layer: str, field: str, code: str) -> None:
    assert code_word(layer, field, code, Text("zh")) not in (code, code_word(layer, field, code, Text("en")))


def test_unknown_code_stays_as_it_is() -> None:
    assert code_word("parks", "kind", "moon_base", Text("zh")) == "moon_base"
