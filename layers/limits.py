"""What a file of a user's own may cost at most: stated once, changed by the environment, checked everywhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

from analysis.errors import ParameterError, Problem

PREFIX: Final = "YUANTU_MAX_"
"""Each limit is the variable `YUANTU_MAX_` and its name in capitals: `YUANTU_MAX_FILE_BYTES=20000000`."""


@dataclass(frozen=True)
class Limits:
    """Upper limits of one upload; all are positive whole numbers.

    Parameters
    ----------
    file_bytes
        Size of the file as it comes.
    unpacked_bytes, ratio, entries
        Of an archive: size of all its entries, unpacked to packed size of one entry, number of entries.
    features, vertices, columns, layers
        Of the content.
    attribute_characters
        Length of one value, in bytes of UTF-8.
    depth
        Levels of nesting in XML and in collections of geometries.
    seconds
        Time for reading, of the clock and of the processor each.
    memory_bytes
        Address space of the process that reads.
    problems_per_kind
        How many features are named for one kind of problem; the rest is counted.
    """

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 500_000_000
    ratio: int = 200
    entries: int = 1_000
    features: int = 1_000_000
    vertices: int = 10_000_000
    columns: int = 500
    layers: int = 200
    attribute_characters: int = 100_000
    depth: int = 100
    seconds: int = 60
    memory_bytes: int = 3_000_000_000
    problems_per_kind: int = 20

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """Return the limits, those that the environment names in place of the usual ones.

        Raises
        ------
        ParameterError
            ``limit_not_a_number`` for each that is no whole number above 0.
        """
        given = os.environ if environment is None else environment
        named = {one.name: given[key] for one in fields(cls) if (key := f"{PREFIX}{one.name.upper()}") in given}
        wrong = {
            name: value for name, value in named.items() if not (value.isascii() and value.isdigit()) or not int(value)
        }
        if wrong:
            raise ParameterError(
                *(
                    Problem("limit_not_a_number", f"{PREFIX}{name.upper()}", {"value": value[:40]})
                    for name, value in wrong.items()
                )
            )
        return cls(**{name: int(value) for name, value in named.items()})

    def as_dict(self) -> dict[str, int]:
        """Return name -> limit, as the reading process takes them."""
        return asdict(self)
