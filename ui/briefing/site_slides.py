"""The slides on compared sites: who wins, the ranking, what the scores are made of, how safe the winner is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from briefing.slides import Chart, Picture, Series, Slide
from ui.briefing.comparison import comparison_of, comparison_table
from ui.briefing.tables import Results
from ui.compared_words import criterion_name
from ui.terminal_sites import sites_json
from ui.text import Text

BEST: Final = 10


def site_slides(results: Results, text: Text, maps: Mapping[str, Picture]) -> Iterator[Slide]:
    """Yield the slides; none without a comparison."""
    if results.sites is None:
        return
    found, answer = results.sites, results.sites.answer
    words = tuple(sites_json(found, text)["words"])
    compared = comparison_of(found, text)
    names = {one.id: one.name or one.id for one in compared.compared[:BEST]}
    notes = (text("briefing_deck.notes_sites"), *compared.notes)
    caveats = tuple(note for note in compared.notes if note not in words)
    yield Slide("sites", words[0], words[1:], maps.get("sites") or _scores(results, names, text), caveats[:2], notes)
    table = comparison_table(compared, text)
    kept = [name for name in ("rank", "place", "id", "score") if any(table.values(name))]
    ranking = table.only(kept)
    rows = ranking.rows[: len(names)]
    shown = type(table)("ranking", table.title, ranking.columns, rows)
    title = text("briefing_deck.ranking", best=len(rows), n=len(compared.compared))
    yield Slide("ranking", title, (), shown, caveats, notes)
    if answer.ranking.contributions is not None:
        yield _contributions(results, names, text, notes)
    yield from _safety(results, words, text, notes)


def _scores(results: Results, names: Mapping[str, str], text: Text) -> Chart:
    assert results.sites is not None  # noqa: S101 - only called where there is one
    score = results.sites.answer.ranking.score
    return Chart(
        "bar",
        text("briefing_deck.score_of_sites"),
        (Series(text("briefing_deck.score"), tuple(score.loc[list(names)].astype(float).tolist())),),
        tuple(names.values()),
        number_format="0.000",
    )


def _contributions(results: Results, names: Mapping[str, str], text: Text, notes: tuple[str, ...]) -> Slide:
    assert results.sites is not None  # noqa: S101 - as above
    answer = results.sites.answer
    parts = answer.ranking.contributions
    assert parts is not None  # noqa: S101 - as above
    rows = parts.loc[list(names)]
    criteria = sorted(rows.columns, key=lambda name: -np.mean(rows[name].to_numpy(dtype=float)))
    chart = Chart(
        "stacked_bar",
        text("briefing_deck.contributions_chart"),
        tuple(Series(criterion_name(str(name), text), tuple(rows[name].astype(float).tolist())) for name in criteria),
        tuple(names.values()),
        y_title=text("briefing_deck.score"),
        number_format="0.00",
        labels=False,
    )
    first, second = (criterion_name(str(name), text) for name in (*criteria[:2], *criteria[:1])[:2])
    headline = text("briefing_deck.contributions", first=first, second=second)
    return Slide("contributions", headline, (), chart, (), notes)


def _safety(results: Results, words: tuple[str, ...], text: Text, notes: tuple[str, ...]) -> Iterator[Slide]:
    assert results.sites is not None  # noqa: S101 - as above
    found = results.sites.robustness
    if len(words) < 2 or found.safety.draws == 0:
        return
    first = found.acceptability.first.sort_values(ascending=False, kind="stable")
    first = first[first > 0].iloc[:BEST]
    if first.empty:
        return
    every = {one.id: one.name or one.id for one in comparison_of(results.sites, text).compared}
    chart = Chart(
        "bar",
        text("briefing_deck.safety_chart", draws=found.safety.draws),
        (Series(text("briefing_deck.first_share"), tuple(map(float, first))),),
        tuple(every.get(str(one), str(one)) for one in first.index),
        number_format="0.0%",
    )
    yield Slide("safety", words[1], words[2:], chart, (text("briefing_deck.safety_caveat"),), notes)
