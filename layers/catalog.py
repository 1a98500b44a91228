"""Every layer of a study in one table. A new layer is one new entry here, its texts in `about.toml`, and its file.

`check.py` checks files against these entries, `layers/build/datasheet.py` writes `layers/README.md` from them, and the
interface lists, draws and describes layers by them.

Conventions: a text field `x` is Chinese and `x_en` its English; a city is referred to by its `name_zh`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from analysis.plan import Bilingual
from analysis.sites import STATUSES

UNSAID: Final = Bilingual("", "")
_ABOUT: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "about.toml").read_text(encoding="utf-8"))

FieldType = Literal["text", "number", "integer", "flag", "date", "texts", "records"]
"""`date` is a year, month or day such as 2018, 2018-07 or 2018-07-23; `texts` a list of texts, `records` of objects."""

MAX_AMOUNT: Final = 1e12
"""Of money, area, time or length: larger than any, and small enough to be summed and squared."""

MAX_UNCERTAINTY_M: Final = 1_000_000
"""A position less sure than this is not known, and its field is left empty."""

CONFIDENCES = ("high", "medium", "low")
TOWN_KINDS = ("ai_town", "related_town", "related_park")
TOWNSHIP_KINDS = ("subdistrict", "town", "township")
PLATFORM_KINDS = (
    "university",
    "national_laboratory",
    "provincial_laboratory",
    "research_institute",
    "innovation_platform",
    "compute_centre",
    "supercomputing_centre",
    "zone_headquarters",
    "company",
)


@dataclass(frozen=True)
class Field:
    """One field of a layer.

    Parameters
    ----------
    name
        Name in the file; units stand in the name.
    type
        What a value is.
    required
        Whether every feature needs a value. The column may be absent where no feature needs one.
    allowed
        The values that it may take; empty means any.
    refers_to
        `layer.field` that the value (or each of its values) must be found in; `plan.cities` and `plan.industries` stand
        for the plan's own lists.
    minimum, maximum
        Bounds of a number, both included.
    parts
        Of `records`: the fields of each object; empty means anything.
    """

    name: str
    type: FieldType = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()
    refers_to: str = ""
    minimum: float | None = None
    maximum: float | None = None
    parts: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Layer:
    """One layer: where it lies, what it holds, and what must be known of it before a number is defended.

    Parameters
    ----------
    id
        Its name in code, on the command line and in links.
    path
        Below the study's folder.
    geometry
        `point`, `polygon` or `none`; points of a table stand in `lon` and `lat`.
    fields
        Besides `lon` and `lat` of a table.
    key
        Field whose values are unique; empty for a table of pairs.
    also_unique
        Other fields whose values are: what other layers refer to by name.
    most
        Features at most. What is compared pair by pair has fewer, so that no file can hold the server up.
    needed
        Whether the pages cannot do without it.
    optional
        Whether a study may do without it and nothing is said: the built-in study has no such file. What needs it says
        that it is missing.
    inside
        Field that names the city whose land must hold the feature; empty if nothing is claimed.
    title, feature
        What the layer is called, and what one of its features is.
    source, licence, date, uncertainty
        For the datasheet and the interface. A date that is not known is said not to be recorded.
    caveats
        What else must be known before a number is defended.
    rebuild
        Command that makes the file; empty where it is kept by hand.
    """

    id: str
    path: str
    geometry: Literal["point", "polygon", "none"]
    fields: tuple[Field, ...]
    title: Bilingual = UNSAID
    feature: Bilingual = UNSAID
    source: Bilingual = UNSAID
    licence: Bilingual = UNSAID
    date: Bilingual = UNSAID
    uncertainty: Bilingual = UNSAID
    caveats: tuple[Bilingual, ...] = ()
    rebuild: str = ""
    key: str = "id"
    also_unique: tuple[str, ...] = ()
    most: int = 100_000
    needed: bool = False
    optional: bool = False
    inside: str = ""
    inside_tolerance_m: float = 0.0


def _about(layer_id: str) -> dict[str, Any]:
    """Return the texts of a layer from `about.toml`, as arguments of `Layer`."""
    entry = dict(_ABOUT[layer_id])
    caveats = tuple(_bilingual(caveat) for caveat in entry.pop("caveats", ()))
    rebuild = entry.pop("rebuild", "")
    return {name: _bilingual(text) for name, text in entry.items()} | {"caveats": caveats, "rebuild": rebuild}


def _bilingual(text: dict[str, str]) -> Bilingual:
    shared = _ABOUT["shared"]
    zh, en = (
        text[language].format_map({name: value[language] for name, value in shared.items()})
        for language in ("zh", "en")
    )
    return Bilingual(zh, en)


_NAMES = (Field("id", required=True), Field("name_zh", required=True), Field("name_en", required=True))

_SOURCE = (Field("source"), Field("note"), Field("note_en"))
_STATUS = (Field("status", required=True, allowed=STATUSES), Field("date", "date"), *_SOURCE)
_OTHER_SITE = (
    Field("name_zh", required=True),
    Field("name_en", required=True),
    Field("lon", "number", required=True, minimum=-180, maximum=180),
    Field("lat", "number", required=True, minimum=-90, maximum=90),
    Field("position_uncertainty_m", "number", required=True, minimum=0, maximum=MAX_UNCERTAINTY_M),
    Field("position_basis", required=True),
    Field("position_basis_en", required=True),
    Field("area_km2", "number", minimum=0, maximum=MAX_AMOUNT),
)

_SITE = (
    Field("city", required=True, refers_to="cities.name_zh"),
    Field("district", refers_to="districts.name_zh"),
    Field("town"),
    Field("town_en"),
    Field("plan_clause"),
    Field("status", "records", required=True, parts=_STATUS),
    Field("industries", "texts", refers_to="plan.industries"),
    Field("area_km2", "number", minimum=0, maximum=MAX_AMOUNT),
    Field("area_year", "integer", minimum=1900, maximum=2100),
    Field("area_note"),
    Field("area_note_en"),
    Field("position_uncertainty_m", "number", required=True, minimum=0, maximum=MAX_UNCERTAINTY_M),
    Field("position_basis", required=True),
    Field("position_basis_en", required=True),
    Field("position_confidence", required=True, allowed=CONFIDENCES),
    Field("within", refers_to="parks.id"),
    Field("overlaps", "texts", refers_to="parks.id"),
    Field("note"),
    Field("note_en"),
    Field("sources", "records", required=True, parts=_SOURCE),
)

LAYERS: tuple[Layer, ...] = (
    Layer(
        id="parks",
        path="parks.geojson",
        geometry="point",
        needed=True,
        most=3_000,
        inside="city",
        fields=(
            *_NAMES,
            Field("kind", required=True, allowed=("park",)),
            *_SITE,
            Field("established"),
            Field("established_en"),
            Field("lead_firms", "texts"),
            Field("lead_firms_en", "texts"),
            Field("stated_bounds"),
            Field("stated_bounds_en"),
            Field("other_sites", "records", parts=_OTHER_SITE),
        ),
        **_about("parks"),
    ),
    Layer(
        id="towns",
        path="layers/towns.geojson",
        geometry="point",
        most=3_000,
        inside="city",
        fields=(
            *_NAMES,
            Field("kind", required=True, allowed=TOWN_KINDS),
            *_SITE,
            Field("called_by"),
            Field("called_by_en"),
        ),
        **_about("towns"),
    ),
    Layer(
        id="cities",
        path="layers/cities.geojson",
        geometry="polygon",
        needed=True,
        also_unique=("name_zh",),
        most=1_000,
        fields=(
            *_NAMES,
            Field("population_2020", "integer", required=True, minimum=0),
            Field("population_2010", "integer", minimum=0),
            Field("gdp_2024_100m_yuan", "number", minimum=0, maximum=MAX_AMOUNT),
            Field("industrial_firms_2023", "integer", minimum=0),
            Field("area_km2", "number", minimum=0, maximum=MAX_AMOUNT),
            Field("seat_district"),
            Field("seat_lon", "number", required=True, minimum=-180, maximum=180),
            Field("seat_lat", "number", required=True, minimum=-90, maximum=90),
        ),
        **_about("cities"),
    ),
    Layer(
        id="districts",
        path="layers/districts.geojson",
        geometry="polygon",
        most=5_000,
        fields=(*_NAMES, Field("city", required=True, refers_to="cities.name_zh")),
        **_about("districts"),
    ),
    Layer(
        id="study_area",
        path="layers/study_area.geojson",
        geometry="polygon",
        needed=True,
        fields=_NAMES,
        **_about("study_area"),
    ),
    Layer(
        id="townships",
        path="layers/townships.csv",
        geometry="point",
        fields=(
            *_NAMES,
            Field("city", required=True, refers_to="cities.name_zh"),
            Field("district", required=True, refers_to="districts.name_zh"),
            Field("kind", required=True, allowed=TOWNSHIP_KINDS),
        ),
        inside="city",
        **_about("townships"),
    ),
    Layer(
        id="stations",
        path="layers/stations.csv",
        geometry="point",
        fields=(
            *_NAMES,
            Field("city", required=True, refers_to="cities.name_zh"),
            Field("district", refers_to="districts.name_zh"),
            Field("trains_per_day_2021", "integer", required=True, minimum=0),
            Field("highspeed_trains_per_day_2021", "integer", required=True, minimum=0),
            Field("position_uncertainty_m", "number", required=True, minimum=0, maximum=MAX_UNCERTAINTY_M),
        ),
        inside="city",
        inside_tolerance_m=1000,
        **_about("stations"),
    ),
    Layer(
        id="links",
        path="layers/links.csv",
        geometry="none",
        most=1_000_000,
        key="",
        fields=(
            Field("from_city", required=True, refers_to="cities.name_zh"),
            Field("to_city", required=True, refers_to="cities.name_zh"),
            Field("mode", required=True, allowed=("rail", "road")),
            Field("minutes", "number", required=True, minimum=0, maximum=MAX_AMOUNT),
            Field("distance_km", "number", minimum=0, maximum=MAX_AMOUNT),
            Field("year", "integer", minimum=1900, maximum=2100),
            Field("estimated", "flag", required=True),
            Field("uncertainty_min", "number", minimum=0, maximum=MAX_AMOUNT),
            Field("note"),
            Field("note_en"),
        ),
        **_about("links"),
    ),
    Layer(
        id="platforms",
        path="layers/platforms.csv",
        geometry="point",
        fields=(
            *_NAMES,
            Field("kind", required=True, allowed=PLATFORM_KINDS),
            Field("named_in_plan", "flag", required=True),
            Field("city", required=True, refers_to="cities.name_zh"),
            Field("district", refers_to="districts.name_zh"),
            Field("position_uncertainty_m", "number", required=True, minimum=0, maximum=MAX_UNCERTAINTY_M),
            Field("position_basis", required=True),
            Field("position_basis_en", required=True),
        ),
        inside="city",
        inside_tolerance_m=1000,
        **_about("platforms"),
    ),
    Layer(
        id="airports",
        path="layers/airports.geojson",
        geometry="point",
        fields=(
            Field("id", required=True),
            Field("name_zh"),
            Field("name_en", required=True),
            Field("iata_code"),
            Field("passenger", "flag", required=True),
            Field("city", refers_to="cities.name_zh"),
        ),
        **_about("airports"),
    ),
    Layer(
        id="seaports",
        path="layers/seaports.geojson",
        geometry="point",
        fields=(
            Field("id", required=True),
            Field("name_zh"),
            Field("name_en", required=True),
            Field("position_uncertainty_m", "number", required=True, minimum=0, maximum=MAX_UNCERTAINTY_M),
        ),
        **_about("seaports"),
    ),
    Layer(
        id="context",
        path="layers/context.geojson",
        geometry="polygon",
        fields=_NAMES,
        **_about("context"),
    ),
    Layer(
        id="firms",
        path="layers/firms.csv",
        geometry="none",
        most=1_000_000,
        optional=True,
        fields=(
            Field("id", required=True),
            Field("name_zh"),
            Field("name_en"),
            Field("city", required=True, refers_to="cities.name_zh"),
            Field("industry", required=True),
            Field("employees", "number", required=True, minimum=1, maximum=MAX_AMOUNT),
            Field("plants", "integer", minimum=1, maximum=100_000),
            Field("year", "integer", minimum=1900, maximum=2100),
            Field("source"),
        ),
        **_about("firms"),
    ),
)

BUILT_IN: Final = tuple(layer for layer in LAYERS if not layer.optional)
"""The layers that the built-in study has."""


def layer_by_id(layer_id: str, *, layers: tuple[Layer, ...] = LAYERS) -> Layer:
    """Return the catalogue's entry of this id.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {layer.id: layer for layer in layers}[layer_id]
