"""A map sheet drawn, as PNG, PDF or SVG: the same sheet gives the same bytes."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent
from briefing.about import About
from briefing.fonts import fonts_for
from briefing.frame import Frame, draw_layers
from briefing.free_space import FreeSpace
from briefing.graticule import draw_graticule
from briefing.inset import draw_enlarged, draw_locator, enlarged_box, lines_of, locator_size, outline
from briefing.labels import draw_labels, place_labels
from briefing.margin import draw_foot, draw_heading, source_lines, stamp_text
from briefing.page import INK, Box, Page
from briefing.panel import draw_blocks
from briefing.scale import draw_north_arrow, draw_scale_bar, scale_number
from briefing.sheet import Label, Mark, Sheet
from briefing.typesetting import Typesetter

DPI: Final = 300
LEAST_DPI: Final = 36
MOST_DPI: Final = 1200
PNG_LEVEL: Final = 3
"""Of compression: higher ones take twice as long and save a twentieth."""

GAP_MM: Final = 4.0
SCALE_MM: Final = (50.0, 15.0)
"""Width and height of scale bar and north arrow together."""

MAP_SHAPE: Final = 1.28
"""Width over height of the map on an upright sheet."""

MOST_MAP_SHARE: Final = 0.62
GRATICULE_MM: Final = 2.9

_LOCK = threading.Lock()  # Matplotlib's settings and font files are shared by all threads
_SETTINGS: Final[dict[str, Any]] = {
    "text.usetex": False,
    "text.hinting": "none",
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "pdf.fonttype": 3,
    "pdf.compression": 6,
    "svg.fonttype": "none",
    "svg.hashsalt": "yuantu",
    "path.simplify": True,
    "path.simplify_threshold": 0.1,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Set Matplotlib up as the sheets need it, for one thread at a time."""
    with _LOCK, mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)  # type: ignore[arg-type]  # the names are those of Matplotlib
        yield


def png_bytes(sheet: Sheet, *, dpi: int = DPI) -> bytes:
    """Return a sheet as a picture.

    Parameters
    ----------
    sheet
        The sheet.
    dpi
        Points per inch, from 36 to 1200.

    Raises
    ------
    ParameterError
        ``bad_dpi``; ``no_chinese_font`` or ``no_glyph``, see `briefing.fonts`.
    """
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise ParameterError(Problem("bad_dpi", "dpi", {"value": dpi, "least": LEAST_DPI, "most": MOST_DPI}))
    about, out = sheet.about, io.BytesIO()
    metadata = {
        "Title": about.title,
        "Author": about.author,
        "Description": subject(about),
        "Copyright": "; ".join(source_lines(about)),
        "Software": about.version,
        "Creation Time": about.date.isoformat(),
    }
    said = PngInfo()
    for name, value in metadata.items():
        if value:
            said.add_itxt(name, value, zip=False)
    with drawing():
        figure = _drawn(sheet)
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])  # type: ignore[no-untyped-call]
    picture.save(out, format="png", dpi=(dpi, dpi), pnginfo=said, compress_level=PNG_LEVEL)
    return out.getvalue()


def pdf_bytes(sheets: Sheet | Sequence[Sheet], *, about: About | None = None, progress: Progress = silent) -> bytes:
    """Return sheets as one document, a page each, with embedded fonts.

    Parameters
    ----------
    about
        What the document says of itself in its metadata; as its first sheet if None.
    progress
        Told after each page; may raise to stop.

    Raises
    ------
    ParameterError
        ``no_chinese_font`` or ``no_glyph``, see `briefing.fonts`.
    ValueError
        Without a sheet.
    """
    given = [sheets] if isinstance(sheets, Sheet) else list(sheets)
    if not given:
        raise ValueError("a document needs at least one sheet")
    about, out = about or given[0].about, io.BytesIO()
    metadata = {
        "Title": about.title,
        "Author": about.author,
        "Subject": subject(about),
        "Keywords": "; ".join(dict.fromkeys(line for sheet in given for line in source_lines(sheet.about))),
        "Creator": about.version,
        "Producer": "Matplotlib",
        "CreationDate": about.moment,
        "ModDate": about.moment,
    }
    with drawing(), PdfPages(out, metadata=metadata) as document:
        for page, sheet in enumerate(given, start=1):
            figure = _drawn(sheet)
            FigureCanvasPdf(figure)
            document.savefig(figure)
            progress(page / len(given))
    return out.getvalue()


