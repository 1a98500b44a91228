"""A comparison whose ids would run or compute somewhere, and what a hostile person types on a briefing."""

from __future__ import annotations

from pathlib import Path

from analysis.siting.comparison import Comparison, CriterionChoice, OwnSite, Picked
from analysis.siting.comparison_json import to_json

TITLE = '<img src=x onerror="window.__ran=1">{{7919*7907}} ${7*7} =1+1 ]]></script><script>window.__ran=2</script>'
AUTHOR = '=HYPERLINK("http://127.0.0.1:9")\x1b[31m\u202e\'"><svg/onload=window.__ran=3>'
IDS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "<script>window.__ran=4</script>",
    "<img src=x onerror=window.__ran=5>",
    "{{7919*7907}}",
    "{% x %}",
    '" onmouseover="window.__ran=6" x="',
    "]]><!--",
    "../../etc/passwd",
    "javascript:window.__ran=7",
    "\u202egnp.exe",
    "__proto__",
)
TYPED = ("--title", TITLE, "--author", AUTHOR, "--approval-number", TITLE)


def write_hostile_comparison(path: Path) -> Path:
    """Write the comparison and return the file."""
    drawn = tuple(OwnSite(one, (113.2 + place / 50, 23.1)) for place, one in enumerate(IDS))
    criteria = (CriterionChoice("platform_m", "min"), CriterionChoice("airport_m", "min"))
    path.write_text(to_json(Comparison(Picked(drawn=drawn), criteria, draws=5)), encoding="utf-8")
    return path
