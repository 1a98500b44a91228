"""GeoJSON, good and bad."""

from __future__ import annotations

import json

from tests.corpus.case import Case, bad, collection, feature, fine, point


def polygon(*rings: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


SQUARE = [[113.0, 23.0], [114.0, 23.0], [114.0, 24.0], [113.0, 24.0], [113.0, 23.0]]
BOW_TIE = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]


def one(geometry: object, /, **properties: object) -> bytes:
    return collection(feature(geometry, **properties))


def nested(levels: int) -> list[object]:
    found: list[object] = []
    for _ in range(levels - 1):
        found = [found]
    return found


def crs(member: object) -> bytes:
    return collection(feature(point(1, 1)), crs=member)


def named(name: str) -> bytes:
    return crs({"type": "name", "properties": {"name": name}})


HOSTILE_VALUES = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "jinja": "{{ 7*7 }}{% raw %}",
    "backtick": "`${alert(1)}`",
    "backslash": "\\u003cscript\\u003e\\",
    "formula": "=HYPERLINK(\"http://x\")",
    "sql": "'; DROP TABLE layers; --",
    "path": "../../etc/passwd",
    "vsi": "/vsicurl/http://127.0.0.1/x.geojson",
    "override": "\u202egnp.exe",
    "nul": "a\x00b",
    "half": "\ud83d",
}  # fmt: skip

