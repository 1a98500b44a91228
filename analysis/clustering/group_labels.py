"""Groups of many layouts at once: which sites are dense, which hang together, which only touch a group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NOISE = -1
"""Label of a site that is in no group."""

_VALUES_AT_ONCE = 2_000_000


def labels_of_distances(distances: NDArray[np.float64], radius: float, min_sites: int) -> NDArray[np.intp]:
    """Return the groups that DBSCAN finds in each of many tables of distances.

    A site with at least `min_sites` sites within the radius, itself included, is a core site. Core sites within the
    radius of each other share a group, and so on from one to the next. Any other site within the radius of a core site
    is a border site and belongs to the group of the nearest one, of equally near ones to that of the first in the
    order given; the published method leaves open which. What remains is noise.

    Parameters
    ----------
    distances
        Shape (layouts, n, n), each symmetric with zeros on the diagonal; may be infinite.
    radius
        In the unit of `distances`, at least 0; a site at exactly the radius is within it.
    min_sites
        At least 1.

    Returns
    -------
    array
        Shape (layouts, n): a number for each group, counted across all layouts, or `NOISE`.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering clusters in
    large spatial databases with noise. Proceedings of KDD-96, 226-231: definitions 2 to 6.
    """
    from scipy.sparse import coo_array  # here: SciPy's graphs take long to import, and most pages never group
    from scipy.sparse.csgraph import connected_components

    layouts, n = distances.shape[:2]
    if not distances.size:
        return np.full((layouts, n), NOISE, dtype=np.intp)
    within = distances <= radius
    core = within.sum(axis=2) >= min_sites
    layout, one, other = np.nonzero(within & core[:, :, None] & core[:, None, :])
    size = layouts * n
    links = coo_array((np.ones(layout.size, dtype=bool), (layout * n + one, layout * n + other)), shape=(size, size))
    _, component = connected_components(links, directed=False)
    labels = np.where(core, component.reshape(layouts, n), NOISE).astype(np.intp)
    layout, site = np.nonzero((within & core[:, None, :]).any(axis=2) & ~core)
    to_core = np.where(core[layout], distances[layout, site], np.inf)
    labels[layout, site] = labels[layout, to_core.argmin(axis=1)]
    return labels


def labels_of_layouts(layouts_xy: NDArray[np.float64], radius_m: float, min_sites: int) -> NDArray[np.intp]:
    """Return the groups of each layout as `labels_of_distances` does, shape (layouts, n).

    Parameters
    ----------
    layouts_xy
        Shape (layouts, n, 2), metres. Labels are distinct within a layout, not across layouts.
    radius_m, min_sites
        As for `labels_of_distances`.
    """
    layouts, n = layouts_xy.shape[:2]
    labels = np.empty((layouts, n), dtype=np.intp)
    at_once = max(_VALUES_AT_ONCE // max(n * n, 1), 1)
    for start in range(0, layouts, at_once):
        x, y = np.moveaxis(layouts_xy[start : start + at_once], -1, 0)
        distances_m = np.hypot(x[:, :, None] - x[:, None, :], y[:, :, None] - y[:, None, :])
        labels[start : start + at_once] = labels_of_distances(distances_m, radius_m, min_sites)
    return labels
