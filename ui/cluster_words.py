"""The findings on clustering in sentences, for the page and the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.clustering.conclusions import SIGNIFICANT_AT, Conclusion
from analysis.clustering.result import ClusterResult
from ui.plan_text import closer_than, farther_than, near_seats
from ui.text import Text


def answer(result: ClusterResult, what: str, text: Text) -> str:
    """Return the answer in one sentence; only the nulls that could be drawn are named.

    Sites farther apart than nearly all layouts of every null are said to be so; the null of the seats then has nothing
    to qualify.

    Parameters
    ----------
    result
        The clustering.
    what
        The sites, as the subject of the sentence.
    """
    main = {name: null for name, null in result.nulls.items() if not null.sensitivity}
    if main and all(null.share_less_close <= SIGNIFICANT_AT for null in main.values()):
        parts = [farther_than(name, 1 - null.share_less_close, null.simulations, text) for name, null in main.items()]
        return text("clustering.answer_dispersed", what=what, comparisons=text("clustering.answer_join").join(parts))
    parts = [closer_than(name, null.share_less_close, null.simulations, text) for name, null in main.items()]
    sentence = text("clustering.answer", what=what, comparisons=text("clustering.answer_join").join(parts))
    seats = result.nulls.get("seats")
    if seats is None or result.seats_radius_m is None:
        return sentence
    claimed = all(null.p <= SIGNIFICANT_AT for null in main.values())
    sentence += near_seats(seats.p, seats.simulations, result.seats_radius_m, claimed=claimed, text=text)
    return sentence + _others_near_seats(result, text)


def _others_near_seats(result: ClusterResult, text: Text) -> str:
    """Return that other statistics do differ from layouts near the seats, where the nearest distance does not."""
    if result.nulls["seats"].p <= SIGNIFICANT_AT:
        return ""
    others = {"ripley": result.ripley.envelopes["seats"].p_mad}
    if result.groups is not None and "seats" in result.groups.chance:
        others["groups"] = result.groups.chance["seats"].p
    found = {name: p for name, p in others.items() if p <= SIGNIFICANT_AT}
    if not found:
        return ""
    parts = [
        text("clustering.answer_seats_other", what=text(f"clustering.finding_{name}"), p=f"{p:.3f}")
        for name, p in found.items()
    ]
    return text("clustering.answer_seats_others", parts=text("app.list_separator").join(parts))


def finding_words(findings: Sequence[Conclusion], name: Callable[[str], str], text: Text) -> list[str]:
    """Return what becomes of the findings when positions are redrawn: a sentence for all that hold, one for each else.

    Parameters
    ----------
    findings
        As `analysis.clustering.findings.findings` returns them.
    name
        Site id -> its name.
    """
    if not findings:
        return []
    doubtful = [one for one in findings if not one.safe]
    if not doubtful:
        return [text("clustering.findings_safe", n=len(findings))]
    return [text("clustering.findings_some", safe=len(findings) - len(doubtful), n=len(findings))] + [
        _doubt(one, name, text) for one in doubtful
    ]


def finding_name(one: Conclusion, text: Text) -> str:
    """Return which statistic against which null."""
    kind, _, null = one.id.partition("_")
    return text("clustering.finding", what=text(f"clustering.finding_{kind}"), null=text(f"clustering.null_{null}"))


def _doubt(one: Conclusion, name: Callable[[str], str], text: Text) -> str:
    found = text("clustering.finding_yes" if one.found else "clustering.finding_no")
    sentence = text(
        "clustering.finding_turns", finding=finding_name(one, text), found=found, share=f"{1 - one.agreeing:.0%}"
    )
    if not one.depends_on:
        return sentence
    sites = text("app.list_separator").join(name(site) for site in one.depends_on)
    return sentence + text("clustering.finding_depends", sites=sites)
