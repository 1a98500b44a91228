"""Checks that more than one part of the analysis makes: named choices, and ids that must differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analysis.errors import ParameterError, Problem


def choice_problems(option: str, value: object, allowed: Iterable[str], *, where: str | None = None) -> list[Problem]:
    """Return ``unknown_choice`` unless an option has one of its values.

    Parameters
    ----------
    option, value, allowed
        The option's name, what it was set to, and what it may be.
    where
        What the problem is about, if not the option itself.
    """
    known = tuple(allowed)
    if value in known:
        return []
    values = {"option": option, "value": str(value), "allowed": ", ".join(known)}
    return [Problem("unknown_choice", where or option, values)]


def require_choice(option: str, value: object, allowed: Iterable[str]) -> None:
    """Raise unless an option has one of its values.

    Raises
    ------
    ParameterError
        ``unknown_choice``.
    """
    problems = choice_problems(option, value, allowed)
    if problems:
        raise ParameterError(*problems)


def duplicate_problems(ids: Iterable[str]) -> list[Problem]:
    """Return ``duplicate_site`` for each id of a site that stands more than once."""
    return [Problem("duplicate_site", name) for name, count in Counter(ids).items() if count > 1]


def require_unique(ids: Iterable[str]) -> None:
    """Raise unless all ids of sites differ.

    Raises
    ------
    ParameterError
        ``duplicate_site`` for each that stands more than once.
    """
    problems = duplicate_problems(ids)
    if problems:
        raise ParameterError(*problems)