def svg_bytes(sheet: Sheet) -> bytes:
    """Return a sheet as a drawing whose texts can be edited.

    Raises
    ------
    ParameterError
        ``no_chinese_font`` or ``no_glyph``, see `briefing.fonts`.
    """
    about, out = sheet.about, io.BytesIO()
    metadata = {
        "Title": about.title,
        "Creator": about.author or about.version,
        "Publisher": about.version,
        "Description": subject(about),
        "Source": "; ".join(source_lines(about)),
        "Date": about.date.isoformat(),
        "Language": about.language,
        "Format": "image/svg+xml",
    }
    with drawing():
        figure = _drawn(sheet)
        FigureCanvasSVG(figure).print_figure(
            out, format="svg", metadata={key: value for key, value in metadata.items() if value}
        )
    return out.getvalue()


def subject(about: About) -> str:
    """Return study, scenario, date, version, data version and approval on one line, for a file's metadata."""
    return " · ".join(part for part in (about.line(), about.fingerprint, stamp_text(about), about.crs) if part)


def _drawn(sheet: Sheet) -> Figure:
    page = Page(sheet.paper, Typesetter(fonts_for(texts_of(sheet))))
    margin = sheet.paper.margin_mm
    inner = (margin, margin, sheet.paper.width_mm - margin, sheet.paper.height_mm - margin)
    top = draw_heading(page, sheet.about, inner)
    bottom = draw_foot(page, sheet.about, inner)
    place = _place_landscape if sheet.paper.landscape else _place_upright
    map_box, columns = place((inner[0], bottom, inner[2], top), sheet)
    _draw_map(page, sheet, map_box)
    draw_blocks(page, columns, sheet.blocks, sheet.words.more)
    return page.figure


def _place_landscape(box: Box, sheet: Sheet) -> tuple[Box, list[Box]]:
    """Return the map's box and the columns at its right."""
    left, bottom, right, top = box
    width = sheet.paper.panel_share * sheet.paper.width_mm
    around = GRATICULE_MM * sheet.paper.type_scale if sheet.graticule else 0.0
    map_box = (left + around, bottom + around, right - width - GAP_MM - around, top - around)
    return map_box, _columns((right - width, bottom, right, top), sheet.paper.panel_columns)


def _place_upright(box: Box, sheet: Sheet) -> tuple[Box, list[Box]]:
    """Return the map's box and the columns below it."""
    left, bottom, right, top = box
    around = GRATICULE_MM * sheet.paper.type_scale if sheet.graticule else 0.0
    width = right - left - 2 * around
    height = min(width / MAP_SHAPE, MOST_MAP_SHARE * (top - bottom))
    map_box = (left + around, top - around - height, right - around, top - around)
    return map_box, _columns((left, bottom, right, map_box[1] - around - GAP_MM), sheet.paper.panel_columns)


def _columns(box: Box, count: int) -> list[Box]:
    """Return a box in equally wide columns with a gap between them."""
    left, bottom, right, top = box
    width = (right - left - (count - 1) * GAP_MM) / count
    starts = [left + place * (width + GAP_MM) for place in range(count)]
    return [(start, bottom, start + width, top) for start in starts]


