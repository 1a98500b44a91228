"""From what a person asks for to a briefing's file: only what its format and its maps need is computed.

As on the pages, each computation begins its own stream of chance, so that all show the same numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import numpy as np

from analysis.clustering.areal_result import ArealResult, ArealSettings
from analysis.clustering.result import ClusterResult
from analysis.clustering.settings import ClusterSettings
from analysis.errors import ParameterError, Problem
from analysis.layout.result import LayoutResult
from analysis.layout.settings import LayoutSettings
from analysis.progress import Progress, part_of
from analysis.study import Study
from briefing.about import About
from briefing.formats import DPI, FORMATS, Content, Format, Written, format_of, write
from briefing.paper import paper
from briefing.sheet import Sheet
from briefing.whole_file import require_writable
from ui.briefing.about import Typed, about_study, day
from ui.briefing.comparison import comparison_of
from ui.briefing.comparison_file import compare_kept, read_comparison
from ui.briefing.deck import deck_file, read_template
from ui.briefing.layers import layers, sites_layer
from ui.briefing.maps import ATLAS, MapResults, atlas, sheet_for
from ui.briefing.page_tables import page_tables
from ui.briefing.tables import Results, checked_content, tables
from ui.briefing.template_trial import try_template
from ui.briefing.words import file_words
from ui.clustering.compute import areal, clustered
from ui.export import map_as_html
from ui.layout.compute import laid_out
from ui.sites import SITE_LAYERS
from ui.sites_job import Compared, SiteOptions, compare
from ui.siting.defaults import USUAL
from ui.text import Text

USUAL_SITES: Final = SiteOptions(townships=True, criteria=USUAL)
"""What is compared where nothing else is asked for: the townships, by the criteria that a session begins with."""

BESIDE_LAYERS: Final = ("sources", "fields")
"""Tables that stand beside the layers in a GeoPackage."""


@dataclass(frozen=True)
class BriefOptions:
    """What is asked for.

    Parameters
    ----------
    out
        The file; its suffix names the format.
    typed
        Title, author, approval number, scenario and date.
    maps
        Ids of the maps, for the formats that hold maps.
    paper, dpi
        Name of the sheet, such as ``A4-portrait``; resolution of a picture.
    content
        Ids of the tables; all that can be made if None.
    template
        An organisation's PPTX; the software's own look if None.
    sites
        Which alternatives are compared, with which weights; None for no comparison.
    comparison
        File of a comparison that was kept; it takes the place of `sites`.
    seed
        Of every source of chance.
    """

    out: Path
    typed: Typed
    maps: tuple[str, ...] = ("overview",)
    paper: str = "A4"
    dpi: int = DPI
    content: tuple[str, ...] | None = None
    template: Path | None = None
    sites: SiteOptions | None = None
    comparison: Path | None = None
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Known:
    """What was computed already, so that several files of one briefing share it; None for what was not.

    Parameters
    ----------
    clustering, hotspots, layout
        As for the maps.
    sites
        What is compared unless something else is asked for: the study's townships, or what a person compares.
    """

    clustering: ClusterResult | None = None
    hotspots: ArealResult | None = None
    layout: LayoutResult | None = None
    sites: Compared | None = None

    def results(self, study: Study) -> Results:
        """Return it as slides and tables take it."""
        return Results(study, cluster=self.clustering, layout=self.layout, sites=self.sites)


@dataclass(frozen=True, eq=False)
class Job:
    """A study with what is asked of it, and what it says of itself: what a deck or a page is made from."""

    options: BriefOptions
    study: Study
    text: Text
    about: About
    progress: Progress
    known: Known | None = None


Maker = Callable[[Job, Results], bytes]


def _page(job: Job, results: Results) -> bytes:
    ids = {layer: list(job.study.rows(layer)) for layer in SITE_LAYERS if job.study.has(layer)}
    shown = page_tables(results, job.text)
    return map_as_html(job.study, job.text, ids, about=job.about, tables=shown).encode()


def _deck(job: Job, results: Results) -> bytes:
    template = job.options.template
    return deck_file(
        results,
        job.about,
        job.text,
        hotspots=_hotspots(job) if results.cluster is not None and job.study.has("districts") else None,
        template=None if template is None else read_template(template),
        template_name="" if template is None else template.name,
        progress=part_of(job.progress, 0.8, 0.9),
    )


MAKERS: Final[Mapping[str, Maker]] = {"page": _page, "deck": _deck}
"""Need of a format -> what makes its bytes, for the formats that are more than tables, layers and maps."""

_NEEDS: Final = ("maps", "tables", "layers", "sites", *MAKERS)
WRITABLE: Final = tuple(one for one in FORMATS if one.needs in _NEEDS)


def known_of(study: Study, cluster: ClusterSettings, seed: int, progress: Progress) -> Known:
    """Return everything that a study's files may need; what its layers cannot support is None."""
    found = None
    if _can_cluster(study):
        found = clustered(study, "parks", cluster, seed, progress=part_of(progress, 0.0, 0.5))
    hot = None
    if _can_cluster(study) and study.has("districts"):
        hot = areal(study, "parks", ArealSettings(), seed, progress=part_of(progress, 0.5, 0.6))
    laid = None
    if _can_lay_out(study):
        laid = laid_out(study, LayoutSettings(), seed, progress=part_of(progress, 0.6, 0.9))
    sites = None
    if study.has("townships", "study_area"):
        later = part_of(progress, 0.9, 1.0)
        sites = compare(USUAL_SITES, lambda: study, np.random.default_rng(seed), later)
    return Known(found, hot, laid, sites)


