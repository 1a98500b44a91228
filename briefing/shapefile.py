"""One layer as a Shapefile, and Shapefiles in a zip: what the format cannot hold is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from briefing.features import Features, write_by_gdal

if TYPE_CHECKING:
    import pyarrow as pa

NAME_LIMIT: Final = 10
"""Bytes of a field's name."""

TEXT_LIMIT: Final = 254
"""Bytes of a text, which in UTF-8 are about 84 Chinese characters."""

SHORT_NAMES: Final[Mapping[str, str]] = {
    "plan_clause": "clause",
    "status_name": "status_nm",
    "status_history": "status_rec",
    "position_uncertainty_m": "pos_unc_m",
    "position_confidence": "pos_conf",
    "position_basis": "pos_basis",
    "other_sites": "other_site",
    "stated_bounds": "bounds",
    "established": "establishd",
    "score_points": "score_pts",
    "in_group_share": "in_grp_shr",
    "nearest_site": "near_site",
    "nearest_site_m": "near_sit_m",
    "nearest_platform_m": "near_plt_m",
    "score_change_points": "score_chg",
    "population_2020": "pop_2020",
    "population_2010": "pop_2010",
    "gdp_2024_100m_yuan": "gdp24_100m",
    "industrial_firms_2023": "firms_2023",
    "data_tier_name": "dat_tier_n",
    "data_tier_stability": "dat_tier_s",
    "minutes_to_higher_tier": "min_higher",
    "nearest_higher_city": "near_highr",
    "minutes_estimated": "min_estim",
    "quotient_population": "lq_pop",
    "quotient_low": "lq_low",
    "quotient_high": "lq_high",
}
"""Field -> its name in a Shapefile, a promise like the fields themselves; others are cut, and numbered where equal."""


@dataclass(frozen=True)
class CutText:
    """A text that does not fit: in which feature (from 0) and field it stands, and the whole of it."""

    place: int
    field: str
    value: str


@dataclass(frozen=True)
class Changed:
    """What a Shapefile could not keep as it was: how many fields have another name, and texts that had to be cut."""

    renamed: int
    cut: tuple[CutText, ...]


@contextmanager
def zipped_shapefiles(path: Path, on: date) -> Iterator[Path]:
    """Give a folder to write Shapefiles to; all of it is in the zip at `path`, dated `on`, once the block is left."""
    with TemporaryDirectory(dir=path.parent, prefix=".yuantu-") as folder:
        yield Path(folder)
        _zip(path, sorted(Path(folder).iterdir()), on)


def write_shapefile(folder: Path, features: Features, on: date, *, known: Mapping[str, str] = SHORT_NAMES) -> Changed:
    """Write a layer in UTF-8, named as it is.

    Parameters
    ----------
    folder
        To write the files of the Shapefile to.
    features
        Geometries of one kind, which `features.kind` states.
    on
        Date that the table bears.
    known
        Field -> short name; others are cut (`short_names`).

    Returns
    -------
    Changed
        Fields with a short name, and texts above `TEXT_LIMIT` bytes, whose beginning is written.
    """
    attributes = features.attributes
    short = short_names(attributes.column_names, known)
    fitted, cut = _fitted(attributes)
    write_by_gdal(
        folder / f"{features.name}.shp",
        replace(features, attributes=fitted.rename_columns([short[name] for name in attributes.column_names])),
        "ESRI Shapefile",
        layer_options={"DBF_DATE_LAST_UPDATE": on.isoformat()},
    )
    return Changed(sum(name != long for long, name in short.items()), cut)


def short_names(names: Sequence[str], known: Mapping[str, str] = SHORT_NAMES) -> dict[str, str]:
    """Return field -> name of at most 10 bytes, cut between characters, numbered where two would be equal."""
    found: dict[str, str] = {}
    for name in names:
        short, number = fitting(known.get(name, name), NAME_LIMIT), 0
        while not short or short.casefold() in {one.casefold() for one in found.values()}:
            number += 1
            short = f"{fitting(name, NAME_LIMIT - len(str(number)) - 1)}_{number}"
        found[name] = short
    return found


def fitting(value: str, limit: int = TEXT_LIMIT) -> str:
    """Return the beginning of a text that fits so many bytes of UTF-8, never half a character."""
    return value.encode(errors="replace")[:limit].decode(errors="ignore")


def _fitted(attributes: pa.Table) -> tuple[pa.Table, tuple[CutText, ...]]:
    """Return the attributes with texts that fit, and those that had to be cut."""
    import pyarrow as pa  # heavy

    cut: list[CutText] = []
    for at, field in enumerate(attributes.schema):
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            continue
        values = attributes.column(at).to_pylist()
        long = [place for place, value in enumerate(values) if value is not None and fitting(value) != value]
        cut += [CutText(place, field.name, values[place]) for place in long]
        for place in long:
            values[place] = fitting(values[place])
        if long:
            attributes = attributes.set_column(at, field, pa.array(values, field.type))
    return attributes, tuple(cut)


def _zip(path: Path, files: Iterable[Path], on: date) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for file in files:
            entry = ZipInfo(file.name, (max(on.year, 1980), on.month, on.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            book.writestr(entry, file.read_bytes())
