"""Two to six sites side by side as one HTML file that prints on A4 landscape: no script, nothing from the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefing.markup import Markup, element
from briefing.parallel_plot import legend_line, parallel_plot
from briefing.small_map import SmallMap, legend_mark, small_map

BEST: Final = "★"
MOST_SITES: Final = 6
MOST_IN_A_ROW: Final = 4
"""Above so many maps stand in two rows, their captions beside them."""

_STYLE: Final = """
@page{size:A4 landscape;margin:11mm 12mm 13mm}
*{box-sizing:border-box}
body{font:9.5pt/1.35 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",Arial,sans-serif;
color:#1c232b;margin:0 auto;padding:5mm;max-width:273mm;-webkit-print-color-adjust:exact;print-color-adjust:exact}
h1{font-size:16pt;line-height:1.25;margin:0 0 1mm}
h2{font-size:11pt;margin:3mm 0 1mm;break-after:avoid}
p{margin:.7mm 0}
header>div:first-child{flex:1}
header{display:flex;justify-content:space-between;gap:8mm;border-bottom:.5mm solid #1f4e79;padding-bottom:2mm}
.stamp{align-self:flex-start;border:.5mm solid #b3261e;color:#b3261e;padding:1mm 3mm;font-weight:600;max-width:70mm;
text-align:center}
.small{font-size:7.8pt;line-height:1.25;color:#47525e}
table{border-collapse:collapse;width:100%;font-size:8.6pt}
th{text-align:left;border-bottom:.35mm solid #5b6673;padding:.8mm 2mm .8mm 0;vertical-align:bottom}
td{border-bottom:.15mm solid #c8d0d8;padding:.45mm 2mm .45mm 0;vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums}
tr,figure,.whole{break-inside:avoid}
thead{display:table-header-group}
td.best{font-weight:700}
.legend{display:flex;flex-wrap:wrap;gap:.5mm 5mm;font-size:9pt;margin:1mm 0}
.legend span{display:inline-flex;align-items:center;gap:1.5mm}
.maps{display:grid;gap:4mm;grid-template-columns:repeat(auto-fit,64mm)}
.maps.two-rows{grid-template-columns:repeat(3,1fr)}
.two-rows figure{display:flex;gap:2.5mm}
.two-rows svg{width:44mm;flex:none}
.two-rows figcaption{margin:0}
figure{margin:0}
figure svg{display:block;width:100%;height:auto}
figcaption{font-size:8.4pt;margin-top:1mm}
figcaption b{display:block}
.plot svg{display:block;width:100%;height:auto}
.page{break-before:page}
@media print{body{padding:0;max-width:none}}
"""


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Parameters
    ----------
    label
        What is told, with its unit and whether more or less is better.
    weight
        In words; may be empty.
    cells
        One for each site, finished texts.
    best
        For each site whether its value is the best of the row.
    """

    label: str
    weight: str
    cells: tuple[str, ...]
    best: tuple[bool, ...]


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Everything that the file says; finished texts in one language.

    Parameters
    ----------
    language
        Of the texts, such as ``zh``.
    title, stamp
        The heading, and what the reader must know first: that this is a draft.
    opening
        Sentences below the title: study, comparison, method, date.
    table_title, criterion_heading, weight_heading, best_words
        Of the table; `best_words` says what the mark of the best value means.
    sites
        Names, two to six.
    rows
        Of the table.
    plot_title, plot_note, axes, values
        As in `parallel_plot`; no axes, no plot.
    maps_title, maps_note, maps, captions
        One map and some lines for each site that has a position; none, no maps.
    notes
        Sources and caveats, at the end.
    notes_title
        Their heading.
    """

    language: str
    title: str
    stamp: str
    opening: tuple[str, ...]
    table_title: str
    criterion_heading: str
    weight_heading: str
    best_words: str
    sites: tuple[str, ...]
    rows: tuple[Row, ...]
    plot_title: str
    plot_note: str
    axes: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    maps_title: str
    maps_note: str
    maps: tuple[SmallMap, ...]
    captions: tuple[tuple[str, ...], ...]
    notes_title: str
    notes: tuple[str, ...]


def side_by_side_page(told: SideBySide) -> bytes:
    """Return the file, UTF-8.

    Raises
    ------
    ValueError
        If there are not two to six sites, or cells, values or captions do not fit them.
    """
    _check(told)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("title", told.title),
        Markup(f"<style>{_STYLE}</style>"),
    )
    body = element("body", _header(told), _table(told), _plot(told), _maps(told), _notes(told))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=told.language)}\n".encode()


def _check(told: SideBySide) -> None:
    count = len(told.sites)
    if not 2 <= count <= MOST_SITES:
        raise ValueError(f"{count} sites; two to {MOST_SITES} stand side by side")
    if any(len(row.cells) != count or len(row.best) != count for row in told.rows):
        raise ValueError("a row has not one cell for each site")
    if len(told.maps) != len(told.captions):
        raise ValueError(f"{len(told.captions)} captions for {len(told.maps)} maps")


def _header(told: SideBySide) -> Markup:
    words = element("div", element("h1", told.title), *(element("p", sentence) for sentence in told.opening))
    return element("header", words, element("div", told.stamp, class_="stamp"))


def _table(told: SideBySide) -> Markup:
    names = (told.criterion_heading, told.weight_heading, *told.sites)
    heads = (element("th", name, class_="n" if place else None) for place, name in enumerate(names))
    rows = (
        element("tr", element("td", row.label), element("td", row.weight, class_="n"), *_cells(row))
        for row in told.rows
    )  # fmt: skip
    return element(
        "section",
        element("h2", told.table_title),
        element("table", element("thead", element("tr", *heads)), element("tbody", *rows)),
        element("p", f"{BEST} {told.best_words}", class_="small"),
    )


def _cells(row: Row) -> list[Markup]:
    return [
        element("td", f"{BEST} {cell}" if best else cell, class_="n best" if best else "n")
        for cell, best in zip(row.cells, row.best, strict=True)
    ]


def _plot(told: SideBySide) -> Markup | None:
    if not told.axes:
        return None
    keys = (element("span", legend_line(place), name) for place, name in enumerate(told.sites))
    return element(
        "section",
        element("h2", told.plot_title),
        element("div", *keys, class_="legend"),
        element("div", parallel_plot(told.axes, told.sites, told.values), class_="plot"),
        element("p", told.plot_note, class_="small"),
        class_="whole",
    )


def _maps(told: SideBySide) -> Markup | None:
    if not told.maps:
        return None
    kinds = {marks.label: marks for one in told.maps for marks in one.marks}
    keys = (element("span", legend_mark(marks), label) for label, marks in kinds.items())
    beside = len(told.maps) > MOST_IN_A_ROW
    figures = (
        element("figure", small_map(one), element("figcaption", element("b", one.title), *_lines(lines)))
        for one, lines in zip(told.maps, told.captions, strict=True)
    )
    return element(
        "section",
        element("h2", told.maps_title),
        element("div", *keys, class_="legend"),
        element("div", *figures, class_="maps two-rows" if beside else "maps"),
        element("p", told.maps_note, class_="small"),
        class_="page",
    )


def _lines(lines: Sequence[str]) -> list[Markup]:
    return [element("div", line) for line in lines]


def _notes(told: SideBySide) -> Markup:
    sentences = (element("p", sentence, class_="small") for sentence in told.notes)
    return element("section", element("h2", told.notes_title), *sentences)
