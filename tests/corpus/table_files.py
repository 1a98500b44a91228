"""Tables of text and workbooks, good and bad."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from tests.corpus.case import Case, bad, fine, zipped

HEAD = "编号,名称,经度,纬度\n"
ROW = "a,园区,113.5,23.1\n"


def text(content: str, encoding: str = "utf-8") -> bytes:
    return content.encode(encoding)


def table(*rows: str, head: str = "id,lon,lat") -> bytes:
    return "\n".join([head, *rows]).encode()


def workbook(*sheets: Sequence[Sequence[Any]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
    return buffer.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return a workbook with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    return zipped({**parts, name: part})


BOOK = workbook([["编号", "经度", "纬度"], ["a", 113.5, 23.1]])
SURVEYOR = ["northing_first", "zone_from_numbers"]
ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

SPELLINGS = [
    "113.5", "113.5°", "113°30'", "113°30'0\"", "113°30′00″", "113°30'00\"E", "E113°30'00\"", "东经113°30′00″",
    "113度30分0秒", "113:30:00", "113 30 0", "113°30’00”", "１１３．５", "113d30m0s", "+113.5", "113,5", "113.5 E",
]  # fmt: skip

CASES: list[Case] = [
    fine("chinese_head", "a.csv", text(HEAD + ROW)),
    fine("gbk", "a.csv", text(HEAD + ROW, "gbk")),
    fine("gb18030", "a.csv", text(HEAD + ROW.replace("园区", "㐀㐁𠀀"), "gb18030")),
    fine("bom", "a.csv", text(HEAD + ROW, "utf-8-sig")),
    fine("utf16", "a.csv", text((HEAD + ROW).replace(",", "\t"), "utf-16")),
    fine("tsv", "a.tsv", text((HEAD + ROW).replace(",", "\t"))),
    fine("txt", "a.txt", text((HEAD + ROW).replace(",", ";"))),
    fine("bars", "a.csv", text((HEAD + ROW).replace(",", "|"))),
    fine("crlf", "a.csv", text((HEAD + ROW).replace("\n", "\r\n"))),
    fine("old_mac", "a.csv", text((HEAD + ROW).replace("\n", "\r"))),
    fine("empty_lines", "a.csv", text(HEAD + "\n\n" + ROW + ",,,\n")),
    fine("quoted_break", "a.csv", b'id,name,lon,lat\na,"x\ny",113,23\n'),
    fine("short_row", "a.csv", table("a,113,23", "b"), 2, ["geometry_missing"]),
    fine("trailing_commas", "a.csv", table("a,113,23,,")),
    fine("same_names", "a.csv", b"id,lon,lat,x,x\na,113,23,1,2\n"),
    fine("unnamed_column", "a.csv", b"id,lon,lat,\na,113,23,1\n"),
    fine("chosen_encoding", "a.csv", text(HEAD + ROW, "gbk"), choices={"encoding": "gb18030"}),
    fine("chosen_delimiter", "a.csv", text("lon;lat;a\n1;2;x,y,z,w\n"), choices={"delimiter": ";"}),
    fine("empty_cell", "a.csv", table("a,,"), says=["geometry_missing"]),
    fine("words", "a.csv", table("a,east,north"), says=["geometry_unreadable"]),
    fine("minutes_over_60", "a.csv", table("a,113°75',23"), says=["geometry_unreadable"]),
    fine("nan", "a.csv", table("a,nan,23"), says=["coordinates_not_finite"]),
    fine("infinite", "a.csv", table("a,inf,23"), says=["coordinates_not_finite"]),
    fine("swapped", "a.csv", table("a,23,113"), says=["coordinates_swapped"]),
    fine("metres_without_zone", "a.csv", table("a,434000,2543000"), says=["crs_missing"]),
    fine("metres_with_zone", "a.csv", table("a,38434000,2543000"), says=["zone_from_numbers"]),
    fine("metres_six_degrees", "a.csv", table("a,19734000,2543000"), says=["zone_from_numbers"]),
    fine("two_zones", "a.csv", table("a,38434000,2543000", "b,37434000,2543000"), 2, ["crs_missing"]),
    fine("surveyor", "a.csv", table("a,2543000,38434000", head="点号,X坐标,Y坐标"), says=SURVEYOR),
    fine("no_coordinates", "a.csv", b"id,price\na,3\n", says=["no_coordinate_columns"]),
    fine("head_only", "a.csv", b"id,lon,lat\n", 0, ["no_features"]),
    fine("vsicurl_name", "a.csv", table("/vsicurl/http://127.0.0.1/x,113,23")),
    fine("formula_cell", "a.csv", table("=cmd|' /C calc'!A0,113,23")),
    fine("html_head", "a.csv", b"<script>alert(1)</script>,lon,lat\nx,113,23\n"),
    bad("empty", "a.csv", b"", "file_empty"),
    bad("blank", "a.csv", b"\n\n", "not_a_table"),
    bad("open_quote", "a.csv", b'id,lon,lat\n"a,1,2\n', "not_a_table"),
    bad("long_row", "a.csv", table("a,113,23,4,5"), "table_row_length"),
    bad("unknown_encoding", "a.csv", b"id,lon,lat\n\xff\xff\xfe,1,2\n", "encoding_unknown"),
    bad("wrong_choice", "a.csv", text(HEAD + ROW, "gbk"), "not_in_encoding", choices={"encoding": "utf-8"}),
    bad("binary", "a.csv", b"id\x00\x01,lon\n", "not_what_its_name_says"),
    bad("zip_as_csv", "a.csv", b"PK\x03\x04" + b"x" * 50, "not_what_its_name_says"),
    bad("too_many_rows", "a.csv", table(*["a,1,1"] * 6), "too_many_features", limits={"features": 5}),
    bad("too_many_columns", "a.csv", b",".join([b"a"] * 501) + b"\n1\n", "too_many_columns"),
    bad("long_cell", "a.csv", table("x" * 100_001 + ",1,1"), "attribute_too_long"),
    *(fine(f"spelling_{n}", "a.tsv", table(f"a\t{one}\t23", head="id\tlon\tlat")) for n, one in enumerate(SPELLINGS)),
    fine("xlsx", "a.xlsx", BOOK),
    fine("xlsx_texts", "a.xlsx", workbook([["编号", "经度", "纬度"], ["a", "113°30'", "23°6'"]])),
    fine("xlsx_formula", "a.xlsx", workbook([["n", "lon", "lat"], ["=1+1", 113, 23]])),
    fine("xlsx_mixed", "a.xlsx", workbook([["n", "lon", "lat"], [True, 113, 23], ["x", 113, 23], [7, 113, 23]]), 3),
    fine("xlsx_second_sheet", "a.xlsx", workbook([["a"]], [["lon", "lat"], [113, 23]]), choices={"layer": "Sheet2"}),
    fine("xlsx_no_place", "a.xlsx", workbook([["a"], ["x"]]), says=["no_coordinate_columns"]),
    bad("xlsx_no_such_sheet", "a.xlsx", BOOK, "layer_unknown", choices={"layer": "x"}),
    bad("xlsx_doctype", "a.xlsx", lambda: with_part(BOOK, "xl/workbook.xml", ENTITY), "xml_doctype"),
    bad("xlsx_broken_part", "a.xlsx", lambda: with_part(BOOK, "xl/workbook.xml", b"<"), "xml_broken"),
    bad("xlsx_is_zip", "a.xlsx", zipped({"a.txt": b"x"}), "not_what_its_name_says"),
    bad("xlsx_bomb", "a.xlsx", lambda: with_part(BOOK, "xl/big.xml", b"<a>" + b" " * 20_000_000), "archive_ratio"),
    bad("xlsx_cut", "a.xlsx", BOOK[:-30], "archive_broken"),
    bad("xls", "a.xls", b"\xd0\xcf\x11\xe0", "excel_legacy"),
    bad("xls_as_xlsx", "a.xlsx", b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "excel_locked"),
    fine(
        "xlsx_title",
        "a.xlsx",
        workbook([["台账"], [], ["编号", "经度", "纬度"], ["007", 113.5, 23.1], ["b", 113, 23]]),
        2,
        says=["header_below"],
    ),
    fine(
        "xlsx_header_of_two",
        "a.xlsx",
        workbook([["编号", "坐标"], [None, "经度", "纬度"], ["a", 113, 23]]),
        says=["header_of_two"],
    ),
    fine("xlsx_sheet_with_places", "a.xlsx", workbook([["说明"], ["本表"]], [["lon", "lat"], [113, 23]])),
    fine(
        "xlsx_header_only", "a.xlsx", workbook([["编号", "经度", "纬度"]]), 0, says=["no_features"]
    ),
    fine("csv_title", "a.csv", "台账,,\n\n编号,经度,纬度\na,113,23".encode("gbk"), says=["header_below"]),
]  # fmt: skip
