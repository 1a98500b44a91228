from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from analysis.errors import Problem
from layers.catalog import LAYERS
from ui.text import LANGUAGES, Text, entries

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = [
    ROOT / "app.py",
    ROOT / "cli.py",
    *(ROOT / "ui").rglob("*.py"),
    *(ROOT / "analysis").rglob("*.py"),
    *(ROOT / "briefing").rglob("*.py"),
    *(ROOT / "layers").glob("*.py"),
]
KEY = re.compile(r"^[a-z_]+\.[a-z0-9_]+$")
HAN = re.compile("[\u4e00-\u9fff]")
LATIN_WORD = re.compile("[A-Za-z]{4,}")
PLACEHOLDER = re.compile(r"\{[a-z_0-9]+\}")
PROPER_NAMES = ("map_page.basemap_osm",)
SECTIONS = {path.stem for path in (ROOT / "ui" / "text").glob("*.toml")}


def literals_and_patterns() -> tuple[set[str], set[str]]:
    """Return the keys written out in the source, and the patterns of those that are put together."""
    literals: set[str] = set()
    patterns: set[str] = set()
    for path in SOURCES:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
        pieces = {id(part) for node in joined for part in node.values}
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
                literals.add(node.value)
        for node in joined:
            parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z0-9_.]+" for p in node.values]
            patterns.add("".join(parts))
    return literals, patterns


LITERALS, PATTERNS = literals_and_patterns()
DYNAMIC = [
    re.compile(f"^{pattern}$")
    for pattern in PATTERNS
    if re.match(rf"^({'|'.join(SECTIONS)})\\\.", pattern) or pattern.startswith("[a-z0-9_.]+_")
]

CODE_PATTERNS = {re.compile(pattern) for pattern in PATTERNS if re.match(r"^[a-z]+_", pattern)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def keys_of(section: str) -> list[str]:
    return [key for key in sorted(entries()) if key.partition(".")[0] == section]


def is_used(key: str) -> bool:
    section, _, name = key.partition(".")
    if section in ("problem", "reason"):
        code = name.removesuffix("_remedy")
        return key in LITERALS or code in LITERALS or any(pattern.fullmatch(code) for pattern in CODE_PATTERNS)
    return key in LITERALS or any(pattern.match(key) for pattern in DYNAMIC)


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_entries_have_every_language(section: str) -> None:
    assert [key for key in keys_of(section) if set(entries()[key]) != set(LANGUAGES)] == []


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_placeholders_are_of_the_same_kind_in_every_language(section: str) -> None:
    extra = {key: placeholders(entries()[key]["zh"]) ^ placeholders(entries()[key]["en"]) for key in keys_of(section)}
    units = {"people", "people_10k"}  # only the units of population differ between the languages
    assert {key: names for key, names in extra.items() if not names <= units} == {}


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_entries_are_used(section: str) -> None:
    assert keys_of(section)
    assert [key for key in keys_of(section) if not is_used(key)] == []


def test_every_key_in_the_source_has_an_entry() -> None:
    named = {
        word
        for word in LITERALS
        if KEY.match(word) and word.partition(".")[0] in SECTIONS and not word.endswith((".toml", ".css", ".js", ".py"))
    }
    fields = {f"{layer.id}.{field.name}" for layer in LAYERS for field in layer.fields}
    references = {field.refers_to for layer in LAYERS for field in layer.fields}
    prefixes = {"clustering.component", "layout.component"}  # of the parts of a score, with `_<id>` and `_<id>_how`
    assert named - set(entries()) - references - fields - prefixes == set()


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_chinese_entries_are_chinese_and_english_ones_are_not(section: str) -> None:
    keys = [key for key in keys_of(section) if not key.startswith("app.language_name")]
    assert [key for key in keys if HAN.search(entries()[key]["en"])] == []
    left = {key: PLACEHOLDER.sub("", entries()[key]["zh"]) for key in keys if key not in PROPER_NAMES}
    assert [key for key, words in left.items() if not HAN.search(words) and LATIN_WORD.search(words)] == []


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_no_space_stands_before_a_per_cent_sign(section: str) -> None:
    assert [key for key in keys_of(section) if any(" %" in words for words in entries()[key].values())] == []


def test_every_problem_code_in_the_source_has_its_sentence_and_remedy() -> None:
    codes = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Problem", "_unreadable")
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    codes.add(str(first.value))
    assert codes
    missing = {
        code for code in codes if f"problem.{code}" not in entries() or f"problem.{code}_remedy" not in entries()
    }
    assert missing == set()


def test_problem_reads_as_place_fault_and_remedy() -> None:
    problem = Problem("missing_field", "parks.geojson", {"field": "id"})
    assert Text("en").problem(problem) == (
        "parks.geojson: The field “id” is missing. Add it; layers/README.md says what it holds."
    )
    assert Text("zh").problem(problem).startswith("parks.geojson：缺少字段“id”。")


def test_values_are_never_read_as_placeholders() -> None:
    problem = Problem("missing_field", "x", {"field": "{0.__class__} {{7*7}}"})
    assert "{0.__class__} {{7*7}}" in Text("en").problem(problem)


def test_no_space_stands_between_a_full_width_bracket_and_a_chinese_character(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = {"x.first": {"zh": "{name} 排第一", "en": "{name} 排第一"}}
    monkeypatch.setattr("ui.text.entries", lambda: sentences)
    assert Text("zh")("x.first", name="花地街道（广州市）") == "花地街道（广州市）排第一"
    assert Text("zh")("x.first", name="Huadi") == "Huadi 排第一"
    assert Text("en")("x.first", name="花地街道（广州市）") == "花地街道（广州市） 排第一"


def test_unknown_language_falls_back_to_chinese() -> None:
    assert Text("xx").language == "zh"


@pytest.mark.parametrize(
    ("language", "row", "expected"),
    [
        ("zh", {"name_zh": "园", "name_en": "Park"}, "园"),
        ("en", {"name_zh": "园", "name_en": "Park"}, "Park"),
        ("en", {"name_zh": "园", "name_en": None}, "园"),
        ("zh", {"name_en": "Park"}, "Park"),
        ("zh", {}, ""),
    ],
)
def test_name_falls_back_to_the_other_language(language: str, row: dict[str, object], expected: str) -> None:
    assert Text(language).choose(row, "name") == expected
