"""The slides on clustering: the answer with its curve, the sites against each null, the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from analysis.clustering.envelope import Envelope
from briefing.slides import Chart, Picture, Series, Slide
from ui import wording
from ui.briefing.slide_parts import method_notes, score_slide, text_table
from ui.briefing.tables import Results
from ui.cluster_words import answer, finding_words
from ui.clustering.shown import Shown
from ui.layer_facts import land_note
from ui.plan_text import null_words
from ui.text import Text


def cluster_slides(results: Results, text: Text, maps: Mapping[str, Picture]) -> Iterator[Slide]:
    """Yield the slides; none without a clustering."""
    if results.cluster is None:
        return
    result = results.cluster
    what = results.what or text("clustering.what_parks", n=result.n)
    shown = Shown(results.study, result, text, what, seed=0, own=False)
    caveats = (
        text("clustering.small_sample", n=result.n),
        text("clustering.many_tests"),
        land_note(results.study, text),
    )
    notes = method_notes(("nulls", "monte_carlo", "clark_evans"), text)
    bullets = tuple(finding_words(result.findings, shown.site, text))
    yield Slide("clustering", answer(result, what, text), bullets, maps.get("clustering"), caveats, notes)
    yield from _curve(shown)
    yield _nulls(shown)
    score = score_slide(
        "clustering",
        result.score,
        text,
        words=lambda name: text(f"clustering.component_{name}"),
        caveats=(
            text("clustering.platform_what"),
            text(
                "clustering.score_interval" if result.position_draws else "clustering.score_interval_exact",
                draws=result.position_draws,
            ),
        ),
        notes=method_notes(("clustering_score", "position_uncertainty"), text),
    )
    if score is not None:
        yield score


def _curve(shown: Shown) -> Iterator[Slide]:
    # Imported where it is said: the page's part brings the chart library of the browser with it.
    from ui.clustering.curve import sentence

    text, found = shown.text, shown.result.ripley
    if not found.envelopes:
        return
    first = next(iter(found.envelopes))
    chart = curve_chart(found.envelopes[first], text, null=text(f"clustering.null_{first}"))
    if chart is None:
        return
    others = [
        text("briefing_deck.under_null", null=text(f"clustering.null_{name}"), words=sentence(one, text))
        for name, one in found.envelopes.items()
    ]
    correction = text(f"clustering.correction_{found.ripley.correction}")
    how = text("clustering.curve_how", simulations=found.envelopes[first].simulations, correction=correction)
    yield Slide(
        "curve",
        sentence(found.envelopes[first], text),
        tuple(others[1:]),
        chart,
        (how, text("clustering.curve_caveat")),
        method_notes(("ripley", "edge_correction", "envelope"), text),
    )


def curve_chart(envelope: Envelope, text: Text, *, null: str) -> Chart | None:
    """Return L(r) - r in kilometres with its global band; None where no distance has a value."""
    known = np.isfinite(envelope.l_m) & np.isfinite(envelope.low_m) & np.isfinite(envelope.high_m)
    if not known.any():
        return None
    r_km = envelope.r_m[known] / 1000
    lines = (
        (text("clustering.line_observed"), envelope.l_m, False),
        (text("clustering.line_centre"), envelope.centre_m, True),
        (text("briefing_deck.band_low"), envelope.low_m, True),
        (text("briefing_deck.band_high"), envelope.high_m, True),
    )
    series = tuple(
        Series(name, tuple((values[known] / 1000 - r_km).tolist()), dashed=dashed) for name, values, dashed in lines
    )
    return Chart(
        "line",
        text("briefing_deck.curve_chart", null=null),
        series,
        x=tuple(r_km.tolist()),
        x_title=text("clustering.axis_r"),
        y_title=text("clustering.axis_l"),
        number_format="0",
    )


def _nulls(shown: Shown) -> Slide:
    from ui.clustering.chance import COLUMNS, chance_rows

    result, text = shown.result, shown.text
    columns = [text(f"clustering.column_{name}") for name in COLUMNS]
    table = text_table("nulls", text("clustering.chance_title"), columns, chance_rows(shown))
    name, null = next(iter(result.nulls.items()))
    headline = text(
        "briefing_deck.nearest",
        km=wording.kilometres(result.clark_evans.mean_nn_m),
        expected=wording.kilometres(null.expected_m),
        null=text(f"clustering.null_{name}"),
        p=wording.p_value(null.p, null.simulations),
    )
    caveats = (
        text("clustering.chance_how", simulations=result.settings.simulations, seed=shown.seed),
        *(null_words(one, result.seats_radius_m, text) for one in result.nulls),
    )
    return Slide("nulls", headline, (), table, caveats, method_notes(("clark_evans", "position_uncertainty"), text))
