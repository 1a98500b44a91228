"""The slides on the layout: the answer, parks by tier, reach, the score; and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from briefing.slides import Chart, Picture, Series, Slide
from ui import wording
from ui.briefing.layout_tables import gaps_table
from ui.briefing.slide_parts import method_notes, score_slide, text_table
from ui.briefing.tables import Results
from ui.layout.shown import Shown
from ui.plan_text import reach_words
from ui.text import Text

if TYPE_CHECKING:
    import pandas as pd

TIER_COLUMNS = ("tier", "cities", "parks", "p_exact", "p")


def layout_slides(results: Results, text: Text, maps: Mapping[str, Picture]) -> Iterator[Slide]:
    """Yield the slides; none without a layout."""
    if results.layout is None or results.study.plan is None:
        return
    # Imported where it is said: the page's parts bring the web framework with them.
    from ui.layout.answer import answer

    shown = Shown(results.study, results.study.plan, text, results.layout)
    caveats = tuple(text(f"layout.caveat_{code}") for code in results.layout.caveats)
    yield Slide(
        "layout",
        answer(shown),
        (_tier_sentence(shown),),
        maps.get("layout"),
        caveats,
        method_notes(("tier_p_values", "potential", "weighted_kappa"), text),
    )
    yield _tiers(shown)
    yield from _reach(shown)
    score = score_slide(
        "layout",
        results.layout.score,
        text,
        words=lambda name: text(f"layout.component_{name}"),
        caveats=(text("layout.score_interval", draws=results.layout.link_draws), *caveats),
        notes=method_notes(("layout_score",), text),
    )
    if score is not None:
        yield score


def _tier_sentence(shown: Shown) -> str:
    parts = [
        shown.text(
            "briefing_deck.tier",
            tier=tier.name.in_language(shown.text.language),
            n=len(tier.cities),
            parks=shown.result.parks_per_tier[tier.id],
        )
        for tier in shown.plan.tiers
    ]
    return shown.text("briefing_deck.tiers", parts=shown.text("briefing_deck.join").join(parts))


def _tiers(shown: Shown) -> Slide:
    from ui.layout.tiers import tier_rows

    result, text = shown.result, shown.text
    columns = [text(f"layout.column_{name}") for name in TIER_COLUMNS]
    table = text_table("tiers", text("layout.tiers_title"), columns, tier_rows(shown))
    bullets = []
    if result.kendall_tau_b is not None and result.p_kendall_tau_b is not None:
        p = wording.p_value(result.p_kendall_tau_b, result.permutations)
        bullets.append(text("briefing_deck.tau", tau=wording.number(result.kendall_tau_b, 2), p=p))
    caveats = (text("layout.p_how"), text("layout.tau_how", permutations=result.permutations))
    notes = method_notes(("tier_p_values", "kendall"), text)
    return Slide("tiers", _tier_sentence(shown), tuple(bullets), table, caveats, notes)


def _reach(shown: Shown) -> Iterator[Slide]:
    result, text = shown.result, shown.text
    if result.reach is None or not len(result.reach.shares):
        return
    shares = result.reach.shares
    lowest = shown.plan.tiers[-1].name.in_language(text.language)
    chart = _reach_chart(shares, lowest, text)
    limits = [float(str(limit)) for limit in shares.index]
    middle = limits[len(limits) // 2]
    headline = text(
        "briefing_deck.reach",
        share=f"{float(shares['cities_share'].loc[middle]):.0%}",
        tier=lowest,
        minutes=f"{middle:g}",
    )
    farthest = text("app.list_separator").join(
        text("layout.farthest_one", city=shown.city(city), minutes=f"{minutes:.0f}")
        for city, minutes in result.reach.farthest
    )
    bullets = (text("layout.farthest", cities=farthest), *reach_words(shown.study, result, text))
    notes = method_notes(("travel_network", "reach"), text)
    yield Slide("reach", headline, bullets, chart, (text("layout.reach_how"),), notes)


def _reach_chart(shares: pd.DataFrame, lowest: str, text: Text) -> Chart:
    """Return the shares of the cities of the lowest tier, and of their people, within each limit of travel."""
    return Chart(
        "column",
        text("briefing_deck.reach_chart"),
        (
            Series(
                text("layout.column_cities_share", tier=lowest),
                tuple(None if value != value else float(value) for value in shares["cities_share"]),
            ),
            Series(
                text("layout.column_people_share"),
                tuple(None if value != value else float(value) for value in shares["population_share"]),
            ),
        ),
        tuple(text("layout.within", minutes=f"{float(limit):g}") for limit in map(str, shares.index)),
        number_format="0%",
    )


def gap_slides(results: Results, text: Text) -> Iterator[Slide]:
    """Yield what is missing against the plan; none without a layout."""
    if results.layout is None or results.study.plan is None:
        return
    table = gaps_table(results.study, results.layout, text)
    if not table.rows:
        yield Slide("gaps", text("layout_page.gaps_none"), notes=(text("briefing_deck.notes_gaps"),))
        return
    kinds: dict[str, int] = {}
    for kind in map(str, table.values("kind_name")):
        kinds[kind] = kinds.get(kind, 0) + 1
    counts = [text("briefing_deck.gap_count", kind=kind, n=n) for kind, n in kinds.items()]
    headline = text("briefing_deck.gaps", n=len(table.rows))
    parts = text("briefing_deck.join").join(counts)
    shown = table.only(("kind_name", "what", "plan_clause"))
    how = text("briefing_deck.gaps_how")
    yield Slide(
        "gaps",
        headline,
        (text("briefing_deck.gap_counts", parts=parts),),
        text_table("gaps", table.title, [one.heading for one in shown.columns], _cells(shown.rows)),
        (how,),
        (text("briefing_deck.notes_gaps"), how),
    )


def _cells(rows: tuple[tuple[object, ...], ...]) -> list[list[str]]:
    return [["–" if cell is None else str(cell) for cell in row] for row in rows]
