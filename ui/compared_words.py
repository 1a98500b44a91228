"""A comparison of sites in words, for the terminal and the page: who wins, how safe that is, what excludes a site."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from analysis.siting.criteria import CRITERIA
from analysis.siting.result import SiteAnswer
from analysis.siting.safety import Robustness
from ui.text import Text

NAMED: Final = 10
"""So many equal alternatives are named at most."""

FAR: Final = 0.3
"""From this change of one weight on, a reversal is called far: it is no small matter of judgement any more."""

_BUILT_IN: Final = frozenset(criterion.id for criterion in CRITERIA)


def criterion_name(name: str, text: Text) -> str:
    """Return the name of a criterion; a column of the user's stands for itself."""
    return text(f"siting.criterion_{name}") if name in _BUILT_IN else name


def leading_words(answer: SiteAnswer, called: Callable[[str], str], text: Text) -> list[str]:
    """Return who wins, and who is equal to it; one sentence where nothing tells the alternatives apart."""
    ranking = answer.ranking
    if _all_equal(answer):
        return [text("siting.all_equal", n=len(ranking.score))]
    winner, *equals = ranking.winners
    words = [
        text(
            "siting.winner",
            name=called(winner),
            n=len(ranking.score),
            score=f"{ranking.score[winner]:.4g}",
            method=text(f"siting.method_{ranking.approach.method}"),
        )
    ]
    if equals:
        words.append(text("siting.equals", names=text("app.list_separator").join(map(called, equals[:NAMED]))))
    return words


def winner_words(answer: SiteAnswer, robust: Robustness, called: Callable[[str], str], text: Text) -> list[str]:
    """Return who wins and how safe that is, a sentence each.

    Parameters
    ----------
    answer, robust
        The comparison, and the tests of its winner.
    called
        Alternative id -> what a sentence calls it.
    text
        The catalogue in the reader's language.
    """
    return [*leading_words(answer, called, text), *safety_words(answer, robust, called, text)]


def safety_words(answer: SiteAnswer, robust: Robustness, called: Callable[[str], str], text: Text) -> list[str]:
    """Return how safe the winner is, a sentence each; the parameters are those of `winner_words`."""
    safety, ranking = robust.safety, answer.ranking
    words: list[str] = []
    if len(ranking.score) == 1:
        return [text("siting.one_left")]
    if _all_equal(answer):
        return constant_words(answer, text)
    won, all_ = safety.approaches_won, safety.approaches_compared
    words.append(text("siting.safe", share=f"{100 * safety.share_first:.0f}", draws=safety.draws, won=won, all=all_))
    if safety.runner_up is not None:
        runner_up = called(safety.runner_up)
        words.append(text("siting.runner_up", name=runner_up, share=f"{100 * safety.runner_up_share:.0f}"))
    words.append(reversal_words(robust, called, text))
    if safety.lost_without:
        names = text("app.list_separator").join(criterion_name(name, text) for name in safety.lost_without)
        words.append(text("siting.lost_without", names=names))
    if safety.share_by_position is not None:
        words.append(text("siting.by_position", share=f"{100 * safety.share_by_position:.0f}"))
    return words + constant_words(answer, text)


def constant_words(answer: SiteAnswer, text: Text) -> list[str]:
    """Return the criteria on which all alternatives are the same, as a sentence; none where there is none."""
    names = [criterion_name(name, text) for name in answer.ranking.constant]
    return [text("siting.constant", names=text("app.list_separator").join(names))] if names else []


def _all_equal(answer: SiteAnswer) -> bool:
    return len(answer.ranking.score) > 1 and len(answer.ranking.winners) == len(answer.ranking.score)


def reversal_words(robust: Robustness, called: Callable[[str], str], text: Text) -> str:
    """Return the smallest change of one weight that makes another alternative win."""
    point, at = robust.safety.nearest, robust.safety.nearest_weight
    if point is None or at is None:
        return text("siting.no_reversal")
    other = point.lower_winner if at == point.lower else point.upper_winner
    far = abs(at - point.weight) >= FAR
    return text(
        "siting.reversal_far" if far else "siting.reversal",
        criterion=criterion_name(point.criterion, text),
        weight=f"{100 * point.weight:.1f}",
        other_weight=f"{100 * at:.1f}",
        name=called(str(other)),
    )


def excluded_words(answer: SiteAnswer, row: int, raw: Sequence[float], text: Text) -> str:
    """Return in words which limit excludes an alternative, or which value is missing; empty where nothing does.

    Parameters
    ----------
    answer
        The comparison.
    row
        Place of the alternative among all.
    raw
        Its raw values, in the order of the weights.
    text
        The catalogue in the reader's language.
    """
    values = dict(zip(answer.weights, raw, strict=True))
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
