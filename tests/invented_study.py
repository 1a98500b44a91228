"""The invented study of `tests.analysis.invented` as a folder: another province, four tiers, other targets and aims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import geopandas
import pandas as pd

from tests.analysis.invented import CITIES, FOUR_TIERS, LINKS, METRES, SIDE_M, TARGETS, corner, make_layers

AIMS: Final = ("distinct", "complementary", "coordinated", "shared")
INDUSTRIES: Final = {"robots": "machines", "ships": "machines", "software": "services"}
OF_PARKS: Final = (["robots"], ["software"], ["robots", "ships"], ["ships"], ["software"])
_SOURCES = ["invented"]


def write_invented_study(folder: Path) -> Path:
    """Write the study into an empty folder and return the folder."""
    (folder / "layers").mkdir(parents=True)
    made = make_layers()
    _geojson(_sites(made["parks"], [list(one) for one in OF_PARKS]), folder / "parks.geojson")
    _geojson(_sites(made["towns"], [["software"]]), folder / "layers/towns.geojson")
    cities = _cities(made["cities"])
    _geojson(cities, folder / "layers/cities.geojson")
    districts = cities[["id", "name_zh", "name_en", "geometry"]].assign(city=list(CITIES))
    _geojson(districts, folder / "layers/districts.geojson")
    area = made["study_area"].assign(id="a", name_zh="虚构省", name_en="Invented")
    _geojson(area, folder / "layers/study_area.geojson")
    towns = _table(made["townships"]).assign(kind="town")
    towns.assign(district=towns["city"]).to_csv(folder / "layers/townships.csv", index=False)
    platform = _table(made["platforms"]).assign(city="Alpha", district="Alpha", named_in_plan="true", **_POSITION)
    platform.to_csv(folder / "layers/platforms.csv", index=False)
    _links().to_csv(folder / "layers/links.csv", index=False)
    (folder / "layers/plan.toml").write_text(_plan(), encoding="utf-8")
    return folder


_POSITION: Final[dict[str, Any]] = {
    "position_uncertainty_m": 500,
    "position_basis": "虚构",
    "position_basis_en": "invented",
}


def _geojson(frame: geopandas.GeoDataFrame, path: Path) -> None:
    path.write_text(frame.to_json(ensure_ascii=False), encoding="utf-8")


def _sites(frame: geopandas.GeoDataFrame, industries: list[list[str]]) -> geopandas.GeoDataFrame:
    ids = [str(one) for one in frame.index]
    status = [[{"note": None, "note_en": None, **record} for record in records] for records in frame["status"]]
    sources = [[{"source": "invented", "note": None, "note_en": None}] for _ in ids]
    columns = {"id": ids, "name_zh": ids, "name_en": ids, "status": status, "sources": sources}
    basis = {name: value for name, value in _POSITION.items() if name != "position_uncertainty_m"}
    return frame.reset_index(drop=True).assign(**columns, industries=industries, **basis)


def _cities(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    middles = [(x + SIDE_M / 2, y + SIDE_M / 2) for x, y in map(corner, range(len(CITIES)))]
    x, y = zip(*middles, strict=True)
    seats = geopandas.GeoSeries.from_xy(x, y, crs=METRES).to_crs(4326)
    return frame.assign(
        id=[str(place) for place in range(len(CITIES))],
        name_en=list(CITIES),
        population_2020=frame["population_2020"].astype(int),
        seat_lon=seats.x,
        seat_lat=seats.y,
    )


def _table(frame: geopandas.GeoDataFrame) -> pd.DataFrame:
    ids = [str(one) for one in frame.index]
    plain = pd.DataFrame(frame.drop(columns="geometry")).reset_index(drop=True)
    return plain.assign(
        id=ids, name_zh=ids, name_en=ids, lon=frame.geometry.x.to_numpy(), lat=frame.geometry.y.to_numpy()
    )


def _links() -> pd.DataFrame:
    columns = ["from_city", "to_city", "mode", "minutes", "estimated", "uncertainty_min"]
    links = pd.DataFrame(LINKS, columns=columns)
    return links.assign(estimated=links["estimated"].map({True: "true", False: "false"}), year=2021)


def _plan() -> str:
    """Return the plan as TOML; JSON's texts, numbers and lists are TOML's too."""
    document = f'{_name("plan")}\nnumber = "1"\nissued = "2018-07-23"\nsources = {_SOURCES}'
    titles = document.replace("name =", "title =") + "\n" + _name("office").replace("name =", "issuer =")
    parts = [f'[plan]\nid = "invented"\n{_name("plan")}', f"[document]\n{titles}"]
    more = f'clause = ""\nsources = {_SOURCES}'
    parts += [
        f'[[tier]]\nid = "{key}"\ncities = {json.dumps(cities)}\n{_name(key)}\n{more}'
        for key, cities in FOUR_TIERS.items()
    ]
    for year, measure, value in TARGETS:
        number = "" if value is None else f"value = {value}\n"
        texts = "\n".join(_name(measure).replace("name =", f"{key} =") for key in ("name", "unit", "note"))
        parts.append(f'[[target]]\nyear = {year}\nmeasure = "{measure}"\n{number}{texts}\n{more}')
    parts += [f'[[aim]]\nid = "{aim}"\n{_name(aim)}\n{more}' for aim in AIMS]
    parts += [f'[[industry_group]]\nid = "{group}"\n{_name(group)}' for group in sorted(set(INDUSTRIES.values()))]
    parts += [f'[[industry]]\nid = "{key}"\n{_name(key)}\ngroup = "{group}"' for key, group in INDUSTRIES.items()]
    return "\n\n".join(parts) + "\n"


def _name(key: str) -> str:
    return f'name = {{ zh = "虚构 {key}", en = "invented {key}" }}'
