"""What `sites` prints: the compared alternatives as JSON, or the winner in words with how safe it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from rich.console import Console

from analysis.degrees import to_degrees
from analysis.errors import Problem
from analysis.siting.ahp import Ahp
from analysis.siting.approach import METHODS
from analysis.siting.group_ahp import GroupAhp
from analysis.siting.result import MANY
from analysis.siting.safety import Safety, nearest_tipping
from analysis.siting.tipping import TippingPoint
from ui.ahp_words import group_words, inconsistency
from ui.compared_words import criterion_name, excluded_words, winner_words
from ui.sites import city_name
from ui.sites_job import Compared
from ui.terminal import Content, line, table
from ui.text import Text

BEST = 10


def sites_json(found: Compared, text: Text) -> Content:
    """Return the comparison as `sites --json` prints it: excluded alternatives stay in the list, without a rank."""
    answer, ranking = found.answer, found.answer.ranking
    content: dict[str, Any] = {
        "alternatives": list(_alternatives(found, text)),
        "weights": dict(answer.weights),
        "consistency_ratio": None if found.ahp is None else found.ahp.consistency_ratio,
        "method": ranking.approach.method,
        "normalisation": ranking.approach.normalisation,
        "robustness": _robustness(found, text),
        "lower_is_better": ranking.approach.lower_is_better,
        "winners": list(ranking.winners),
        "objectives": dict(answer.objectives),
        "ideals": dict(answer.ideals),
        "units": {one.id: one.unit or None for one in answer.table.criteria if one.id in answer.weights},
        "names": {name: criterion_name(name, text) for name in answer.weights},
        "thresholds": {name: {"min": one.minimum, "max": one.maximum} for name, one in answer.thresholds.items()},
        "constant": list(ranking.constant),
        "missing": answer.missing,
        "filled": {name: list(criteria) for name, criteria in answer.matrix.filled.items()},
        "ahp": None if found.ahp is None else _ahp(found.ahp),
        "group": None if found.group is None else _group(found.group),
        "left_out": {name: text(f"reason.{reason}") for name, reason in found.left_out.items()},
        "caveats": {name: [text(f"siting.caveat_{code}") for code in codes] for name, codes in found.caveats.items()},
        "position_uncertainty_m": {name: answer.table.uncertainty_m[name] for name in answer.weights},
    }
    content["words"] = winner_words(answer, found.robustness, lambda one: _called(found, one, text), text)
    if found.group is not None:
        content["words"].append(group_words(found.group, text))
    return content


def warnings_of(found: Compared) -> list[Problem]:
    """Return what must be looked at again before the result is used: comparisons that contradict each other."""
    looked_at = [] if found.ahp is None else [("ahp", found.ahp)]
    looked_at += [] if found.group is None else list(found.group.members.items())
    return [problem for where, ahp in looked_at if (problem := inconsistency(ahp, where)) is not None]


def sites_lines(content: Content, console: Console, text: Text) -> None:
    """Print the comparison in words: winner, the best ten, the weights, and what must be known."""
    for words in content["words"]:
        console.print(line(words))
    ranked = sorted((one for one in content["alternatives"] if one["rank"] is not None), key=lambda one: one["rank"])
    columns = ["rank", "id", *(name for name in ("name", "city") if name in ranked[0]), "score"]
    table(console, text, ranked[:BEST], columns)
    table(console, text, list(_criterion_rows(content, text)), ["criterion", "weight", "objective", "unit"])
    excluded = [one for one in content["alternatives"] if one["excluded_by"] is not None]
    for one in excluded[:BEST]:
        console.print(line(text("siting.excluded", name=one.get("name") or one["id"], reason=one["excluded_by"])))
    if len(excluded) > BEST:
        console.print(line(text("siting.more_excluded", n=len(excluded) - BEST)))
    _note_lines(content, console, text)


def _note_lines(content: Content, console: Console, text: Text) -> None:
    """Print what was left out and the caveats, each once with the criteria that it is about."""
    for name, reason in content["left_out"].items():
        console.print(line(text("siting.left_out", name=criterion_name(name, text), reason=reason)))
    about: dict[str, list[str]] = {}
    for name, caveats in content["caveats"].items():
        for caveat in caveats:
            about.setdefault(caveat, []).append(content["names"][name])
    for caveat, names in about.items():
        console.print(line(text("siting.caveat", names=text("app.list_separator").join(names), caveat=caveat)))


def _criterion_rows(content: Content, text: Text) -> Iterator[dict[str, Any]]:
    for name, weight in content["weights"].items():
        objective, ideal = content["objectives"][name], content["ideals"].get(name)
        yield {
            "criterion": content["names"][name],
            "weight": float(weight),
            "objective": text(f"siting.objective_{objective}", ideal="" if ideal is None else f"{ideal:g}"),
            "unit": _unit(content["units"][name], text),
        }


def _unit(unit: str | None, text: Text) -> str:
    return "" if unit is None else text(f"siting.unit_{unit}")


def _alternatives(found: Compared, text: Text) -> Iterator[dict[str, Any]]:
    """Yield each alternative, in the order given."""
    answer = found.answer
    names = list(answer.weights)
    raw = answer.table.raw[names].to_numpy()
    places = {str(name): place for place, name in enumerate(answer.ranking.score.index)}
    score, rank = answer.ranking.score.to_numpy(), answer.ranking.rank.to_numpy()
    parts = None if answer.ranking.contributions is None else answer.ranking.contributions.to_numpy()
    for row, (one, where) in enumerate(zip(answer.alternatives.ids, _places(found, text), strict=True)):
        place = places.get(one)
        shares = None if place is None or parts is None else dict(zip(names, parts[place].tolist(), strict=True))
        yield {
            "id": one,
            "score": None if place is None else float(score[place]),
            "rank": None if place is None else int(rank[place]),
            "raw": dict(zip(names, raw[row].tolist(), strict=True)),
            "contribution": shares,
            "excluded_by": excluded_words(answer, row, raw[row].tolist(), text) if place is None else None,
            **where,
        }


def _places(found: Compared, text: Text) -> Iterator[dict[str, Any]]:
    """Yield where each alternative lies: name and city of a township, longitude and latitude of any."""
    study, alternatives = found.study, found.answer.alternatives
    if study is None:
        yield from ({} for _ in alternatives.ids)
        return
    lon, lat = to_degrees(np.nan_to_num(alternatives.xy), study.crs).T
    townships = study.rows("townships") if study.has("townships") else {}
    known = alternatives.placed
    for row, one in enumerate(alternatives.ids):
        where: dict[str, Any] = {}
        if found.of_townships and one in townships:
            township = townships[one]
            where = {"name": text.choose(township, "name"), "city": city_name(study, township["city"], text)}
        if known[row]:
            where |= {"lon": float(lon[row]), "lat": float(lat[row])}
        yield where


def _robustness(compared: Compared, text: Text) -> dict[str, Any]:
    found, safety = compared.robustness, compared.robustness.safety
    share = found.acceptability.share
    many = len(share) > MANY
    kept = compared.answer.ranking.rank.sort_values(kind="stable").index[:BEST] if many else share.index
    content: dict[str, Any] = {
        "draws": found.acceptability.draws,
        "rank_acceptability": {
            str(name): row for name, row in zip(kept, share.loc[kept].to_numpy().tolist(), strict=True)
        },
        "winner_by_method": _winner_by_method(compared),
        "reversal_weight": {point.criterion: nearest_tipping((point,))[1] for point in found.tipping},
        "winner_by_approach": [
            {
                "method": one.approach.method,
                "normalisation": one.approach.normalisation,
                "winners": list(one.winners),
                "reason": None if one.reason is None else text(f"reason.{one.reason}"),
            }
            for one in found.by_approach
        ],
        "tipping": {point.criterion: _tipping(point) for point in found.tipping},
        "without_criterion": {one.criterion: list(one.winners) for one in found.without_each},
        "safety": _safety(safety),
    }
    if many:
        content["rank_acceptability_note"] = text("siting.best_only", n=len(kept))
    return content


def _winner_by_method(compared: Compared) -> dict[str, str | None]:
    """Return who wins by each method: with the normalisation that was chosen, or the method's usual one."""
    chosen = compared.answer.ranking.approach
    found: dict[str, str | None] = {}
    for method in METHODS:
        wanted = chosen.normalisation if method.id == chosen.method else method.normalisations[0]
        for one in compared.robustness.by_approach:
            if (one.approach.method, one.approach.normalisation) == (method.id, wanted):
                found[method.id] = one.winners[0] if one.winners else None
    return found