CASES: list[Case] = [
    fine("point", "a.geojson", one(point())),
    fine("json_suffix", "a.json", one(point())),
    fine("capital_suffix", "A.GEOJSON", one(point())),
    fine("bom", "a.geojson", b"\xef\xbb\xbf" + one(point())),
    fine("utf16", "a.geojson", one(point(), name="园").decode().encode("utf-16")),
    fine("gbk", "a.geojson", one(point(), name="园区").decode().encode("gbk")),
    fine("spaces_before", "a.geojson", b" \n\t" + one(point())),
    fine("polygon", "a.geojson", one(polygon(SQUARE))),
    fine("hole", "a.geojson", one(polygon(SQUARE, [[113.2, 23.2], [113.2, 23.4], [113.4, 23.4], [113.2, 23.2]]))),
    fine("line", "a.geojson", one({"type": "LineString", "coordinates": [[1, 1], [2, 2]]})),
    fine("multi_point", "a.geojson", one({"type": "MultiPoint", "coordinates": [[1, 1], [2, 2]]})),
    fine("multi_polygon", "a.geojson", one({"type": "MultiPolygon", "coordinates": [[SQUARE]]})),
    fine("collection", "a.geojson", one({"type": "GeometryCollection", "geometries": [point(), point(1, 1)]})),
    fine("height", "a.geojson", one({"type": "Point", "coordinates": [1, 1, 50]}), says=["heights_left_out"]),
    fine("zero_height", "a.geojson", one({"type": "Point", "coordinates": [1, 1, 0]})),
    fine("no_features", "a.geojson", collection(), features=0, says=["no_features"]),
    fine("null_geometry", "a.geojson", one(None), says=["geometry_missing"]),
    fine("empty_polygon", "a.geojson", one(polygon()), says=["geometry_missing"]),
    fine("unknown_type", "a.geojson", one({"type": "Circle", "coordinates": [1, 1]}), says=["geometry_unreadable"]),
    fine("geometry_is_text", "a.geojson", one("POINT(1 1)"), says=["geometry_unreadable"]),
    fine("two_vertex_ring", "a.geojson", one(polygon([[0, 0], [1, 1]])), says=["geometry_unreadable"]),
    fine("text_coordinates", "a.geojson", one(point("x", "y")), says=["geometry_unreadable"]),
    fine("nan", "a.geojson", one(point(float("nan"), 1)), says=["coordinates_not_finite"]),
    fine("infinite", "a.geojson", one(point(float("inf"), 1)), says=["coordinates_not_finite"]),
    fine("swapped", "a.geojson", one(point(23.1, 113.5)), says=["coordinates_swapped"]),
    fine("metres", "a.geojson", one(point(434000, 2543000)), says=["coordinates_not_degrees"]),
    fine("huge", "a.geojson", one(point(1e308, 1e308)), says=["coordinates_not_degrees"]),
    fine("bow_tie", "a.geojson", one(polygon(BOW_TIE)), says=["geometry_invalid"]),
    fine("duplicate_ids", "a.geojson", collection(*[feature(point(), id="a")] * 2), 2, ["duplicate_id"]),
    fine("nested_values", "a.geojson", one(point(), a={"b": [1, {"c": None}]}, d=[1, "x"])),
    fine("mixed_values", "a.geojson", collection(feature(point(), a=1), feature(point(), a="x")), 2),
    fine("large_integer", "a.geojson", one(point(), a=2**80)),
    fine("attribute_called_geometry", "a.geojson", one(point(), geometry="x")),
    fine("key_proto", "a.geojson", one(point(), __proto__="x", constructor="y")),
    fine("empty_key", "a.geojson", collection(feature(point(), **{"": "x"}))),
    fine("properties_null", "a.geojson", collection({"type": "Feature", "properties": None, "geometry": point()})),
    fine("properties_list", "a.geojson", collection({"type": "Feature", "properties": [1], "geometry": point()})),
    fine("foreign_members", "a.geojson", collection(feature(point()), evil="<script>", bbox=["x"])),
    fine("crs84", "a.geojson", named("urn:ogc:def:crs:OGC:1.3:CRS84")),
    fine("crs_epsg", "a.geojson", named("EPSG:4490")),
    fine("crs_urn_projected", "a.geojson", named("urn:ogc:def:crs:EPSG::4547")),
    fine("crs_null", "a.geojson", crs(None)),
    bad("crs_link", "a.geojson", crs({"type": "link", "properties": {"href": "http://127.0.0.1/x"}}), "crs_link"),
    bad("crs_text", "a.geojson", crs("EPSG:4326"), "crs_link"),
    bad("crs_nonsense", "a.geojson", named("EPSG:nonsense"), "crs_unknown"),
    bad("crs_grid", "a.geojson", named("+proj=longlat +nadgrids=/etc/passwd"), "crs_unknown"),
    bad("crs_file", "a.geojson", named("/vsicurl/http://127.0.0.1/x.prj"), "crs_unknown"),
    bad("crs_address", "a.geojson", named("http://127.0.0.1/x"), "crs_unknown"),
    bad("empty", "a.geojson", b"", "file_empty"),
    bad("only_spaces", "a.geojson", b"   \n", "not_json"),
    bad("cut_off", "a.geojson", one(point())[:-5], "not_json"),
    bad("text", "a.geojson", b"hello", "not_json"),
    bad("single_feature", "a.geojson", json.dumps(feature(point())).encode(), "not_a_feature_collection"),
    bad("list", "a.geojson", b"[1]", "not_a_feature_collection"),
    bad("features_text", "a.geojson", b'{"type":"FeatureCollection","features":"x"}', "not_a_feature_collection"),
    bad("features_numbers", "a.geojson", b'{"features":[1]}', "not_a_feature_collection"),
    bad("deep", "a.geojson", b"[" * 100_000, "nested_too_deep"),
    bad("deep_value", "a.geojson", one(point(), a=nested(900)), "nested_too_deep"),
    fine("brackets_in_a_text", "a.geojson", one(point(), a=["[" * 900, "{" * 900])),
    fine("hundred_levels", "a.geojson", one(point(), a=nested(100))),
    bad("long_number", "a.geojson", b'{"features":[' + b"9" * 10_000 + b"]}", "cannot_open"),
    bad("html", "a.geojson", b"<!DOCTYPE html><html></html>", "xml_refused"),
    bad("vrt", "a.geojson", b"<OGRVRTDataSource/>", "xml_refused"),
    bad("zip_inside", "a.geojson", b"PK\x03\x04" + b"x" * 50, "not_what_its_name_says"),
    bad("nul_bytes", "a.geojson", b"{\x00}", "not_what_its_name_says"),
    bad("bad_utf8", "a.geojson", b'{"a": "\xff\xfe\xfd"}', "encoding_unknown"),
    bad("topojson", "a.json", b'{"type":"Topology","objects":{}}', "not_a_feature_collection"),
    bad("long_attribute", "a.geojson", one(point(), a="x" * 200_000), "attribute_too_long"),
    bad("many_columns", "a.geojson", one(point(), **{f"c{n}": 1 for n in range(600)}), "too_many_columns"),
    *(fine(f"value_{kind}", "a.geojson", json.dumps(json.loads(one(point())) | {
        "features": [feature(point(), name=value)]}).encode()) for kind, value in HOSTILE_VALUES.items()),
    *(fine(f"key_{kind}", "a.geojson", json.dumps({"features": [feature(point(), **{value: 1})]}).encode())
      for kind, value in HOSTILE_VALUES.items()),
]  # fmt: skip
