"""The peer of bench/figure.py: the same layers as a layout of QGIS, A4, in a project that `qgis_process` exports.

python3 layout_qgis.py STUDY OUT.qgs prints the version of QGIS. Runs in the system's Python, which has QGIS's modules.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFillSymbol,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

ALBERS = "+proj=aea +lat_0=22.87 +lon_0=113.43 +lat_1=21.10 +lat_2=24.64 +datum=WGS84 +units=m"
TIERS = {"#8faecc": ("广州市", "深圳市", "珠海市"), "#c0d0e1": ("佛山市", "惠州市", "东莞市")}
REST = "#f0f3f6"
LAYOUT = "map"


def layer(path: Path, name: str) -> QgsVectorLayer:
    """Return a vector layer with its names as labels."""
    found = QgsVectorLayer(str(path), name, "ogr")
    if not found.isValid():
        sys.exit(f"{path} cannot be read")
    settings = QgsPalLayerSettings()
    settings.fieldName = "name_zh"
    found.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    found.setLabelsEnabled(True)
    return found


def main(study: Path, out: Path) -> None:
    """Lay out the layers and write the project."""
    context = layer(study / "layers/context.geojson", "context")
    context.renderer().setSymbol(QgsFillSymbol.createSimple({"color": "#f1efea", "outline_color": "#d6d0c4"}))
    cities = layer(study / "layers/cities.geojson", "cities")
    of = {city: colour for colour, names in TIERS.items() for city in names}
    categories = [
        QgsRendererCategory(
            feature["name_zh"],
            QgsFillSymbol.createSimple({"color": of.get(feature["name_zh"], REST), "outline_color": "#8d99a6"}),
            feature["name_zh"],
        )
        for feature in cities.getFeatures()
    ]
    cities.setRenderer(QgsCategorizedSymbolRenderer("name_zh", categories))
    parks = layer(study / "parks.geojson", "parks")
    parks.renderer().setSymbol(QgsMarkerSymbol.createSimple({"name": "diamond", "color": "#0072b2", "size": "3"}))
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem.fromProj(ALBERS))
    project.addMapLayers([context, cities, parks])
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize("A4", QgsLayoutItemPage.Landscape)
    shown = QgsLayoutItemMap(layout)
    shown.setRect(0, 0, 196, 155)
    layout.addLayoutItem(shown)
    shown.attemptMove(QgsLayoutPoint(9, 22))
    shown.attemptResize(QgsLayoutSize(196, 155))
    shown.setLayers([parks, cities, context])
    shown.zoomToExtent(in_project(project, cities.extent()))
    for item, place in (
        (QgsLayoutItemLabel(layout), QgsLayoutPoint(9, 9)),
        (QgsLayoutItemLegend(layout), QgsLayoutPoint(210, 22)),
        (QgsLayoutItemScaleBar(layout), QgsLayoutPoint(150, 165)),
    ):
        if isinstance(item, QgsLayoutItemLabel):
            item.setText("园区与小镇")
        else:
            item.setLinkedMap(shown)
        item.attemptMove(place)
        layout.addLayoutItem(item)
        if isinstance(item, QgsLayoutItemScaleBar):
            item.applyDefaultSize()
        else:
            item.adjustSizeToText() if isinstance(item, QgsLayoutItemLabel) else item.adjustBoxSize()
    layout.setName(LAYOUT)
    project.layoutManager().addLayout(layout)
    if not project.write(str(out)):
        sys.exit("the project was not written")


def in_project(project: QgsProject, extent: QgsRectangle) -> QgsRectangle:
    """Return a rectangle in degrees in the coordinate system of the project."""
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    return QgsCoordinateTransform(degrees, project.crs(), project).transformBoundingBox(extent)


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"layout of QGIS {Qgis.QGIS_VERSION.partition('-')[0]}")
    sys.stdout.flush()
    os._exit(0)  # its own clean-up fails at times once everything is drawn
