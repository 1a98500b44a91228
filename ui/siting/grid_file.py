"""A ranked grid as a file, for the page and the command: which columns it has, and what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from analysis.errors import Problem, UnreadableError
from analysis.siting.approach import Approach
from analysis.siting.cells import Cells
from analysis.siting.criterion import Criterion
from analysis.siting.grid import grid_over
from analysis.study import Study
from briefing.grid_files import SUFFIXES, CellFile, write_cells
from ui.sites_job import Compared

if TYPE_CHECKING:
    from ui.text import Text

GRID_SUFFIXES: Final = SUFFIXES


def cell_file(
    study: Study,
    cells: Cells,
    raw: NDArray[np.float64],
    criteria: Sequence[Criterion],
    score: NDArray[np.float64],
    rank: NDArray[np.int64],
    *,
    approach: Approach,
    weights: Mapping[str, float],
    on: date,
) -> CellFile:
    """Return a ranked grid ready to be written.

    Parameters
    ----------
    study, cells
        The study and the n cells.
    raw
        Raw values of `criteria`, shape (n, k).
    criteria
        Of the k columns.
    score, rank
        Shape (n,); NaN and 0 where a cell is not compared.
    approach, weights
        As they were used.
    on
        The date that the file bears.
    """
    columns = {"score": score, "rank": rank.astype(float)}
    columns |= {one.id: raw[:, place] for place, one in enumerate(criteria)}
    about = {
        "study": study.plan.name.in_language("en") if study.plan else study.id,
        "study_fingerprint": study.fingerprint,
        "method": approach.method,
        "normalisation": approach.normalisation,
        "better": "lower" if approach.lower_is_better else "higher",
        "weights": json.dumps(dict(weights), ensure_ascii=False),
        "date": on.isoformat(),
    }
    return CellFile(cells, study.crs, columns, {one.id: one.unit for one in criteria}, about)


def why_not(path: Path | None, cell_m: float | None, text: Text) -> str | None:
    """Return in words why a comparison cannot be written to this file; None if it can."""
    if path is None:
        return None
    if cell_m is None:
        return text("siting.out_needs_grid")
    if path.suffix.lower() not in GRID_SUFFIXES:
        return text("siting.out_suffix", allowed=" | ".join(GRID_SUFFIXES))
    return None if path.resolve().parent.is_dir() else text("siting.out_folder", folder=str(path.parent))


def write_grid(found: Compared, path: Path | None, cell_m: float | None, on: date) -> None:
    """Write the cells that were compared; nothing without a path.

    Raises
    ------
    UnreadableError
        ``file_not_written`` with what the system says.
    """
    if path is None or cell_m is None or found.study is None:
        return
    answer = found.answer
    cells = grid_over(found.study.area, cell_m=cell_m)
    score, rank = np.full(len(cells), np.nan), np.zeros(len(cells), dtype=np.int64)
    compared = answer.table.raw.index.get_indexer(answer.ranking.score.index)
    score[compared], rank[compared] = answer.ranking.score.to_numpy(), answer.ranking.rank.to_numpy()
    raw = answer.table.raw[[one.id for one in answer.used]].to_numpy()
    content = cell_file(
        found.study,
        cells,
        raw,
        answer.used,
        score,
        rank,
        approach=answer.ranking.approach,
        weights=answer.weights,
        on=on,
    )
    try:
        write_cells(content, path)
    except OSError as error:
        problem = Problem("file_not_written", path.name, {"reason": str(error.strerror or error)[:120]})
        raise UnreadableError(problem) from error
