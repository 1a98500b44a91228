"""What every part of the siting page shows: one comparison, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.siting.comparison import Comparison
from analysis.siting.criterion import Criterion
from analysis.siting.result import SiteAnswer
from analysis.siting.surroundings import Surroundings
from analysis.study import Study
from ui.compared_words import criterion_name
from ui.siting.names import unit_name
from ui.text import Text


@dataclass(frozen=True)
class Shown:
    """A comparison on the page.

    Parameters
    ----------
    study
        The study.
    around
        What the criteria are measured against.
    comparison
        What was chosen; a part that changes it calls `ui.siting.kept.change`.
    answer
        The comparison's result.
    names
        Alternative id -> name, for those that have another name than their id.
    text
        The catalogue in the reader's language.
    """

    study: Study
    around: Surroundings
    comparison: Comparison
    answer: SiteAnswer
    names: Mapping[str, str]
    text: Text

    def site(self, one: str) -> str:
        """Return an alternative's name."""
        return self.names.get(one, one)

    def sites(self, ids: Sequence[str]) -> str:
        """Return the names of alternatives as a list in words."""
        return self.text("app.list_separator").join(self.site(one) for one in ids)

    def criterion(self, name: str) -> str:
        """Return a criterion's name."""
        return criterion_name(name, self.text)

    def unit(self, name: str) -> str:
        """Return the unit of a criterion in words; empty for a column of the user's own."""
        return unit_name(self._by_id(name).unit, self.text)

    def in_metres(self, name: str) -> bool:
        """Whether a criterion is a distance in metres, which a table shows in kilometres."""
        return self._by_id(name).unit == "m"

    def objective(self, name: str) -> str:
        """Return in words whether more or less of a criterion is better."""
        ideal = self.answer.ideals.get(name)
        kind = self.answer.objectives[name]
        return self.text(f"siting.objective_{kind}", ideal="" if ideal is None else f"{ideal:g}")

    @property
    def ranked(self) -> tuple[str, ...]:
        """The compared alternatives, the best first."""
        return tuple(map(str, self.answer.ranking.rank.sort_values(kind="stable").index))

    def _by_id(self, name: str) -> Criterion:
        return next(one for one in self.answer.table.criteria if one.id == name)