def _draw_map(page: Page, sheet: Sheet, box: Box) -> None:
    scale = page.paper.type_scale
    frame, enlarged = enlarged_box(sheet, box)
    page.box(box, Mark(fill=sheet.sea))
    draw_layers(page, frame, sheet.layers, sheet.rasters)
    if sheet.graticule:
        draw_graticule(page, frame, sheet.crs, 5.2 * scale)
    space = FreeSpace(frame, sheet.focus)
    taken = []
    if enlarged is not None:
        space.take(enlarged)
        taken.append(enlarged)
    locator = None
    if sheet.locator is not None:
        locator = _room(space, *locator_size(sheet.locator, scale))
        space.take(locator)
        taken.append(locator)
    bar = _room(space, SCALE_MM[0] * scale, SCALE_MM[1] * scale)
    taken.append(bar)
    if enlarged is not None and sheet.enlarged is not None:
        outline(page, frame, sheet.enlarged.bounds)
    main, inside = _shared(sheet, enlarged is not None)
    symbols = _symbol_boxes(frame, [one for one in inside if one not in main])
    draw_labels(
        page,
        place_labels(main, frame, page.type, taken=[*taken, *symbols], type_scale=scale, lines=lines_of(sheet, frame)),
    )
    if enlarged is not None:
        draw_enlarged(page, sheet, enlarged, inside)
    if locator is not None and sheet.locator is not None:
        draw_locator(page, sheet.locator, locator, frame.bounds, sheet.sea)
    _draw_scale(page, sheet, frame, bar)
    page.box(box, Mark(edge=INK, edge_pt=0.9))


def _shared(sheet: Sheet, enlarged: bool) -> tuple[list[Label], list[Label]]:
    """Return the labels of the map and those of its enlarged part."""
    if not enlarged or sheet.enlarged is None:
        return list(sheet.labels), []
    west, south, east, north = sheet.enlarged.bounds
    inside = [one for one in sheet.labels if west <= one.xy[0] <= east and south <= one.xy[1] <= north]
    hidden = {id(one) for one in inside if one.enlarged or one.look == "context"}
    return [one for one in sheet.labels if id(one) not in hidden], inside


def _symbol_boxes(frame: Frame, labels: Sequence[Label]) -> list[Box]:
    """Return what the symbols of places cover whose names stand elsewhere."""
    found = []
    for label in labels:
        x, y = frame.to_mm(np.array([label.xy]))[0].tolist()
        found.append((x - label.symbol_mm, y - label.symbol_mm, x + label.symbol_mm, y + label.symbol_mm))
    return found


def _room(space: FreeSpace, width: float, height: float) -> Box:
    """Return a place for a box: where it covers nothing, else a smaller one, else where it covers least."""
    for share in (1.0, 0.9, 0.8):
        found = space.place(width * share, height * share, most_covered=0.01)
        if found is not None:
            return found
    found = space.place(width * 0.8, height * 0.8, most_covered=1.0)
    return found if found is not None else (space.frame.box[0], space.frame.box[1], *space.frame.box[2:])


def _draw_scale(page: Page, sheet: Sheet, frame: Frame, box: Box) -> None:
    scale = (box[3] - box[1]) / SCALE_MM[1]  # smaller than the sheet's where there was less room
    draw_north_arrow(page, frame, sheet.crs, sheet.words, (box[0] + 6 * scale, box[1] + 6.4 * scale), 8.0 * scale)
    left, bottom = box[0] + 12 * scale, box[1] + 6.4 * scale
    draw_scale_bar(page, frame, sheet.crs, sheet.words, (left, bottom), box[2] - left - 8 * scale, 5.6 * scale)
    if sheet.paper.printed:
        number = f"{float(f'{scale_number(frame, sheet.crs):.3g}'):,.0f}".replace(",", " ")
        words = sheet.words.scale.format(n=number, paper=sheet.paper.id.partition("-")[0])
        page.text(left, bottom - 2.8 * scale, words, 5.6 * scale, halo=True)


def texts_of(sheet: Sheet) -> Iterator[str]:
    """Yield every text that a sheet writes."""
    about = sheet.about
    yield from (about.title, about.subtitle, stamp_text(about), *source_lines(about), "0123456789°′.,:;/()- …NSEW")
    for fact in about.facts():
        yield from fact
    words = sheet.words
    yield from (words.north, words.kilometres, words.scale, words.more, *about.labels.values())
    for label in (*sheet.labels, *(sheet.locator.labels if sheet.locator else ())):
        yield from (label.text, label.short, label.tag)
    for inset in (sheet.locator, sheet.enlarged):
        yield inset.caption if inset else ""
    for block in sheet.blocks:
        yield from (block.title, *block.paragraphs)
        yield from (text for fact in block.facts for text in fact)
        yield from (text for entry in block.entries for text in (entry.text, entry.mark.tag))
        yield from (text for item in block.items for text in (item.number, item.text, item.detail))
