"""The comparison of sites on a worksheet that computes itself: change a weight, and scores and ranks follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, isnan
from typing import Any, Final

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from briefing.about import About
from briefing.comparison import ComparedAlternative, Comparison
from briefing.comparison_formulas import (
    TIE,
    Computed,
    Parameters,
    computed,
    counts_more,
    divisor_formula,
    normalised_formula,
    parameters_of,
    worth_formula,
)
from briefing.sheet_cells import ANY_SIZE, HEADER, INPUT, Formats, fitting_width, row_height, text_width, write_text
from briefing.sheet_layout import set_print, start_sheet, write_notes, write_paragraph

LIVE_ROWS: Final = 5000
"""Above so many alternatives the sheet holds values only: a rank looks at all the others."""

FIRST_ROW: Final = 2
SCORE_COLUMN: Final = 2
"""Id and place stand before score and rank, and these before the criteria, so that a change is seen at once."""

FIXED: Final = 4
"""Columns that stay in sight: id, place, score, rank."""

NUMBER: Final = {"num_format": ANY_SIZE}
SCORE: Final = {"num_format": "0.0000"}
SHARE: Final = {"num_format": "0.0%"}
NORMALISATIONS: Final = ("minmax", "vector", "sum")


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A worksheet with all that is written on it, and where."""

    sheet: Worksheet
    found: Comparison
    numbers: Computed
    normalisation: str
    parameters: tuple[Parameters | None, ...]
    formats: Formats
    words: Mapping[str, str]
    live: bool

    @property
    def k(self) -> int:
        return len(self.found.criteria)

    @cached_property
    def has_worth(self) -> bool:
        """Whether a block of its own shows what raw values count."""
        turned = any(one.value is not None or one.ideal is not None for one in self.found.criteria)
        return turned or any(one.filled for one in self.found.compared)

    @cached_property
    def steps(self) -> tuple[int, int]:
        """How many values and worths the value functions have at most."""
        values = [len(one.values) for one in self.parameters if one]
        return max(values, default=0), max((len(one.worths) for one in self.parameters if one), default=0)

    @cached_property
    def row(self) -> dict[str, int]:
        """Where each row of parameters stands, and the header of the table."""
        at, worth = self.steps
        names = ["weight", "share", "objective"]
        names += ["ideal"] if any(one.ideal is not None for one in self.found.criteria) else []
        names += ["function"] if at else []
        names += [f"value_{n}" for n in range(at)] + [f"worth_{n}" for n in range(worth)]
        names += ["lowest", "highest"] + (["divisor"] if self.normalisation != "minmax" else [])
        start = FIRST_ROW + 4
        rows = {name: place for place, name in enumerate(names, start=start)}
        return {**rows, "names": start - 1, "header": start + len(names) + 1}

    @property
    def first(self) -> int:
        """Row of the best alternative."""
        return self.row["header"] + 1

    @property
    def last(self) -> int:
        """Row of the last alternative that is compared."""
        return self.first + len(self.found.compared) - 1

    def block(self, place: int) -> int:
        """Return the first column of a block: 0 raw values, 1 worths, 2 normalised values."""
        before = place if self.has_worth else min(place, 1)
        return SCORE_COLUMN + len(_endings(self)) + self.k * before

    @property
    def counted(self) -> int:
        """First column of the block that is normalised."""
        return self.block(1) if self.has_worth else self.block(0)


