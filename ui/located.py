"""A choice of new sites as plain values and in words, for the terminal and the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any

from analysis.degrees import to_degrees
from ui.locate_job import LocateAnswer, LocateOptions
from ui.sites import city_name
from ui.text import Text

KM_M = 1000.0
Content = dict[str, Any]


def located_content(answer: LocateAnswer, options: LocateOptions, text: Text) -> Content:
    """Return the choice as `locate --json` prints it: its numbers, its sites, and what it means in words."""
    siting, location = answer.siting, answer.siting.location
    total = location.total_weight
    content: dict[str, Any] = {
        "chosen": list(siting.chosen),
        "objective_value": location.objective_value,
        "unit": location.unit,
        "status": location.status,
        "gap": location.gap,
        "baseline_value": location.baseline_value,
        "baseline": location.baseline,
        "bound": location.bound,
        "objective": options.objective,
        "p": options.p,
        "radius_m": options.radius_m,
        "existing": list(siting.existing),
        "total_weight": total,
        "sites": list(_sites(answer, text)),
        "assignment": dict(siting.assignment),
        "left_out": {name: text(f"reason.{reason}") for name, reason in siting.left_out.items()},
    }
    if options.objective != "pcentre":
        key = "share" if options.objective == "coverage" else "mean"
        content[key] = location.objective_value / total
    content["words"] = _words(content, text)
    return content


def _sites(answer: LocateAnswer, text: Text) -> Iterator[dict[str, Any]]:
    """Yield each chosen site with its place and the share of the demand that it serves."""
    served: Counter[str] = Counter()
    for demand, site in answer.siting.assignment.items():
        if site is not None:
            served[site] += answer.weights[demand]  # type: ignore[assignment]  # a Counter holds any number
    total = answer.siting.location.total_weight
    for site in answer.siting.chosen:
        yield {"id": site, **_place(answer, site, text), "served_share": served[site] / total}


def _place(answer: LocateAnswer, site: str, text: Text) -> dict[str, Any]:
    candidates, crs, study = answer.candidates, answer.crs, answer.study
    if candidates is None or crs is None:
        return {}
    row = candidates.ids.index(site)
    found: dict[str, Any] = {}
    if study is not None and study.has("townships") and site in study.rows("townships"):
        found["name"] = text.choose(study.rows("townships")[site], "name")
    if candidates.cities is not None:
        city = candidates.cities[row]
        found["city"] = city if study is None else city_name(study, city, text)
    ((lon, lat),) = to_degrees([candidates.xy[row]], crs).tolist()
    return {**found, "lon": lon, "lat": lat}


def _words(content: Content, text: Text) -> list[str]:
    """Return what was reached, what it would be without, how sure it is, and what it rests on."""
    placed = "lon" in content["sites"][0]
    people = content["unit"] in ("person_m", "people")
    kind = "costs" if not placed else "places" if content["unit"] == "m" else "people" if people else "weights"
    key = f"locate.{kind}_{content['objective']}"
    words = [text(key, **_amounts(content, content["objective_value"]))]
    if content["baseline_value"] is not None:
        before = text(key, **_amounts(content, content["baseline_value"]))
        words.append(text(f"locate.baseline_{content['baseline']}", value=before, n=len(content["existing"])))
    words.append(_proof(content, text))
    if placed:
        words.append(text("locate.straight_lines"))
    if people:
        words.append(text("locate.people_shared_out"))
    return words


def _proof(content: Content, text: Text) -> str:
    if content["status"] == "optimal":
        return text("locate.optimal")
    if isfinite(content["gap"]):
        return text("locate.feasible", gap=f"{100 * content['gap']:.2g}")
    return text("locate.feasible_unknown")


def _amounts(content: Content, value: float) -> dict[str, str]:
    """Return a value in the ways that a sentence may tell it."""
    return {
        "value": f"{value:.6g}",
        "km": f"{value / KM_M:.1f}",
        "mean": f"{value / content['total_weight']:.6g}",
        "mean_km": f"{value / content['total_weight'] / KM_M:.1f}",
        "share": f"{100 * value / content['total_weight']:.1f}",
        "radius_km": f"{(content['radius_m'] or 0) / KM_M:g}",
        "radius": f"{content['radius_m'] or 0:g}",
    }
