"""No file makes a connection, and none reads another file: a listening socket and a canary wait for them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import UnreadableError
from layers.upload import Choices
from tests.bait import SECRET, Bait
from tests.corpus.archive_files import entry
from tests.corpus.binary_files import geo, parquet_table, shp
from tests.corpus.case import PLACEMARK, collection, feature, kml, point, zipped
from tests.corpus.table_files import BOOK, with_part


@pytest.fixture(scope="module")
def bait() -> Iterator[Bait]:
    made = Bait()
    yield made
    made.close()


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "canary.geojson"
    path.write_bytes(collection(feature(point(), name=SECRET)))
    return path


def lures(address: str, canary: Path) -> dict[str, tuple[str, bytes]]:
    """Return files that would lead to the address or to the canary if anything followed them."""
    url, file = f"http://{address}/x", canary.as_uri()
    layer = f'<OGRVRTLayer name="x"><SrcDataSource>{canary}</SrcDataSource></OGRVRTLayer>'
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    wfs = f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>"
    gml = f'<gml:FeatureCollection xmlns:xlink="x"><gml:member xlink:href="{url}"/></gml:FeatureCollection>'
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>"
    style = f"<Placemark><styleUrl>{url}#a</styleUrl><Point><coordinates>1,1</coordinates></Point></Placemark>"
    model = f"<Placemark><Model><Link><href>{url}</href></Link></Model></Placemark>"
    overlay = f"<GroundOverlay><Icon><href>{file}</href></Icon></GroundOverlay>"
    schema = f'<Placemark><ExtendedData><SchemaData schemaUrl="{url}#s"/></ExtendedData></Placemark>'
    entity = f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "{file}">]>'
    remote = f'<?xml version="1.0"?><!DOCTYPE kml SYSTEM "{url}">'
    parameter = f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY % x SYSTEM "{url}"> %x;]>'
    external = f'<externalLink><externalBook><ddeLink ddeService="{url}"/></externalBook></externalLink>'
    rels = f'<Relationships><Relationship Id="r" TargetMode="External" Target="{url}"/></Relationships>'

    def crs(kind: str, **properties: str) -> bytes:
        return collection(feature(point()), crs={"type": kind, "properties": properties})

    escaped = crs("link", href=url, type="proj4").replace(b'"crs"', b'"\\u0063rs"')
    padding = b" " * 1_100_000  # so large that GDAL would read it
    found = {
        "vrt": ("a.geojson", vrt.encode()),
        "vrt_as_kml": ("a.kml", vrt.encode()),
        "vrt_as_gpkg": ("a.gpkg", vrt.encode()),
        "vrt_as_fgb": ("a.fgb", vrt.encode()),
        "vrt_as_csv": ("a.csv", vrt.encode()),
        "wfs": ("a.kml", wfs.encode()),
        "wms": ("a.kml", f"<GDAL_WMS><Service><ServerUrl>{url}</ServerUrl></Service></GDAL_WMS>".encode()),
        "gml": ("a.kml", gml.encode()),
        "kml_link": ("a.kml", kml(link + PLACEMARK)),
        "kml_style": ("a.kml", kml(style)),
        "kml_model": ("a.kml", kml(model + overlay + schema + PLACEMARK)),
        "kml_entity": ("a.kml", kml("<name>&x;</name>" + PLACEMARK, entity)),
        "kml_remote_type": ("a.kml", kml(PLACEMARK, remote)),
        "kml_parameter": ("a.kml", kml(PLACEMARK, parameter)),
        "kmz_link": ("a.kmz", zipped({"doc.kml": kml(link + style)})),
        "crs_link": ("a.geojson", crs("link", href=url, type="proj4")),
        "crs_address": ("a.geojson", crs("name", name=url)),
        "crs_url": ("a.geojson", crs("url", url=url)),
        "crs_link_large": ("a.geojson", crs("link", href=url, type="proj4") + padding),
        "crs_escaped_large": ("a.geojson", escaped + padding),
        "crs_vsi": ("a.geojson", crs("name", name=f"/vsicurl/{url}")),
        "crs_grid": ("a.geojson", crs("name", name=f"+proj=longlat +nadgrids={canary}")),
        "values": ("a.geojson", collection(feature(point(), a=f"/vsicurl/{url}", b=file, c=f"=WEBSERVICE(\"{url}\")"))),
        "service": ("a.json", json.dumps({"type": "FeatureCollection", "links": [{"rel": "next", "href": url}],
                                          "features": [feature(point())]}).encode()),
        "esri_service": ("a.json", json.dumps({"objectIdFieldName": "a", "url": url, "features": []}).encode()),
        "stac": ("a.json", json.dumps({"gdalVersion": "GDALG", "type": "gdal_streamed_alg",
                                       "command_line": f"gdal vector pipeline ! read {canary}"}).encode()),
        "csv_vsi": ("a.csv", f"id,lon,lat,src\n/vsicurl/{url},1,1,{canary}\n".encode()),
        "shp_prj": ("a.zip", shp(".prj", prj=f"/vsicurl/{url}".encode())),
        "shp_prj_file": ("a.zip", shp(".prj", prj=str(canary).encode())),
        "parquet_crs": ("a.parquet", parquet_table(geo(crs=json.dumps(url)))),
        "xlsx_external": ("a.xlsx", with_part(BOOK, "xl/externalLinks/externalLink1.xml", external.encode())),
        "xlsx_relation": ("a.xlsx", with_part(BOOK, "xl/_rels/workbook.xml.rels", rels.encode())),
        "zip_link": ("a.zip", entry("a.geojson", str(canary).encode(), external_attr=0o120777 << 16)()),
        "zip_parent": ("a.zip", entry(f"../../../../../../..{canary}")()),
        "name_vsi": (f"/vsicurl/{url}.geojson", collection(feature(point()))),
        "name_file": (str(canary), collection(feature(point()))),
    }  # fmt: skip
    return found


@pytest.mark.parametrize("lure", sorted(lures("127.0.0.1:9", Path("/x"))))
def test_nothing_is_fetched_and_no_other_file_read(lure: str, bait: Bait, canary: Path, read: Any) -> None:
    name, content = lures(bait.address, canary)[lure]
    told = ""
    try:
        reading = read(name, content)
        told = str(reading.raw.records) + str(reading.problems)
    except UnreadableError as error:
        told = str(error)
    assert SECRET not in told
    assert bait.visits == 0


def test_bait_would_notice(bait: Bait) -> None:
    host, _, port = bait.address.partition(":")
    before = bait.visits
    with socket.create_connection((host, int(port))) as connection:
        connection.recv(1)  # returns when the other side has counted and closed
    assert bait.visits == before + 1
    bait.visits = before


def test_chosen_layer_cannot_be_another_file(read: Any, canary: Path) -> None:
    content = zipped({"a.geojson": collection(feature(point()))})
    with pytest.raises(UnreadableError) as caught:
        read("a.zip", content, choices=Choices(layer=str(canary)))
    assert caught.value.problems[0].code == "layer_unknown"
