"""What a set of points looks like: its axis order, its zone, its datum; how sure that is; or that it cannot be told.

Two questions, one after the other. Which reading of the numbers puts the points where their names or areas say, within
kilometres? And, read so, which datum puts the named ones where they belong, within tens of metres? Nothing is converted
here, and a question that the evidence does not settle stays open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.datum.evidence import (
    M_PER_DEG,
    Named,
    Placed,
    agreeing,
    by_areas,
    by_names,
    by_names_of_any_source,
    inside,
    named_points,
    offsets_m,
    placed_points,
    rounding_m,
)
from analysis.datum.known import Known
from analysis.datum.readings import Reading, possible_readings, stated_reading
from analysis.datum.shift import Datum, convert

if TYPE_CHECKING:
    from pyproj import CRS

Array = NDArray[np.float64]

GUESSED: Final[tuple[Datum, ...]] = ("wgs84", "gcj02", "bd09")
"""Datums that are told apart; `wgs84` stands for CGCS2000 as well, which agrees within a metre."""

SURE: Final = 0.95
SHARP_M: Final = 1_000.0
"""Places known within this settle the datum; averaging vaguer ones would trust that their errors are independent."""

CLOSE_M: Final = 150.0
"""Vaguer places settle it where half the points come this close to them: the two then share their source."""

MIN_PLACES: Final = 3
MAX_POINTS: Final = 2_000
"""Of the points compared with areas; more say nothing new."""

_READING_BLUR_M: Final = 1_000.0
"""Datums differ by less than this: it keeps them out of the first question."""

_TRUST: Final = 50.0
"""Odds for the reading that the file itself states, before anything is compared."""

OpenReason = Literal[
    "no_points",
    "not_numbers",
    "nothing_known",
    "fits_nothing",
    "readings_alike",
    "few_names",
    "vague_places",
    "datums_alike",
]
Evidence = Literal["names", "areas", "none"]
Mismatch = Literal["swapped", "degrees_as_metres", "metres_as_degrees", "other_zone"]


@dataclass(frozen=True)
class Candidate:
    """One hypothesis. `share` is its probability among all and "none of these", from equal odds for every datum.

    `agreeing` of the `compared` points lie where the hypothesis wants them; `rest_m` is the median distance that would
    be left between named points and their places, None without names.
    """

    reading: Reading
    datum: Datum
    share: float
    agreeing: int
    compared: int
    rest_m: float | None


@dataclass(frozen=True)
class DatumGuess:
    """What points look like.

    Parameters
    ----------
    reading, reading_share
        Axis order and system of the numbers, None if it cannot be told; its probability.
    datum, datum_share
        `wgs84` (or CGCS2000), `gcj02`, `bd09`; None if it cannot be told. The probability holds given the reading.
    open_reason
        Why the reading or the datum cannot be told; None if both are told.
    evidence
        ``names``, ``areas`` or ``none``.
    agreeing, compared
        Points that agree with the likeliest hypothesis, of those that could be compared.
    east_m, north_m, spread_m
        Median offset of the named points, read so and taken as WGS 84, from where their places lie, in metres, positive
        east and north; and the median distance from that offset. None without names.
    mismatch
        In what the reading differs from what the file states; None if it does not, or cannot be told.
    ranked
        Every hypothesis, the likeliest first.
    """

    reading: Reading | None
    reading_share: float
    datum: Datum | None
    datum_share: float
    open_reason: OpenReason | None
    evidence: Evidence
    agreeing: int
    compared: int
    east_m: float | None
    north_m: float | None
    spread_m: float | None
    mismatch: Mismatch | None
    ranked: tuple[Candidate, ...]

    @property
    def share(self) -> float:
        """How sure the reading and the datum are together, 0 to 1."""
        return self.reading_share * self.datum_share


def guess_datum(
    xy: ArrayLike,
    known: Known,
    *,
    names: Sequence[object] | None = None,
    area_names: Sequence[object] | None = None,
    stated: CRS | None = None,
) -> DatumGuess:
    """Tell what points look like, as far as the evidence goes.

    Parameters
    ----------
    xy
        Shape (n, 2): the numbers as the file holds them, degrees or metres, in any order of axes. Rows with a number
        that is not finite are passed over.
    known
        What the study knows, from `known_places`.
    names
        Of each point; those that are a known place's are compared with it.
    area_names
        City or district of each point, used where fewer than three points have a known name. Without it the share of
        points on the study's land is used.
    stated
        The system that the file states.

    Returns
    -------
    DatumGuess
        Always; with `open_reason` where the reading or the datum cannot be told. The datum is told from at least three
        places that are known within `SHARP_M`, or that the points come within `CLOSE_M` of. Areas tell the reading,
        never the datum: along a border or a coast a shift of half a kilometre moves too few points.

    Notes
    -----
    The probability of a hypothesis follows by Bayes' rule from a normal distribution round each named place mixed with
    5 % of points anywhere; the rival "none of these" has all points anywhere. The standard deviation is half the
    uncertainty of the place, with 100 m for another spot of it and what the numbers' rounding leaves. For the datum the
    uncertainty is scaled by an unknown factor, for points may share their source with the places. A hypothesis is told
    at a probability of 0.95, the datum only if half of the points agree with it, three at least.
    """
    points = np.asarray(xy, dtype=float).reshape(-1, 2)
    finite = np.isfinite(points).all(axis=1)
    if not finite.any():
        return _open("no_points")
    readings = possible_readings(points, near=known.bounds, stated=stated)
    if not readings:
        return _open("not_numbers")
    named = _finite_named(named_points(names, known), finite)
    placed = placed_points(finite, area_names, known, most=MAX_POINTS)
    by_name = named.distinct >= MIN_PLACES or not len(placed.rows)
    if not len(named.rows if by_name else placed.rows):
        return _open("nothing_known", tuple(Candidate(one, "wgs84", 0.0, 0, 0, None) for one in readings))
    scores = {
        reading: by_names(lon_lat, named, blur_m=_READING_BLUR_M) if by_name else by_areas(lon_lat, placed)
        for reading, lon_lat in readings.items()
    }
    shares = _shares(scores, favoured=stated_reading(stated))
    best = max(shares, key=shares.__getitem__)
    deciding = named.sharp(SHARP_M) if named.sharp(SHARP_M).distinct >= MIN_PLACES else named
    blur_m = rounding_m(points[finite], metres_per_unit=M_PER_DEG if best.in_degrees else 1.0)
    alike = dict.fromkeys(GUESSED, 1 / len(GUESSED))
    datums = _datum_shares(readings[best], deciding, blur_m) if by_name else alike
    ranked = _ranked(readings, shares, best, datums, named if by_name else placed, blur_m)
    return _told(stated_reading(stated), ranked, shares, datums, readings[best], deciding, blur_m)


def _told(
    stated: Reading,
    ranked: tuple[Candidate, ...],
    shares: Mapping[Reading, float],
    datums: Mapping[Datum, float],
    lon_lat: Array,
    deciding: Named,
    blur_m: float,
) -> DatumGuess:
    """Settle what the probabilities settle."""
    first = ranked[0]
    by_name = first.rest_m is not None
    if max(shares.values()) < SURE:
        reason: OpenReason = "readings_alike" if sum(shares.values()) >= SURE else "fits_nothing"
        evidence: Evidence = "names" if by_name else "areas"
        return _open(reason, ranked, evidence)
    open_datum = _open_datum(_as_wgs84(lon_lat, first.datum), datums, deciding, blur_m) if by_name else "few_names"
    east_m, north_m, spread_m = _median_offset(lon_lat, deciding) if by_name else (None, None, None)
    return DatumGuess(
        reading=first.reading,
        reading_share=shares[first.reading],
        datum=None if open_datum else first.datum,
        datum_share=0.0 if open_datum else datums[first.datum],
        open_reason=open_datum,
        evidence="names" if by_name else "areas",
        agreeing=first.agreeing,
        compared=first.compared,
        east_m=east_m,
        north_m=north_m,
        spread_m=spread_m,
        mismatch=_mismatch(first.reading, stated),
        ranked=ranked,
    )


def _open_datum(wgs84: Array, datums: Mapping[Datum, float], deciding: Named, blur_m: float) -> OpenReason | None:
    """Return why the datum is not settled; None if it is. `wgs84` are the points under the likeliest."""
    if deciding.distinct < MIN_PLACES:
        return "few_names"
    if max(datums.values()) < SURE:
        alike = sum(datums.values()) >= SURE
        vague = float(np.median(deciding.uncertainty_m)) > SHARP_M
        return ("vague_places" if vague else "datums_alike") if alike else "fits_nothing"
    _, factor = by_names_of_any_source(wgs84, deciding, blur_m=blur_m)
    agree = int(agreeing(wgs84, deciding, factor=factor, blur_m=blur_m).sum())
    if agree < max(MIN_PLACES, len(deciding.rows) / 2):
        return "fits_nothing"
    if deciding.uncertainty_m.max() > SHARP_M and float(np.nanmedian(_lengths(wgs84, deciding))) > CLOSE_M:
        return "vague_places"
    return None


def _open(reason: OpenReason, ranked: tuple[Candidate, ...] = (), evidence: Evidence = "none") -> DatumGuess:
    agree, compared = (ranked[0].agreeing, ranked[0].compared) if ranked else (0, 0)
    return DatumGuess(None, 0.0, None, 0.0, reason, evidence, agree, compared, None, None, None, None, ranked)


def _finite_named(named: Named, finite: NDArray[np.bool_]) -> Named:
    kept = finite[named.rows]
    return Named(named.rows[kept], named.place[kept], named.uncertainty_m[kept])


def _shares(scores: Mapping[Reading, float], *, favoured: Reading) -> dict[Reading, float]:
    """Return the probability of each reading; what is missing from 1 is that of none of them."""
    odds = np.array([np.log(_TRUST) if reading == favoured else 0.0 for reading in scores])
    weights = _normalised(np.append(np.array(list(scores.values())) + odds, 0.0))
    return dict(zip(scores, weights[:-1].tolist(), strict=True))


def _datum_shares(lon_lat: Array, deciding: Named, blur_m: float) -> dict[Datum, float]:
    """Return the probability of each datum, from equal odds; what is missing from 1 is that of none of them."""
    scores = [by_names_of_any_source(_as_wgs84(lon_lat, datum), deciding, blur_m=blur_m)[0] for datum in GUESSED]
    weights = _normalised(np.array([*scores, 0.0]))
    return dict(zip(GUESSED, weights[:-1].tolist(), strict=True))


def _normalised(log_weights: Array) -> Array:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def _as_wgs84(lon_lat: Array, datum: Datum) -> Array:
    return np.column_stack(convert(lon_lat[:, 0], lon_lat[:, 1], source=datum, target="wgs84"))


def _ranked(
    readings: Mapping[Reading, Array],
    shares: Mapping[Reading, float],
    best: Reading,
    datum_shares: Mapping[Datum, float],
    compared: Named | Placed,
    blur_m: float,
) -> tuple[Candidate, ...]:
    """Return every hypothesis: the likeliest reading under each datum, the other readings as they are."""
    found = []
    for reading, lon_lat in readings.items():
        for datum in GUESSED if reading == best else GUESSED[:1]:
            share = shares[reading] * (datum_shares[datum] if reading == best else 1.0)
            found.append(_candidate(reading, datum, share, _as_wgs84(lon_lat, datum), compared, blur_m))
    return tuple(sorted(found, key=lambda one: (-one.share, one.reading != best)))


def _candidate(
    reading: Reading, datum: Datum, share: float, lon_lat: Array, compared: Named | Placed, blur_m: float
) -> Candidate:
    if isinstance(compared, Placed):
        return Candidate(reading, datum, share, int(inside(lon_lat, compared).sum()), len(compared.rows), None)
    length = _lengths(lon_lat, compared)
    rest_m = float(np.nanmedian(length)) if np.isfinite(length).any() else float("inf")
    _, factor = by_names_of_any_source(lon_lat, compared, blur_m=blur_m)
    agree = agreeing(lon_lat, compared, factor=factor, blur_m=blur_m)
    return Candidate(reading, datum, share, int(agree.sum()), len(compared.rows), rest_m)


def _lengths(lon_lat: Array, named: Named) -> Array:
    return np.asarray(np.hypot(*offsets_m(lon_lat, named).T))


def _median_offset(lon_lat: Array, named: Named) -> tuple[float | None, float | None, float | None]:
    offsets = offsets_m(lon_lat, named)
    offsets = offsets[np.isfinite(offsets).all(axis=1)]
    if not len(offsets):
        return None, None, None
    middle = np.median(offsets, axis=0)
    return float(middle[0]), float(middle[1]), float(np.median(np.hypot(*(offsets - middle).T)))


def _mismatch(reading: Reading | None, stated: Reading) -> Mismatch | None:
    if reading is None or reading == stated:
        return None
    if reading.in_degrees != stated.in_degrees:
        return "degrees_as_metres" if reading.in_degrees else "metres_as_degrees"
    return "swapped" if reading.crs == stated.crs else "other_zone"
