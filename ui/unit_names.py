"""Names of districts and cities as units, for the page and the command line alike."""

from __future__ import annotations

from analysis.clustering.areal_result import ArealResult
from analysis.study import Study
from ui.text import Text


def unit_names(study: Study, found: ArealResult, text: Text) -> dict[str, str]:
    """Return unit id -> its name, a district's with its city."""
    rows = study.rows(found.settings.units)
    if found.settings.units == "cities":
        return {unit: text.choose(rows[unit], "name") for unit in found.units.ids}
    cities = {} if not study.has("cities") else {row["name_zh"]: row for row in study.rows("cities").values()}
    names = {}
    for unit in found.units.ids:
        city = cities.get(rows[unit]["city"], {"name_zh": rows[unit]["city"]})
        own, outer = text.choose(rows[unit], "name"), text.choose(city, "name")
        names[unit] = own if own == outer else text("clustering.unit_in_city", unit=own, city=outer)
    return names
