"""The file that prints: what the page shows side by side, with study, method, date, sources and the draft stamp."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing.parallel_plot import LINES
from briefing.side_by_side import SideBySide, side_by_side_page
from layers.catalog import layer_by_id
from ui import cached, widgets
from ui.compared_words import leading_words
from ui.layer_facts import layer_facts
from ui.siting.beside import KINDS, captions, small_maps, table_rows, values_01
from ui.siting.shown import Shown


def printed(shown: Shown, sites: Sequence[str], reach_km: float, *, today: date | None = None) -> bytes:
    """Return the file for these sites, in the language of the page.

    Parameters
    ----------
    shown, sites
        The comparison, and which of its sites.
    reach_km
        From the middle of each small map to its sides.
    today
        Date on the file; the present one if None.
    """
    text, worth = shown.text, values_01(shown)
    maps = small_maps(shown, sites, reach_km)
    return side_by_side_page(
        SideBySide(
            language=text.language,
            title=text("siting_beside.file_title", sites=_names(shown, sites)),
            stamp=text("map_page.draft"),
            opening=tuple(opening(shown, today or date.today())),
            table_title=text("siting_beside.table_title"),
            criterion_heading=text("siting_beside.column_criterion"),
            weight_heading=text("siting_page.column_weight"),
            best_words=text("siting_beside.best"),
            sites=tuple(shown.site(one) for one in sites),
            rows=tuple(table_rows(shown, sites)),
            plot_title=text("siting_beside.plot_title"),
            plot_note=text("siting_beside.plot_note"),
            axes=tuple(shown.criterion(str(name)) for name in worth),
            values=tuple(tuple(map(float, worth.loc[one])) for one in sites[: len(LINES)]),
            maps_title=text("siting_beside.maps_title"),
            maps_note=text("siting_beside.maps_note"),
            maps=tuple(maps),
            captions=tuple(captions(shown, maps)),
            notes_title=text("siting_beside.notes_title"),
            notes=tuple(notes(shown)),
        )
    )


def opening(shown: Shown, today: date) -> list[str]:
    """Return the sentences below the title: the winner, the study, how was compared, and when."""
    text, answer = shown.text, shown.answer
    plan = shown.study.plan
    study = plan.name.in_language(text.language) if plan else shown.study.id
    approach = answer.ranking.approach
    return [
        *leading_words(answer, shown.site, text),
        text("siting_beside.file_study", study=study, data=shown.study.fingerprint, date=today.isoformat()),
        text(
            "siting_beside.file_method",
            method=text(f"siting_page.method_{approach.method}"),
            normalisation=text(f"siting_page.normalisation_{approach.normalisation}"),
            weights=text(f"siting_page.weights_{shown.comparison.weighting.kind}"),
            missing=text(f"siting_page.missing_{answer.missing}"),
        ),
    ]


def notes(shown: Shown) -> list[str]:
    """Return caveats and the source of every layer behind the numbers and the maps."""
    text = shown.text
    codes = dict.fromkeys(code for one in shown.answer.caveats.values() for code in one)
    drawn = [layer for layer, _, _ in KINDS if layer in shown.around.points]
    used = [layer for one in shown.answer.used for layer in one.layers if layer != "plan"]
    layers = dict.fromkeys((*used, *drawn, *(["cities"] if shown.around.cities else [])))
    return [
        *(text(f"siting.caveat_{code}") for code in codes),
        *(_source(layer, shown) for layer in layers),
        text(cached.attribution_key()),
    ]


def _source(layer: str, shown: Shown) -> str:
    facts = layer_facts(layer_by_id(layer), shown.study, shown.text)
    return shown.text(
        "siting_beside.source",
        layer=widgets.layer_title(layer, shown.text),
        source=facts["source"],
        date=facts["date"],
    )


def _names(shown: Shown, sites: Sequence[str]) -> str:
    return shown.text("siting_beside.versus").join(shown.site(one) for one in sites)
