from __future__ import annotations

import gc
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely

from analysis.errors import UnreadableError
from layers.limits import Limits
from layers.opened_study import open_study_archive, read_study_at
from layers.read import read_study
from layers.sandbox import private_folder
from layers.session_study import MOST_PROBLEMS, OWN
from layers.study_template import FOLDER, template_zip
from layers.study_trial import try_study
from tests.layers.test_crossings import comb


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def template_files(top: str = "") -> dict[str, bytes]:
    return {
        f"{top}{path.relative_to(FOLDER).as_posix()}": path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()
    }


def try_study_of(files: dict[str, bytes]) -> None:
    with private_folder() as folder:
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        try_study(folder, "t.zip", Limits(memory_bytes=800_000_000))


def codes(error: pytest.ExceptionInfo[UnreadableError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def test_the_template_is_a_study_without_problems() -> None:
    reading = open_study_archive("t.zip", template_zip()).reading
    assert reading.problems == {}
    assert reading.study.plan is not None
    assert set(reading.study.layers) == {"parks", "cities", "study_area"}


def test_the_template_packs_the_same_every_time() -> None:
    assert template_zip() == template_zip()


def test_a_study_of_an_archive_is_marked_as_a_users_own() -> None:
    assert open_study_archive("t.zip", template_zip()).reading.study.fingerprint.startswith(OWN)
    assert not read_study(FOLDER).study.fingerprint.startswith(OWN)


def test_a_study_in_a_folder_of_the_archive_is_found() -> None:
    content = packed({**template_files("my study/2026/"), "my study/notes.txt": b"x", "layers.txt": b"x"})
    assert open_study_archive("t.zip", content).reading.problems == {}


def test_only_files_of_a_study_are_unpacked() -> None:
    opened = open_study_archive("t.zip", packed({**template_files(), "layers/run.py": b"x", "other.csv": b"x"}))
    assert not (opened.folder / "layers/run.py").exists()
    assert not (opened.folder / "other.csv").exists()
    assert not (opened.folder / "README.md").exists()


def test_nobody_else_may_enter_its_folder_and_it_goes_with_the_session() -> None:
    opened = open_study_archive("t.zip", template_zip())
    folder = opened.folder
    assert folder.stat().st_mode & 0o077 == 0
    del opened
    gc.collect()
    assert not folder.exists()


def test_closing_removes_the_folder_and_may_come_twice() -> None:
    opened = open_study_archive("t.zip", template_zip())
    opened.close()
    assert not opened.folder.exists()
    opened.close()


def test_needed_layers_that_are_missing_are_told() -> None:
    files = {name: content for name, content in template_files().items() if "cities" not in name}
    problems = open_study_archive("t.zip", packed(files)).reading.problems
    assert [one.code for one in problems["cities"]] == ["file_missing"]
    assert "stations" not in problems


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed({"readme.txt": b"x"}), "archive_without_study"),
        (packed({}), "archive_without_study"),
        (packed({**template_files(), "/etc/parks.geojson": b"{}"}), "archive_path"),
        (packed({**template_files(), "../x": b"{}"}), "archive_path"),
        (b"PK\x03\x04 broken", "archive_broken"),
    ],
)
def test_an_unsafe_archive_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", content)
    assert code in codes(error)
    (tmp_path / "t.zip").write_bytes(content)
    with pytest.raises(UnreadableError) as error:
        read_study_at(tmp_path / "t.zip")
    assert code in codes(error)


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", template_zip(), limits=Limits(file_bytes=1000))
    assert codes(error) == {"file_too_large"}
    monkeypatch.setattr("layers.opened_study.MOST_STUDY_BYTES", 1000)
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", template_zip())
    assert codes(error) == {"archive_size"}


def test_a_plan_that_would_hold_the_server_is_refused() -> None:
    content = packed({**template_files(), "plan.toml": b"a." * 100_000 + b"b = 1"})
    reading = open_study_archive("t.zip", content).reading
    assert [one.code for one in reading.problems["plan"]] == ["not_toml"]


