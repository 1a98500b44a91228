"""Windows and points of the tests of Ripley's K, with what spatstat makes of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from shapely import MultiPolygon, Polygon, box

from analysis.clustering.ripley import Correction
from analysis.clustering.window import Window

SQUARE: Final = Window(box(0, 0, 1, 1))
RAGGED: Final = MultiPolygon(
    [
        Polygon(
            [(0, 0), (10, 0), (10, 8), (6, 8), (6, 3), (4, 3), (4, 8), (0, 8)], [[(1, 1), (1, 2.5), (3, 2.5), (3, 1)]]
        ),
        Polygon([(12, 1), (15, 2), (13, 6)]),
    ]
)
"""A deep bay, a lake and an island."""

RAGGED_POINTS: Final = np.array(
    [
        [0.5, 2, 3.5, 3.7, 5, 5.5, 7, 8.5, 9.5, 9.9, 6.1, 1, 2.2, 13, 13.5, 7.5, 8.1, 0.05],
        [0.5, 5, 1.7, 7.9, 2.9, 1, 2, 4, 7.5, 0.1, 7.7, 7, 4.4, 2, 3, 6.2, 6.3, 3.3],
    ]
).T

UNIT_R: Final = np.linspace(0, 0.2471, 8)
RAGGED_R: Final = np.linspace(0, 6.3, 8)
"""Distances that no two points lie apart, evenly spaced: elsewhere spatstat 3.0 takes another way through its code."""

Reference = dict[tuple[str, Correction], list[float]]

NAN: Final = float("nan")
# fmt: off
REFERENCE: Final[Reference] = {
    ("redwood", "none"): [
        0, 0.01110523532522, 0.04177683765204, 0.07244843997885, 0.1004759386568, 0.1258593336859,
        0.1501850872554, 0.1808566895822,
    ],
    ("redwood", "border"): [
        0, 0.01110523532522, 0.04338153503893, 0.08467741935484, 0.1157495256167, 0.1430107526882,
        0.1661290322581, 0.1947004608295,
    ],
    ("redwood", "translation"): [
        0, 0.01146402290073, 0.04422868897584, 0.0787349936994, 0.111749480939, 0.1430777812895,
        0.1749168664369, 0.2174313491909,
    ],
    ("redwood", "isotropic"): [
        0, 0.01110523532522, 0.04177683765204, 0.07274667191593, 0.1049635573597, 0.1336975825284,
        0.1631948996764, 0.2037440832481,
    ],
    ("cells", "none"): [
        0, 0, 0, 0.00116144018583, 0.02903600464576, 0.07897793263647, 0.1173054587689, 0.1428571428571,
    ],
    ("cells", "border"): [
        0, 0, 0, 0.001763668430335, 0.03174603174603, 0.09022556390977, 0.140056022409, 0.1904761904762,
    ],
    ("cells", "translation"): [
        0, 0, 0, 0.001303853594713, 0.03409960606045, 0.09591674746897, 0.1463569819859, 0.181620038134,
    ],
    ("cells", "isotropic"): [
        0, 0, 0, 0.00116144018583, 0.03322441978174, 0.09137501313485, 0.1378649999284, 0.1682311573491,
    ],
    ("japanesepines", "none"): [
        0, 0.003846153846154, 0.01394230769231, 0.03028846153846, 0.04663461538462, 0.07596153846154,
        0.1052884615385, 0.1399038461538,
    ],
    ("japanesepines", "border"): [
        0, 0.003550295857988, 0.01350844277674, 0.03162393162393, 0.04738461538462, 0.08076923076923,
        0.1076923076923, 0.1585798816568,
    ],
    ("japanesepines", "translation"): [
        0, 0.003965005917521, 0.01475428745124, 0.03312409408208, 0.05233679455654, 0.08865546879736,
        0.126628272173, 0.1742617960345,
    ],
    ("japanesepines", "isotropic"): [
        0, 0.003995445602479, 0.01479962980642, 0.03379169243239, 0.05432019329299, 0.09224936295437,
        0.1338270547461, 0.1845902316325,
    ],
    ("ragged", "none"): [
        0, 0.9673202614379, 1.450980392157, 9.18954248366, 14.02614379085, 22.24836601307, 30.47058823529,
        40.62745098039,
    ],
    ("ragged", "border"): [
        0, 2.055555555556, 4.111111111111, NAN, NAN, NAN, NAN, NAN,
    ],
    ("ragged", "isotropic"): [
        0, 0.9673202614379, 1.858667677807, 17.09967857913, 29.85463709339, 54.6992514724, 80.45103260711,
        118.2699983178,
    ],
    ("ragged", "translation"): [
        0, 1.153808381567, 1.831390390255, 17.51262190529, 29.07133905987, 53.52511864265, 80.54710928154,
        120.3139864546,
    ],
}
# fmt: on
"""K by spatstat 3.0: `Kest(X, r, correction=...)` at `UNIT_R` or `RAGGED_R`. The translation weights of the ragged
window are `edge.Trans(..., exact=TRUE)`, summed as `Kest` does, which itself takes them from a coarse raster."""
