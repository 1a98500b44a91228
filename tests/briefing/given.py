"""What the tests of a briefing begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from briefing.about import FACTS, About, Source

LABELS = {name: name.title() for name in (*FACTS, "sources")}


def about(**changes: Any) -> About:
    """Return what a file says of itself, some of it changed."""
    texts: dict[str, Any] = {
        "title": "广东省人工智能园区",
        "subtitle": "现行规划",
        "study": "广东省新一代人工智能发展规划",
        "fingerprint": "0123abcd",
        "scenario": "现行规划",
        "date": date(2026, 3, 1),
        "version": "园图 0.1.0",
        "language": "zh",
        "author": "省规划院",
        "approval_number": None,
        "stamp": "内部工作草图 · 未经审图",
        "sources": (Source("parks", "园区", "粤府〔2018〕64号", "公开文件", "2018-07-23", "位置为近似"),),
        "crs": "CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547)",
        "labels": LABELS,
    }
    return About(**(texts | changes))
