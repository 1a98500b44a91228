"""The script that draws the layers of an exported page, as folium writes it.

folium gives its elements random names and puts data into templates that run twice: here the names are numbered, and
data come in only through `escape`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import folium
import shapely
from branca.element import Element, Figure
from folium.features import GeoJsonTooltip
from folium.map import CustomPane, FitBounds
from folium.utilities import JsCode
from shapely.geometry.base import BaseGeometry

from briefing.escape import safe_features, safe_text
from briefing.export_layer import GEOMETRY_TYPES, ExportLayer, FeatureStyle

MAP_NAME: Final = "map_yuantu"
"""The map's name in the script."""

TOOLTIP_LIMIT: Final = 600
"""Characters of a name, and of all other lines of one tooltip."""

NAME_LIMIT: Final = 40
"""Characters of a name that stands on the map."""

MAX_ZOOM: Final = 14
"""Positions are uncertain by kilometres: a closer view would promise more than the data hold."""

# A group of Leaflet has one tooltip for all its features, so that standing names are bound one by one.
_BIND_NAME: Final = """function (feature, layer) {
  layer.bindTooltip(feature.properties.label,
    {permanent: true, direction: "%(side)s", className: "name name-%(when)s", pane: "%(pane)s", opacity: 1});
}"""

Bounds = tuple[float, float, float, float]
"""West, south, east and north in degrees."""


def drawing_script(layers: Sequence[ExportLayer], *, bounds: Bounds) -> str:
    """Return the JavaScript that builds the map with its layers and the control that switches them.

    It expects Leaflet and an element whose id is `MAP_NAME`, and asks for nothing else.

    Raises
    ------
    LayerError
        With the geometries that cannot be drawn; see `safe_features`.
    ValueError
        If the bounds are none.
    """
    west, south, east, north = bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(f"{bounds!r} are no bounds")
    chart = folium.Map(location=((south + north) / 2, (west + east) / 2), tiles=None, attributionControl=False)
    chart.options.update(zoomSnap=0.25, zoomDelta=0.5, maxZoom=MAX_ZOOM)
    chart.default_js, chart.default_css = [], []  # the page brings Leaflet and needs nothing else
    for place, layer in enumerate(layers):
        _add_layer(chart, layer, height=400 + 2 * place)
    folium.LayerControl(collapsed=False).add_to(chart)
    view = FitBounds([[south, west], [north, east]], padding=(12, 12))
    view.options["animate"] = False  # the page opens with its view; the names of sites would flash up on the way
    view.add_to(chart)
    figure = Figure()
    figure.add_child(chart)
    _number(chart)
    chart.render()  # type: ignore[no-untyped-call] # branca has types, this method none
    return figure.script.render()  # its header and body are left: the page has its own


def _number(root: Element) -> None:
    """Give the elements numbers in place of random names, so that the same map has the same bytes."""
    for place, element in enumerate(_descendants(root)):
        element._id = MAP_NAME.removeprefix("map_") if element is root else str(place)


def _descendants(root: Element) -> Iterator[Element]:
    yield root
    for child in root._children.values():
        yield from _descendants(child)


def _add_layer(chart: folium.Map, layer: ExportLayer, *, height: int) -> None:
    CustomPane(_pane(layer, below=True), z_index=height - 1).add_to(chart)
    CustomPane(_pane(layer), z_index=height, pointer_events=True).add_to(chart)
    # The control keys layers by name in a JavaScript object, where equal titles, `1` or `__proto__` would go wrong.
    name = f'<span class="layer" data-layer="{layer.id}">{safe_text(layer.title)}</span>'
    group = folium.FeatureGroup(name=name, control=layer.listed)
    group.add_to(chart)
    _add_features(group, layer)  # first, because it names what cannot be drawn
    _add_circles(group, layer)
    if layer.names != "never":
        _add_names(group, layer)


def _pane(layer: ExportLayer, *, below: bool = False) -> str:
    """Return the name of the layer's own storey of the map, or of the one below it, whose shapes ignore the pointer."""
    return f"layer-{layer.id}" + ("-below" if below else "")