def _tipping(point: TippingPoint) -> dict[str, Any]:
    names = ("weight", "lower", "lower_winner", "upper", "upper_winner", "exact")
    return {name: getattr(point, name) for name in names}


def _safety(safety: Safety) -> dict[str, Any]:
    return {
        "winner": safety.winner,
        "equals": list(safety.equals),
        "share_first": safety.share_first,
        "runner_up": safety.runner_up,
        "runner_up_share": safety.runner_up_share,
        "approaches_won": safety.approaches_won,
        "approaches_compared": safety.approaches_compared,
        "lost_without": list(safety.lost_without),
        "nearest_criterion": None if safety.nearest is None else safety.nearest.criterion,
        "nearest_weight": safety.nearest_weight,
        "share_by_position": safety.share_by_position,
    }


def _ahp(ahp: Ahp) -> dict[str, Any]:
    worst = None if ahp.worst is None else asdict(ahp.worst)
    return {"lambda_max": ahp.lambda_max, "consistent": ahp.consistent, "worst": worst}


def _group(group: GroupAhp) -> dict[str, Any]:
    """Return each member's weights and consistency, and the group's judgements, the widest disagreement first."""
    members = [
        {
            "name": name,
            "weights": dict(zip(ahp.criteria, ahp.weights.tolist(), strict=True)),
            "consistency_ratio": ahp.consistency_ratio,
            **_ahp(ahp),
        }
        for name, ahp in group.members.items()
    ]
    return {"members": members, "judgements": [asdict(one) for one in group.judgements]}


def _called(found: Compared, one: str, text: Text) -> str:
    """Return an alternative as a sentence calls it: a township by its name with the id."""
    if not found.of_townships or found.study is None:
        return one
    row = found.study.rows("townships")[one]
    return text("siting.called", id=one, name=text.choose(row, "name"), city=city_name(found.study, row["city"], text))
