"""The map, with tables if wanted, as one HTML file that opens anywhere, without a network.

folium draws the layers; title, legend and sources are a page of our own around them. Every text passes
`escape.safe_text` and every feature `escape.safe_features`. As a second wall the page's own policy names its three
scripts by their hashes and forbids every request, so a browser would run nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from xstatic.pkg import leaflet

from briefing.escape import TEXT_LIMIT, safe_text
from briefing.export_drawing import MAP_NAME, Bounds, drawing_script
from briefing.export_layer import ExportLayer, ExportTexts, FeatureStyle, LegendEntry
from briefing.table import Table, shown

__all__ = ["ExportLayer", "ExportTexts", "FeatureStyle", "LegendEntry", "export_map"]

LANGUAGE_TAGS: Final = {"zh": "zh-CN", "en": "en"}

CELL_LIMIT: Final = 2_000
"""Characters of a cell or a note of a table."""

_PAGE: Final = Path(__file__).parent / "page"


def export_map(
    layers: Sequence[ExportLayer],
    *,
    texts: ExportTexts,
    title: str,
    attribution: Sequence[str],
    note: str,
    bounds: Bounds,
    language: str = "zh",
    tables: Sequence[Table] = (),
) -> str:
    """Return the map as the text of one HTML document (to be written as UTF-8).

    The same input gives the same text. No layer at all gives an empty map with its title and sources.

    Parameters
    ----------
    layers
        From the lowest to the highest; their ids differ.
    texts
        The page's own words.
    title, note
        Heading of the page and the line below it, for example study, scenario, date and approval of the map.
    attribution
        The sources, one text each.
    bounds
        West, south, east and north of the first view, in degrees.
    language
        ``zh`` or ``en``.
    tables
        Below the map, with a list of them that leads to each.

    Raises
    ------
    LayerError
        With every geometry that cannot be drawn; see `safe_features`.
    ValueError
        If two layers share an id, or the language or the bounds are none.
    """
    if len({layer.id for layer in layers}) < len(layers):
        raise ValueError("two layers share an id")
    if language not in LANGUAGE_TAGS:
        raise ValueError(f"{language!r} is not a language of the page")
    page = {
        "language": LANGUAGE_TAGS[language],
        "texts": texts,
        "title": title,
        "note": note,
        "attribution": attribution,
        "legend": [layer for layer in layers if layer.legend],
        "map_name": MAP_NAME,
        "tables": [_table(table, place) for place, table in enumerate(tables, start=1)],
    }
    return _page(page, drawing=drawing_script(layers, bounds=bounds))


def _page(page: dict[str, Any], *, drawing: str) -> str:
    """Fill the page's template, once; its texts are values of the template and never part of it."""
    script, style = _leaflet()
    own_script, own_style = ((_PAGE / f"webmap.{suffix}").read_text("utf-8") for suffix in ("js", "css"))
    environment = Environment(loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined)
    environment.filters["gate"] = _gate
    return environment.get_template("webmap.html").render(
        page,
        swatch=_swatch,
        cell_limit=CELL_LIMIT,
        script_hashes=" ".join(_hash(text) for text in (script, drawing, own_script)),
        leaflet_script=script,
        leaflet_style=style,
        drawing=drawing,
        page_script=own_script,
        page_style=own_style,
    )


def _table(table: Table, place: int) -> dict[str, Any]:
    """Return a table as the template takes it; its anchor is a number, so that no id gets into the address."""
    return {
        "anchor": f"table-{place}",
        "title": table.title,
        "columns": [{"heading": column.heading, "numeric": column.numeric} for column in table.columns],
        "rows": [[shown(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows],
        "notes": table.notes,
    }


def _gate(value: object, limit: int = TEXT_LIMIT) -> Markup:
    return Markup(safe_text(value, limit=limit))  # noqa: S704 - what leaves the gate is HTML


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@cache
def _leaflet() -> tuple[str, str]:
    """Return Leaflet's script and style, with the images inside and nothing left to fetch."""
    folder = Path(leaflet.BASE_DIR)
    script = (folder / "leaflet.js").read_text("utf-8").partition("//# sourceMappingURL")[0]
    style = (folder / "leaflet.css").read_text("utf-8")
    style = re.sub(r"\s*behavior:[^;]*;", "", style)  # for Internet Explorer 8 only
    return script, re.sub(r"url\((images/[\w-]+\.png)\)", lambda match: _data_uri(folder / match[1]), style)


def _data_uri(image: Path) -> str:
    return f"url(data:image/png;base64,{base64.b64encode(image.read_bytes()).decode()})"


def _swatch(entry: LegendEntry) -> Markup:
    style, middle = entry.style, 'cx="15" cy="11"'
    dash = style.uncertainty_dash if entry.kind == "circle" else style.dash
    shape = {
        "area": '<rect x="3" y="4" width="24" height="14" rx="2"',
        "line": '<path d="M2 11H28"',
        "point": f'<circle {middle} r="{min(style.radius_px, 9):g}"',
        "circle": f'<circle {middle} r="9"',
    }[entry.kind]
    return Markup(  # noqa: S704 - made of checked colours and numbers
        f'<svg class="swatch" viewBox="0 0 30 22" aria-hidden="true">{shape} fill="{style.fill or "none"}" '
        f'fill-opacity="{style.fill_opacity:g}" stroke="{style.colour}" stroke-width="{style.width_px:g}" '
        f'stroke-dasharray="{dash or "none"}"/></svg>'
    )
