"""Points of a user's own that the session keeps for the clustering page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from analysis.study import Study
from ui import cached, state

if TYPE_CHECKING:
    from layers.raw import RawLayer

_SITES: Final = "own_sites"


@dataclass(frozen=True, eq=False)
class OwnSites:
    """Points in degrees, and the name of their file."""

    name: str
    data: cached.Keyed


def keep(name: str, data: cached.Keyed) -> None:
    """Keep points for this session."""
    state.remember(_SITES, OwnSites(name, data))


def kept() -> OwnSites | None:
    """Return the points; None where there are none."""
    found: OwnSites | None = state.remembered(_SITES, None)
    return found


def forget() -> None:
    """Forget the points."""
    state.remember(_SITES, None)


def placed(study: Study, data: RawLayer) -> Any:  # noqa: ANN401 - a frame; pandas stays out of here
    """Return points as sites of a study.

    Raises
    ------
    YuantuError
        With everything that is wrong with them.
    """
    from layers.plain import points_in_study

    return points_in_study(data, study)
