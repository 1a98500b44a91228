"""Archives and KML, good and bad."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable

from tests.corpus.case import PLACEMARK, Case, bad, collection, feature, fine, kml, point, zipped

GEOJSON = collection(feature(point()))


def entry(name: str, content: bytes = GEOJSON, **attributes: int) -> Callable[[], bytes]:
    """Return an archive with one entry that is as it should be but for its name or attributes."""

    def build() -> bytes:
        info = zipfile.ZipInfo("x")
        info.filename = name
        for key, value in attributes.items():
            setattr(info, key, value)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(info, content)
        return buffer.getvalue()

    return build


def patched(content: bytes, *, flag: int = 0, method: int | None = None) -> bytes:
    """Return an archive of one entry with its flags or method changed in both its headers."""
    data = bytearray(content)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(magic) + at
        bits, kind = struct.unpack_from("<HH", data, place)
        struct.pack_into("<HH", data, place, bits | flag, kind if method is None else method)
    return bytes(data)


def twice(first: str, second: str) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "w") as archive:
        for name in (first, second):
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, GEOJSON)
    return buffer.getvalue()


def gbk_name() -> bytes:
    """Return an archive as a Chinese desktop writes it: the name in GBK and no mark of UTF-8."""
    content = zipped({"aaaa.geojson": GEOJSON}, zipfile.ZIP_STORED)
    return content.replace(b"aaaa.geojson", "园区".encode("gbk") + b".geojson")


def overlapping() -> bytes:
    """Return an archive whose two entries are the same bytes."""
    data = bytearray(zipped({"a.geojson": GEOJSON, "b.geojson": GEOJSON}, zipfile.ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 0)
    return bytes(data)


BOMB = zipped({"a.geojson": b" " * 30_000_000})
LINK = (stat.S_IFLNK | 0o777) << 16
FIFO = (stat.S_IFIFO | 0o666) << 16
NETWORK_LINK = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
ICON = "<Style id='s'><IconStyle><Icon><href>http://127.0.0.1:9/x.png</href></Icon></IconStyle></Style>"
ENTITY = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
REMOTE_DTD = '<?xml version="1.0"?><!DOCTYPE kml SYSTEM "http://127.0.0.1:9/x.dtd">'

CASES: list[Case] = [
    fine("zip_geojson", "a.zip", zipped({"a.geojson": GEOJSON})),
    fine("zip_in_folder", "a.zip", zipped({"数据/a.geojson": GEOJSON})),
    fine("zip_backslash", "a.zip", entry("folder\\a.geojson")),
    fine("zip_gbk_name", "a.zip", gbk_name),
    fine("zip_mac", "a.zip", zipped({"__MACOSX/._a.geojson": b"x", "a.geojson": GEOJSON, ".DS_Store": b"x"})),
    fine("zip_readme", "a.zip", zipped({"readme.txt": b"x", "a.geojson": GEOJSON})),
    fine("zip_two", "a.zip", zipped({"a.geojson": GEOJSON, "b.geojson": GEOJSON}), choices={"layer": "b.geojson"}),
    fine("zip_csv", "a.zip", zipped({"a.csv": b"lon,lat\n113,23\n"})),
    fine("zip_kml", "a.zip", lambda: zipped({"a.kml": kml(PLACEMARK)})),
    fine("zip_stored", "a.zip", zipped({"a.geojson": GEOJSON}, zipfile.ZIP_STORED)),
    fine("zip_hostile_name", "a.zip", zipped({"<img src=x onerror=alert(1)>.geojson": GEOJSON})),
    fine("zip_beside_archive", "a.zip", zipped({"a.geojson": GEOJSON, "b.zip": b"PK"})),
    bad("zip_parent", "a.zip", entry("../a.geojson"), "archive_path"),
    bad("zip_parent_inside", "a.zip", entry("x/../../a.geojson"), "archive_path"),
    bad("zip_parent_backslash", "a.zip", entry("..\\a.geojson"), "archive_path"),
    bad("zip_absolute", "a.zip", entry("/root/a.geojson"), "archive_path"),
    bad("zip_drive", "a.zip", entry("C:\\a.geojson"), "archive_path"),
    bad("zip_unc", "a.zip", entry("\\\\server\\a.geojson"), "archive_path"),
    bad("zip_link", "a.zip", entry("a.geojson", b"/etc/passwd", external_attr=LINK, create_system=3), "archive_link"),
    bad("zip_pipe", "a.zip", entry("a.geojson", external_attr=FIFO, create_system=3), "archive_link"),
    bad("zip_control_name", "a.zip", entry("a\x1b[31m.geojson"), "archive_name"),
    bad("zip_break_name", "a.zip", entry("a\n.geojson"), "archive_name"),
    bad("zip_override_name", "a.zip", entry("\u202enosjoeg.geojson"), "archive_name"),
    bad("zip_long_name", "a.zip", entry("a" * 300 + ".geojson"), "archive_name"),
    bad("zip_same_name", "a.zip", lambda: twice("a.geojson", "a.geojson"), "archive_duplicate"),
    bad("zip_case", "a.zip", zipped({"a.geojson": GEOJSON, "A.GEOJSON": GEOJSON}), "archive_duplicate"),
    bad("zip_normal_form", "a.zip", zipped({"é.geojson": GEOJSON, "e\u0301.geojson": GEOJSON}), "archive_duplicate"),
    bad("zip_encrypted", "a.zip", patched(zipped({"a.geojson": GEOJSON}), flag=1), "archive_encrypted"),
    bad("zip_method", "a.zip", zipped({"a.geojson": GEOJSON}, zipfile.ZIP_BZIP2), "archive_method"),
    bad("zip_lzma", "a.zip", zipped({"a.geojson": GEOJSON}, zipfile.ZIP_LZMA), "archive_method"),
    bad("zip_odd_method", "a.zip", patched(zipped({"a.geojson": GEOJSON}), method=97), "archive_method"),
    bad("zip_bomb", "a.zip", BOMB, "archive_ratio"),
    bad("zip_large", "a.zip", zipped({"a.geojson": GEOJSON}), "archive_size", limits={"unpacked_bytes": 10}),
    bad("zip_many", "a.zip", zipped({f"{n}.txt": b"" for n in range(30)}), "archive_entries", limits={"entries": 20}),
    bad("zip_overlap", "a.zip", overlapping, "archive_overlap"),
    bad("zip_nested", "a.zip", zipped({"b.zip": BOMB}), "archive_nested"),
    bad("zip_pictures", "a.zip", zipped({"a.png": b"x"}), "archive_without_layer"),
    bad("zip_vrt", "a.zip", zipped({"a.vrt": b"<OGRVRTDataSource/>"}), "archive_without_layer"),
    bad("zip_disguised_vrt", "a.zip", zipped({"a.gpkg": b"<OGRVRTDataSource/>"}), "xml_refused"),
    bad("zip_empty", "a.zip", zipped({}), "archive_without_layer"),
    bad("zip_no_such_layer", "a.zip", zipped({"a.geojson": GEOJSON}), "layer_unknown", choices={"layer": "x"}),
    bad("zip_cut", "a.zip", zipped({"a.geojson": GEOJSON})[:-10], "archive_broken"),
    bad("zip_head_only", "a.zip", b"PK\x03\x04" + b"\x00" * 40, "archive_broken"),
    bad("zip_checksum", "a.zip", zipped({"a.geojson": GEOJSON}, 0).replace(b"113.5", b"114.5"), "archive_broken"),
    bad("rar", "a.rar", b"Rar!\x1a\x07\x00", "archive_other"),
    bad("rar_as_zip", "a.zip", b"Rar!\x1a\x07\x00", "archive_other"),
    bad("drawing", "a.dwg", b"AC1027", "drawing"),
    bad("piece", "a.dbf", b"\x03", "shapefile_piece"),
    bad("zip_of_workbook", "a.zip", zipped({"a.xlsx": b"PK\x03\x04"}), "archive_workbook"),
    fine("kml", "a.kml", kml(PLACEMARK)),
    fine("kml_gbk", "a.kml", kml(PLACEMARK, '<?xml version="1.0" encoding="GBK"?>', "gbk")),
    fine("kml_comment", "a.kml", b"<!-- <html> -->" + kml(PLACEMARK, "")),
    fine("kml_network_link", "a.kml", kml(PLACEMARK + NETWORK_LINK), says=["kml_network_link", "kml_remote"]),
    fine("kml_icon", "a.kml", kml(ICON + PLACEMARK), says=["kml_remote"]),
    fine("kml_only_link", "a.kml", kml(NETWORK_LINK), 0, ["no_features", "kml_network_link", "kml_remote"]),
    fine("kml_html", "a.kml", kml(PLACEMARK.replace("园区", "<![CDATA[<script>alert(1)</script>]]>"))),
    bad("kml_entity", "a.kml", kml("<name>&x;</name>" + PLACEMARK, ENTITY), "xml_doctype"),
    bad("kml_laughs", "a.kml", kml("<name>&b;</name>" + PLACEMARK, LAUGHS), "xml_doctype"),
    bad("kml_remote_dtd", "a.kml", kml(PLACEMARK, REMOTE_DTD), "xml_doctype"),
    bad("kml_deep", "a.kml", kml("<Folder>" * 500 + PLACEMARK + "</Folder>" * 500), "nested_too_deep"),
    bad("kml_cut", "a.kml", kml(PLACEMARK)[:-20], "xml_broken"),
    bad("kml_is_gml", "a.kml", b"<gml:FeatureCollection/>", "xml_refused"),
    bad("kml_is_wfs", "a.kml", b"<OGRWFSDataSource><URL>http://127.0.0.1:9</URL></OGRWFSDataSource>", "xml_refused"),
    bad("kml_is_html", "a.kml", b"<html><script>alert(1)</script></html>", "xml_refused"),
    bad("kml_doctype_html", "a.kml", b"<!DOCTYPE html><html></html>", "xml_refused"),
    bad("kml_binary", "a.kml", b"\x00\x01\x02", "not_what_its_name_says"),
    fine("kmz", "a.kmz", zipped({"doc.kml": kml(PLACEMARK), "files/x.png": b"x"})),
    bad("kmz_entity", "a.kmz", zipped({"doc.kml": kml(PLACEMARK, ENTITY)}), "xml_doctype"),
    bad("kmz_parent", "a.kmz", twice("doc.kml", "../x.kml"), "archive_path"),
    bad("kmz_bomb", "a.kmz", zipped({"doc.kml": b" " * 30_000_000}), "archive_ratio"),
    bad("kmz_without_kml", "a.kmz", zipped({"x.png": b"x"}), "archive_without_layer"),
    bad("vrt", "a.vrt", b"<OGRVRTDataSource/>", "format_not_supported"),
    bad("gml", "a.gml", b"<gml/>", "format_not_supported"),
    bad("no_suffix", "a", b"x", "format_not_supported"),
    bad("vsi_name", "/vsicurl/http:", b"x", "format_not_supported"),
    fine("path_in_name", "../../x/a.geojson", GEOJSON),
    fine("control_in_name", "a\x1b\n.geojson", GEOJSON),
]
