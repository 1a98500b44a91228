"""The files that the briefing's page offers: which there are, and each as the command `brief` writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from analysis.clustering.settings import ClusterSettings
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, part_of
from analysis.siting.comparison import Comparison
from analysis.study import Study
from briefing.about import About
from briefing.formats import FORMATS, Format
from briefing.paper import paper
from ui.brief_job import USUAL_SITES, BriefOptions, Known, brief, known_of
from ui.briefing.about import Typed, about_study
from ui.briefing.comparison_file import compare_kept
from ui.briefing.deck import map_sheet
from ui.briefing.maps import ATLAS
from ui.briefing.template_trial import try_template
from ui.sites_job import Compared
from ui.text import Text

PREVIEW_DPI: Final = 96
NAME: Final = "yuantu"


@dataclass(frozen=True)
class Request:
    """What a person chose on the page; all of it plain values, so that a result can be kept under it.

    Parameters
    ----------
    suffixes, maps
        Formats, and the maps for those that hold some.
    language
        Of the files.
    day
        ISO date.
    paper, dpi
        Name of the sheet; resolution of a picture.
    title, author, approval_number
        As typed; may be empty.
    template
        Content of an organisation's PPTX; empty for none.
    template_name
        Of that file.
    """

    suffixes: tuple[str, ...]
    maps: tuple[str, ...]
    language: str
    day: str
    paper: str = "A4"
    dpi: int = 300
    title: str = ""
    author: str = ""
    approval_number: str = ""
    template: bytes = b""
    template_name: str = ""

    @property
    def typed(self) -> Typed:
        """What the files say of themselves as far as it was typed."""
        return Typed(
            date.fromisoformat(self.day), self.title.strip(), self.author.strip(), self.approval_number.strip()
        )


@dataclass(frozen=True)
class File:
    """A file that can be had: its name, format and maps."""

    name: str
    format: Format
    maps: tuple[str, ...]

    @property
    def atlas(self) -> bool:
        """Whether it is the book of parks and cities."""
        return self.maps == (ATLAS,)

    @property
    def slow(self) -> bool:
        """Whether it is made with a bar that shows how far it is."""
        return self.atlas or self.format.needs == "deck"


def files_of(request: Request) -> tuple[File, ...]:
    """Return the files of a request: one for each format, and for pictures one for each map."""
    return tuple(file for one in FORMATS if one.suffix in request.suffixes for file in _of_format(one, request.maps))


def _of_format(one: Format, chosen: Sequence[str]) -> Iterator[File]:
    """Yield the files of a format; one of maps has none without a map, and the atlas stands for itself."""
    maps = tuple(name for name in chosen if name != ATLAS)
    if one.needs != "maps":
        yield File(f"{NAME}{one.suffix}", one, ())
    elif one.one_map:
        yield from (File(f"{NAME}-{name}{one.suffix}", one, (name,)) for name in maps)
    else:
        if maps:
            yield File(f"{NAME}{one.suffix}", one, maps)
        if ATLAS in chosen:
            yield File(f"{NAME}-{ATLAS}{one.suffix}", one, (ATLAS,))


def checked(study: Study, request: Request) -> About:
    """Return what the files will say of themselves.

    Raises
    ------
    YuantuError
        What is wrong with the request: nothing selected, texts that are too long, the template.
    """
    about = about_study(study, request.typed, Text(request.language))
    if not files_of(request):
        raise ParameterError(Problem("nothing_selected", "content"))
    if request.template and ".pptx" in request.suffixes:
        try_template(request.template, request.template_name)
    return about


def known(study: Study, simulations: int, seed: int, *, progress: Progress) -> Known:
    """Return everything that the files share."""
    return known_of(study, ClusterSettings(simulations=simulations), seed, progress)


def kept_compared(study: Study, comparison: Comparison, *, progress: Progress) -> Compared:
    """Return the comparison of the page of sites, computed as the command does it from its file."""
    return compare_kept(comparison, study, progress)


def made(study: Study, request: Request, name: str, *, progress: Progress, data: Known) -> bytes:
    """Return one file of a request."""
    file = next(one for one in files_of(request) if one.name == name)
    return _contents(study, request, file, progress, data)[file.name]


def all_made(study: Study, request: Request, *, progress: Progress, data: Known) -> bytes:
    """Return all files of a request in one zip, whose bytes depend on nothing else."""
    target = io.BytesIO()
    wanted = files_of(request)
    with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for place, file in enumerate(wanted):
            part = part_of(progress, place / len(wanted), (place + 1) / len(wanted))
            for name, content in _contents(study, request, file, part, data).items():
                day = date.fromisoformat(request.day)
                entry = zipfile.ZipInfo(name, date_time=(max(day.year, 1980), day.month, day.day, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
            progress((place + 1) / len(wanted))
    return target.getvalue()


def _contents(study: Study, request: Request, file: File, progress: Progress, data: Known) -> dict[str, bytes]:
    """Return a file, and those that belong to it, by name."""
    with TemporaryDirectory(prefix="yuantu-") as folder:
        template = Path(folder) / "template.pptx" if request.template else None
        if template is not None:
            template.write_bytes(request.template)
        out = Path(folder) / "out"
        out.mkdir()
        options = BriefOptions(
            out=out / file.name,
            typed=request.typed,
            maps=file.maps,
            paper=request.paper,
            dpi=request.dpi,
            template=template,
            sites=None if data.sites is None else USUAL_SITES,
        )
        written = brief(options, lambda: study, Text(request.language), progress, known=data)
        return {one.name: one.read_bytes() for one in (written.path, *written.beside)}


def preview(study: Study, request: Request, name: str, *, progress: Progress, data: Known) -> bytes:
    """Return a map as a small picture."""
    # Imported where it is drawn: Matplotlib takes most of a second.
    from briefing.figure import png_bytes

    text = Text(request.language)
    about = about_study(study, request.typed, text)
    progress(0.1)
    sheet = map_sheet(name, data.results(study), about, text, paper(request.paper), hotspots=data.hotspots)
    return png_bytes(sheet, dpi=PREVIEW_DPI)


def maps_of(found: Known, study: Study) -> Sequence[str]:
    """Return the maps that can be drawn."""
    there = {
        "overview": study.has("cities"),
        "clustering": found.clustering is not None,
        "layout": found.layout is not None,
        "sites": found.sites is not None,
        ATLAS: study.has("parks") or study.has("cities"),
    }
    return [name for name, known_ in there.items() if known_]
