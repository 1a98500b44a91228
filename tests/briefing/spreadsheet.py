"""A workbook read back without the library that wrote it, and its formulas computed by a few lines of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import numpy as np

SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")


@dataclass
class Sheet:
    """Cells by address: values as they stand, formulas without their ``=``, and the raw XML."""

    xml: str
    values: dict[str, Any] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)

    def row(self, number: int) -> dict[str, Any]:
        """Return a row's values by column letter."""
        return {
            match[1]: value
            for address, value in self.values.items()
            if (match := re.fullmatch(rf"([A-Z]+){number}", address))
        }

    def find(self, text: str) -> str:
        """Return the address of the first cell that holds a text."""
        return next(address for address, value in self.values.items() if value == text)

    def compute(self, address: str) -> float:
        """Return a cell's number, its formula computed anew from the cells that hold none."""
        if address not in self.formulas:
            return float(self.values[address])
        kept = self.__dict__.setdefault("_kept", {})
        if address not in kept:
            code = REFERENCE.sub(self._reference, self.formulas[address].replace("--(", "1*("))
            with np.errstate(all="ignore"):
                kept[address] = float(eval(code.replace("^", "**"), {**FUNCTIONS, "cells": self.cells}))  # noqa: S307
        return float(kept[address])

    def cells(self, area: str) -> Any:
        """Return the numbers of an area as an array, of one cell as a number."""
        match = REFERENCE.fullmatch(area)
        assert match
        if match[3] is None:
            return np.float64(self.compute(f"{match[1]}{match[2]}"))
        columns = range(_number(match[1]), _number(match[3]) + 1)
        rows = range(int(match[2]), int(match[4]) + 1)
        return np.array([self.compute(f"{_letters(column)}{row}") for row in rows for column in columns])

    def changed(self, address: str, value: float) -> None:
        """Put another number into a cell, as a person does."""
        self.values[address] = value
        self.__dict__.pop("_kept", None)

    @staticmethod
    def _reference(match: re.Match[str]) -> str:
        return f"cells('{match[0].replace('$', '')}')"


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": np.sum,
    "MIN": lambda *values: np.min(np.hstack(values)),
    "MAX": lambda *values: np.max(np.hstack(values)),
    "ABS": np.abs,
    "SQRT": np.sqrt,
    "SUMSQ": lambda values: np.sum(np.square(values)),
    "SUMPRODUCT": lambda *values: np.sum(np.prod(np.vstack(values), axis=0)),
    "IF": lambda condition, yes, no: yes if condition else no,
    "EXP": np.exp,
    "TANH": np.tanh,
}


def read_workbook(path: Path) -> dict[str, Sheet]:
    """Return the sheets of a workbook by their names, in their order."""
    with ZipFile(path) as book:
        names = [one.attrib["name"] for one in _root(book, "xl/workbook.xml").iterfind("m:sheets/m:sheet", SPACE)]
        shared = [
            "".join(part.text or "" for part in one.iter(f"{{{SPACE['m']}}}t"))
            for one in _root(book, "xl/sharedStrings.xml")
        ]
        return {name: _sheet(book, f"xl/worksheets/sheet{n}.xml", shared) for n, name in enumerate(names, start=1)}


def _sheet(book: ZipFile, name: str, shared: list[str]) -> Sheet:
    sheet = Sheet(book.read(name).decode())
    for cell in _root(book, name).iter(f"{{{SPACE['m']}}}c"):
        address, value = cell.attrib["r"], cell.find("m:v", SPACE)
        sheet.styles[address] = int(cell.attrib.get("s", 0))
        formula = cell.find("m:f", SPACE)
        if formula is not None:
            sheet.formulas[address] = formula.text or ""
        if value is not None and value.text is not None:
            sheet.values[address] = shared[int(value.text)] if cell.attrib.get("t") == "s" else float(value.text)
    return sheet


def _root(book: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(book.read(name))  # noqa: S314 - written by the test itself


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
