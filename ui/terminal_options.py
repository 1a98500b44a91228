"""What stands behind an option of the command line, read and checked: wrong usage is told with the option's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from analysis.clustering.settings import Weights
from analysis.errors import ParameterError
from analysis.layout.flows import decay_parameter
from analysis.layout.new_line import Line
from analysis.layout.travel import MODES
from ui.text import LANGUAGES, Text


def wanted_language(arguments: Sequence[str]) -> str:
    """Return the value of `--lang`, before the help is worded."""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return LANGUAGES[0]


def in_language(app: typer.Typer, text: Text) -> Any:  # noqa: ANN401 - Typer's own group, whose type it keeps to itself
    """Return the application with every help worded: helps are keys of the text catalogue until then."""
    group = typer.main.get_command(app)
    for command in (group, *getattr(group, "commands", {}).values()):
        for part in (command, *command.params):
            key = getattr(part, "help", None)
            if key and text.has(key):
                part.help = text(key)
    return group


def require_choice(option: str, value: str, allowed: Sequence[str], text: Text) -> None:
    """Raise unless an option has one of the values allowed."""
    if value not in allowed:
        raise typer.BadParameter(text("cli.bad_choice", allowed=" | ".join(allowed)), param_hint=option)


def names(given: str) -> tuple[str, ...]:
    """Return names that stand separated by commas, each once."""
    return tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))


def numbers(option: str, given: str, text: Text) -> tuple[float, ...]:
    """Return numbers that stand separated by commas; none for an empty text."""
    try:
        return tuple(float(part) for part in given.split(",")) if given else ()
    except ValueError:
        raise typer.BadParameter(text("cli.bad_numbers", value=given), param_hint=option) from None


def weights(option: str, given: str, text: Text) -> Weights:
    """Return `id=weight` pairs that stand separated by commas; none for an empty text."""
    pairs = [part.partition("=") for part in given.split(",") if part]
    try:
        return tuple((name.strip(), float(weight)) for name, _, weight in pairs)
    except ValueError:
        raise typer.BadParameter(text("cli.bad_weights", value=given), param_hint=option) from None


def known_weights(option: str, given: str, known: Sequence[str], text: Text) -> Weights:
    """Return weights that are 0 or more, of names that exist."""
    pairs = weights(option, given, text)
    for name, weight in pairs:
        require_choice(option, name, known, text)
        if not 0 <= weight < float("inf"):
            raise typer.BadParameter(text("cli.bad_weights", value=given), param_hint=option)
    return pairs


def parameter(decay: str, given: float, text: Text) -> float:
    """Return a decay's parameter, or say what is wrong with it."""
    try:
        return decay_parameter(decay, given)
    except ParameterError as error:
        raise typer.BadParameter(text.problem(error.problems[0]), param_hint="--parameter") from None


def line(given: str, text: Text) -> Line:
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
