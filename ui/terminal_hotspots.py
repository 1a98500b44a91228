"""Density, hot spots and industries of firms as the command line prints them, beside the rest of the clustering."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console

from analysis.clustering.areal_result import ArealResult
from analysis.clustering.density_result import DensityResult
from analysis.clustering.firm_concentration import FirmConcentration
from analysis.clustering.hotspots import LocalResult
from ui import terminal
from ui.terminal import Content
from ui.text import Text


def density_json(found: DensityResult) -> dict[str, Any]:
    """Return the kernel density without its raster: bandwidth, contours' areas, chance and peak."""
    bandwidth = found.density.bandwidth
    return {
        "bandwidth_m": bandwidth.metres,
        "rule": bandwidth.rule,
        "edge_correction": found.density.edge_correction,
        "contours": [
            {"share": one.share, "level_per_km2": one.level_per_km2, "area_km2": one.area_km2} for one in found.contours
        ],
        "peak": {
            "x_m": found.peak.x_m,
            "y_m": found.peak.y_m,
            "highest_per_km2": found.peak.highest_per_km2,
            "radius_95_m": found.peak.radius_95_m,
        },
        "chance": {
            name: {
                "p_highest": one.p_highest,
                "threshold_per_km2": one.threshold_per_km2,
                "simulations": one.simulations,
                "alternative": one.alternative,
            }
            for name, one in found.chance.items()
        },
    }


def areal_json(found: ArealResult) -> dict[str, Any]:
    """Return the statistics over units."""
    weights = found.weights
    return {
        "units": found.settings.units,
        "value": found.settings.value,
        "neighbours": {
            "choice": weights.choice,
            "k": weights.k,
            "band_m": weights.band_m,
            "band_min": weights.band_min,
            "islands": list(weights.islands),
            "attached": dict(weights.attached),
        },
        "moran": asdict(found.moran),
        "local_moran": _local_json(found.local, ("value", "lag", "i", "z", "p", "p_adjusted", "label")),
        "getis_ord": _local_json(found.getis, ("value", "local_sum", "gi_z", "p", "p_adjusted", "label")),
        "hot_share": None if found.stability is None else _shares(found.stability.frame["hot_share"]),
        "sites_by_statement": dict(found.counts.by_statement),
        "sites_not_counted": list(found.counts.uncounted),
    }


def firms_json(found: FirmConcentration) -> dict[str, Any]:
    """Return the concentration of each industry, and its cluster index in each city."""
    clusters = [
        {"industry": str(industry), "city": str(city), **{str(name): value for name, value in row.items()}}
        for (industry, city), row in zip(found.clusters.index, found.clusters.to_dict("records"), strict=True)
    ]
    industries = {
        str(name): {str(key): value for key, value in row.items()}
        for name, row in zip(found.industries.index, found.industries.to_dict("records"), strict=True)
    }
    return {"base": found.base, "simulations": found.simulations, "industries": industries, "clusters": clusters}


def density_lines(found: Content | None, console: Console, text: Text) -> None:
    """Print the density in words."""
    if found is None:
        return
    rule = text(f"clustering.bandwidth_{found['rule']}")
    console.print(terminal.line(text("clustering.density_how", km=f"{found['bandwidth_m'] / 1000:.1f}", rule=rule)))
    for name, one in found["chance"].items():
        null = text(f"clustering.null_{name}")
        words = text(
            "clustering.density_chance", null=null, p=f"{one['p_highest']:.3f}", simulations=one["simulations"]
        )
        console.print(terminal.line(words))


def areal_lines(found: Content | None, names: dict[str, str], console: Console, text: Text) -> None:
    """Print the hot spots in words."""
    if found is None:
        return
    if found["getis_ord"]["code"] is not None:
        console.print(terminal.line(text("clustering.hotspots_equal")))
        return
    units = found["getis_ord"]["units"]
    hot = [names.get(unit, unit) for unit, row in units.items() if row["label"] == "hot"]
    moran = text("clustering.moran_answer", i=f"{found['moran']['i']:.2f}", p=f"{found['moran']['p']:.3f}")
    key = "clustering.hotspots_answer" if hot else "clustering.hotspots_answer_none"
    words = text(
        key,
        names=text("app.list_separator").join(hot),
        n=found["getis_ord"]["n"],
        unit=text(f"clustering.units_{found['units']}"),
        moran=moran,
    )
    console.print(terminal.line(words))
    for code in found["getis_ord"]["caveats"]:
        zero, n = found["getis_ord"]["zero_units"], found["getis_ord"]["n"]
        console.print(terminal.line(text(f"clustering.hotspots_{code}", zero=zero, n=n)))


def _local_json(found: LocalResult, columns: tuple[str, ...]) -> dict[str, Any]:
    rows = found.frame[list(columns)].to_dict("index")
    return {
        "n": found.n,
        "zero_units": found.zero_units,
        "permutations": found.permutations,
        "alpha": found.alpha,
        "alternative": found.alternative,
        "caveats": list(found.caveats),
        "code": found.code,
        "units": {str(unit): dict(row) for unit, row in rows.items()},
    }


def _shares(column: Any) -> dict[str, float]:  # noqa: ANN401 - a Series; pandas stays out of this module
    return {str(unit): float(share) for unit, share in column.items()}
