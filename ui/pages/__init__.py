"""The pages, in the order of the navigation. A new page is one entry here, its script and its texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Page:
    """A page: its name in the address, the key of its title, its script."""

    id: str
    title: str
    path: Path


PAGES: tuple[Page, ...] = (
    Page("map", "app.page_map", FOLDER / "map.py"),
    Page("clustering", "app.page_clustering", FOLDER / "clustering.py"),
    Page("layout", "app.page_layout", FOLDER / "layout.py"),
    Page("sites", "app.page_sites", FOLDER / "sites.py"),
    Page("briefing", "briefing.page_title", FOLDER / "briefing.py"),
    Page("data", "app.page_data", FOLDER / "data.py"),
    Page("methods", "method.title", FOLDER / "methods.py"),
    Page("layers", "app.page_layers", FOLDER / "layers.py"),
)


def page_path(page_id: str) -> Path:
    """Return the script of a page."""
    return next(page.path for page in PAGES if page.id == page_id)
