"""The file of weights: criteria with weight, objective and limits, or comparisons in pairs; all problems at once.

Several files of comparisons, each a person's, are the weights of a group.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast, get_args

from analysis.errors import ParameterError, Problem, UnreadableError
from analysis.siting.ahp import Ahp, ahp
from analysis.siting.group_ahp import GroupAhp, group_ahp
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Objective
from layers.toml_text import read_toml
from layers.values import shown

OBJECTIVES: Final = get_args(Objective)
_SECTIONS: Final = ("criteria", "ahp")
_KEYS: Final = ("weight", "objective", "ideal", "min", "max")
_AHP_KEYS: Final = ("criteria", "matrix")
MOST_TOLD: Final = 100
"""So many problems of a file are told at most: a hostile one must not make a message of a million lines."""

_MOST_LISTED: Final = 20


@dataclass(frozen=True)
class CriterionEntry:
    """What the file says of a criterion; None where it says nothing."""

    weight: float | None = None
    objective: Objective | None = None
    ideal: float | None = None
    threshold: Threshold | None = None


@dataclass(frozen=True)
class WeightsFile:
    """Criteria in the order of the file with what it says of each; `ahp` where the weights come from comparisons.

    `group` is there where several people's comparisons were read; `ahp` is the group's then.
    """

    name: str
    criteria: Mapping[str, CriterionEntry]
    ahp: Ahp | None
    group: GroupAhp | None = None

    @property
    def weights(self) -> dict[str, float]:
        """Criterion -> weight, on any scale."""
        if self.ahp is not None:
            return dict(zip(self.ahp.criteria, self.ahp.weights.tolist(), strict=True))
        return {name: entry.weight for name, entry in self.criteria.items() if entry.weight is not None}


def read_weights(path: Path) -> WeightsFile:
    """Read a file of weights.

    Parameters
    ----------
    path
        TOML: a table `[criteria.ID]` for each criterion with `weight`, and where wanted `objective` (``max``, ``min``
        or ``ideal``), `ideal`, `min` and `max`; or `[ahp]` with `criteria` and the `matrix` of their comparisons,
        whose entries are numbers or fractions such as ``"1/3"``. Beside `[ahp]` the tables of criteria give no weight.

    Raises
    ------
    UnreadableError
        If it is missing, not UTF-8 or not TOML.
    ParameterError
        Everything else that is wrong with it, all at once (the first 100).
    """
    content = read_toml(path, UnreadableError)
    problems = _unknown_keys(content, _SECTIONS, path.name)
    entries = _entries(content.get("criteria", {}), path.name, problems)
    found = _ahp(content["ahp"], path.name, problems) if "ahp" in content else None
    problems += _weight_problems(entries, found, path.name, by_pairs="ahp" in content)
    if problems:
        raise ParameterError(*problems[:MOST_TOLD])
    names = list(entries) if found is None else list(found.criteria)
    return WeightsFile(path.name, {name: entries.get(name, CriterionEntry()) for name in names}, found)


def read_group(paths: Sequence[Path]) -> WeightsFile:
    """Read the weights of a group: a file of comparisons for each person, named by the file without its suffix.

    One file alone may hold weights of either kind, as `read_weights` reads it. What several files say of a criterion
    beside the comparisons (objective, ideal value, limits) must be the same.

    Raises
    ------
    UnreadableError
        If a file is missing, not UTF-8 or not TOML.
    ParameterError
        What is wrong with any file; ``weights_mixed`` if not all hold comparisons; ``criterion_not_compared`` for each
        criterion that a person lacks; ``weights_settings_differ``. All at once of each kind.
    """
    if len(paths) == 1:
        return read_weights(paths[0])
    files: list[WeightsFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files.append(read_weights(path))
        except ParameterError as error:
            problems += error.problems
    if problems:
        raise ParameterError(*problems)
    return group_of(files)


def group_of(files: Sequence[WeightsFile]) -> WeightsFile:
    """Return the files of several people as the weights of their group; errors as in `read_group`."""
    direct = [one.name for one in files if one.ahp is None]
    if direct:
        raise ParameterError(Problem("weights_mixed", ", ".join(direct)))
    members = {name: one.ahp for name, one in zip(_people(files), files, strict=True) if one.ahp is not None}
    entries, problems = _common_entries(files)
    if problems:
        raise ParameterError(*problems)
    found = group_ahp(members)
    criteria = {name: entries.get(name, CriterionEntry()) for name in found.group.criteria}
    return WeightsFile(", ".join(members), criteria, found.group, found)


def _people(files: Sequence[WeightsFile]) -> list[str]:
    """Return a name for each file; those of the same name are numbered."""
    names = [Path(one.name).stem for one in files]
    return [
        name if names.count(name) == 1 else f"{name} ({names[:place].count(name) + 1})"
        for place, name in enumerate(names)
    ]


def _common_entries(files: Sequence[WeightsFile]) -> tuple[dict[str, CriterionEntry], list[Problem]]:
    """Return what the files say of each criterion, and the criteria of which they say different things."""
    found: dict[str, CriterionEntry] = {}
    problems = {}
    for one in files:
        for name, entry in one.criteria.items():
            if entry != CriterionEntry() and found.setdefault(name, entry) != entry:
                problems[name] = Problem("weights_settings_differ", one.name, {"criterion": shown(name)})
    return found, list(problems.values())


def _unknown_keys(table: Mapping[str, Any], known: Sequence[str], where: str) -> list[Problem]:
    allowed = ", ".join(known)
    return [
        Problem("weights_unknown_key", where, {"name": shown(key), "allowed": allowed})
        for key in table
        if key not in known
    ]


def _entries(tables: object, name: str, problems: list[Problem]) -> dict[str, CriterionEntry]:
    if not isinstance(tables, dict):
        problems.append(_wrong_type(name, "criteria", tables, "table"))
        return {}
    found = {}
    for criterion, table in tables.items():
        where = f"{name}: criteria.{shown(criterion)}"
        if isinstance(table, dict):
            found[criterion] = _entry(table, where, problems)
        else:
            problems.append(_wrong_type(name, criterion, table, "table"))
    return found


def _entry(table: Mapping[str, Any], where: str, problems: list[Problem]) -> CriterionEntry:
    problems += _unknown_keys(table, _KEYS, where)
    numbers = {key: _number(table, key, where, problems) for key in ("weight", "ideal", "min", "max")}
    weight, ideal = numbers["weight"], numbers["ideal"]
    if weight is not None and not (math.isfinite(weight) and weight >= 0):
        problems.append(Problem("bad_weight", where, {"component": where.rpartition("criteria.")[2], "value": weight}))
    objective = _objective(table, where, problems)
    if objective == "ideal" and "ideal" not in table:
        problems.append(Problem("ideal_missing", where))
    if ideal is not None and objective not in (None, "ideal"):
        problems.append(Problem("weights_ideal_unused", where, {"objective": str(objective)}))
    if ideal is not None and not math.isfinite(ideal):
        problems.append(Problem("bad_ideal", where, {"value": ideal}))
    threshold = _threshold(numbers["min"], numbers["max"], where, problems)
    if weight is None and "weight" in table:
        weight = 1.0  # a wrong one has been told of, and is not missing as well
    return CriterionEntry(weight, "ideal" if ideal is not None else objective, ideal, threshold)


def _number(table: Mapping[str, Any], key: str, where: str, problems: list[Problem]) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.append(_wrong_type(where, key, value, "number"))
        return None
    try:
        return float(value)
    except OverflowError:
        problems.append(_wrong_type(where, key, value, "number"))
        return None


def _objective(table: Mapping[str, Any], where: str, problems: list[Problem]) -> Objective | None:
    value = table.get("objective")
    if value is None or value in OBJECTIVES:
        return cast("Objective | None", value)
    values = {"option": "objective", "value": shown(value), "allowed": ", ".join(OBJECTIVES)}
    problems.append(Problem("unknown_choice", where, values))
    return None


def _threshold(low: float | None, high: float | None, where: str, problems: list[Problem]) -> Threshold | None:
    if low is None and high is None:
        return None
    try:
        return Threshold(low, high)
    except ParameterError as error:
        problems += [Problem(problem.code, where, problem.values) for problem in error.problems]
        return None


def _ahp(table: object, name: str, problems: list[Problem]) -> Ahp | None:
    where = f"{name}: ahp"
    if not isinstance(table, dict):
        problems.append(_wrong_type(name, "ahp", table, "table"))
        return None
    before = len(problems)
    problems += _unknown_keys(table, _AHP_KEYS, where)
    criteria, matrix = table.get("criteria"), table.get("matrix")
    if not isinstance(criteria, list) or not all(isinstance(one, str) for one in criteria):
        problems.append(_wrong_type(where, "criteria", criteria, "list"))
        return None
    problems += [
        Problem("duplicate_criterion", f"{where}: {shown(one)}")
        for one, count in sorted(Counter(criteria).items())
        if count > 1
    ]
    if not isinstance(matrix, list) or not all(isinstance(row, list) for row in matrix):
        problems.append(_wrong_type(where, "matrix", matrix, "list"))
        return None
    k = len(criteria)
    if len(matrix) != k or any(len(row) != k for row in matrix):
        given = f"{len(matrix)} x {'/'.join(str(n) for n in sorted({len(row) for row in matrix})) or 0}"
        problems.append(Problem("comparisons_shape", where, {"given": given, "expected": f"{k} x {k}"}))
        return None
    comparisons = [[_comparison(value, where, problems) for value in row] for row in matrix]
    if len(problems) > before:
        return None
    try:
        return ahp(criteria, comparisons)
    except ParameterError as error:
        problems += [Problem(problem.code, where, problem.values) for problem in error.problems]
        return None


def _comparison(value: object, where: str, problems: list[Problem]) -> float:
    """Return a number, also from a fraction in a text; whether it is positive is for the comparisons to say."""
    try:
        if isinstance(value, str):
            above, _, below = value.partition("/")
            return float(above) / float(below or 1)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    except (ValueError, ZeroDivisionError, OverflowError):
        pass
    problems.append(_wrong_type(where, "matrix", value, "number"))
    return math.nan


def _weight_problems(
    entries: Mapping[str, CriterionEntry], found: Ahp | None, name: str, *, by_pairs: bool
) -> list[Problem]:
    """Return what is wrong with the weights taken together."""
    if not by_pairs:
        if not entries:
            return [Problem("no_criterion", name)]
        if all(entry.weight == 0 for entry in entries.values()):
            components = ", ".join(shown(one) for one in islice(entries, _MOST_LISTED))
            return [Problem("weights_all_zero", name, {"components": components})]
        lacking = [one for one, entry in entries.items() if entry.weight is None]
        return [Problem("weight_missing", name, {"criterion": shown(one)}) for one in lacking]
    twice = [one for one, entry in entries.items() if entry.weight is not None]
    problems = [Problem("weights_twice", name, {"criterion": shown(one)}) for one in twice]
    if found is not None:
        lacking = [one for one in entries if one not in found.criteria]
        problems += [Problem("weight_missing", name, {"criterion": shown(one)}) for one in lacking]
    return problems


def _wrong_type(where: str, field: str, value: object, kind: str) -> Problem:
    return Problem("wrong_type", where, {"field": shown(field), "value": shown(value), "type": kind})
