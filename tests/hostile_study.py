"""A copy of the built-in study that is right in structure and hostile in every text: names, notes, ids, keys, titles.

`spoil` adds a payload to a text, always the same to the same text, so that references between layers still hold.
"""

from __future__ import annotations

import csv
import json
import tomllib
import zlib
from pathlib import Path
from typing import Any, Final

from layers.catalog import BUILT_IN, Field, Layer
from layers.read import ROOT
from ui.sites import SITE_LAYERS

MARK: Final = "pwned"
"""What the page's title or text would hold if a payload had run; 62615533 if a template had computed."""

COMPUTED: Final = "62615533"

PAYLOADS: Final = (
    "{{7919*7907}}",
    "{% x %}",
    "${7919*7907}",
    "`ls`",
    "C:\\new\\table",
    f"<img src=x onerror=\"document.title='{MARK}'\">",
    f"<script>document.title='{MARK}'</script>",
    "![x](http://127.0.0.1:9/x.png)",
    ":material/home: :smile:",
    "$\\LaTeX$ $$x^2$$",
    f"[a](javascript:document.title='{MARK}')",
    "=1+1",
    f"<svg/onload=document.title='{MARK}'>",
    "**b** _i_ ~~s~~ # h | a:b, c & &lt;",
    '"\' onmouseover="document.title=\'pwned\'" x="',
    "%s %2C {n} {0.__class__}",
)

_PLAN_KEPT: Final = ("measure", "issued", "year")


def spoil(text: str) -> str:
    """Return the text with its payload; formulas go first, because only there would a spreadsheet run them."""
    return _join(text, PAYLOADS[zlib.crc32(text.encode()) % len(PAYLOADS)])


def _join(text: str, payload: str) -> str:
    return f"{payload} {text}" if payload.startswith("=") else f"{text} {payload}"


def write_hostile_study(folder: Path) -> Path:
    """Write the study into an empty folder and return the folder."""
    (folder / "layers").mkdir(parents=True)
    for layer in BUILT_IN:
        source, target = ROOT / layer.path, folder / layer.path
        if source.suffix == ".csv":
            _spoil_table(layer, source, target)
        else:
            _spoil_collection(layer, source, target)
    plan = tomllib.loads((ROOT / "layers/plan.toml").read_text(encoding="utf-8"))
    (folder / "layers/plan.toml").write_text(_as_toml(_spoil_plan(plan)), encoding="utf-8")
    return folder


def _spoil_collection(layer: Layer, source: Path, target: Path) -> None:
    content = json.loads(source.read_text(encoding="utf-8"))
    for place, feature in enumerate(content["features"]):
        properties = _spoil_record(layer.fields, feature["properties"])
        if layer.id in SITE_LAYERS:  # one payload after the other, so that the sites' names hold them all
            for name in ("name_zh", "name_en"):
                properties[name] = _join(feature["properties"][name], PAYLOADS[place % len(PAYLOADS)])
        feature["properties"] = properties | {PAYLOADS[5]: "x", PAYLOADS[0]: PAYLOADS[6]}
    content["name"] = PAYLOADS[6]
    target.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _spoil_table(layer: Layer, source: Path, target: Path) -> None:
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = [_spoil_record(layer.fields, row) for row in csv.DictReader(file)]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], PAYLOADS[5]])
        writer.writeheader()
        writer.writerows(rows)


def _spoil_record(fields: tuple[Field, ...], record: dict[str, Any]) -> dict[str, Any]:
    known = {field.name: field for field in fields}
    return {name: _spoil_value(known[name], value) if name in known else value for name, value in record.items()}


def _spoil_value(field: Field, value: Any) -> Any:
    if not value or field.allowed or field.type not in ("text", "texts", "records"):
        return value
    if field.type == "text":
        return spoil(value)
    if field.type == "texts":
        return [spoil(part) for part in value]
    return [_spoil_record(field.parts, part) for part in value]


def _spoil_plan(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _spoil_plan(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_spoil_plan(part, key) for part in value]
    return spoil(value) if isinstance(value, str) and value and key not in _PLAN_KEPT else value


def _as_toml(plan: dict[str, Any]) -> str:
    """Return a plan as TOML: its tables, lists of tables, and inline tables."""
    lines: list[str] = []
    for name, value in plan.items():
        for table in value if isinstance(value, list) else [value]:
            lines.append(f"[[{name}]]" if isinstance(value, list) else f"[{name}]")
            lines += [f"{key} = {_toml_value(part)}" for key, part in table.items()]
    return "\n".join(lines) + "\n"


def _toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml_value(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml_value(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)  # a JSON text or number is one of TOML as well
