from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import CRS

from analysis.errors import LayerError, UnreadableError, YuantuError
from layers.raw import read_raw
from layers.siting_files import MAX_NAMED, Table, cost_table, demand_weights, own_crs, places, read_table

METRES = CRS.from_epsg(4547)


def write(folder: Path, text: str, name: str = "table.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def table(folder: Path, text: str) -> Table:
    found = read_table(write(folder, text))
    assert found is not None
    return found


def codes(caught: pytest.ExceptionInfo[LayerError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_costs_are_read_with_the_ids_of_both_sides(tmp_path: Path) -> None:
    found = cost_table(table(tmp_path, "id,a,b\nx, 1 ,2.5\ny,3,4e2\n"))
    assert found.demand_ids == ("x", "y")
    assert found.candidate_ids == ("a", "b")
    assert found.costs.tolist() == [[1, 2.5], [3, 400]]


def test_first_cell_may_be_empty_and_a_byte_order_mark_may_lead(tmp_path: Path) -> None:
    assert cost_table(table(tmp_path, "\ufeff,1,2\n1,0,5\n2,5,0\n")).candidate_ids == ("1", "2")


def test_rows_of_other_lengths_than_the_header_are_named(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        table(tmp_path, "a,b\nx,1,2\ny,1,2\n")  # no cell above the ids
    assert codes(caught) == ["table_row_length"] * 2
    with pytest.raises(LayerError) as caught:
        table(tmp_path, "id,a,b\nx,1\n")
    assert caught.value.problems[0].values == {"cells": 2, "columns": 3}


def test_everything_wrong_with_the_costs_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        cost_table(table(tmp_path, "id,a,a\nx,1,far\nx,,2\n"))
    assert codes(caught) == ["duplicate_id", "duplicate_id", "table_not_a_number", "table_not_a_number"]


@pytest.mark.parametrize("text", ["id\nx\n", "id,a\n"])
def test_costs_without_rows_or_columns_are_empty(tmp_path: Path, text: str) -> None:
    with pytest.raises(LayerError) as caught:
        cost_table(table(tmp_path, text))
    assert "no_features" in codes(caught)


@pytest.mark.parametrize("content", [b"", b'id,a\n"x,1\n', b"\xff\xff,1\n", b"\xff\xfea"])
def test_what_is_no_table_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(UnreadableError):
        read_table(tmp_path / "table.csv")


def test_other_formats_are_no_tables(tmp_path: Path) -> None:
    assert read_table(tmp_path / "sites.gpkg") is None


def test_weights_follow_the_order_of_the_demand(tmp_path: Path) -> None:
    given = table(tmp_path, "id,name,weight\ny,Y,2\nx,X,1\n")
    assert demand_weights(given, ["x", "y"]).tolist() == [1, 2]
    assert demand_weights(table(tmp_path, "id,population\nx,7\n"), ["x"]).tolist() == [7]


def test_weights_must_be_those_of_the_demand(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        demand_weights(table(tmp_path, "id,weight\nx,1\nx,many\nz,1\n"), ["x", "y"])
    assert codes(caught) == ["duplicate_id", "table_not_a_number", "table_lacks_demand", "table_unknown_demand"]
    with pytest.raises(LayerError) as caught:
        demand_weights(table(tmp_path, "id,people\nx,1\n"), ["x"])
    assert codes(caught) == ["missing_field"]


def test_points_come_with_weights_and_cities(tmp_path: Path) -> None:
    raw = read_raw(write(tmp_path, "id,lon,lat,weight,city\nx,114,23,2,A\ny,114.1,23,3,B\n"))
    found = places(raw, METRES)
    assert found.ids == ("x", "y")
    assert found.cities == ("A", "B")
    assert found.weights is not None
    assert found.weights.tolist() == [2, 3]
    assert np.hypot(*(found.xy[1] - found.xy[0])) == pytest.approx(10_250, rel=1e-3)


def test_points_of_degrees_are_measured_in_metres(tmp_path: Path) -> None:
    raw = read_raw(write(tmp_path, "lon,lat\n114,23\n114.1,23\n"))
    assert own_crs(raw) == METRES
    assert places(raw, own_crs(raw)).ids == ("1", "2")
    assert places(raw, own_crs(raw)).weights is None
    assert places(raw, own_crs(raw)).cities is None


def test_a_polygon_is_a_point_within_it(tmp_path: Path) -> None:
    ring = "[[114,23],[114.2,23],[114.2,23.2],[114,23.2],[114,23]]"
    geometry = f'{{"type":"Polygon","coordinates":[{ring}]}}'
    text = f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]}}'
    raw = read_raw(write(tmp_path, text, "area.geojson"))
    (x, y), *_ = places(raw, METRES).xy
    assert 500_000 < x < 520_600
    assert 2_544_000 < y < 2_567_000


def test_weights_that_are_no_numbers_and_lines_are_problems(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        places(read_raw(write(tmp_path, "id,lon,lat,weight\nx,114,23,\ny,114,23,much\n")), METRES)
    assert codes(caught) == ["table_not_a_number"] * 2
    geometry = '{"type":"LineString","coordinates":[[114,23],[114.1,23]]}'
    text = f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]}}'
    with pytest.raises(LayerError) as caught:
        places(read_raw(write(tmp_path, text, "line.geojson")), METRES)
    assert codes(caught) == ["geometry_type"]


def test_a_table_without_places_has_no_crs(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        own_crs(read_raw(write(tmp_path, "id,weight\nx,1\n")))
    assert "crs_missing" in codes(caught)


@given(content=st.text(max_size=60) | st.text('id,a\n"1.;\t\r\0e-nfweight', max_size=60) | st.binary(max_size=60))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_a_table_or_problems(content: str | bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    with contextlib.suppress(YuantuError):
        found = read_table(path)
        assert found is not None
        with contextlib.suppress(YuantuError):
            cost_table(found)
        with contextlib.suppress(YuantuError):
            demand_weights(found, ["a"])


def test_flood_of_problems_of_a_table_is_told_in_part(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        table(tmp_path, "id,a\n" + "x\n" * 10_000)
    assert len(caught.value.problems) == MAX_NAMED
    with pytest.raises(LayerError) as caught:
        cost_table(table(tmp_path, "id,a\n" + "".join(f"{n},x\n" for n in range(10_000))))
    assert len(caught.value.problems) == MAX_NAMED
