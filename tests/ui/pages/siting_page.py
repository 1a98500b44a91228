"""What the tests of the siting page share: comparisons of townships, and how they read and use the page."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

from analysis.siting.comparison import Comparison, CriterionChoice, Picked
from analysis.siting.comparison_link import from_link, to_link
from analysis.siting.source import placed_ids
from analysis.study import Study
from tests.ui.pages.conftest import App, OpenApp
from ui.map.model import MapEvent
from ui.text import Text
from ui.widgets import literal

EN = Text("en")
INSIDE = [113.3, 23.1]
USUAL = {"rail_minutes": "min", "seaport_m": "min", "people_60min": "max"}
CSV = "id,cost,jobs,note\nnorth,3,10,x\nsouth,1,20,y\neast,2,,z\n"


def ten(study: Study) -> tuple[str, ...]:
    return placed_ids(study, "townships")[::130][:10]


def usual(study: Study, **changes: Any) -> Comparison:
    criteria = tuple(
        CriterionChoice(name, objective)  # type: ignore[arg-type]  # one of them
        for name, objective in USUAL.items()
    )
    changed: Comparison = replace(Comparison(Picked(townships=ten(study)), criteria), **changes)
    return changed


def opened(open_app: OpenApp, comparison: Comparison, language: str = "en") -> App:
    packed = to_link(comparison)
    return open_app(f"?lang={language}&page=sites&compare={packed}")


def kept(app: App) -> Comparison:
    return from_link(app.link["compare"])


def labelled(shown: Any, label: str) -> Any:
    (found,) = [one for one in shown if one.label in (label, literal(label))]
    return found


def sliders(app: App) -> list[int]:
    """Return the weights of the usual criteria, in their order."""
    return [labelled(app.test.slider, EN(f"siting.criterion_{name}")).value for name in USUAL]


def lead(app: App) -> str:
    return unescape(next(str(line) for line in app.html.splitlines() if "yt-lead" in line))


def report(app: App, **event: Any) -> App:
    """Do what the map does: report before the page runs."""
    given = {"kind": "select", "layer": "", "id": "", "view": None, "visible": ()} | event
    app.maps[-1]["pending"].append(MapEvent(**given))
    app.run()
    return app.run()


def with_file(open_app: OpenApp, content: bytes, name: str = "mine.csv", language: str = "en") -> App:
    app = open_app(f"?lang={language}&page=sites")
    text = Text(language)
    labelled(app.test.main.button_group, text("siting_page.kind")).set_value("own")
    app.run()
    labelled(app.test.file_uploader, text("siting_page.own_file")).set_value((name, content, "text/csv"))
    return app.run()
