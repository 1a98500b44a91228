"""Small pages for tests: a layer of each kind, and a page that says one text in every place."""

from __future__ import annotations

from typing import Final

from shapely.geometry import LineString, Point, box

from briefing.webmap import ExportLayer, ExportTexts, FeatureStyle, LegendEntry, export_map

BOUNDS: Final = (112.0, 22.0, 115.0, 24.0)
TEXTS: Final = ExportTexts(legend="图例", layers="图层", sources="资料来源", zoom_in="放大", zoom_out="缩小")
_AREA: Final = FeatureStyle("#8a8f98", fill="#6b8fb3")
_LINE: Final = FeatureStyle("#444444", width_px=4)
_SITE: Final = FeatureStyle("#ffffff", fill="#0072b2", radius_px=9, uncertainty_m=7000, uncertainty_dash="8 4")


def example_layers(text: str | None = None) -> list[ExportLayer]:
    """Return an area, a line and three sites apart from each other; `text` replaces every text of theirs."""

    def say(own: str) -> str:
        return own if text is None else text

    areas, links = [box(112, 22, 115, 22.5)], [LineString([(112, 22.9), (115, 23.1)])]
    sites = [Point(112.5, 23.5), Point(113.5, 23.5), Point(114.5, 23.5)]
    lines = (say("广州市"), say("认定"))
    return [
        ExportLayer("cities", "area", say("城市"), areas, [say("甲市")], [lines], [_AREA], names="always"),
        ExportLayer("links", "line", say("联系"), links, [say("甲—乙")], [()], [_LINE]),
        ExportLayer(
            "parks",
            "point",
            say("园区"),
            sites,
            [say(name) for name in ("园一", "园二", "园三")],
            [lines] * 3,
            [_SITE] * 3,
            legend=[LegendEntry(say("认定"), "point", _SITE), LegendEntry(say("位置较可靠"), "circle", _SITE)],
            names="close",
        ),
    ]


def page_saying(text: str) -> str:
    """Return a page in which every text is this one."""
    texts = ExportTexts(legend=text, layers=text, sources=text, zoom_in=text, zoom_out=text)
    return export_map(example_layers(text), texts=texts, title=text, attribution=[text], note=text, bounds=BOUNDS)