def _add_features(group: folium.FeatureGroup, layer: ExportLayer) -> None:
    fields: dict[str, Sequence[object]] = {
        "place": range(len(layer.geometries)),
        "label": layer.labels,
        "lines": ["\n".join(str(line) for line in lines) for lines in layer.lines],
    }
    types = GEOMETRY_TYPES[layer.kind]
    data = safe_features(layer.geometries, fields, where=layer.id, types=types, limit=TOOLTIP_LIMIT)
    shown = ["label", "lines"] if any(layer.lines) else ["label"]
    tooltip = GeoJsonTooltip(shown, labels=False, class_name="tip", opacity=1)
    _add_data(group, data, [_path(style) for style in layer.styles], pane=_pane(layer), tooltip=tooltip)


def _add_circles(group: folium.FeatureGroup, layer: ExportLayer) -> None:
    sites = [
        (geometry, style)
        for geometry, style in zip(layer.geometries, layer.styles, strict=True)
        if style.uncertainty_m and layer.kind == "point"
    ]
    data = safe_features(
        [geometry for geometry, _ in sites], {"place": range(len(sites))}, where=layer.id, types=GEOMETRY_TYPES["point"]
    )
    paths = [_circle_path(style) for _, style in sites]
    _add_data(group, data, paths, pane=_pane(layer, below=True), marker=folium.Circle(radius=1))


def _add_names(group: folium.FeatureGroup, layer: ExportLayer) -> None:
    points = [_name_point(geometry) for geometry in layer.geometries]
    fields: dict[str, Sequence[object]] = {"place": range(len(points)), "label": layer.labels}
    data = safe_features(points, fields, where=layer.id, limit=NAME_LIMIT)
    side = "right" if layer.kind == "point" else "center"
    bind = _BIND_NAME % {"side": side, "when": layer.names, "pane": _pane(layer)}
    invisible = {"stroke": False, "fill": False, "radius": 0, "interactive": False}
    _add_data(group, data, [invisible] * len(points), pane=_pane(layer, below=True), on_each_feature=JsCode(bind))


def _name_point(geometry: BaseGeometry) -> BaseGeometry:
    """Return where a name stands: in the widest place of the largest part, so that it stays inside."""
    if not geometry.geom_type.endswith("Polygon"):
        return geometry.representative_point()
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    return shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)


def _add_data(
    group: folium.FeatureGroup,
    data: dict[str, Any],
    paths: Sequence[dict[str, Any]],
    *,
    pane: str,
    tooltip: GeoJsonTooltip | None = None,
    marker: folium.Circle | folium.CircleMarker | None = None,
    on_each_feature: JsCode | None = None,
) -> None:
    if not data["features"]:
        return  # folium's tooltip looks at the first feature
    marker = marker or folium.CircleMarker()
    marker.options["pane"] = pane
    folium.GeoJson(
        data,
        style_function=lambda feature: paths[feature["properties"]["place"]],
        marker=marker,
        tooltip=tooltip,
        on_each_feature=on_each_feature,
        pane=pane,
    ).add_to(group)


def _path(style: FeatureStyle) -> dict[str, Any]:
    return {
        "color": style.colour,
        "weight": float(style.width_px),
        "stroke": style.width_px > 0,
        "dashArray": style.dash or None,
        "fill": bool(style.fill),
        "fillColor": style.fill or style.colour,
        "fillOpacity": float(style.fill_opacity),
        "radius": float(style.radius_px),
    }


def _circle_path(style: FeatureStyle) -> dict[str, Any]:
    colour = style.uncertainty_colour or style.colour
    return {
        "color": colour,
        "weight": 1.25,
        "dashArray": style.uncertainty_dash or None,
        "fill": True,
        "fillColor": colour,
        "fillOpacity": 0.1,
        "radius": float(style.uncertainty_m),
        "interactive": False,
    }
