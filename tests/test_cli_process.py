"""The command line as a process of its own: pure output, exit status, encoding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from layers.read import ROOT


def outside(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    settings = {**os.environ, **(environment or {})}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, env=settings, timeout=120)  # noqa: S603 - our own interpreter


def test_process_prints_the_json_alone_and_no_streamlit_is_loaded() -> None:
    code = "import sys, cli; s = cli.main(['layout', '--json']); sys.exit(s or 10 * ('streamlit' in sys.modules))"
    ended = outside("-c", code)
    assert ended.returncode == 0
    json.loads(ended.stdout)
    assert ended.stderr == b""


def test_output_is_utf8_whatever_the_system_prefers(tmp_path: Path) -> None:
    path = tmp_path / "lone.geojson"
    feature = '{"type": "Feature", "properties": {"id": "\\ud83d", "园": 1}, "geometry": null}'
    path.write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}', encoding="utf-8")
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for options in ((), ("--json",)):
        ended = outside("cli.py", "check", str(path), *options, environment=environment)
        assert ended.returncode == 1
        assert b"Traceback" not in ended.stderr
        assert "图形" in ended.stdout.decode("utf-8")


def test_process_ends_with_the_status() -> None:
    ended = outside("cli.py", "check", "none.geojson")
    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr
