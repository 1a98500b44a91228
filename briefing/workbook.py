"""The tables as an Excel workbook: a sheet each, what the file is, and a comparison that computes itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from briefing.about import About
from briefing.comparison import Comparison
from briefing.comparison_sheet import write_comparison
from briefing.plain_text import one_line
from briefing.sheet_cells import CELL_LIMIT, HEADER, Formats, fitting_width, measured, write_cell, write_text
from briefing.sheet_layout import HEADER_ROW, WIDTH_OF_A_PAGE, start_sheet, write_notes
from briefing.table import Table

NAME_LIMIT: Final = 31
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
        formats = Formats(book)
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
        plain = "".join(" " if one in "[]:*?/\\" else one for one in one_line(title)).strip("' ") or "-"
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
    widths = [
        fitting_width([*column.heading.split(), *measured((row[place] for row in table.rows), column)])
        for place, column in enumerate(table.columns)
    ]
    for place, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        write_text(sheet, HEADER_ROW, place, column.heading, formats, **HEADER)
    cut = _write_rows(sheet, table, formats, words)
    last = HEADER_ROW + max(len(table.rows), 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(table.columns) - 1)
    frozen = 1 + next((place for place, column in enumerate(table.columns) if column.id.startswith("name_")), 0)
    sheet.freeze_panes(HEADER_ROW + 1, frozen)
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0, frozen - 1)
    sheet.fit_to_pages(max(1, ceil(sum(widths) / WIDTH_OF_A_PAGE)), 0)
    write_notes(sheet, last + 2, table.notes, widths, formats, words)
    return cut


def _write_rows(sheet: Worksheet, table: Table, formats: Formats, words: Mapping[str, str]) -> list[str]:
    cut = []
    for number, row in enumerate(table.rows, start=HEADER_ROW + 1):
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
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.fit_to_pages(1, 0)
    row = 3
    for label, value in [("", about.subtitle), *about.facts()] if about.subtitle else about.facts():
        write_text(sheet, row, 0, label, formats, bold=True)
        write_text(sheet, row, 1, value, formats, text_wrap=True)
        row += 1
    row = _heading(sheet, row + 1, words["contents"], formats)
    for table, name in zip(tables, names, strict=True):
        sheet.write_url(row, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", formats.link, string=name)
        write_text(sheet, row, 1, f"{words['rows']}: {len(table.rows):,}", formats)
        row += 1
    if cut:
        row = _heading(sheet, row + 1, words["notes"], formats)
        for sentence in cut:
            write_text(sheet, row, 1, sentence, formats, text_wrap=True)
            row += 1
    row = _heading(sheet, row + 1, about.labels.get("sources", "sources"), formats)
    for source in about.sources:
        write_text(sheet, row, 0, source.title, formats, text_wrap=True)
        parts = [part for part in (source.source, source.licence, source.date, source.caveat) if part]
        write_text(sheet, row, 1, "\n".join(parts), formats, text_wrap=True)
        row += 1


def _heading(sheet: Worksheet, row: int, text: str, formats: Formats) -> int:
    """Write a heading and return the row after it."""
    write_text(sheet, row, 0, text, formats, bold=True, font_size=11)
    return row + 1
