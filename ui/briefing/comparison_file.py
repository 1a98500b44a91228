"""A comparison that was kept as a file, compared anew: the same numbers as on the page that kept it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from analysis.errors import ParameterError, Problem, UnreadableError
from analysis.progress import Progress, part_of
from analysis.siting.compare import compare_by, table_of_everything
from analysis.siting.comparison import Comparison, Picked, Source, WholeLayer
from analysis.siting.comparison_json import LONGEST_FILE, from_json
from analysis.siting.result import safety_of_winner
from analysis.siting.source import alternatives_of
from analysis.siting.surroundings import surroundings_of
from analysis.siting.weighting import group_of_members
from analysis.study import Study
from ui.sites_job import Compared

MOST_BYTES: Final = 4 * LONGEST_FILE
"""No character takes more than four."""


def read_comparison(path: Path) -> Comparison:
    """Return the comparison that a file holds.

    Raises
    ------
    UnreadableError
        ``file_missing``, ``cannot_open``, ``not_utf8``.
    ParameterError
        ``too_long`` before it is read; as `analysis.siting.comparison_json.from_json`.
    """
    if not path.is_file():
        raise UnreadableError(Problem("file_missing", str(path)))
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ParameterError(Problem("too_long", path.name, {"n": size, "allowed": LONGEST_FILE}))
        return from_json(path.read_text(encoding="utf-8-sig"), where=path.name)
    except UnicodeDecodeError as error:
        raise UnreadableError(Problem("not_utf8", path.name, {"byte": error.start})) from None
    except OSError as error:
        raise UnreadableError(Problem("cannot_open", path.name, {"reason": str(error.strerror)})) from error


def compare_kept(comparison: Comparison, study: Study, progress: Progress) -> Compared:
    """Return a comparison computed from its state.

    Raises
    ------
    YuantuError
        What is wrong with its alternatives, criteria, weights or limits.
    """
    alternatives, around = alternatives_of(comparison.alternatives, study), surroundings_of(study)
    table = table_of_everything(alternatives, around, comparison.settings)
    progress(0.3)
    answer = compare_by(comparison, alternatives, table)
    rng = np.random.default_rng(comparison.seed)
    told = part_of(progress, 0.3, 1)
    robust = safety_of_winner(answer, around, rng, settings=comparison.settings, draws=comparison.draws, progress=told)
    members = comparison.weighting.members if comparison.weighting.kind == "ahp" else ()
    group = group_of_members(members, list(answer.weights)) if len(members) > 1 else None
    only = _townships_only(comparison.alternatives)
    return Compared(answer, robust, answer.ahp, group, answer.left_out, answer.caveats, study, only)


def _townships_only(source: Source) -> bool:
    if isinstance(source, WholeLayer):
        return source.layer == "townships"
    return isinstance(source, Picked) and source.count == len(source.townships)
