"""Every format that a briefing can be written in, in one place: a new one is one entry of `FORMATS`.

A file is written beside its place and then renamed: after an error nothing is left and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from analysis.errors import ParameterError, Problem, UnreadableError
from analysis.progress import Progress, silent
from briefing import plain_layer
from briefing.about import About
from briefing.comparison import Comparison
from briefing.geolayer import GeoLayer
from briefing.plain_layer import PlainLayer
from briefing.sheet import Sheet
from briefing.table import Table
from briefing.whole_file import not_writable, require_writable, whole_file

Need = Literal["maps", "tables", "layers", "sites", "deck", "page"]
"""What must be prepared before a format can be written; see `Content`."""

DPI: Final = 300


@dataclass(frozen=True, eq=False)
class Content:
    """What is written, in finished words; only what the format needs has to be there.

    Parameters
    ----------
    about
        What every file says of itself.
    words
        Entries of the catalogue's `briefing_file`, by their name.
    sheets, dpi
        Maps, and the resolution of a picture.
    tables, comparison
        For the workbook; the comparison computes itself there.
    layers
        For the formats that hold several.
    sites
        Parks and towns in one layer, for those that hold one.
    deck, page
        Make the bytes of a deck and of an offline page; called only where they are written.
    progress
        Told how far the writing of many pages has come; may raise to stop it.
    """

    about: About
    words: Mapping[str, str] = field(default_factory=dict)
    sheets: Sequence[Sheet] = ()
    dpi: int = DPI
    tables: Sequence[Table] = ()
    comparison: Comparison | None = None
    layers: Sequence[GeoLayer] = ()
    sites: GeoLayer | None = None
    deck: Callable[[], bytes] | None = None
    page: Callable[[], bytes] | None = None
    progress: Progress = silent


def _no_pages(content: Content) -> None:
    del content


@dataclass(frozen=True)
class Format:
    """A format.

    Parameters
    ----------
    suffix
        With its dot, small letters.
    media_type
        For a download.
    needs
        What of `Content` it is written from.
    write
        Takes a path that does not exist, the content, and the name that the file will have; returns what had to be cut
        or left out, a sentence each. It may write files beside the path, whose names begin with the path's.
    pages
        Number of pages or sheets; None where there is none.
    one_map
        Whether it holds a single map.
    write_plain
        Writes a layer as it was read, for a format of geodata; takes a path that does not exist, the layer, and the
        name that the file will have; returns warnings of what the format changed.
    """

    suffix: str
    media_type: str
    needs: Need
    write: Callable[[Path, Content, str], Sequence[str]]
    pages: Callable[[Content], int | None] = _no_pages
    one_map: bool = False
    write_plain: Callable[[Path, PlainLayer, str], list[Problem]] | None = None


@dataclass(frozen=True)
class Written:
    """A file that was written; `beside` are those that belong to it, `notes` what was cut or left out."""

    path: Path
    bytes: int
    pages: int | None
    notes: tuple[str, ...]
    beside: tuple[Path, ...]


def _png(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    # Imported where it is drawn: Matplotlib takes most of a second.
    from briefing.figure import png_bytes

    path.write_bytes(png_bytes(content.sheets[0], dpi=content.dpi))
    return ()


def _pdf(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.figure import pdf_bytes

    about = content.about if len(content.sheets) > 1 else None
    path.write_bytes(pdf_bytes(content.sheets, about=about, progress=content.progress))
    return ()


def _svg(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.figure import svg_bytes

    path.write_bytes(svg_bytes(content.sheets[0]))
    return ()


def _workbook(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.workbook import write_workbook

    return write_workbook(path, content.tables, content.about, words=content.words, comparison=content.comparison)


def _deck(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    path.write_bytes(_made(content.deck))
    return ()


def _page(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    path.write_bytes(_made(content.page))
    return ()


def _made(make: Callable[[], bytes] | None) -> bytes:
    if make is None:
        raise ValueError("the content lacks what this format needs")
    return make()


def _geopackage(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.geodata import write_geopackage

    write_geopackage(path, content.layers, content.tables, content.about)
    return ()


def _shapefiles(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.geodata import write_shapefiles

    return write_shapefiles(path, content.layers, content.about, words=content.words)


def _kml(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.geodata import write_kml

    return write_kml(path, content.layers, content.about, words=content.words)


def _geojson(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.geodata import write_geojson

    write_geojson(path, _sites(content), content.about)
    return ()


def _flatgeobuf(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.geodata import write_flatgeobuf

    return write_flatgeobuf(path, _sites(content), content.about, words=content.words)


def _geoparquet(path: Path, content: Content, name: str) -> Sequence[str]:
    del name
    from briefing.geodata import write_geoparquet

    write_geoparquet(path, _sites(content), content.about)
    return ()


def _csv(path: Path, content: Content, name: str) -> Sequence[str]:
    from briefing.geodata import write_csv

    write_csv(path, _sites(content), content.about, name=name)
    return ()


def _sites(content: Content) -> GeoLayer:
    if content.sites is None:
        raise ValueError("the content lacks its sites")
    return content.sites


def _one(content: Content) -> int:
    del content
    return 1


FORMATS: Final = (
    Format(".png", "image/png", "maps", _png, _one, one_map=True),
    Format(".pdf", "application/pdf", "maps", _pdf, lambda content: len(content.sheets)),
    Format(".svg", "image/svg+xml", "maps", _svg, _one, one_map=True),
    Format(".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "deck", _deck),
    Format(
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "tables",
        _workbook,
        lambda content: 1 + len(content.tables),
    ),
    Format(".html", "text/html", "page", _page),
    Format(".gpkg", "application/geopackage+sqlite3", "layers", _geopackage, write_plain=plain_layer.to_geopackage),
    Format(".geojson", "application/geo+json", "sites", _geojson, write_plain=plain_layer.to_geojson),
    Format(".kml", "application/vnd.google-earth.kml+xml", "layers", _kml, write_plain=plain_layer.to_kml),
    Format(".fgb", "application/flatgeobuf", "sites", _flatgeobuf, write_plain=plain_layer.to_flatgeobuf),
    Format(".parquet", "application/vnd.apache.parquet", "sites", _geoparquet, write_plain=plain_layer.to_geoparquet),
    Format(".csv", "text/csv", "sites", _csv, write_plain=plain_layer.to_csv),
    Format(".zip", "application/zip", "layers", _shapefiles, write_plain=plain_layer.to_shapefile),
)


def format_of(path: Path, formats: Sequence[Format] = FORMATS) -> Format:
    """Return the format that a file's suffix names; capitals do not matter.

    Raises
    ------
    ParameterError
        ``unknown_suffix``.
    """
    found = {one.suffix: one for one in formats}.get(path.suffix.lower())
    if found is None:
        known = " ".join(one.suffix for one in formats)
        raise ParameterError(Problem("unknown_suffix", str(path), {"suffix": path.suffix or "-", "known": known}))
    return found


def write(path: Path, content: Content, *, formats: Sequence[Format] = FORMATS) -> Written:
    """Write a briefing in the format that the suffix names; what stood there before is replaced at once or not at all.

    Raises
    ------
    ParameterError
        ``unknown_suffix``, ``nothing_selected`` (no map, table or layer), and what the writer raises.
    UnreadableError
        As `require_writable`; ``folder_not_writable`` also for a full disk.
    """
    chosen = format_of(path, formats)
    require_writable(path)
    require_content(chosen, content)
    try:
        with whole_file(path) as made:
            notes = chosen.write(made, content, path.name)
            beside = [one for one in sorted(made.parent.iterdir()) if one != made and one.name.startswith(made.name)]
            moved = [one.replace(path.with_name(path.name + one.name.removeprefix(made.name))) for one in beside]
    except OSError as error:
        if isinstance(error, UnreadableError):
            raise
        raise not_writable(path, error) from None
    return Written(path, path.stat().st_size, chosen.pages(content), tuple(notes), tuple(moved))


def rendered(suffix: str, content: Content, name: str, *, formats: Sequence[Format] = FORMATS) -> dict[str, bytes]:
    """Return the files of a format by their names, the one asked for first: for a download, or to be put into a zip.

    Raises
    ------
    ParameterError
        As `write`.
    """
    with TemporaryDirectory(prefix="yuantu-") as folder:
        written = write(Path(folder) / f"{name}{suffix}", content, formats=formats)
        return {one.name: one.read_bytes() for one in (written.path, *written.beside)}


def require_content(chosen: Format, content: Content) -> None:
    """Raise ``nothing_selected`` if there is nothing to write in a format."""
    given = {"maps": content.sheets, "tables": content.tables, "layers": content.layers}
    if chosen.needs in given and not given[chosen.needs]:
        raise ParameterError(Problem("nothing_selected", chosen.suffix))