def brief(
    options: BriefOptions, study: Callable[[], Study], text: Text, progress: Progress, *, known: Known | None = None
) -> Written:
    """Write a briefing; `known` spares computing again what several files share.

    Raises
    ------
    YuantuError
        What is wrong with the options or the file's place, before anything is computed; what the computations raise.
    """
    chosen = format_of(options.out, WRITABLE)
    require_writable(options.out)
    _check(options, chosen)
    given = study()
    computed = 0.4 if chosen.needs == "maps" and ATLAS in options.maps else 0.9  # an atlas takes long to draw
    part = part_of(progress, 0.0, computed)
    job = Job(options, given, text, about_study(given, options.typed, text), part, known)
    content = replace(_content(job, chosen), progress=part_of(progress, computed, 1.0))
    progress(computed)
    return write(options.out, content, formats=WRITABLE)


def default_day(given: str, where: str) -> date:
    """Return the day asked for; else that of SOURCE_DATE_EPOCH, so that builds can be repeated; else today.

    Raises
    ------
    ParameterError
        ``bad_day``.
    """
    if given:
        return day(given, where)
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stamp:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(stamp), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ParameterError(Problem("bad_day", "SOURCE_DATE_EPOCH", {"value": stamp})) from None


def _check(options: BriefOptions, chosen: Format) -> None:
    """Raise what is wrong with the options as far as the format uses them, all at once."""
    problems: list[Problem] = []
    if chosen.needs == "maps":
        if not options.maps:
            problems.append(Problem("nothing_selected", "--map"))
        if chosen.one_map and ATLAS in options.maps:
            problems.append(Problem("atlas_in_one_page", "--map", {"suffix": chosen.suffix}))
        elif chosen.one_map and len(options.maps) > 1:
            values: dict[str, str | int] = {"suffix": chosen.suffix, "n": len(options.maps)}
            problems.append(Problem("one_map_only", "--map", values))
    if chosen.needs == "tables":
        checked_content(options.content, where="--content")
    if options.template is not None and chosen.needs == "deck":
        try_template(read_template(options.template), options.template.name)
    if options.comparison is not None:
        read_comparison(options.comparison)
    if problems:
        raise ParameterError(*problems)


