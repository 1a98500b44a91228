"""Every measure that the pages show, with its source. A new measure is one entry here and its words in the catalogue.

`ui/text/method.toml` holds `<id>` (its name) and `<id>_words` (what it is, in plain words). A cited work keeps the
language of its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Method:
    """A measure: its id in the catalogue and the works that it rests on; none where it is this project's own rule."""

    id: str
    references: tuple[str, ...] = ()


CLUSTERING: Final = (
    Method(
        "nulls",
        (
            "Baddeley, A., Rubak, E. and Turner, R. (2015). Spatial Point Patterns: Methodology and Applications with R. "
            "CRC Press, chapter 10.",
        ),
    ),
    Method(
        "monte_carlo",
        (
            "Besag, J. and Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. "
            "Applied Statistics 26, 327-333.",
        ),
    ),
    Method(
        "clark_evans",
        (
            "Clark, P. J. and Evans, F. C. (1954). Distance to nearest neighbor as a measure of spatial relationships in "
            "populations. Ecology 35, 445-453.",
            "Donnelly, K. P. (1978). Simulations to determine the variance and edge effect of total nearest-neighbour "
            "distance. In: Hodder, I. (ed.), Simulation Studies in Archaeology, 91-95.",
        ),
    ),
    Method(
        "ripley",
        (
            "Ripley, B. D. (1977). Modelling spatial patterns. Journal of the Royal Statistical Society B 39, 172-212.",
            "Besag, J. (1977). Discussion of Ripley. Journal of the Royal Statistical Society B 39, 193-195.",
            "Baddeley, A., Rubak, E. and Turner, R. (2015), chapter 7.",
        ),
    ),
    Method(
        "edge_correction",
        (
            "Ohser, J. (1983). On estimators for the reduced second moment measure of point processes. "
            "Mathematische Operationsforschung und Statistik, series Statistics 14, 63-71.",
            "Ripley, B. D. (1988). Statistical Inference for Spatial Processes. Cambridge University Press.",
        ),
    ),
    Method(
        "envelope",
        (
            "Ripley, B. D. (1981). Spatial Statistics. Wiley.",
            "Baddeley, A. et al. (2014). On tests of spatial pattern based on simulation envelopes. "
            "Ecological Monographs 84, 477-489.",
            "Myllymaki, M. et al. (2017). Global envelope tests for spatial processes. "
            "Journal of the Royal Statistical Society B 79, 381-404.",
        ),
    ),
    Method(
        "dbscan",
        (
            "Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering clusters "
            "in large spatial databases with noise. Proceedings of KDD-96, 226-231.",
        ),
    ),
    Method(
        "hdbscan",
        (
            "Campello, R. J. G. B., Moulavi, D. and Sander, J. (2013). Density-based clustering based on hierarchical "
            "density estimates. PAKDD 2013, 160-172.",
        ),
    ),
    Method("group_radius"),
    Method(
        "relatedness",
        (
            "Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11, 37-50.",
            "Frenken, K., Van Oort, F. and Verburg, T. (2007). Related variety, unrelated variety and regional economic "
            "growth. Regional Studies 41, 685-697.",
        ),
    ),
    Method(
        "density",
        (
            "Scott, D. W. (1992). Multivariate Density Estimation. Wiley.",
            "Loader, C. (1999). Local Regression and Likelihood. Springer.",
            "Jones, M. C. (1993). Simple boundary correction for kernel density estimation. "
            "Statistics and Computing 3, 135-146.",
            "Hyndman, R. J. (1996). Computing and graphing highest density regions. The American Statistician 50, 120-126.",
        ),
    ),
    Method("spatial_weights", ("Anselin, L. (1988). Spatial Econometrics: Methods and Models. Kluwer, chapter 3.",)),
    Method(
        "moran",
        (
            "Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37, 17-23.",
            "Anselin, L. (1995). Local indicators of spatial association. Geographical Analysis 27, 93-115.",
        ),
    ),
    Method(
        "getis_ord",
        (
            "Ord, J. K. and Getis, A. (1995). Local spatial autocorrelation statistics: distributional issues and an "
            "application. Geographical Analysis 27, 286-306.",
        ),
    ),
    Method(
        "false_discovery",
        (
            "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. "
            "Journal of the Royal Statistical Society B 57, 289-300.",
        ),
    ),
    Method(
        "location_quotient",
        (
            "Isard, W. (1960). Methods of Regional Analysis. MIT Press, chapter 7.",
            "Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case "
            "of the binomial. Biometrika 26, 404-413.",
        ),
    ),
    Method(
        "inequality",
        (
            "Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761-762.",
            "Theil, H. (1967). Economics and Information Theory. North-Holland.",
        ),
    ),
    Method(
        "firm_concentration",
        (
            "Ellison, G. and Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard "
            "approach. Journal of Political Economy 105, 889-927.",
            "Sternberg, R. and Litzenberger, T. (2004). Regional clusters in Germany: their geography and their relevance "
            "for entrepreneurial activities. European Planning Studies 12, 767-791.",
        ),
    ),
    Method("position_uncertainty"),
    Method("clustering_score"),
)
"""The measures of the clustering page, in the order of the page."""

SECTIONS: Final = (("clustering", CLUSTERING),)
"""Section of the page -> its measures; the name of a section is the catalogue's `method.section_<id>`."""
