"""A small invented sheet: two areas, a line, three points, everything that a sheet can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shapely
from pyproj import CRS

from briefing.paper import paper
from briefing.sheet import (
    Block,
    Enlarged,
    Item,
    Label,
    LegendEntry,
    Locator,
    Mark,
    Sheet,
    SheetLayer,
    SheetWords,
)
from tests.briefing.given import about

ALBERS = CRS.from_proj4("+proj=aea +lat_0=23 +lon_0=113.5 +lat_1=21.1 +lat_2=24.6 +datum=WGS84 +units=m")
LAND = shapely.box(-200_000, -100_000, 200_000, 150_000)
WEST, EAST = shapely.box(-200_000, -100_000, 0, 150_000), shapely.box(0, -100_000, 200_000, 150_000)
SITES = ((10_000.0, 5_000.0), (14_000.0, 9_000.0), (19_000.0, 3_000.0))
DARK, LIGHT = Mark(fill="#8faecc", edge="#666666", hatch="////"), Mark(fill="#f0f3f6", edge="#666666")
SITE = Mark(fill="#0072b2", edge="#ffffff", shape="diamond")


def sheet(**changes: Any) -> Sheet:
    """Return the sheet, some of it changed; `title` changes what it says of itself."""
    title = changes.pop("title", None)
    said = about() if title is None else about(title=title)
    names = ("一号园区", "二号园区", "三号园区")
    labels = [
        Label(name, xy, symbol_mm=1.3, short=str(place), enlarged=True)
        for place, (name, xy) in enumerate(zip(names, SITES, strict=True), start=1)
    ]
    labels.append(Label("西市", (-100_000.0, 0.0), "area", 50.0, tag="核心", within=WEST))
    labels.append(Label("东市", (100_000.0, 0.0), "area", 50.0, within=EAST))
    way = shapely.LineString([(-150_000, -50_000), SITES[0]])
    entries = (LegendEntry("核心城市", "area", replace(DARK, tag="核心")), LegendEntry("园区", "point", SITE))
    items = tuple(Item(str(place), name, "西市", mark=SITE, share=0.5) for place, name in enumerate(names, start=1))
    land = SheetLayer("land", "area", [LAND], [LIGHT])
    made = Sheet(
        id="invented",
        about=said,
        paper=paper("A4"),
        crs=ALBERS,
        bounds=(-260_000.0, -200_000.0, 260_000.0, 200_000.0),
        layers=(
            SheetLayer("cities", "area", [WEST, EAST], [DARK, LIGHT]),
            SheetLayer("way", "line", [way], [Mark(edge="#7a0177", edge_pt=2)]),
            SheetLayer("sites", "point", [shapely.Point(xy) for xy in SITES], [SITE] * 3),
        ),
        labels=tuple(labels),
        focus=LAND,
        blocks=(
            Block("图例", entries=entries),
            Block("园区", items=items),
            Block("", facts=(("面积", "5 平方公里"),), paragraphs=("位置为近似。",)),
        ),
        words=SheetWords("北", "公里", "1 : {n}（{paper}）", "另有 {n} 项"),
        locator=Locator((-400_000.0, -300_000.0, 400_000.0, 300_000.0), (land,), (), "位置"),
        enlarged=Enlarged((0.0, -10_000.0, 30_000.0, 15_000.0), "放大"),
        graticule=True,
        avoid=("way",),
    )
    return replace(made, **changes)
