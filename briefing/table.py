"""A finished table: typed columns with units, values in full precision. Whoever shows it rounds, never the data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast

ColumnType = Literal["text", "number", "integer", "year", "percent", "flag", "date"]
"""`year` is a whole number that is shown without separators; `percent` a share in [0, 1] that is shown times 100;
`date` a `datetime.date` or a text such as 2018-07."""

Cell = str | int | float | bool | date | None

MISSING: Final = "–"
_KINDS: Final[dict[ColumnType, tuple[type, ...]]] = {
    "text": (str,),
    "number": (int, float),
    "integer": (int,),
    "year": (int,),
    "percent": (int, float),
    "flag": (bool,),
    "date": (date, str),
}


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    id
        Name for machines; the unit stands in it.
    title
        Heading in the reader's words, without the unit.
    type
        What its cells hold.
    unit
        In the reader's words, such as ``km²``; empty for none.
    digits
        Decimals that are shown; None shows 6 significant digits.
    description
        What it means: the field's documentation.
    """

    id: str
    title: str
    type: ColumnType = "text"
    unit: str = ""
    digits: int | None = None
    description: str = ""

    @property
    def heading(self) -> str:
        """Title with the unit in brackets, if there is one."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def data_unit(self) -> str:
        """Unit of the values as they are: a share has none, though it is shown as per cent."""
        return "" if self.type == "percent" else self.unit

    @property
    def data_heading(self) -> str:
        """Title with the unit of the values as they are."""
        return f"{self.title} ({self.data_unit})" if self.data_unit else self.title

    @property
    def numeric(self) -> bool:
        """Whether its cells stand at the right."""
        return self.type in ("number", "integer", "year", "percent")


@dataclass(frozen=True)
class Table:
    """A table; a missing value is None in every type of column.

    Parameters
    ----------
    id
        Name for machines: the sheet's or the layer's.
    title
        Heading in the reader's words.
    columns
        At least one.
    rows
        Each as long as `columns`; may be empty.
    notes
        What must stand beside it: nulls, caveats, what was left out.

    Raises
    ------
    ValueError
        If two columns share an id, a row has another length, or a cell is not of its column's type. A number that is
        not finite becomes None.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns or len({column.id for column in self.columns}) < len(self.columns):
            raise ValueError(f"the table {self.id} has no column, or two of the same id")
        object.__setattr__(self, "rows", tuple(self._checked(row) for row in self.rows))

    def _checked(self, row: Sequence[Cell]) -> tuple[Cell, ...]:
        if len(row) != len(self.columns):
            raise ValueError(f"a row of {self.id} has {len(row)} cells for {len(self.columns)} columns")
        return tuple(checked_cell(value, column) for value, column in zip(row, self.columns, strict=True))

    def place(self, column_id: str) -> int:
        """Return the place of a column, from 0.

        Raises
        ------
        KeyError
            If there is none of this id.
        """
        return {column.id: place for place, column in enumerate(self.columns)}[column_id]

    def values(self, column_id: str) -> tuple[Cell, ...]:
        """Return the cells of a column."""
        place = self.place(column_id)
        return tuple(row[place] for row in self.rows)

    def only(self, column_ids: Iterable[str]) -> Table:
        """Return the same with these columns, in this order: a slide holds fewer than a sheet."""
        places = [self.place(name) for name in column_ids]
        columns = tuple(self.columns[place] for place in places)
        return Table(
            self.id, self.title, columns, tuple(tuple(row[p] for p in places) for row in self.rows), self.notes
        )


def checked_cell(value: object, column: Column) -> Cell:
    """Return a value as a cell of this column: numpy's scalars as Python's, what is not finite as None.

    Raises
    ------
    ValueError
        If it is of another type.
    """
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    if plain is None or (isinstance(plain, float) and not math.isfinite(plain)):
        return None
    fits = isinstance(plain, _KINDS[column.type]) and (column.type == "flag" or not isinstance(plain, bool))
    if not fits:
        raise ValueError(f"{plain!r} is no {column.type} of the column {column.id}")
    return cast(Cell, plain)


def shown(value: Cell, column: Column, *, yes: str = "✓", no: str = MISSING, missing: str = MISSING) -> str:
    """Return a cell as a reader sees it, rounded to the column's digits; a share as per cent without the sign."""
    if value is None:
        return missing
    if isinstance(value, bool):
        return yes if value else no
    if isinstance(value, str) or column.type == "year":
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    number = 100 * value if column.type == "percent" else value
    if column.type == "integer":
        return f"{number:,}"
    text = f"{number:,.6g}" if column.digits is None else f"{number:,.{column.digits}f}"
    return text if text.strip("-0.,") else text.removeprefix("-")  # a rounded -0.001 is no minus nothing
