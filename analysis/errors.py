"""The errors of this project: each lists its problems as data, so that any language can tell them.

A problem is a code with values. The sentence behind a code, and what to do about it, stand in the text
catalogue (`ui/text/problem.toml`); an error's own `str()` is a plain English fallback for logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    code
        Key of the sentence in the text catalogue, such as ``missing_field``.
    where
        File, and where it helps the feature or line: ``parks.geojson, zh-usv``.
    values
        What fills the sentence: field names, the offending value, what is allowed.
    severity
        ``error`` stops the layer; ``warning`` is shown and the layer is used.
    """

    code: str
    where: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.where}: {self.code}" + (f" ({details})" if details else "")


class YuantuError(Exception):
    """Base of all errors that a user can mend; carries every problem found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))


class LayerError(YuantuError, ValueError):
    """A layer's content is wrong."""


class PlanError(YuantuError, ValueError):
    """The plan file is wrong."""


class UnreadableError(YuantuError, OSError):
    """A file is missing, cut off, or in a form that cannot be read."""


class ParameterError(YuantuError, ValueError):
    """A parameter is outside what a method can take."""


class MissingLayerError(YuantuError, LookupError):
    """A computation needs a layer that the study does not have."""
