"""The clustering as the command line prints it: keys are added to, never renamed; units stand in the keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from rich.console import Console

from analysis.clustering.areal_result import ArealResult
from analysis.clustering.concentration import Concentration
from analysis.clustering.envelope import Envelope
from analysis.clustering.firm_concentration import FirmConcentration
from analysis.clustering.group_result import GroupResult
from analysis.clustering.result import ClusterResult
from analysis.clustering.ripley_result import RipleyResult
from analysis.clustering.score import SiteScore
from ui import terminal
from ui.cluster_words import answer, finding_words
from ui.plan_text import null_words, share_null_words
from ui.terminal import Content
from ui.terminal_hotspots import areal_json, areal_lines, density_json, density_lines, firms_json
from ui.terminal_json import score_json, sensitivity_json, share_null_json
from ui.text import Text


@dataclass(frozen=True)
class OfStudy:
    """What only a study has: names of sites and units, statistics of units, firms; None or empty where it has none."""

    site_names: Mapping[str, str]
    unit_names: Mapping[str, str]
    areal: ArealResult | None
    firms: FirmConcentration | None


NO_STUDY = OfStudy({}, {}, None, None)


def cluster_json(result: ClusterResult, text: Text, of_study: OfStudy = NO_STUDY) -> Content:
    """Return the clustering as `cluster --json` prints it."""
    left_out = {**result.left_out, **result.score.left_out, **_left_out_of_study(of_study)}
    content: dict[str, Any] = {
        "n": result.n,
        "area_km2": result.area_km2,
        "clark_evans": _clark_evans_json(result),
        "nulls": {name: _null_json(result, name, text) for name in result.nulls},
        "ripley": _ripley_json(result.ripley),
        "groups": [] if result.groups is None else _groups_json(result.groups),
        "group_detail": None if result.groups is None else _group_detail_json(result.groups, result.ids),
        "density": None if result.density is None else density_json(result.density),
        "hotspots": None if of_study.areal is None else areal_json(of_study.areal),
        "hotspot_names": dict(of_study.unit_names),
        "firm_concentration": None if _no_firms(of_study) else firms_json(cast(FirmConcentration, of_study.firms)),
        "findings": [asdict(one) | {"found": one.found, "safe": one.safe} for one in result.findings],
        "score": score_json(result.score),
        "score_sensitivity": sensitivity_json(result.score),
        "per_site": [_site_json(one, of_study.site_names) for one in result.per_site],
        "position_draws": result.position_draws,
        "outside_area": list(result.outside_area),
        "kept_in_place": list(result.kept_in_place),
        "within": dict(result.within),
        "answer": answer(result, text("cli.cluster_sites", n=result.n), text),
        "caveats": _cluster_caveats(result, of_study.site_names, text),
        "left_out": {name: text(f"reason.{reason}") for name, reason in left_out.items()},
    }
    if result.concentration is not None:
        content["concentration"] = _concentration_json(result.concentration)
        content["concentration"]["words"] = share_null_words(result.concentration.null, text)
    return content


def _clark_evans_json(result: ClusterResult) -> Content:
    found = result.clark_evans
    return {
        "mean_nn_m": found.mean_nn_m,
        "naive": found.naive,
        "naive_p": found.naive_p,
        "naive_alternative": "two-sided",
        "donnelly": found.donnelly,
        "donnelly_p": found.donnelly_p,
        "donnelly_alternative": "two-sided",
        **{f"p_{name}": null.p for name, null in result.nulls.items()},
    }


def _site_json(one: SiteScore, names: Mapping[str, str]) -> Content:
    return {
        "id": one.id,
        "name": names.get(one.id),
        "score": one.score.value,
        "components": score_json(one.score)["components"],
        "nearest_id": one.nearest_id,
        "nearest_m": one.nearest_m,
        "platform_m": one.platform_m,
    }


def cluster_lines(content: Content, console: Console, text: Text) -> None:
    """Print the clustering in words."""
    console.print(terminal.line(content["answer"]))
    console.print(terminal.line(text("cli.mean_nn", km=f"{content['clark_evans']['mean_nn_m'] / 1000:.1f}")))
    rows = [{"null": text(f"clustering.null_{name}"), **null} for name, null in content["nulls"].items()]
    columns = ("null", "expected_m", "ratio", "p")
    terminal.table(console, text, rows, columns)
    for null in content["nulls"].values():
        console.print(terminal.line(null["description"]))
    _ripley_lines(content["ripley"], console, text)
    _group_lines(content, console, text)
    density_lines(content["density"], console, text)
    areal_lines(content["hotspots"], content["hotspot_names"], console, text)
    terminal.concentration_lines(content.get("concentration", {}), console, text)
    terminal.score_lines(content["score"], console, text, prefix="clustering.component")
    for caveat in content["caveats"]:
        console.print(terminal.line(caveat))
    terminal.left_out_lines(content, console, text)


def _no_firms(of_study: OfStudy) -> bool:
    return of_study.firms is None or of_study.firms.industries.empty


def _left_out_of_study(of_study: OfStudy) -> dict[str, str]:
    """Return why there are no hot spots or no industries of firms."""
    reasons = {} if of_study.areal is not None else {"hotspots": "no_units"}
    firms = {"firms": "not_in_file"} if of_study.firms is None else dict(of_study.firms.left_out)
    return reasons | {name: reason for name, reason in firms.items() if name == "firms"}


def _cluster_caveats(result: ClusterResult, names: Mapping[str, str], text: Text) -> list[str]:
    def called(site: str) -> str:
        return names.get(site, site)

    inner = [text("clustering.within", site=called(one), holder=called(other)) for one, other in result.within.items()]
    platforms = [text("clustering.platform_what")] if "platforms" not in result.left_out else []
    findings = finding_words(result.findings, called, text)
    return [text("clustering.small_sample", n=result.n), text("clustering.many_tests"), *inner, *platforms, *findings]


def _null_json(result: ClusterResult, name: str, text: Text) -> dict[str, Any]:
    null, spread = result.nulls[name], result.spread[name]
    return {
        "expected_m": null.expected_m,
        "low_m": null.low_m,
        "high_m": null.high_m,
        "ratio": null.ratio,
        "ratio_low": spread.low,
        "ratio_high": spread.high,
        "share_less_close": null.share_less_close,
        "p": null.p,
        "simulations": null.simulations,
        "alternative": null.alternative,
        "sensitivity": null.sensitivity,
        "left_out_cities": list(null.left_out),
        "description": null_words(name, result.seats_radius_m, text),
        **({"radius_m": result.seats_radius_m} if name == "seats" else {}),
    }


def _concentration_json(found: Concentration) -> dict[str, Any]:
    by_base = {
        base: {city: _quotient(row) for city, row in frame.to_dict("index").items()}
        for base, frame in found.location_quotient.items()
    }
    return {
        "hhi": found.hhi,
        "effective_cities": found.effective_cities,
        "gini": found.gini,
        "theil": found.theil,
        "theil_population": found.theil_population,
        "null": share_null_json(found.null),
        "location_quotient": by_base.get("population", {}),
        "location_quotient_by_base": by_base,
    }


def _quotient(row: Mapping[Any, float]) -> dict[str, float]:
    return {"value": row["value"], "low": row["low"], "high": row["high"]}


def _ripley_json(found: RipleyResult) -> dict[str, Any]:
    """Return K and L; the band and p beside them are those against the land, or the first null that there is."""
    null = "land" if "land" in found.envelopes else next(iter(found.envelopes))
    main = found.envelopes[null]
    return {
        "null": null,
        "r_m": found.ripley.r_m.tolist(),
        "k_m2": found.ripley.k_m2.tolist(),
        "l_m": found.ripley.l_m.tolist(),
        "low_m": main.low_m.tolist(),
        "high_m": main.high_m.tolist(),
        "p_mad": main.p_mad,
        "correction": found.ripley.correction,
        "positions_low_m": None if found.low_m is None else found.low_m.tolist(),
        "positions_high_m": None if found.high_m is None else found.high_m.tolist(),
        "by_null": {name: _envelope_json(one) for name, one in found.envelopes.items()},
    }


def _envelope_json(one: Envelope) -> dict[str, Any]:
    return {
        "p_mad": one.p_mad,
        "simulations": one.simulations,
        "confidence": one.confidence,
        "centre_m": one.centre_m.tolist(),
        "low_m": one.low_m.tolist(),
        "high_m": one.high_m.tolist(),
        "pointwise_low_m": one.pointwise_low_m.tolist(),
        "pointwise_high_m": one.pointwise_high_m.tolist(),
        "strongest_r_m": one.strongest_r_m,
        "above_m": [list(stretch) for stretch in one.above_m],
        "below_m": [list(stretch) for stretch in one.below_m],
    }


def _groups_json(found: GroupResult) -> list[dict[str, Any]]:
    return [
        {
            "members": list(group.members),
            "radius_m": found.grouping.radius_m,
            "core": list(group.core),
            "largest_distance_m": group.largest_distance,
        }
        for group in found.groups.groups
    ]


def _group_detail_json(found: GroupResult, ids: tuple[str, ...]) -> dict[str, Any]:
    steps = found.sensitivity.reset_index().rename(columns={"radius": "radius_m"})
    firm = found.comembership
    return {
        "radius_m": found.grouping.radius_m,
        "min_sites": found.grouping.min_sites,
        "noise": list(found.groups.noise),
        "share_in_groups": found.groups.share_in_groups,
        "stable_from_m": found.stable.low,
        "stable_to_m": found.stable.high,
        "chance": {name: asdict(one) for name, one in found.chance.items()},
        "in_group_share": None if firm is None else dict(zip(ids, firm.in_group.tolist(), strict=True)),
        "relatedness": None if found.relatedness is None else asdict(found.relatedness),
        "sensitivity": steps.to_dict("records"),
    }


def _ripley_lines(found: Content, console: Console, text: Text) -> None:
    rows = [
        {
            "null": text(f"clustering.null_{name}"),
            # Within the band, or below it, there is no clustering that could be strongest anywhere.
            "strongest_km": one["strongest_r_m"] / 1000 if one["above_m"] else None,
            "p": one["p_mad"],
        }
        for name, one in found["by_null"].items()
    ]
    console.print(terminal.line(text("cli.ripley", correction=text(f"clustering.correction_{found['correction']}"))))
    terminal.table(console, text, rows, ("null", "strongest_km", "p"))


def _group_lines(content: Content, console: Console, text: Text) -> None:
    detail = content["group_detail"]
    if detail is None:
        return
    km = f"{detail['radius_m'] / 1000:.4g}"
    console.print(terminal.line(text("cli.groups", n=len(content["groups"]), km=km, noise=len(detail["noise"]))))
    names = {one["id"]: one["name"] or one["id"] for one in content["per_site"]}
    for group in content["groups"]:
        console.print(terminal.line("- " + text("app.list_separator").join(names[one] for one in group["members"])))