def _content(job: Job, chosen: Format) -> Content:
    text = job.text
    content = Content(about=job.about, words=file_words(text), dpi=job.options.dpi)
    if chosen.needs == "maps":
        return replace(content, sheets=_sheets(job))
    results = _results(job, comparing=_compares(job.options, chosen))
    if chosen.needs == "tables":
        made = tables(results, text, content=job.options.content)
        found = None if results.sites is None else comparison_of(results.sites, text)
        return replace(content, tables=made, comparison=found)
    if chosen.needs == "layers":
        beside = tables(results, text, content=BESIDE_LAYERS)
        return replace(content, layers=layers(results, text), tables=beside)
    if chosen.needs == "sites":
        return replace(content, sites=sites_layer(results, text))
    made_bytes = MAKERS[chosen.needs](job, results)
    return replace(content, **{chosen.needs: lambda: made_bytes})  # type: ignore[arg-type]  # mypy takes it for any field


def _compares(options: BriefOptions, chosen: Format) -> bool:
    """Return whether a file tells of compared sites: deck, page and workbook do, so that all hold the same numbers."""
    asked = options.content is None or bool({"comparison", "criteria"} & set(options.content))
    return chosen.needs in MAKERS or (chosen.needs == "tables" and asked)


def _results(job: Job, *, comparing: bool) -> Results:
    """Return everything that the study allows: what its layers cannot support is left out, with its tables.

    Where nothing was asked to be compared, the study's townships are, if `comparing`.
    """
    study = job.study
    otherwise = USUAL_SITES if comparing and study.has("townships", "study_area") else None
    return Results(
        study,
        cluster=_clustered(job) if _can_cluster(study) else None,
        layout=_laid_out(job) if _can_lay_out(study) else None,
        sites=_compared(job, otherwise=otherwise),
    )


def _sheets(job: Job) -> tuple[Sheet, ...]:
    """Return the maps asked for; a layer that one cannot do without is a problem."""
    maps = job.options.maps
    sites = _compared(job, otherwise=USUAL_SITES) if "sites" in maps else None
    book = ATLAS in maps
    results = MapResults(
        clustering=_clustered(job) if "clustering" in maps or (book and _can_cluster(job.study)) else None,
        hotspots=_hotspots(job) if "clustering" in maps and job.study.has("districts") else None,
        layout=_laid_out(job) if "layout" in maps or (book and _can_lay_out(job.study)) else None,
        sites=None if sites is None else sites.answer,
        safety=None if sites is None else sites.robustness.safety,
    )
    sheet = paper(job.options.paper)
    given = job.study, results, job.about, job.text, sheet
    return tuple(page for one in maps for page in (atlas(*given) if one == ATLAS else (sheet_for(one, *given),)))


def _can_cluster(study: Study) -> bool:
    return study.has("parks", "cities", "study_area")


def _can_lay_out(study: Study) -> bool:
    return study.plan is not None and study.has("parks", "cities")


def _clustered(job: Job) -> ClusterResult:
    if job.known is not None and job.known.clustering is not None:
        return job.known.clustering
    part = part_of(job.progress, 0.0, 0.4)
    return clustered(job.study, "parks", ClusterSettings(), job.options.seed, progress=part)


def _hotspots(job: Job) -> ArealResult:
    if job.known is not None and job.known.hotspots is not None:
        return job.known.hotspots
    part = part_of(job.progress, 0.4, 0.5)
    return areal(job.study, "parks", ArealSettings(), job.options.seed, progress=part)


def _laid_out(job: Job) -> LayoutResult:
    if job.known is not None and job.known.layout is not None:
        return job.known.layout
    part = part_of(job.progress, 0.5, 0.8)
    return laid_out(job.study, LayoutSettings(), job.options.seed, progress=part)


def _compared(job: Job, *, otherwise: SiteOptions | None = None) -> Compared | None:
    """Return the comparison asked for; None if there is none and nothing is said of what to compare otherwise."""
    part = part_of(job.progress, 0.8, 0.9)
    if job.options.comparison is not None:
        return compare_kept(read_comparison(job.options.comparison), job.study, part)
    asked = job.options.sites or otherwise
    if asked == USUAL_SITES and job.known is not None and job.known.sites is not None:
        return job.known.sites
    return None if asked is None else compare(asked, lambda: job.study, np.random.default_rng(job.options.seed), part)
