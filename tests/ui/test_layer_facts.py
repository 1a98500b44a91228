"""The catalogue's words stand only beside the files that they are about."""

from __future__ import annotations

from dataclasses import replace

from layers.catalog import layer_by_id
from layers.opened_study import read_study_at
from layers.read import read_study
from layers.study_template import FOLDER
from ui.layer_facts import FACTS, land_note, layer_caveats, layer_facts, minutes_note
from ui.overview_words import overview
from ui.text import LANGUAGES, Text

PARKS = layer_by_id("parks")


def test_built_in_layer_is_described_by_the_catalogue() -> None:
    study = read_study().study
    for language in LANGUAGES:
        facts = layer_facts(PARKS, study, Text(language))
        assert facts == {name: getattr(PARKS, name).in_language(language) for name in FACTS}
    assert len(layer_caveats(PARKS, study, Text("zh"))) == len(PARKS.caveats) > 0


def test_layer_of_another_study_claims_no_source() -> None:
    study, text = read_study_at(FOLDER).study, Text("en")
    facts = layer_facts(PARKS, study, text)
    assert facts["source"] == text("layers.source_folder", path="parks.geojson")
    assert {facts[name] for name in FACTS if name != "source"} == {text("layers.not_recorded")}
    assert layer_caveats(PARKS, study, text) == ()


def test_own_file_in_the_place_of_a_layer_is_named_and_the_others_keep_their_sources() -> None:
    text = Text("zh")
    study = replace(read_study().study, own_files={"parks": "我的园区.xlsx"})
    assert layer_facts(PARKS, study, text)["source"] == text("layers.source_file", name="我的园区.xlsx")
    assert layer_caveats(PARKS, study, text) == ()
    towns = layer_by_id("towns")
    assert layer_facts(towns, study, text)["source"] == towns.source.zh


def test_what_is_said_of_land_and_minutes_of_the_built_in_study_is_not_said_of_another() -> None:
    built_in, other = read_study().study, read_study_at(FOLDER).study
    for language in LANGUAGES:
        text = Text(language)
        assert land_note(built_in, text) == text("clustering.generalised_coast")
        assert minutes_note(built_in, text) == text("layout.minutes_how")
        assert land_note(other, text) == text("clustering.equal_area")
        assert minutes_note(other, text) == text("layout.minutes_of_links")


def test_a_study_without_towns_does_not_count_them() -> None:
    text = Text("en")
    assert "town" not in overview(read_study_at(FOLDER).study, text)
    assert "AI towns" in overview(read_study().study, text)
