from __future__ import annotations

import pytest

from analysis.clustering.conclusions import Conclusion
from ui.cluster_words import finding_name, finding_words
from ui.text import LANGUAGES, Text

SAFE = Conclusion("nearest_land", 0.01, 0.01, 0.02, 1.0, ())
TURNS = Conclusion("ripley_settlement", 0.2, 0.01, 0.4, 0.75, ())
HANGS = Conclusion("groups_seats", 0.03, 0.01, 0.4, 0.97, ("b", "a"))


def named(site: str) -> str:
    return f"<{site}>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_findings_nothing_is_said(language: str) -> None:
    assert finding_words([], named, Text(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_that_all_hold_are_one_sentence(language: str) -> None:
    text = Text(language)
    assert finding_words([SAFE, SAFE], named, text) == [text("clustering.findings_safe", n=2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_doubtful_finding_has_a_sentence_after_the_count(language: str) -> None:
    text = Text(language)
    first, turns, hangs = finding_words([SAFE, TURNS, HANGS], named, text)
    assert first == text("clustering.findings_some", safe=1, n=3)
    assert "25%" in turns
    assert text("clustering.finding_no") in turns
    assert text("clustering.finding_yes") in hangs
    assert hangs.endswith(text("clustering.finding_depends", sites=text("app.list_separator").join(["<b>", "<a>"])))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["nearest", "ripley", "groups"])
@pytest.mark.parametrize("null", ["land", "settlement", "seats"])
def test_every_finding_has_a_name_that_holds_statistic_and_null(language: str, kind: str, null: str) -> None:
    text = Text(language)
    name = finding_name(Conclusion(f"{kind}_{null}", 1, 1, 1, 1, ()), text)
    assert text(f"clustering.finding_{kind}") in name
    assert text(f"clustering.null_{null}") in name
