"""How a heavy layer comes to the browser: fetched once where all may see it, with the page where it is a user's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.study import Study
from layers.session_study import OWN
from ui.map.assets import register_public_layer
from ui.map.model import Feature
from ui.map.payload import public_layer_bytes


def served(study: Study, drawn: Sequence[Feature]) -> dict[str, Any]:
    """Return `url` or `features` of a `MapLayer`.

    Parameters
    ----------
    study
        What the features were made from; if any of it is a user's own, they stay within the session.
    drawn
        As `ui.map.payload.features` makes them.
    """
    if study.fingerprint.startswith(OWN):
        return {"features": drawn}
    return {"url": register_public_layer(public_layer_bytes(drawn))}