def write_comparison(
    sheet: Worksheet, found: Comparison, title: str, about: About, formats: Formats, words: Mapping[str, str]
) -> None:
    """Write the comparison with live formulas for its weighted sum, and the results of the method chosen."""
    normalisation = found.normalisation if found.normalisation in NORMALISATIONS else "minmax"
    made = _Sheet(
        sheet=sheet,
        found=found,
        numbers=computed(found, normalisation),
        normalisation=normalisation,
        parameters=tuple(parameters_of(one.value) for one in found.criteria),
        formats=formats,
        words=words,
        live=len(found.compared) <= LIVE_ROWS,
    )
    start_sheet(sheet, title, about, formats)
    widths = _set_columns(made)
    for place, text in enumerate(_instructions(made)):
        write_paragraph(sheet, FIRST_ROW + place, text, formats, widths, first=0)
    _write_parameters(made)
    _write_header(made)
    _set_heights(made, widths)
    for place, one in enumerate(found.compared):
        _write_alternative(made, made.first + place, place, one)
    for place, one in enumerate(found.excluded, start=1):
        _write_names(made, made.last + place, one)
        write_text(sheet, made.last + place, len(widths) - 1, one.excluded_by or "", formats, text_wrap=True)
    _finish(made, widths)


def _instructions(made: _Sheet) -> Iterator[str]:
    words, found = made.words, made.found
    yield words["how_to"] if made.live else words["not_live"].format(limit=f"{LIVE_ROWS:,}")
    if not found.is_weighted_sum:
        yield words["other_method"].format(method=found.words)
    elif any(one.filled for one in found.compared):
        yield words["filled"]


def _set_columns(made: _Sheet) -> list[int]:
    found, sheet = made.found, made.sheet
    names = fitting_width([made.words["place"], *(one.name for one in found.alternatives)])
    widths = [fitting_width([made.words["parameter"], *(one.id for one in found.alternatives)]), names]
    of_criteria = [max(13, min(16, ceil(text_width(one.title) / 2) + 2)) for one in found.criteria]
    widths += [10] * len(_endings(made)) + of_criteria * (2 + made.has_worth) + [30]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    return widths


def _endings(made: _Sheet) -> tuple[str, ...]:
    method = () if made.found.is_weighted_sum else ("score_method", "rank_method")
    return ("score", "rank", *(method or ("rank_before",)))


def _write_parameters(made: _Sheet) -> None:
    rows, formats, sheet = made.row, made.formats, made.sheet
    for name, row in rows.items():
        if name in made.words:
            write_text(sheet, row, 0, made.words[name], formats, bold=True)
        elif name.startswith(("value_", "worth_")):
            kind, _, n = name.partition("_")
            key = "parameter" if kind == "value" else "parameter_worth"
            write_text(sheet, row, 0, made.words[key].format(n=int(n) + 1), formats, bold=True)
    weights = xl_range(rows["weight"], made.block(0), rows["weight"], made.block(0) + made.k - 1)
    absolute = _absolute(weights)
    for place, one in enumerate(made.found.criteria):
        column = made.block(0) + place
        write_text(sheet, rows["names"], column, one.title, formats, **HEADER)
        sheet.write_number(rows["weight"], column, 100 * one.weight, formats.of(num_format="0.###", **INPUT))
        weight = xl_rowcol_to_cell(rows["weight"], column)
        formula = f"=IF(SUM({absolute})>0,{weight}/SUM({absolute}),0)"
        _formula(made, rows["share"], column, formula, made.numbers.share[place], **SHARE)
        _write_parameters_of(made, place, column)
    sheet.data_validation(
        rows["weight"], made.block(0), rows["weight"], made.block(0) + made.k - 1,
        {"validate": "decimal", "criteria": ">=", "value": 0, "error_title": made.words["weight"],
         "error_message": made.words["how_to"][:255]},
    )  # fmt: skip


