"""What a set of points looks like, in sentences: the same on the page and in the terminal."""

from __future__ import annotations

from analysis.datum.guess import DatumGuess
from analysis.datum.readings import Reading
from analysis.datum.shift import PLAIN
from ui.text import Text


def datum_words(found: DatumGuess, text: Text) -> str:
    """Return one or two sentences: what the points look like, how sure that is, or why it cannot be told."""
    return text("datum.join").join(datum_parts(found, text))


def datum_parts(found: DatumGuess, text: Text, *, with_open: bool = True) -> list[str]:
    """Return what the points look like in parts; without `with_open` it is not said why the datum is left open."""
    parts = []
    if found.mismatch and found.reading is not None:
        values = {"reading": reading_name(found.reading, text)}
        parts.append(text(f"datum.mismatch_{found.mismatch}", **values))
    if found.datum is not None:
        share = percent(found.share)
        parts.append(
            text("datum.told", datum=guessed_name(found.datum, text), offset=_offset(found, text), share=share)
        )
    elif found.open_reason is not None and with_open:
        parts.append(text("datum.open", reason=text(f"datum.open_{found.open_reason}")))
    if found.compared:
        key = "datum.agree" if found.evidence == "names" else "datum.agree_areas"
        parts.append(text(key, agreeing=found.agreeing, compared=found.compared))
    return parts


def datum_name(datum: str, text: Text) -> str:
    """Return a datum's name."""
    return text(f"datum.name_{datum}")


def guessed_name(datum: str, text: Text) -> str:
    """Return the name of a datum that points told: WGS 84 and CGCS2000 are not told apart."""
    return text("datum.either") if datum in PLAIN else datum_name(datum, text)


def reading_name(reading: Reading, text: Text) -> str:
    """Return how the numbers are read: degrees or a system, and the order of the columns."""
    if reading.in_degrees:
        return text("datum.reading_degrees_swapped" if reading.swapped else "datum.reading_degrees")
    key = "datum.reading_zone" if reading.meridian is not None else "datum.reading_metres"
    name = text(key, crs=reading.crs[:40], meridian=reading.meridian)
    return text("datum.reading_swapped", reading=name) if reading.swapped else name


def percent(share: float) -> str:
    """Return a probability in percent that never claims to be certain."""
    return f"{min(share * 100, 99.9):.1f}"


def _offset(found: DatumGuess, text: Text) -> str:
    if found.east_m is None or found.north_m is None:
        return ""
    east, north = round(found.east_m, -1), round(found.north_m, -1)
    if not east and not north:
        return text("datum.offset_none")
    sides = [
        text(f"datum.{side}", m=f"{abs(metres):.0f}")
        for metres, side in (
            (east, "east" if east > 0 else "west"),
            (north, "north" if north > 0 else "south"),
        )
        if metres
    ]
    return text("datum.offset", sides=text("datum.offset_join").join(sides))
