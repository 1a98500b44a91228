"""What a table of links between cities must not say: that a city is linked to itself, or two times for one way."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from analysis.errors import Problem


def name_of_link(link: Mapping[Hashable, object]) -> str:
    """Return how a message names a link, by its two cities."""
    return f"{link['from_city']}-{link['to_city']}"


def links_to_themselves(links: pd.DataFrame) -> list[Problem]:
    """Return a ``link_to_itself`` for each link whose two cities are one.

    Parameters
    ----------
    links
        Columns `from_city` and `to_city`; may be empty.
    """
    loops = links[links["from_city"] == links["to_city"]]
    return [
        Problem("link_to_itself", name_of_link(link), {"city": str(link["from_city"])})
        for link in loops.to_dict("records")
    ]


def contradicting_links(links: pd.DataFrame) -> list[Problem]:
    """Return a ``contradicting_links`` for each two cities and mode that the table gives different minutes.

    Parameters
    ----------
    links
        Columns `from_city`, `to_city`, `mode` and `minutes`; may be empty. A link holds in both directions. Rows
        without minutes are passed over.
    """
    known = links.dropna(subset=["minutes"])
    ends = np.sort(known[["from_city", "to_city"]].astype(str).to_numpy(dtype=object), axis=1)
    pairs = pd.DataFrame({"one": ends[:, 0], "other": ends[:, 1], "mode": known["mode"].astype(str).to_numpy()})
    pairs["minutes"] = known["minutes"].to_numpy(dtype=float)
    pairs = pairs.drop_duplicates().sort_values("minutes")
    differing = pairs[pairs.duplicated(["one", "other", "mode"], keep=False)]
    problems = []
    for (one, other, mode), rows in differing.groupby(["one", "other", "mode"]):
        minutes = ", ".join(f"{value:g}" for value in rows["minutes"])
        problems.append(Problem("contradicting_links", f"{one}-{other}", {"mode": str(mode), "minutes": minutes}))
    return problems
