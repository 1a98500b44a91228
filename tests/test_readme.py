"""The documents that a newcomer follows say what is really there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.en.md")
DIRECT = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)\s+# (.+)$")


def commands(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"```\n(python3 -m venv .*)\n```", text)


def test_both_readmes_give_the_same_two_commands() -> None:
    assert len(commands("README.md")) == 2
    assert commands("README.md") == commands("README.en.md")


def test_the_gate_runs_the_command_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    after_mark = text.partition("<!-- test-command -->")[2].split("\n")
    assert after_mark[2] == commands("README.md")[1]
    assert "grep -A 2 -F '<!-- test-command -->' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_every_local_link_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    missing = [target for target in targets if not target.startswith("http") and not (ROOT / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_dependency_is_pinned_with_its_reason_and_locked(name: str) -> None:
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    direct = [line for line in lines if line and not line.startswith(("#", "-c"))]
    lock = (ROOT / f"{name}.txt").read_text(encoding="utf-8").lower()
    assert direct
    for line in direct:
        match = DIRECT.match(line)
        assert match, f"{line}: pin it and give the reason"
        assert re.search(rf"^{re.escape(match[1].lower())}=={re.escape(match[2])}( |$)", lock, re.MULTILINE), line


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_carries_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    packages = [block for block in blocks if "==" in block.partition("\n")[0]]
    assert packages
    assert [block.partition(" ")[0] for block in packages if "--hash=sha256:" not in block] == []


def test_nothing_leaves_the_machine_by_configuration() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["browser"]["serverAddress"] == "localhost"
    assert config["server"]["address"] == "localhost"
    assert config["client"]["showErrorDetails"] == "none"
