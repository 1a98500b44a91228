"""Values of the command line's options: each is what it should be, or Typer says which option is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from analysis.clustering.settings import Weights
from analysis.errors import ParameterError
from analysis.layout.flows import decay_parameter
from analysis.layout.new_line import Line
from analysis.layout.travel import MODES
from ui.text import Text


def require_choice(option: str, value: str, allowed: Sequence[str], text: Text) -> None:
    """Refuse a value that is not one of those allowed."""
    if value not in allowed:
        raise typer.BadParameter(text("cli.bad_choice", allowed=" | ".join(allowed)), param_hint=option)


def numbers_option(option: str, given: str, text: Text) -> tuple[float, ...]:
    """Return numbers that stand separated by commas; none for an empty text."""
    try:
        return tuple(float(part) for part in given.split(",")) if given else ()
    except ValueError:
        raise typer.BadParameter(text("cli.bad_numbers", value=given), param_hint=option) from None


def weights_option(option: str, given: str, text: Text) -> Weights:
    """Return `id=weight` pairs that stand separated by commas; none for an empty text."""
    pairs = [part.partition("=") for part in given.split(",") if part]
    try:
        return tuple((name.strip(), float(weight)) for name, _, weight in pairs)
    except ValueError:
        raise typer.BadParameter(text("cli.bad_weights", value=given), param_hint=option) from None


def known_weights_option(option: str, given: str, known: Sequence[str], text: Text) -> Weights:
    """Return weights that are 0 or more, of names that exist."""
    pairs = weights_option(option, given, text)
    for name, weight in pairs:
        require_choice(option, name, known, text)
        if not 0 <= weight < float("inf"):
            raise typer.BadParameter(text("cli.bad_weights", value=given), param_hint=option)
    return pairs


def decay_option(decay: str, given: float, text: Text) -> float:
    """Return a decay's parameter, or say what is wrong with it."""
    try:
        return decay_parameter(decay, given)
    except ParameterError as error:
        raise typer.BadParameter(text.problem(error.problems[0]), param_hint="--parameter") from None


def line_option(given: str, text: Text) -> Line:
    """Return a tried line from `city,city,minutes` or `city,city,minutes,mode`."""
    ends = [part.strip() for part in given.split(",")]
    try:
        one, other, minutes, mode = ends if len(ends) > 3 else (*ends, "rail")
        line = Line(one, other, float(minutes), mode)
    except ValueError:
        raise typer.BadParameter(text("cli.bad_line", value=given), param_hint="--line") from None
    if not 0 < line.minutes < float("inf") or mode not in MODES:
        raise typer.BadParameter(text("cli.bad_line", value=given), param_hint="--line")
    return line
