"""What `sites` prints: the compared alternatives as JSON, or the winner in words with how safe it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from pyproj import Transformer
from rich.console import Console

from analysis.errors import Problem
from analysis.siting.ahp import Ahp
from analysis.siting.approach import METHODS
from analysis.siting.criteria import CRITERIA
from analysis.siting.group_ahp import GroupAhp
from analysis.siting.safety import Safety, nearest_tipping
from analysis.siting.tipping import TippingPoint
from layers.datum import WGS84
from ui.sites import city_name
from ui.sites_job import MANY, SiteAnswer
from ui.terminal import Content, line, table
from ui.text import Text

BEST = 10
_AGREES = 1e-9
_BUILT_IN = frozenset(criterion.id for criterion in CRITERIA)


def sites_json(answer: SiteAnswer, text: Text) -> Content:
    """Return the comparison as `sites --json` prints it: excluded alternatives stay in the list, without a rank."""
    ranking = answer.ranking
    content: dict[str, Any] = {
        "alternatives": list(_alternatives(answer, text)),
        "weights": dict(answer.weights),
        "consistency_ratio": None if answer.ahp is None else answer.ahp.consistency_ratio,
        "method": ranking.approach.method,
        "normalisation": ranking.approach.normalisation,
        "robustness": _robustness(answer, text),
        "lower_is_better": ranking.approach.lower_is_better,
        "winners": list(ranking.winners),
        "objectives": answer.objectives,
        "ideals": answer.ideals,
        "units": {one.id: one.unit or None for one in answer.table.criteria if one.id in answer.weights},
        "names": {name: criterion_name(name, text) for name in answer.weights},
        "thresholds": {name: {"min": one.minimum, "max": one.maximum} for name, one in answer.thresholds.items()},
        "constant": list(ranking.constant),
        "missing": answer.missing,
        "filled": {name: list(criteria) for name, criteria in answer.matrix.filled.items()},
        "ahp": None if answer.ahp is None else _ahp(answer.ahp),
        "group": None if answer.group is None else _group(answer.group),
        "left_out": {name: text(f"reason.{reason}") for name, reason in answer.left_out.items()},
        "caveats": {name: [text(f"siting.caveat_{code}") for code in codes] for name, codes in answer.caveats.items()},
        "position_uncertainty_m": {name: answer.table.uncertainty_m[name] for name in answer.weights},
    }
    content["words"] = _words(answer, text)
    return content


def warnings_of(answer: SiteAnswer) -> list[Problem]:
    """Return what must be looked at again before the result is used: comparisons that contradict each other."""
    found = [] if answer.ahp is None else [("ahp", answer.ahp)]
    found += [] if answer.group is None else list(answer.group.members.items())
    return [problem for where, ahp in found if (problem := inconsistency(ahp, where)) is not None]


def inconsistency(ahp: Ahp, where: str) -> Problem | None:
    """Return the warning of comparisons whose consistency ratio is above 0.10, with the one to look at first."""
    if ahp.consistent or ahp.worst is None:
        return None
    values: dict[str, str | float] = {
        "ratio": round(ahp.consistency_ratio, 3),
        "row": ahp.worst.row,
        "column": ahp.worst.column,
        "given": f"{ahp.worst.given:.3g}",
        "suggested": f"{ahp.worst.suggested:.3g}",
    }
    return Problem("ahp_inconsistent", where, values, severity="warning")


def criterion_name(name: str, text: Text) -> str:
    """Return the name of a criterion; a column of the user's stands for itself."""
    return text(f"siting.criterion_{name}") if name in _BUILT_IN else name


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
        console.print(line(text("siting.excluded", name=one["id"], reason=one["excluded_by"])))
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


def _alternatives(answer: SiteAnswer, text: Text) -> Iterator[dict[str, Any]]:
    """Yield each alternative, in the order given."""
    names = list(answer.weights)
    raw = answer.table.raw[names].to_numpy()
    places = {str(name): place for place, name in enumerate(answer.ranking.score.index)}
    score, rank = answer.ranking.score.to_numpy(), answer.ranking.rank.to_numpy()
    parts = None if answer.ranking.contributions is None else answer.ranking.contributions.to_numpy()
    for row, (one, where) in enumerate(zip(answer.alternatives.ids, _places(answer, text), strict=True)):
        place = places.get(one)
        shares = None if place is None or parts is None else dict(zip(names, parts[place].tolist(), strict=True))
        yield {
            "id": one,
            "score": None if place is None else float(score[place]),
            "rank": None if place is None else int(rank[place]),
            "raw": dict(zip(names, raw[row].tolist(), strict=True)),
            "contribution": shares,
            "excluded_by": _excluded_by(answer, row, raw[row], text) if place is None else None,
            **where,
        }


def _places(answer: SiteAnswer, text: Text) -> Iterator[dict[str, Any]]:
    """Yield where each alternative lies: name and city of a township, longitude and latitude of any."""
    study, xy = answer.study, answer.alternatives.xy
    if study is None:
        yield from ({} for _ in answer.alternatives.ids)
        return
    lon, lat = Transformer.from_crs(study.crs, WGS84, always_xy=True).transform(*np.nan_to_num(xy).T)
    townships = study.rows("townships") if study.has("townships") else {}
    known = answer.alternatives.placed
    for row, one in enumerate(answer.alternatives.ids):
        found: dict[str, Any] = {}
        if answer.of_townships and one in townships:
            township = townships[one]
            found = {"name": text.choose(township, "name"), "city": city_name(study, township["city"], text)}
        if known[row]:
            found |= {"lon": float(lon[row]), "lat": float(lat[row])}
        yield found


