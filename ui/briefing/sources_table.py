"""Every layer with source, licence, date and what must be known; and the documentation of every field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from analysis.study import Study
from briefing.table import Table
from layers.catalog import LAYERS, Layer
from ui.briefing.columns import made_table
from ui.layer_facts import layer_caveats, layer_facts
from ui.text import Text

SOURCE_COLUMNS: Final = ("layer", "title", "features", "source", "licence", "date", "uncertainty", "caveat")
FIELD_COLUMNS: Final = ("table", "field", "title", "unit", "type", "description")


def sources_table(study: Study, text: Text, *, layers: Iterable[Layer] = LAYERS) -> Table:
    """Return the plan's document and the layers that the study has, a row each."""
    rows = [_layer(study, layer, text) for layer in layers if study.has(layer.id)]
    return made_table("sources", SOURCE_COLUMNS, [*_document(study, text), *rows], text)


def fields_table(tables: Iterable[Table], text: Text) -> Table:
    """Return every column of these tables with its unit, type and meaning."""
    rows = [
        {
            "table": table.title,
            "field": column.id,
            "title": column.title,
            "unit": column.data_unit,
            "type": text(f"briefing_table.type_{column.type}"),
            "description": column.description,
        }
        for table in tables
        for column in table.columns
    ]
    return made_table("fields", FIELD_COLUMNS, rows, text)


def _document(study: Study, text: Text) -> Iterator[dict[str, Any]]:
    if study.plan is None:
        return
    document = study.plan.document
    yield {
        "layer": "plan",
        "title": text("briefing_table.document"),
        "source": f"{document.title.in_language(text.language)} {document.number}",
        "date": document.issued,
        "caveat": " ".join(note.in_language(text.language) for note in study.plan.notes),
    }


def _layer(study: Study, layer: Layer, text: Text) -> dict[str, Any]:
    return {
        "layer": layer.id,
        "title": layer.title.in_language(text.language),
        "features": len(study.layer(layer.id)),
        **layer_facts(layer, study, text),
        "caveat": "\n".join(layer_caveats(layer, study, text)),
    }
