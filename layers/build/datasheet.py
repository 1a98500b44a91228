"""`layers/README.md`, the datasheet of every layer, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from layers.build.files import LAYERS as FOLDER
from layers.catalog import LAYERS, Field, Layer

UNITS: Final = (
    ("_100m_yuan", "100 million yuan"),
    ("_km2", "km²"),
    ("_km", "km"),
    ("_m", "m"),
    ("_min", "minutes"),
    ("minutes", "minutes"),
    ("_lon", "degrees east"),
    ("_lat", "degrees north"),
    ("_per_day_2021", "trains a day"),
)
"""Unit by the ending of a field's name; the first that fits counts."""

FACT_TABLES: Final = {
    "cities.csv": "population (census bulletins of 2010 and 2020), GDP 2024 (Guangdong Statistics Bureau), industrial "
    "firms above scale 2023 (Guangdong Statistical Yearbook 2024, table 12-6), seat (GeoNames id); population sums to "
    "126,012,510 and GDP to 141,633.81, the published totals of the province",
    "township_points.csv": "which GeoNames place each township is, matched by name within the district",
    "stations.csv": "rail stations with trains a day, timetable of June 2021; positions converted from GCJ-02",
    "rail_times.csv": "fastest rail minutes between the principal stations of 20 cities, timetable of June 2021; "
    "a transfer counts 30 minutes",
    "road_times.csv": "driving km and minutes between 16 city seats, OSRM on OpenStreetMap, ODbL, © OpenStreetMap "
    "contributors; the date of the extract is not recorded",
    "airport_names.csv": "which airports of OurAirports are taken, with their Chinese names where these are certain",
    "seaport_names.csv": "which ports of searoute are taken, with their names",
}
"""File in `layers/build/facts` -> what it holds and where that comes from."""

HEAD: Final = """\
# Layers 图层

Written by `python -m layers.build.datasheet` from `catalog.py` and `about.toml`: change those, then run it again.

All positions are WGS 84 with longitude first; GeoJSON follows RFC 7946, coordinates have five decimals (about one
metre). A table has its point in `lon` and `lat`. Units stand in field names. A text field `x` is Chinese and `x_en` its
English. An empty value means that nothing is known. `source` of a record is a document number, a title or an address,
and empty where none is recorded.

`plan.toml` holds the plan itself: its document, tiers of cities, targets by year, aims for the layout, and the
industries that sites refer to. A clause number stands there only where it was verified.
"""

REBUILD: Final = """\
## How to rebuild

```sh
python -m pip install -r requirements.txt
python -m pip install -r layers/build/requirements.txt
npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz   # only for the townships; FOLDER below is ./package
```

Boundaries come first: the other commands read cities and districts from their layers.
"""


def datasheet(*, layers: tuple[Layer, ...] = LAYERS) -> str:
    """Return the datasheet as Markdown."""
    parts = [HEAD, *(_section(layer) for layer in layers), "\n".join(_rebuild(layers))]
    return "\n".join(parts)


def _section(layer: Layer) -> str:
    lines = [
        f"## {layer.title.en} {layer.title.zh}",
        "",
        f"- File: `{layer.path}`{' (optional)' if layer.optional else ''}",
        f"- A feature: {layer.feature.en} ({layer.geometry if layer.geometry != 'none' else 'no geometry'})",
        f"- Source: {layer.source.en}",
        f"- Licence: {layer.licence.en}",
        f"- Date: {layer.date.en}",
        f"- Uncertainty: {layer.uncertainty.en}",
        *(f"- Caveat: {caveat.en}" for caveat in layer.caveats),
        f"- Rebuild: {f'`{layer.rebuild}`' if layer.rebuild else 'kept by hand in the file'}",
        "",
        "| field | type | unit | required | values |",
        "|---|---|---|---|---|",
        *(_field_row(field) for field in layer.fields),
        "",
    ]
    return "\n".join(lines)


def _field_row(field: Field) -> str:
    required = "yes" if field.required else ""
    return f"| `{field.name}` | {field.type} | {_unit(field)} | {required} | {'; '.join(_limits(field))} |"


def _unit(field: Field) -> str:
    if field.type not in ("number", "integer"):
        return ""
    return next((unit for ending, unit in UNITS if field.name.endswith(ending)), "")


def _limits(field: Field) -> Iterator[str]:
    if field.allowed:
        yield ", ".join(f"`{value}`" for value in field.allowed)
    if field.refers_to:
        yield f"one of `{field.refers_to}`"
    if field.parts:
        yield "each with " + ", ".join(f"`{part.name}`" for part in field.parts)
    if field.minimum is not None:
        yield f"at least {field.minimum:g}"
    if field.maximum is not None:
        yield f"at most {field.maximum:g}"


def _rebuild(layers: tuple[Layer, ...]) -> Iterator[str]:
    yield REBUILD
    yield "| command | writes |\n|---|---|"
    commands = dict.fromkeys(layer.rebuild for layer in layers if layer.rebuild)
    for command in commands:
        files = ", ".join(f"`{layer.path}`" for layer in layers if layer.rebuild == command)
        yield f"| `{command}` | {files} |"
    yield "| `python -m layers.build.datasheet` | `layers/README.md` |"
    yield "\nThe fact tables that they read stand in `layers/build/facts`:\n\n| file | what |\n|---|---|"
    for name, what in FACT_TABLES.items():
        yield f"| `{name}` | {what} |"
    yield ""


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(datasheet(), encoding="utf-8")