def test_reading_a_large_study_is_given_up_after_the_time_limit() -> None:
    features = b",".join(
        b'{"type": "Feature", "properties": {"id": %d}, "geometry": null}' % one for one in range(600_000)
    )
    large = b'{"type": "FeatureCollection", "features": [' + features + b"]}"
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", packed({**template_files(), "parks.geojson": large}), limits=Limits(seconds=1))
    assert codes(error) == {"reading_time"}


def test_thousands_of_problems_are_counted_not_kept() -> None:
    features = b",".join(b'{"type": "Feature", "properties": {}, "geometry": null}' for _ in range(2_000))
    many = b'{"type": "FeatureCollection", "features": [' + features + b"]}"
    problems = open_study_archive("t.zip", packed({**template_files(), "parks.geojson": many})).reading.problems
    assert len(problems["parks"]) == MOST_PROBLEMS + 1
    assert problems["parks"][-1].code == "and_more"


def test_a_study_that_needs_too_much_memory_is_refused_by_name() -> None:
    nested = b'{"type": "FeatureCollection", "features": [' + b"[]," * 8_000_000 + b"{}]}"
    with pytest.raises(UnreadableError) as error:
        try_study_of({**template_files(), "parks.geojson": nested})
    assert codes(error) == {"reading_memory"}


def test_deep_folders_of_an_archive_are_looked_through_in_one_pass() -> None:
    names = [f"{number:03d}/" + "a/" * 110 + "x" for number in range(900)]
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", packed(dict.fromkeys(names, b"")))
    assert codes(error) == {"archive_without_study"}


def test_a_study_is_read_from_a_folder_and_from_its_archive_alike(tmp_path: Path) -> None:
    (tmp_path / "my region.zip").write_bytes(template_zip())
    archived, folder = read_study_at(tmp_path / "my region.zip").study, read_study_at(FOLDER).study
    assert archived.id == "my region"
    assert archived.fingerprint == folder.fingerprint
    assert list(archived.layers) == list(folder.layers)


def test_no_study_at_all_is_told() -> None:
    with pytest.raises(UnreadableError) as error:
        read_study_at(Path("no/such/place"))
    assert codes(error) == {"folder_missing"}


SQUARE = shapely.geometry.mapping(shapely.box(113, 23, 113.01, 23.01))


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def template_features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(template_files()[name])["features"]
    return found


def problems_with(**changed: bytes) -> dict[str, set[str]]:
    """Return layer -> codes of problems of the template with these files of `layers` in place of its own."""
    files = {f"layers/{name}.geojson": content for name, content in changed.items()}
    reading = open_study_archive("t.zip", packed({**template_files(), **files})).reading
    return {layer_id: {one.code for one in found} for layer_id, found in reading.problems.items()}


def test_two_cities_of_one_name_are_told() -> None:
    first, second, *rest = template_features("layers/cities.geojson")
    second["properties"]["name_zh"] = first["properties"]["name_zh"]
    assert "duplicate_id" in problems_with(cities=collection(first, second, *rest))["cities"]


def test_land_that_could_not_be_united_is_refused_before_any_page_tries() -> None:
    (land,) = template_features("layers/study_area.geojson")
    combs = [comb(1_000, upright=upright) for upright in (False, True)]
    features = [
        {**land, "properties": {**land["properties"], "id": str(place)}, "geometry": shapely.geometry.mapping(one)}
        for place, one in enumerate(combs)
    ]
    assert problems_with(study_area=collection(*features)) == {"study_area": {"outlines_tangled"}}


def test_more_cities_than_can_be_compared_pair_by_pair_are_refused() -> None:
    first, *rest = template_features("layers/cities.geojson")
    many = [
        {**first, "properties": {**first["properties"], "id": f"{n}", "name_zh": f"{n}"}, "geometry": SQUARE}
        for n in range(1_001)
    ]
    assert "too_many_features" in problems_with(cities=collection(first, *rest, *many))["cities"]


def test_a_trial_that_breaks_is_not_called_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.study_trial._START", "raise SystemExit(5)")
    with pytest.raises(UnreadableError) as error:
        try_study_of(template_files())
    assert codes(error) == {"reading_broke"}
