"""A basemap in GCJ-02 in a real browser: what is drawn is shifted, what is reported is not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from analysis.datum.shift import convert
from tests.journeys.test_map_component import SCRIPT

pytestmark = pytest.mark.journey

LON, LAT = 113.5, 23.0
MANY = """async ([address, places]) => {
  const { toGcj02, fromGcj02 } = await import(address);
  return [places.map((place) => toGcj02(...place)), places.map((place) => fromGcj02(...toGcj02(...place)))];
}"""


@pytest.fixture
def open_map(page: Page, serve: Callable[..., str]) -> Callable[[str], Page]:
    def opened(query: str) -> Page:
        page.goto(f"{serve(SCRIPT)}/?{query}")
        page.locator(".map .label").first.wait_for(state="attached")
        return page

    return opened


def tile_of(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Return the place in the tiles' grid (spherical Mercator), in tiles."""
    across = (lon + 180) / 360
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return across * 2**zoom, down * 2**zoom


def middle_tile(addresses: list[str]) -> tuple[float, float]:
    found = [re.search(r"no-such-tile/18/(\d+)/(\d+)", address) for address in addresses]
    tiles = {(int(one[1]), int(one[2])) for one in found if one}
    x, y = zip(*tiles, strict=True)
    return (min(x) + max(x) + 1) / 2, (min(y) + max(y) + 1) / 2


def test_browser_and_python_shift_alike(open_map: Callable[[str], Page], traffic: Any) -> None:
    page = open_map("basemap=amap")
    address = next(one for one in traffic.addresses if one.endswith("/datum.js"))
    rng = np.random.default_rng(0)
    places = np.column_stack([rng.uniform(70, 140, 500), rng.uniform(0, 57, 500)])
    there, back = page.evaluate(MANY, [address, places.tolist()])
    expected = np.column_stack(convert(places[:, 0], places[:, 1], source="wgs84", target="gcj02"))
    assert np.abs(np.array(there) - expected).max() < 1e-9
    assert np.abs(np.array(back) - places).max() < 1e-9


@pytest.mark.parametrize(("basemap", "datum"), [("amap", "gcj02"), ("1", "wgs84")])
def test_tiles_under_a_place_are_those_of_its_datum(
    open_map: Callable[[str], Page], traffic: Any, basemap: str, datum: Any
) -> None:
    page = open_map(f"basemap={basemap}&view={LAT},{LON},18")
    expect(page.locator(".message-text")).to_be_visible()  # tiles were asked for, and there are none
    lon, lat = convert(LON, LAT, source="wgs84", target=datum)
    assert middle_tile(traffic.addresses) == pytest.approx(tile_of(float(lon), float(lat), 18), abs=1.1)
    shifted, plain = (tile_of(*place, 18) for place in ((float(lon), float(lat)), (LON, LAT)))
    assert (math.dist(shifted, plain) > 3) == (datum == "gcj02")


def test_selection_and_link_stay_in_wgs84(open_map: Callable[[str], Page]) -> None:
    page = open_map(f"basemap=amap&view={LAT},{LON},17")
    frame = page.locator(".map").bounding_box()
    assert frame
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(page.get_by_text("chosen ('sites', 'middle')")).to_be_visible()
    page.get_by_role("button", name="放大", exact=True).click()
    page.wait_for_url(re.compile(r"view=[\d.]+(,|%2C)[\d.]+(,|%2C)18"))
    found = re.search(r"view=([\d.]+)(?:,|%2C)([\d.]+)(?:,|%2C)18", page.url)
    assert found
    assert float(found[1]) == pytest.approx(LAT, abs=2e-4)
    assert float(found[2]) == pytest.approx(LON, abs=2e-4)
