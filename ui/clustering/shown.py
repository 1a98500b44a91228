"""What every part of the clustering page shows: one result, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.clustering.result import ClusterResult
from analysis.study import Study
from ui.sites import city_name, site_name
from ui.text import Text


@dataclass(frozen=True)
class Shown:
    """A clustering on the page.

    Parameters
    ----------
    study, result, text
        The study, what was computed of it, and the catalogue in the reader's language.
    what
        The sites as the subject of a sentence.
    seed
        Of the source of chance, for the downloads.
    own
        Whether the sites are a file of the reader's own, whose ids are their names.
    """

    study: Study
    result: ClusterResult
    text: Text
    what: str
    seed: int
    own: bool

    def site(self, site_id: str) -> str:
        """Return a site's name."""
        return site_id if self.own else site_name(self.study, site_id, self.text)

    def sites(self, site_ids: Sequence[str]) -> str:
        """Return the names of sites as a list in words."""
        return self.text("app.list_separator").join(self.site(site_id) for site_id in site_ids)

    def city(self, city: str) -> str:
        """Return a city's name."""
        return city_name(self.study, city, self.text)

    def nulls(self) -> dict[str, str]:
        """Return null id -> its name."""
        return {name: self.text(f"clustering.null_{name}") for name in self.result.nulls}