def _write_parameters_of(made: _Sheet, place: int, column: int) -> None:
    """Write objective, value function and extent of one criterion below its weight."""
    rows, one, formats = made.row, made.found.criteria[place], made.formats
    parameters = made.parameters[place]
    more = counts_more(one)
    write_text(made.sheet, rows["objective"], column, made.words[f"objective_{one.objective}"], formats, text_wrap=True)
    if one.ideal is not None:
        made.sheet.write_number(rows["ideal"], column, one.ideal, formats.of(**NUMBER))
    if parameters is not None:
        kind = made.words[f"function_{parameters.kind}"]
        write_text(made.sheet, rows["function"], column, kind, formats, text_wrap=True)
        for kind, values in (("value", parameters.values), ("worth", parameters.worths)):
            for n, value in enumerate(values):
                made.sheet.write_number(rows[f"{kind}_{n}"], column, value, formats.of(**NUMBER))
    cells = _absolute(xl_range(made.first, made.counted + place, made.last, made.counted + place))
    _formula(made, rows["lowest"], column, f"=MIN({cells})", made.numbers.low[place], **NUMBER)
    _formula(made, rows["highest"], column, f"=MAX({cells})", made.numbers.high[place], **NUMBER)
    divisor = divisor_formula(cells, normalisation=made.normalisation, more=more)
    if divisor is not None:
        _formula(made, rows["divisor"], column, divisor, made.numbers.divisor[place], **NUMBER)


def _write_header(made: _Sheet) -> None:
    row, words = made.row["header"], made.words
    write_text(made.sheet, row, 0, words["alternative"], made.formats, **HEADER)
    write_text(made.sheet, row, 1, words["place"], made.formats, **HEADER)
    blocks = [(0, "raw_values"), *([(1, "worths")] if made.has_worth else []), (2, "normalised")]
    for block, word in blocks:
        first = made.block(block)
        write_text(made.sheet, row - 1, first, words[word], made.formats, bold=True)
        for place, one in enumerate(made.found.criteria):
            heading = f"{one.title} ({one.unit})" if block == 0 and one.unit else one.title
            write_text(made.sheet, row, first + place, heading, made.formats, **HEADER)
    last = made.block(2) + made.k
    write_text(made.sheet, row, last, words["excluded_by"], made.formats, **HEADER)
    for place, word in enumerate(_endings(made), start=SCORE_COLUMN):
        write_text(made.sheet, row, place, words[word], made.formats, **HEADER)


def _set_heights(made: _Sheet, widths: Sequence[int]) -> None:
    """Make the rows that wrap as high as they need."""
    criteria = [(one, widths[made.block(0) + place]) for place, one in enumerate(made.found.criteria)]
    titles = [(f"{one.title} ({one.unit})", width) for one, width in criteria]
    for line in (made.row["names"], made.row["header"]):
        made.sheet.set_row(line, row_height([*titles, (made.words["rank_before"], widths[SCORE_COLUMN])]))
    objectives = [(made.words[f"objective_{one.objective}"], width) for one, width in criteria]
    made.sheet.set_row(made.row["objective"], row_height(objectives))
    if "function" in made.row:
        kinds = [(made.words[f"function_{one.kind}"], widths[made.block(0)]) for one in made.parameters if one]
        made.sheet.set_row(made.row["function"], row_height(kinds))


def _write_names(made: _Sheet, row: int, one: ComparedAlternative) -> None:
    write_text(made.sheet, row, 0, one.id, made.formats)
    write_text(made.sheet, row, 1, one.name, made.formats, text_wrap=True)
    shape = made.formats.of(**NUMBER)
    for place, value in enumerate(one.raw):
        if value is not None:
            made.sheet.write_number(row, made.block(0) + place, value, shape)


def _write_alternative(made: _Sheet, row: int, n: int, one: ComparedAlternative) -> None:
    """Write one alternative: its values, what they count, normalised values, score and rank."""
    _write_names(made, row, one)
    filled = dict(one.filled)
    for place in range(made.k):
        if made.has_worth:
            _write_worth(made, row, n, place, filled)
        _write_normalised(made, row, n, place)
    shares = _absolute(xl_range(made.row["share"], made.block(0), made.row["share"], made.block(0) + made.k - 1))
    own = xl_range(row, made.block(2), row, made.block(2) + made.k - 1)
    end = SCORE_COLUMN
    _formula(made, row, end, f"=SUMPRODUCT({shares},{own})", made.numbers.score[n], bold=True, **SCORE)
    scores, score = _absolute(xl_range(made.first, end, made.last, end)), xl_rowcol_to_cell(row, end)
    rank = f"=1+SUMPRODUCT(--({scores}>{score}+{TIE:.0E}))"
    _formula(made, row, end + 1, rank, int(made.numbers.rank[n]), bold=True, num_format="0")
    fixed: list[tuple[float | int | None, dict[str, Any]]] = [(one.rank, {"num_format": "0"})]
    if not made.found.is_weighted_sum:
        fixed.insert(0, (one.score, SCORE))
    for place, (value, shape) in enumerate(fixed, start=end + 2):
        if value is not None:
            made.sheet.write_number(row, place, value, made.formats.of(font_color="#5B6673", **shape))


