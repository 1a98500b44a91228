"""The clustering and the layout as `--json` prints them: keys are added to, never renamed; units stand in the keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.clustering.concentration import Concentration
from analysis.clustering.result import ClusterResult
from analysis.clustering.share_null import ShareNull
from analysis.layout.reach import Reach
from analysis.layout.result import LayoutResult
from analysis.score import Score
from analysis.study import Study
from ui.plan_text import (
    exact_probability,
    gap_sentence,
    measure_name,
    null_words,
    progress_words,
    reach_words,
    share_null_words,
)
from ui.text import Text

Content = Mapping[str, Any]
NOT_COMPUTED_CLUSTER = ("ripley", "groups")
NOT_COMPUTED_LAYOUT = (
    "dominant_flows",
    "hubs",
    "rank_size_slope",
    "primacy_two_city",
    "polycentricity",
    "potential",
    "inferred_tiers",
    "agreement",
    "aims",
)


def cluster_json(result: ClusterResult, text: Text) -> Content:
    """Return the clustering as `cluster --json` prints it."""
    formula = result.clark_evans
    left_out = {**result.left_out, **result.score.left_out, **dict.fromkeys(NOT_COMPUTED_CLUSTER, "not_computed_yet")}
    content: dict[str, Any] = {
        "n": result.n,
        "area_km2": result.area_km2,
        "clark_evans": {
            "mean_nn_m": formula.mean_nn_m,
            "naive": formula.naive,
            "naive_p": formula.naive_p,
            "naive_alternative": "two-sided",
            "donnelly": formula.donnelly,
            "donnelly_p": formula.donnelly_p,
            "donnelly_alternative": "two-sided",
            **{f"p_{name}": null.p for name, null in result.nulls.items()},
        },
        "nulls": {name: _null_json(result, name, text) for name in result.nulls},
        "score": score_json(result.score),
        "per_site": [
            {
                "id": one.id,
                "score": one.score.value,
                "components": score_json(one.score)["components"],
                "nearest_id": one.nearest_id,
                "nearest_m": one.nearest_m,
                "platform_m": one.platform_m,
            }
            for one in result.per_site
        ],
        "position_draws": result.position_draws,
        "outside_area": list(result.outside_area),
        "kept_in_place": list(result.kept_in_place),
        "within": dict(result.within),
        "caveats": _cluster_caveats(result, text),
        "left_out": {name: text(f"reason.{reason}") for name, reason in left_out.items()},
    }
    if result.concentration is not None:
        content["concentration"] = _concentration_json(result.concentration)
        content["concentration"]["words"] = share_null_words(result.concentration.null, text)
    return content


def layout_json(result: LayoutResult, study: Study, text: Text) -> Content:
    """Return the layout as `layout --json` prints it."""
    plan = study.require_plan()
    boundaries = list(result.p)
    keys = ("p_core_share", "p_core_key_share")
    left_out = {**result.left_out, **result.score.left_out, **dict.fromkeys(NOT_COMPUTED_LAYOUT, "not_computed_yet")}
    return {
        "tiers": dict(result.tiers),
        "tier_names": {tier.id: tier.name.in_language(text.language) for tier in plan.tiers},
        "parks_per_tier": dict(result.parks_per_tier),
        "hhi": result.hhi,
        "effective_cities": result.effective_cities,
        "concentration_null": _share_null_json(result.concentration_null),
        "concentration_words": share_null_words(result.concentration_null, text),
        **{key: float(result.p[tier]) for key, tier in zip(keys, boundaries, strict=False)},
        "p_by_tier": {tier: {"p": float(p), "exact": exact_probability(p, plan, tier)} for tier, p in result.p.items()},
        "kendall_tau_b": result.kendall_tau_b,
        "p_kendall_tau_b": result.p_kendall_tau_b,
        "permutations": result.permutations,
        "travel": result.travel[["from", "to", "minutes", "mode", "estimated", "year"]].to_dict("records"),
        "reach": {} if result.reach is None else _reach_json(result.reach.shares),
        "reach_estimated": {} if result.reach is None else _estimated_json(result.reach),
        "unreachable": [] if result.reach is None else list(result.reach.unreachable),
        "without_population": [] if result.reach is None else list(result.reach.without_population),
        "without_link": list(result.without_link),
        "to_higher_tier": result.to_higher_tier.reset_index().to_dict("records"),
        "gaps": [
            {"kind": gap.kind, "who": gap.who, "what": gap_sentence(study, plan, gap, text), **gap.values}
            for gap in result.gaps
        ],
        "progress": [
            {
                "year": one.year,
                "measure": one.measure,
                "name": measure_name(plan, one.measure, one.year, text),
                "target": one.target,
                "named": one.named,
                "reached": one.reached,
                "reached_before_plan": one.reached_before_plan,
                "reached_since": one.reached_since,
                "undated": one.undated,
                "share_low": one.share,
                "share_high": one.share_with_undated,
            }
            for one in result.progress
        ],
        "score": score_json(result.score),
        "caveats": _layout_caveats(result, study, text),
        "left_out": {name: text(f"reason.{reason}") for name, reason in left_out.items()},
    }


def score_json(score: Score) -> dict[str, Any]:
    """Return a score with its components."""
    return {
        "value": score.value,
        "low": score.low,
        "high": score.high,
        "components": [
            {
                "id": part.id,
                "raw": part.raw,
                "unit": part.unit,
                "transformed": part.transformed,
                "weight": part.weight,
                "contribution": part.contribution,
            }
            for part in score.components
        ],
    }


def _cluster_caveats(result: ClusterResult, text: Text) -> list[str]:
    inner = [text("clustering.within", site=site, holder=holder) for site, holder in result.within.items()]
    platforms = [text("clustering.platform_what")] if "platforms" not in result.left_out else []
    return [text("clustering.small_sample", n=result.n), *inner, *platforms]


def _layout_caveats(result: LayoutResult, study: Study, text: Text) -> list[str]:
    travel = [] if result.reach is None else [text("layout.minutes_how"), text("layout.reach_how")]
    progress = progress_words(result.progress, study.require_plan(), text)
    own = [text(f"layout.caveat_{code}") for code in result.caveats]
    return [*own, *travel, *reach_words(study, result, text), *progress]


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
        "null": _share_null_json(found.null),
        "location_quotient": by_base.get("population", {}),
        "location_quotient_by_base": by_base,
    }


def _share_null_json(nulls: Mapping[str, ShareNull]) -> dict[str, dict[str, Any]]:
    return {name: asdict(null) for name, null in nulls.items()}


def _quotient(row: Mapping[Any, float]) -> dict[str, float]:
    return {"value": row["value"], "low": row["low"], "high": row["high"]}


def _reach_json(shares: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401 - a DataFrame; pandas stays out of this module
    return {f"{limit:g}": dict(row) for limit, row in shares.iterrows()}


def _estimated_json(reach: Reach) -> dict[str, list[str]]:
    return {f"{limit:g}": list(cities) for limit, cities in reach.estimated.items()}
