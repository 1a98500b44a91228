"""The datasheet says what the catalogue says, and the catalogue says what the files hold."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from layers.build.datasheet import FACT_TABLES, datasheet
from layers.build.files import FACTS, write_table
from layers.build.links import rail_rows, read_seats, road_rows
from layers.build.romanise import romanise
from layers.build.stations import station_rows
from layers.catalog import BUILT_IN, LAYERS, Field, Layer

ROOT = Path(__file__).resolve().parents[2]
by_layer = pytest.mark.parametrize("layer", BUILT_IN, ids=lambda layer: layer.id)


def records(layer: Layer) -> list[dict[str, Any]]:
    path = ROOT / layer.path
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    return [feature["properties"] for feature in json.loads(path.read_bytes())["features"]]


def test_readme_is_what_the_catalogue_generates() -> None:
    assert (ROOT / "layers" / "README.md").read_text(encoding="utf-8") == datasheet(), (
        "run: python -m layers.build.datasheet"
    )


@by_layer
def test_file_has_exactly_the_fields_of_the_catalogue(layer: Layer) -> None:
    point = {"lon", "lat"} if layer.path.endswith(".csv") and layer.geometry == "point" else set()
    for record in records(layer):
        assert set(record) == {field.name for field in layer.fields} | point


@by_layer
def test_required_fields_have_a_value(layer: Layer) -> None:
    required = [field.name for field in layer.fields if field.required]
    missing = [(record, name) for record in records(layer) for name in required if record[name] in (None, "", [])]
    assert missing == []


@by_layer
def test_records_have_exactly_their_keys(layer: Layer) -> None:
    for field in layer.fields:
        if field.parts:
            for record in records(layer):
                assert all(set(part) == {one.name for one in field.parts} for part in record[field.name]), field.name


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.id)
def test_about_texts_stand_in_both_languages(layer: Layer) -> None:
    texts = [layer.title, layer.feature, layer.source, layer.licence, layer.date, layer.uncertainty, *layer.caveats]
    for text in texts:
        assert text.zh
        assert text.en
        assert not re.search(r"[{}]", text.zh + text.en), "a placeholder was left"


def test_every_fact_table_is_described() -> None:
    assert {path.name for path in FACTS.iterdir()} == set(FACT_TABLES)


def test_every_rebuild_command_names_a_script() -> None:
    for layer in BUILT_IN:
        if layer.rebuild:
            script = layer.rebuild.removeprefix("python -m ").split()[0]
            assert (ROOT / f"{script.replace('.', '/')}.py").is_file()


def test_datasheet_of_a_layer_shows_limits_and_units() -> None:
    layer = Layer("x", "x.csv", "none", (Field("depth_m", "number", required=True, minimum=0, maximum=9),))
    assert "| `depth_m` | number | m | yes | at least 0; at most 9 |" in datasheet(layers=(layer,))


def test_links_and_stations_are_what_their_scripts_write(tmp_path: Path) -> None:
    write_table(tmp_path / "links.csv", [*rail_rows(), *road_rows(read_seats())])
    write_table(tmp_path / "stations.csv", station_rows())
    for name in ("links.csv", "stations.csv"):
        assert (tmp_path / name).read_bytes() == (ROOT / "layers" / name).read_bytes()


@pytest.mark.parametrize(
    ("chinese", "letters"),
    [
        ("番禺区", "Panyu District"),
        ("佛冈县", "Fogang County"),
        ("乐昌市", "Lechang City"),
        ("大埔县", "Dabu County"),
        ("黄埔区", "Huangpu District"),
        ("宝安区", "Bao'an District"),
        ("连山壮族瑶族自治县", "Lianshan Zhuang and Yao Autonomous County"),
        ("瑶安瑶族乡", "Yao'an Yao Ethnic Township"),
        ("塘厦镇", "Tangxia Town"),
        ("东莞市", "Dongguan"),
    ],
)
def test_irregular_names_are_romanised_as_they_are_read(chinese: str, letters: str) -> None:
    assert romanise(chinese) == letters
