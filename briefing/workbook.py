"""The tables as an Excel workbook: a sheet each, what the file is, and a comparison that computes itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from briefing.about import About
from briefing.comparison import Comparison
from briefing.comparison_sheet import write_comparison
from briefing.plain_text import one_line
from briefing.sheet_cells import (
    CELL_LIMIT,
    HEADER,
    Formats,
    fitting_width,
    measured,
    row_height,
    write_cell,
    write_text,
)
from briefing.sheet_layout import HEADER_ROW, set_print, start_sheet, write_notes
from briefing.table import Table

NAME_LIMIT: Final = 31
ABOUT_WIDTHS: Final = (26, 110)
COMPARISON: Final = "comparison"


def write_workbook(
    path: Path, tables: Sequence[Table], about: About, *, words: Mapping[str, str], comparison: Comparison | None = None
) -> tuple[str, ...]:
    """Write tables as an .xlsx file; the same input gives the same bytes.

    Parameters
    ----------
    path
        To be written.
    tables
        A sheet each, in this order, named by their titles; that of id ``comparison`` becomes the sheet of `comparison`
        with live formulas, if that is given.
    about
        Stands on a sheet of its own, in the properties and in every footer.
    words
        The workbook's own words: entries of the catalogue's `briefing_file`, by their name.
    comparison
        What the live sheet computes.

    Returns
    -------
    tuple of str
        What had to be cut, a sentence each; the sheet about the file says the same.
    """
    with Workbook(str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(_properties(about))
        book.set_custom_property("fingerprint", about.fingerprint)
        book.set_custom_property("scenario", about.scenario[:255])
        formats = Formats(book, words["yes"], words["no"])
        names = sheet_names([words["about_sheet"], *(table.title for table in tables)])
        first = book.add_worksheet(names[0])
        cut: list[str] = []
        for table, name in zip(tables, names[1:], strict=True):
            sheet = book.add_worksheet(name)
            if table.id == COMPARISON and comparison is not None:
                write_comparison(sheet, comparison, table.title, about, formats, words)
            else:
                cut += _write_table(sheet, table, about, formats, words)
        _write_about(first, tables, names[1:], about, formats, words, cut)
    return tuple(cut)


def sheet_names(titles: Sequence[str]) -> list[str]:
    r"""Return a valid sheet name for each title, all different: at most 31 characters, none of ``[]:*?/\`` in them."""
    taken: set[str] = {"history"}  # a name that Excel keeps to itself
    names = []
    for title in titles:
        plain = one_line("".join(" " if one in "[]:*?/\\" else one for one in title)).strip("' ") or "-"
        name, n = plain[:NAME_LIMIT].strip("' "), 1
        while name.casefold() in taken:
            n += 1
            ending = f" {n}"
            name = plain[: NAME_LIMIT - len(ending)] + ending
        taken.add(name.casefold())
        names.append(name)
    return names


def _properties(about: About) -> dict[str, object]:
    licences = "; ".join(source.line for source in about.sources)
    return {
        "title": about.title,
        "subject": about.line(),
        "author": about.author or about.version,
        "company": about.author,
        "comments": f"{about.approval}\n{licences}"[:CELL_LIMIT],
        "keywords": f"{about.study}; {about.scenario}; {about.version}",
        "created": about.moment.replace(tzinfo=None),
    }


def _write_table(sheet: Worksheet, table: Table, about: About, formats: Formats, words: Mapping[str, str]) -> list[str]:
    start_sheet(sheet, table.title, about, formats)
    texts = [measured((row[place] for row in table.rows), column) for place, column in enumerate(table.columns)]
    headings = [column.heading for column in table.columns]
    widths = [fitting_width([*heading.split(), *found]) for heading, found in zip(headings, texts, strict=True)]
    for place, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        aligned = {"align": "right", "indent": 1} if column.numeric else {}
        write_text(sheet, HEADER_ROW, place, column.heading, formats, **HEADER, **aligned)
    sheet.set_row(HEADER_ROW, row_height(zip(headings, widths, strict=True)))
    cut = _write_rows(sheet, table, widths, formats, words)
    last = HEADER_ROW + max(len(table.rows), 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(table.columns) - 1)
    fixed = 1 + next((place for place, column in enumerate(table.columns) if column.id.startswith("name_")), 0)
    set_print(sheet, widths, header=HEADER_ROW, fixed=fixed)
    write_notes(sheet, last + 2, table.notes, widths, formats, words, fixed=fixed)
    return cut


def _write_rows(
    sheet: Worksheet, table: Table, widths: Sequence[int], formats: Formats, words: Mapping[str, str]
) -> list[str]:
    cut = []
    for number, row in enumerate(table.rows, start=HEADER_ROW + 1):
        texts = [(value, width) for value, width in zip(row, widths, strict=True) if isinstance(value, str)]
        sheet.set_row(number, row_height(texts))
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            length = write_cell(sheet, number, place, value, column, formats)
            if length is not None:
                where = {"sheet": table.title, "row": number + 1, "column": column.heading}
                cut.append(words["cut"].format(limit=f"{CELL_LIMIT:,}", n=f"{length:,}", **where))
    return cut


def _write_about(
    sheet: Worksheet,
    tables: Sequence[Table],
    names: Sequence[str],
    about: About,
    formats: Formats,
    words: Mapping[str, str],
    cut: Sequence[str],
) -> None:
    start_sheet(sheet, about.title, about, formats)
    for place, width in enumerate(ABOUT_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.fit_to_pages(1, 0)
    row = 3
    for label, value in [("", about.subtitle), *about.facts()] if about.subtitle else about.facts():
        _write_entry(sheet, row, label, value, formats, bold=True)
        row += 1
    row = _heading(sheet, row + 1, words["contents"], formats)
    for table, name in zip(tables, names, strict=True):
        sheet.write_url(row, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", formats.link, string=name)
        write_text(sheet, row, 1, f"{words['rows']}: {len(table.rows):,}", formats)
        row += 1
    if cut:
        row = _heading(sheet, row + 1, words["notes"], formats)
        for sentence in cut:
            _write_entry(sheet, row, "", sentence, formats)
            row += 1
    row = _heading(sheet, row + 1, about.labels.get("sources", "sources"), formats)
    for source in about.sources:
        parts = [part for part in (source.source, source.licence, source.date, source.caveat) if part]
        _write_entry(sheet, row, source.title, "\n".join(parts), formats)
        row += 1


def _write_entry(sheet: Worksheet, row: int, label: str, value: str, formats: Formats, *, bold: bool = False) -> None:
    """Write a label with what it is about, in a row high enough for both."""
    shape = {"bold": True} if bold else {}
    write_text(sheet, row, 0, label, formats, text_wrap=True, **shape)
    write_text(sheet, row, 1, value, formats, text_wrap=True)
    sheet.set_row(row, row_height(zip((label, value), ABOUT_WIDTHS, strict=True)))


def _heading(sheet: Worksheet, row: int, text: str, formats: Formats) -> int:
    """Write a heading and return the row after it."""
    write_text(sheet, row, 0, text, formats, bold=True, font_size=11)
    return row + 1
