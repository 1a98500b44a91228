"""The exported page as text: what stands in it, that nothing ran, and that it is the same every time."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from branca.element import Element
from shapely.geometry import LineString, MultiPolygon, Point, box

from analysis.errors import LayerError
from briefing.export_layer import FeatureStyle, LegendEntry
from briefing.webmap import ExportLayer, export_map
from tests.briefing.hostile import EVALUATED, HOSTILE, shown
from tests.briefing.pages import BOUNDS, TEXTS, example_layers, page_saying

ROOT = Path(__file__).parents[2]


class _Reader(HTMLParser):
    """The page as a browser parses it: elements, attributes and texts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _example() -> str:
    return export_map(example_layers(), texts=TEXTS, title="题", attribution=["甲", "乙"], note="注", bounds=BOUNDS)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs_on_the_way_into_the_page(text: str) -> None:
    page = page_saying(text)
    assert not [result for result in EVALUATED if result in page]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_adds_an_element_or_an_attribute(text: str) -> None:
    plain, hostile = _Reader(page_saying("plain")), _Reader(page_saying(text))
    assert [(tag, sorted(attributes)) for tag, attributes in hostile.tags] == [
        (tag, sorted(attributes)) for tag, attributes in plain.tags
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_title_note_sources_and_legend_read_as_given(text: str) -> None:
    reader = _Reader(page_saying(text))
    # <title>, <h1>, note; the legend's heading, a layer's title, two entries; the sources' heading and one source
    assert reader.texts.count(shown(text)) == 9


def test_a_template_in_a_name_leaves_the_server_alone(tmp_path: Path) -> None:
    harmless, ran = tmp_path / "harmless", tmp_path / "ran"
    attack = "{{{{ cycler.__init__.__globals__.os.mkdir('{}') }}}}"
    page_saying(attack.format(harmless))
    assert not harmless.exists()
    Element(attack.format(ran)).render()  # the same text past the gate: the attack is real
    assert ran.exists()


@pytest.mark.parametrize("name", [*HOSTILE, "", "Parks", "园区", "a b"])
def test_a_layer_id_that_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a layer id"):
        replace(example_layers()[0], id=name)


@pytest.mark.parametrize("colour", [*HOSTILE, "", "red", "#fff", "#12345g", "#123456;", "#123456\n", "url(#a)"])
@pytest.mark.parametrize("field", ["colour", "fill", "uncertainty_colour"])
def test_a_colour_that_is_none_is_refused(field: str, colour: str) -> None:
    values: dict[str, Any] = {"colour": "#123456", field: colour}
    if field != "colour" and not colour:
        assert FeatureStyle(**values)
        return
    with pytest.raises(ValueError, match="not a colour"):
        FeatureStyle(**values)


@pytest.mark.parametrize("dash", ["8,4", "a", '8"', " ", "8 4\n", "{{1}}"])
def test_a_dash_that_is_none_is_refused(dash: str) -> None:
    with pytest.raises(ValueError, match="not a dash"):
        FeatureStyle(colour="#123456", dash=dash)


@pytest.mark.parametrize("size", [-1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("field", ["width_px", "radius_px", "fill_opacity", "uncertainty_m"])
def test_a_size_that_is_none_is_refused(field: str, size: float) -> None:
    values: dict[str, Any] = {field: size}
    with pytest.raises(ValueError, match="not a size"):
        FeatureStyle("#123456", **values)


def test_a_layer_of_unequal_lengths_is_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        replace(example_layers()[0], labels=())


def test_a_kind_of_layer_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="kind of layer"):
        replace(example_layers()[0], kind="raster")  # type: ignore[arg-type]  # what a caller without types could do


def test_two_layers_of_one_id_are_refused() -> None:
    layer = example_layers()[0]
    with pytest.raises(ValueError, match="share an id"):
        export_map([layer, layer], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS)


@pytest.mark.parametrize("bounds", [(113, 22, 112, 23), (0, 0, 200, 10), (float("nan"), 0, 1, 1), (0, -91, 1, 1)])
def test_bounds_that_are_none_are_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="no bounds"):
        export_map([], texts=TEXTS, title="", attribution=[], note="", bounds=bounds)


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a language"):
        export_map([], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS, language='en" x="')


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_states_its_language(language: str, tag: str) -> None:
    page = export_map([], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS, language=language)
    assert f'<html lang="{tag}">' in page


def test_a_layer_that_cannot_be_drawn_is_named() -> None:
    layer = replace(example_layers()[-1], geometries=[Point(23, 113)] * 3)
    with pytest.raises(LayerError, match="coordinates_swapped"):
        export_map([layer], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS)


def test_the_place_named_counts_all_features_also_those_without_a_circle() -> None:
    styles = [FeatureStyle("#123456"), FeatureStyle("#123456", uncertainty_m=500)]
    layer = ExportLayer("parks", "point", "园", [Point(113, 23), Point(23, 113)], ["a", "b"], [(), ()], styles)
    with pytest.raises(LayerError, match="parks, 2: coordinates_swapped"):
        export_map([layer], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS)


def test_the_page_names_no_address_outside_itself() -> None:
    page = re.sub(r"/\* @preserve.*?\*/", "", _example(), flags=re.DOTALL)  # Leaflet's licence names its site
    addresses = set(re.findall(r"https?://[\w./-]+", page))
    # a name space, the link of Leaflet's attribution, which the page switches off, and a comment in its style
    assert addresses == {
        "http://www.w3.org/2000/svg",
        "https://leafletjs.com",
        "https://bugzilla.mozilla.org/show_bug.cgi",
    }
    without_scripts = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)=\"(?!data:)", without_scripts)
    assert set(re.findall(r"url\(([^)]{5})", without_scripts)) == {"data:"}
    assert "sourceMappingURL" not in page


