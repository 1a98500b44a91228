"""Layers as KML: a folder each, named and coloured placemarks, every field as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry.base import BaseGeometry

from briefing.about import About
from briefing.geolayer import GeoLayer, Style, has_place
from briefing.plain_text import plain_text
from briefing.table import shown

NAMESPACE = "http://www.opengis.net/kml/2.2"
_ICON = "http://maps.google.com/mapfiles/kml/shapes/placemark_circle.png"


def kml_text(layers: Sequence[GeoLayer], about: About) -> str:
    """Return layers as one KML document; features without a position are left out (`GeoLayer.without_place`)."""
    root = ET.Element("kml", xmlns=NAMESPACE)
    document = ET.SubElement(root, "Document")
    _text(document, "name", about.title)
    lines = [about.subtitle, about.line(), about.approval, *(source.line for source in about.sources)]
    # A viewer shows a description as HTML, so that its text is escaped once more.
    _text(document, "description", "<br>".join(escape(plain_text(line)) for line in lines if line))
    data = ET.SubElement(document, "ExtendedData")
    for label, value in about.facts():
        _data(data, label, value)
    for layer in layers:
        if layer.style is not None:
            _styles(document, layer.id, layer.style)
    for layer in layers:
        _folder(document, layer)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def kml_colour(colour: str, opacity: float = 1.0) -> str:
    """Return a colour such as ``#8faecc`` in the order of KML: opacity, blue, green, red."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def _styles(parent: ET.Element, layer_id: str, style: Style) -> None:
    for place, entry in enumerate((*style.entries, style.other)):
        made = ET.SubElement(parent, "Style", id=f"{layer_id}-{place}")
        if style.kind == "point":
            icon = ET.SubElement(made, "IconStyle")
            _text(icon, "color", kml_colour(entry.fill if entry.fill != "#ffffff" else entry.outline))
            _text(icon, "scale", f"{entry.size_mm / 3:.2f}")
            _text(ET.SubElement(icon, "Icon"), "href", _ICON)
        line = ET.SubElement(made, "LineStyle")
        _text(line, "color", kml_colour(entry.outline))
        _text(line, "width", "1")
        _text(ET.SubElement(made, "PolyStyle"), "color", kml_colour(entry.fill, 0.6))


def _folder(parent: ET.Element, layer: GeoLayer) -> None:
    folder = ET.SubElement(parent, "Folder", id=layer.id)
    _text(folder, "name", layer.table.title)
    places = {} if layer.style is None else {entry.value: n for n, entry in enumerate(layer.style.entries)}
    for row, shape in zip(layer.table.rows, layer.geometries, strict=True):
        if shape is None or not has_place(shape):
            continue
        values = dict(zip((column.id for column in layer.table.columns), row, strict=True))
        mark = ET.SubElement(folder, "Placemark")
        named = "" if layer.style is None else layer.style.label_field
        _text(mark, "name", str(values.get(named) or row[0]))
        if layer.style is not None:
            place = places.get(str(values[layer.style.field]), len(places))
            _text(mark, "styleUrl", f"#{layer.id}-{place}")
        data = ET.SubElement(mark, "ExtendedData")
        for column, value in zip(layer.table.columns, row, strict=True):
            if value is not None:
                exact = str(value) if column.numeric else shown(value, column)
                _data(data, column.id, exact, title=column.data_heading)
        mark.append(_geometry(shape))


def _data(parent: ET.Element, name: str, value: str, *, title: str = "") -> None:
    data = ET.SubElement(parent, "Data", name=name)
    if title:
        _text(data, "displayName", title)
    _text(data, "value", value)


def _geometry(shape: BaseGeometry) -> ET.Element:
    parts = [_single(part) for part in _parts(shape)]
    if len(parts) == 1:
        return parts[0]
    together = ET.Element("MultiGeometry")
    together.extend(parts)
    return together


def _parts(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    yield from shapely.get_parts(shape)


def _single(shape: BaseGeometry) -> ET.Element:
    made = ET.Element(shape.geom_type)
    if shape.geom_type != "Polygon":
        _text(made, "coordinates", _coordinates(shape))
        return made
    for ring, name in [(shape.exterior, "outerBoundaryIs"), *((one, "innerBoundaryIs") for one in shape.interiors)]:
        _text(ET.SubElement(ET.SubElement(made, name), "LinearRing"), "coordinates", _coordinates(ring))
    return made


def _coordinates(shape: BaseGeometry) -> str:
    return " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = plain_text(value)
