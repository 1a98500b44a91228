"""A layer's look as QGIS writes it (QML): one symbol for each value of a field, and names."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from briefing.geolayer import Style, StyleEntry

QGIS_VERSION = "3.28.0"
_FONT = "Noto Sans CJK SC"


def qml(style: Style) -> str:
    """Return a style as QML, readable by QGIS from 3.16 on."""
    root = ET.Element("qgis", version=QGIS_VERSION, styleCategories="Symbology|Labeling")
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": style.field, "symbollevels": "0", "enableorderby": "0"},
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for place, entry in enumerate((*style.entries, style.other)):
        is_other = place == len(style.entries)
        about = {"symbol": str(place), "value": "" if is_other else entry.value, "label": entry.label}
        ET.SubElement(categories, "category", {**about, "render": "true", "type": "string"})
        _symbol(symbols, str(place), entry, style.kind)
    if style.label_field:
        _labels(root, style)
    ET.SubElement(root, "layerGeometryType").text = "0" if style.kind == "point" else "2"
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def rgba(colour: str) -> str:
    """Return a colour such as ``#8faecc`` as QGIS writes it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},255"


def _symbol(parent: ET.Element, name: str, entry: StyleEntry, kind: str) -> None:
    shape = {"point": ("marker", "SimpleMarker"), "area": ("fill", "SimpleFill")}[kind]
    symbol = ET.SubElement(
        parent, "symbol", {"type": shape[0], "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    )
    layer = ET.SubElement(symbol, "layer", {"class": shape[1], "enabled": "1", "locked": "0", "pass": "0"})
    options = {"color": rgba(entry.fill), "outline_color": rgba(entry.outline), "outline_style": "solid"}
    options |= {"outline_width": "0.3", "outline_width_unit": "MM", "style": "solid"}
    if kind == "point":
        options |= {"name": entry.shape, "size": f"{entry.size_mm:g}", "size_unit": "MM"}
    _options(layer, options)


def _options(parent: ET.Element, options: dict[str, str]) -> None:
    """Write properties in the present form and in that of QGIS before 3.26, which reads the older one only."""
    table = ET.SubElement(parent, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(table, "Option", {"type": "QString", "name": key, "value": value})
    for key, value in options.items():
        ET.SubElement(parent, "prop", {"k": key, "v": value})


def _labels(root: ET.Element, style: Style) -> None:
    labelling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labelling, "settings", calloutType="simple")
    text = {"fieldName": style.label_field, "fontFamily": _FONT, "fontSize": "8", "fontSizeUnit": "Point"}
    written = ET.SubElement(settings, "text-style", {**text, "textColor": "38,50,56,255", "isExpression": "0"})
    buffer = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"}
    ET.SubElement(written, "text-buffer", {**buffer, "bufferOpacity": "0.9"})
    ET.SubElement(settings, "placement", {"placement": "6" if style.kind == "point" else "1", "dist": "1"})