def test_the_page_has_three_scripts_and_allows_no_other() -> None:
    reader = _Reader(_example())
    assert [tag for tag, _ in reader.tags].count("script") == 3
    policy = next(attributes["content"] for _, attributes in reader.tags if "http-equiv" in attributes)
    assert policy is not None
    assert "default-src 'none'" in policy
    assert len(re.findall(r"'sha256-[\w+/]{43}='", policy)) == 3
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")


def test_a_site_is_drawn_with_its_circle_in_metres_and_its_dash() -> None:
    style = FeatureStyle("#ffffff", uncertainty_m=7000, uncertainty_colour="#e69f00", uncertainty_dash="2 5")
    layer = ExportLayer("parks", "point", "园", [Point(113.5, 23.1)], ["黄埔"], [()], [style])
    page = export_map([layer], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS)
    assert "new L.circle(" in page
    (path,) = re.findall(r'return (\{[^}]*"radius": 7000.0[^}]*\});', page)
    assert '"dashArray": "2 5"' in path
    assert '"color": "#e69f00"' in path


def test_a_site_that_is_surely_placed_has_no_circle() -> None:
    layer = ExportLayer("parks", "point", "园", [Point(113.5, 23.1)], ["a"], [()], [FeatureStyle("#ffffff")])
    assert "new L.circle(" not in export_map([layer], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS)


def test_the_name_of_a_city_stands_in_the_widest_place_of_its_largest_part() -> None:
    city = MultiPolygon([box(114.0, 22.0, 114.1, 22.1), box(112.0, 22.0, 113.0, 23.0)])
    layer = ExportLayer("cities", "area", "城", [city], ["甲市"], [()], [FeatureStyle("#000000")], names="always")
    page = export_map([layer], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS)
    assert '"coordinates": [112.5, 22.5]' in page


@pytest.mark.parametrize("names", ["never", "close", "always"])
@pytest.mark.parametrize("kind", ["area", "line", "point"])
def test_a_layer_may_be_empty(kind: str, names: str) -> None:
    layer = ExportLayer("empty", kind, "空", [], [], [], [], names=names)  # type: ignore[arg-type]  # from the lists above
    page = export_map([layer], texts=TEXTS, title="题", attribution=[], note="", bounds=BOUNDS)
    assert 'data-layer=\\"empty\\"' in page or "data-layer=\\u0022empty" in page or "data-layer=" in page


def test_a_page_may_have_no_layer_and_no_note() -> None:
    page = export_map([], texts=TEXTS, title="题", attribution=[], note="", bounds=BOUNDS)
    assert "<h1>题</h1>" in page
    assert 'class="note"' not in page


def test_a_legend_entry_that_repeats_its_layer_gets_no_heading() -> None:
    style = FeatureStyle("#444444")
    layer = ExportLayer(
        "links",
        "line",
        "联系",
        [LineString([(112, 22), (113, 23)])],
        ["甲—乙"],
        [()],
        [style],
        legend=[LegendEntry("联系", "line", style)],
    )
    page = export_map([layer], texts=TEXTS, title="", attribution=[], note="", bounds=BOUNDS)
    assert "<h3>" not in page
    assert page.count('class="entry">联系<') == 1


def test_a_very_long_text_is_cut() -> None:
    # 4 tooltips of two texts of 600, 4 names of 40 and some texts of 200 or 400, each character at most 6 long
    assert len(page_saying("长" * 100_000)) - len(page_saying("短")) < 50_000


def test_the_page_is_the_same_in_every_process() -> None:
    program = (
        "from tests.briefing.pages import page_saying; import sys; sys.stdout.buffer.write(page_saying('甲').encode())"
    )

    def run(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
        )
        return done.stdout

    first = run("1")
    assert first.startswith(b"<!DOCTYPE html>")
    assert first == run("2")


def test_the_page_is_the_same_twice_in_one_process() -> None:
    first, second = _example(), _example()
    assert first == second