def _write_worth(made: _Sheet, row: int, n: int, place: int, filled: Mapping[int, float]) -> None:
    column = made.block(1) + place
    if place in filled:
        made.sheet.write_number(row, column, filled[place], made.formats.of(italic=True, **NUMBER))
        return
    criterion, parameters, rows = made.found.criteria[place], made.parameters[place], made.row
    at, worth = (0, 0) if parameters is None else (len(parameters.values), len(parameters.worths))
    values = [_fixed_row(rows[f"value_{i}"], made.block(0) + place) for i in range(at)]
    if criterion.value is None and criterion.ideal is not None:
        values = [_fixed_row(rows["ideal"], made.block(0) + place)]
    worths = [_fixed_row(rows[f"worth_{i}"], made.block(0) + place) for i in range(worth)]
    formula = worth_formula(criterion, xl_rowcol_to_cell(row, made.block(0) + place), values, worths)
    _formula(made, row, column, formula, made.numbers.worth[n, place], **NUMBER)


def _write_normalised(made: _Sheet, row: int, n: int, place: int) -> None:
    rows, column = made.row, made.block(0) + place
    formula = normalised_formula(
        xl_rowcol_to_cell(row, made.counted + place),
        _fixed_row(rows["lowest"], column),
        _fixed_row(rows["highest"], column),
        _fixed_row(rows.get("divisor", 0), column),
        normalisation=made.normalisation,
        more=counts_more(made.found.criteria[place]),
    )
    _formula(made, row, made.block(2) + place, formula, made.numbers.normalised[n, place], **SCORE)


def _finish(made: _Sheet, widths: Sequence[int]) -> None:
    sheet, row = made.sheet, made.row["header"]
    end = made.last + len(made.found.excluded)
    sheet.autofilter(row, 0, max(end, row + 1), len(widths) - 1)
    set_print(sheet, widths, header=row, fixed=FIXED)
    sheet.conditional_format(
        made.first, 0, made.last, SCORE_COLUMN + 1,
        {"type": "formula", "criteria": f"=${_column(SCORE_COLUMN + 1)}{made.first + 1}=1",
         "format": made.formats.book.add_format({"bg_color": "#DDEFE3"})},
    )  # fmt: skip
    write_notes(sheet, end + 2, made.found.notes, widths, made.formats, made.words, fixed=FIXED)


def _formula(made: _Sheet, row: int, column: int, formula: str, value: float | int, **shape: Any) -> None:  # noqa: ANN401
    """Write a formula with its value, or the value alone where there are too many alternatives."""
    number = None if isnan(value) else float(value) if not isinstance(value, int) else value
    if made.live:
        made.sheet.write_formula(row, column, formula, made.formats.of(**shape), 0 if number is None else number)
    elif number is not None:
        made.sheet.write_number(row, column, number, made.formats.of(**shape))


def _absolute(cells: str) -> str:
    """Return a range such as C7:F7 as $C$7:$F$7."""
    first, _, last = cells.partition(":")
    return ":".join(_dollars(cell) for cell in (first, last or first))


def _dollars(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def _fixed_row(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True))


def _column(place: int) -> str:
    return str(xl_rowcol_to_cell(0, place)).rstrip("0123456789")
