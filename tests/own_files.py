"""Files as a planner brings them: a workbook in BD-09, an old Shapefile in GBK, and hostile ones."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import geopandas as gpd
import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from analysis.datum.shift import Datum, convert
from analysis.study import Study
from tests.hostile_study import PAYLOADS

STATIONS: Final = 40
DISTRICTS: Final = 12


def station_places(study: Study) -> tuple[list[str], list[str], NDArray[np.float64]]:
    """Return names, cities and places (n, 2) in degrees of some stations of the study."""
    stations = study.layer("stations").iloc[:STATIONS]
    xy = np.column_stack([stations.geometry.x, stations.geometry.y])
    return list(stations["name_zh"]), list(stations["city"]), xy


def workbook(study: Study, *, datum: Datum = "bd09") -> bytes:
    """Return stations as an Excel table, its coordinates in another datum."""
    names, cities, xy = station_places(study)
    lon, lat = convert(*xy.T, source="wgs84", target=datum)
    rows: list[list[object]] = [["名称", "城市", "经度", "纬度", "评分"]]
    rows += [list(one) for one in zip(names, cities, lon.tolist(), lat.tolist(), range(len(names)), strict=True)]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("站点")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return made.getvalue()


def table(study: Study, *, datum: Datum = "wgs84", columns: tuple[str, str] = ("经度", "纬度")) -> bytes:
    """Return stations as a CSV."""
    names, cities, xy = station_places(study)
    lon, lat = convert(*xy.T, source="wgs84", target=datum)
    lines = [f"名称,城市,{columns[0]},{columns[1]},评分"]
    rows = zip(names, cities, lon.tolist(), lat.tolist(), range(len(names)), strict=True)
    lines += [",".join(map(str, row)) for row in rows]
    return "\n".join(lines).encode("utf-8-sig")


def shapefile(study: Study) -> bytes:
    """Return districts as a zipped Shapefile of an old desktop GIS: GBK without a code page, Gauss-Kruger metres."""
    districts = study.layer("districts").iloc[:DISTRICTS].reset_index(drop=True)
    frame = gpd.GeoDataFrame(
        {"名称": districts["name_zh"], "所在城市": districts["city"]},
        geometry=list(districts.geometry),
        crs="EPSG:4490",
    ).to_crs("EPSG:4547")
    packed = io.BytesIO()
    with TemporaryDirectory() as folder:
        frame.to_file(Path(folder) / "layer.shp", encoding="GBK")
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted(Path(folder).iterdir()):
                if path.suffix != ".cpg":
                    archive.write(path, f"县区{path.suffix}")
    return packed.getvalue()


def hostile_geojson() -> bytes:
    """Return points round `HOSTILE_MIDDLE` whose every key, value and id is hostile; the one in the middle most so."""
    features: list[dict[str, Any]] = []
    for place, payload in enumerate(HOSTILE_NAMES):
        properties = {"name": payload, PAYLOADS[5]: payload, PAYLOADS[0]: place, f"score {PAYLOADS[6]}": place + 0.5}
        lon, lat = HOSTILE_MIDDLE
        at = [lon + (place - 8) * 0.05, lat + ((place + 2) % 3 - 1) * 0.05]
        point = {"type": "Point", "coordinates": at}
        features.append({"type": "Feature", "id": payload, "properties": properties, "geometry": point})
    content = {"type": "FeatureCollection", "name": PAYLOADS[6], PAYLOADS[5]: PAYLOADS[6], "features": features}
    return json.dumps(content, ensure_ascii=False).encode()


HOSTILE_MIDDLE: Final = (113.4, 23.1)
_SCRIPT: Final = "<script>window.pwned=1;document.title='pwned'</script><img src=x onerror=window.pwned=1>"
HOSTILE_NAMES: Final = (*PAYLOADS[:8], _SCRIPT, *PAYLOADS[8:])
HOSTILE_NAME: Final = "{{7919*7907}} `ls` ${7919*7907} <img src=x onerror=window.pwned=1> ~~s~~.geojson"