def _excluded_by(answer: SiteAnswer, row: int, raw: Any, text: Text) -> str:  # noqa: ANN401 - a row of numbers
    """Return in words which limit excludes an alternative, or which value is missing."""
    values = dict(zip(answer.weights, raw.tolist(), strict=True))
    reasons = []
    for name in answer.broken[row]:
        limit = answer.thresholds[name]
        below = limit.minimum is not None and values[name] < limit.minimum
        key, bound = ("siting.below_minimum", limit.minimum) if below else ("siting.above_maximum", limit.maximum)
        shown = {"value": f"{values[name]:.6g}", "limit": f"{bound:.6g}"}
        reasons.append(text(key, criterion=criterion_name(name, text), **shown))
    missing = answer.matrix.left_out.get(answer.alternatives.ids[row], ()) if not reasons else ()
    reasons += [text("siting.without_value", criterion=criterion_name(name, text)) for name in missing]
    return text("app.list_separator").join(reasons)


def _robustness(answer: SiteAnswer, text: Text) -> dict[str, Any]:
    found, safety = answer.robustness, answer.robustness.safety
    share = found.acceptability.share
    many = len(share) > MANY
    kept = answer.ranking.rank.sort_values(kind="stable").index[:BEST] if many else share.index
    content: dict[str, Any] = {
        "draws": found.acceptability.draws,
        "rank_acceptability": {
            str(name): row for name, row in zip(kept, share.loc[kept].to_numpy().tolist(), strict=True)
        },
        "winner_by_method": _winner_by_method(answer),
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


def _winner_by_method(answer: SiteAnswer) -> dict[str, str | None]:
    """Return who wins by each method: with the normalisation that was chosen, or the method's usual one."""
    chosen = answer.ranking.approach
    found: dict[str, str | None] = {}
    for method in METHODS:
        wanted = chosen.normalisation if method.id == chosen.method else method.normalisations[0]
        for one in answer.robustness.by_approach:
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


def _words(answer: SiteAnswer, text: Text) -> list[str]:
    """Return who wins and how safe that is."""
    safety, ranking = answer.robustness.safety, answer.ranking
    compared = len(ranking.score)
    words = [
        text(
            "siting.winner",
            name=_called(answer, safety.winner, text),
            n=compared,
            score=f"{ranking.score[safety.winner]:.4g}",
            method=text(f"siting.method_{ranking.approach.method}"),
        )
    ]
    if safety.equals:
        words.append(text("siting.equals", names=text("app.list_separator").join(safety.equals[:BEST])))
    if answer.group is not None:
        words.append(_of_group(answer.group, text))
    if compared == 1:
        return [*words, text("siting.one_left")]
    won, all_ = safety.approaches_won, safety.approaches_compared
    words.append(text("siting.safe", share=f"{100 * safety.share_first:.0f}", draws=safety.draws, won=won, all=all_))
    if safety.runner_up is not None:
        runner_up = _called(answer, safety.runner_up, text)
        words.append(text("siting.runner_up", name=runner_up, share=f"{100 * safety.runner_up_share:.0f}"))
    words.append(_reversal(answer, text))
    if safety.lost_without:
        names = text("app.list_separator").join(criterion_name(name, text) for name in safety.lost_without)
        words.append(text("siting.lost_without", names=names))
    if safety.share_by_position is not None:
        words.append(text("siting.by_position", share=f"{100 * safety.share_by_position:.0f}"))
    if ranking.constant:
        names = text("app.list_separator").join(criterion_name(name, text) for name in ranking.constant)
        words.append(text("siting.constant", names=names))
    return words


def _of_group(group: GroupAhp, text: Text) -> str:
    """Return how many people's weights these are, and where they disagree most."""
    widest = group.judgements[0] if group.judgements else None
    if widest is None or widest.geometric_sd <= 1 + _AGREES:
        return text("siting.group_agrees", n=len(group.members))
    return text(
        "siting.group_disagrees",
        n=len(group.members),
        row=criterion_name(widest.row, text),
        column=criterion_name(widest.column, text),
        low=f"{widest.low:.3g}",
        high=f"{widest.high:.3g}",
        mean=f"{widest.mean:.3g}",
    )


def _reversal(answer: SiteAnswer, text: Text) -> str:
    """Return the smallest change of one weight that makes another alternative win."""
    point, at = answer.robustness.safety.nearest, answer.robustness.safety.nearest_weight
    if point is None or at is None:
        return text("siting.no_reversal")
    other = point.lower_winner if at == point.lower else point.upper_winner
    return text(
        "siting.reversal",
        criterion=criterion_name(point.criterion, text),
        weight=f"{100 * point.weight:.1f}",
        other_weight=f"{100 * at:.1f}",
        name=_called(answer, str(other), text),
    )


def _called(answer: SiteAnswer, one: str, text: Text) -> str:
    """Return an alternative as a sentence calls it: a township by its name with the id."""
    if not answer.of_townships or answer.study is None:
        return one
    row = answer.study.rows("townships")[one]
    return text("siting.called", id=one, name=text.choose(row, "name"), city=city_name(answer.study, row["city"], text))
