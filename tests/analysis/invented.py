"""A small invented study in code: six square cities of 20 km on a grid of three by two, four tiers, five parks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from shapely import Point, box

from analysis.plan import Bilingual, Document, Plan, Target, Tier
from analysis.sites import StatusRecord
from analysis.study import Study

METRES = CRS.from_epsg(4547)
SIDE_M = 20_000
CITIES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
POPULATIONS = (600, 300, 200, 100, 100, 100)
FOUR_TIERS = {"top": ["Alpha"], "high": ["Beta"], "middle": ["Gamma", "Delta"], "low": ["Epsilon", "Zeta"]}
PARKS = (
    ("p1", "Alpha", 5_000, 5_000, "high"),
    ("p2", "Alpha", 8_000, 5_000, "high"),
    ("p3", "Alpha", 5_000, 9_000, "low"),
    ("p4", "Beta", 25_000, 6_000, "medium"),
    ("p5", "Epsilon", 30_000, 30_000, "low"),
)
"""Id, city, metres east and north of the study's corner, confidence."""

PLANNED: list[StatusRecord] = [{"status": "planned", "date": "2018-07-23", "source": "invented"}]
OPERATING: list[StatusRecord] = [*PLANNED, {"status": "operating", "date": "2021-12", "source": "invented"}]
UNDATED: list[StatusRecord] = [*PLANNED, {"status": "recognised", "date": None, "source": "invented"}]
LINKS = (
    ("Alpha", "Beta", "rail", 20.0, False, None),
    ("Alpha", "Beta", "road", 40.0, False, None),
    ("Beta", "Gamma", "road", 30.0, False, None),
    ("Gamma", "Epsilon", "road", 50.0, True, 10.0),
    ("Alpha", "Delta", "rail", 60.0, False, None),
    ("Delta", "Zeta", "road", 100.0, True, 10.0),
)
TARGETS = (
    (2025, "parks", 5.0),
    (2025, "ai_towns", 3.0),
    (2030, "parks", None),
    (2025, "core_industry_100m_yuan", 500.0),
)


def make_plan(tiers: Mapping[str, Sequence[str]], targets: Sequence[tuple[int, str, float | None]] = ()) -> Plan:
    """Return an invented plan of these tiers, highest first."""
    name = Bilingual("虚构", "Invented")
    return Plan(
        id="invented",
        name=name,
        document=Document("1", name, name, "2018-07-23", ()),
        tiers=tuple(Tier(key, name, tuple(cities), "", ()) for key, cities in tiers.items()),
        targets=tuple(Target(year, measure, name, value, name, "", (), name) for year, measure, value in targets),
        aims=(),
        industries=(),
        notes=(),
    )


def corner(place: int) -> tuple[float, float]:
    """Return the south-west corner of a city, in metres of the working CRS."""
    return 500_000 + SIDE_M * (place % 3), 2_500_000 + SIDE_M * (place // 3)


def point_frame(rows: Sequence[tuple[str, float, float]], **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Return points (id, metres east, metres north of the study's corner) in WGS 84, indexed by id."""
    places = [Point(500_000 + east, 2_500_000 + north) for _, east, north in rows]
    index = pd.Index([row[0] for row in rows], name="id", dtype=object)
    return gpd.GeoDataFrame(columns, geometry=places, crs=METRES, index=index).to_crs(4326)


def make_sites(
    sites: Sequence[tuple[str, str, float, float, str]],
    statuses: Sequence[object],
    *,
    kind: str = "park",
    uncertainty_m: float = 1000,
) -> gpd.GeoDataFrame:
    """Return a layer of sites in WGS 84."""
    return point_frame(
        [(name, east, north) for name, _, east, north, _ in sites],
        kind=[kind] * len(sites),
        city=[site[1] for site in sites],
        status=list(statuses),
        position_uncertainty_m=[float(uncertainty_m)] * len(sites),
        position_confidence=[site[4] for site in sites],
    )


def make_layers() -> dict[str, gpd.GeoDataFrame]:
    """Return every layer of the invented study."""
    squares = [box(*corner(i), corner(i)[0] + SIDE_M, corner(i)[1] + SIDE_M) for i in range(6)]
    cities = gpd.GeoDataFrame(
        {
            "name_zh": CITIES,
            "population_2020": POPULATIONS,
            "gdp_2024_100m_yuan": [10.0, 5, 4, 3, 2, 1],
        },
        geometry=squares,
        crs=METRES,
    )
    area = gpd.GeoDataFrame(geometry=[cities.union_all()], crs=METRES)
    townships = [
        (f"t{i}{j}", corner(i)[0] - 500_000 + east, corner(i)[1] - 2_500_000 + 10_000)
        for i in range(5)
        for j, east in enumerate((4_000, 10_000, 16_000))
    ]
    links = pd.DataFrame(LINKS, columns=["from_city", "to_city", "mode", "minutes", "estimated", "uncertainty_min"])
    return {
        "parks": make_sites(PARKS, [OPERATING, UNDATED, PLANNED, PLANNED, PLANNED]),
        "towns": make_sites((("w1", "Gamma", 50_000, 8_000, "high"),), [PLANNED], kind="ai_town"),
        "cities": cities.to_crs(4326),
        "study_area": area.to_crs(4326),
        "townships": point_frame(townships, city=[CITIES[i] for i in range(5) for _ in range(3)]),
        "platforms": point_frame([("q1", 6_000, 6_000)], kind=["university"]),
        "links": gpd.GeoDataFrame(links.assign(year=2021)),
    }


def make_study(plan: Plan | None = None, *, without: Sequence[str] = (), **layers: gpd.GeoDataFrame) -> Study:
    """Return the invented study, with layers replaced or left out."""
    chosen = {name: layer for name, layer in (make_layers() | layers).items() if name not in without}
    return Study("invented", plan or make_plan(FOUR_TIERS, TARGETS), chosen, METRES, "0")
