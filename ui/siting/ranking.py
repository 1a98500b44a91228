"""The ranking as a table: scores and raw values, and what was excluded with its reason."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analysis.study import Study
from ui import cached, widgets
from ui.compared_words import constant_words, excluded_words
from ui.siting.names import city_of
from ui.siting.shown import Shown
from ui.text import Text

MOST_ROWS = 500
"""So many rows are shown at most; the download holds all."""


SITE_PX = 150
"""Width of the column of names: most stand in it whole, and a telephone has room for a value beside it."""


def show(shown: Shown) -> None:
    """Draw the table, and what to keep in mind."""
    text, answer = shown.text, shown.answer
    st.subheader(text("siting_page.ranking_title"))
    exact = exact_frame(shown)
    frame = ranking_frame(shown, exact)
    numeric = [str(name) for name in frame.select_dtypes("float")]
    tidy: dict[str, Any] = {name: st.column_config.NumberColumn(format=_format(frame[name])) for name in numeric}
    fixed: dict[str, Any] = {
        text("siting_page.column_rank"): st.column_config.NumberColumn(pinned=True),
        text("siting_page.column_site"): st.column_config.TextColumn(pinned=True, width=SITE_PX),
    }
    st.dataframe(frame.head(MOST_ROWS), hide_index=True, column_config=tidy | fixed)
    method = text(f"siting.method_{answer.ranking.approach.method}")
    normalisation = text(f"siting_page.normalisation_{answer.ranking.approach.normalisation}")
    notes = [text("siting_page.ranking_how", method=method, normalisation=normalisation)]
    if len(frame) > MOST_ROWS:
        notes.append(text("siting_page.first_rows", n=MOST_ROWS))
    notes += constant_words(answer, text)
    notes += [
        text("siting.left_out", name=shown.criterion(name), reason=text(f"reason.{reason}"))
        for name, reason in answer.left_out.items()
    ]
    if answer.matrix.filled:
        filled = shown.sites(list(answer.matrix.filled)[:10])
        notes.append(text("siting_page.filled", n=len(answer.matrix.filled), names=filled))
    widgets.note(*notes)
    widgets.download_csv(text("siting_page.download_ranking"), exact, "yuantu-sites.csv", key="sites")


def ranking_frame(shown: Shown, exact: pd.DataFrame) -> pd.DataFrame:
    """Return all alternatives in the reader's words, the best first, the excluded ones last; `exact_frame` in words."""
    text = shown.text
    cities = exact["city"].astype(bool).any()
    columns = {
        text("siting_page.column_rank"): exact["rank"],
        text("siting_page.column_site"): exact["name"],
        **({text("siting_page.column_city"): exact["city"]} if cities else {}),
        text("siting_page.column_score"): exact["score"],
    }
    for name in shown.answer.weights:
        values, unit, label = exact[_raw(name)].astype(float), shown.unit(name), shown.criterion(name)
        if shown.in_metres(name):
            values, unit = values / 1000, text("map.unit_km")
        heading = text("siting_page.with_unit", name=label, unit=unit) if unit else label
        columns[_free(heading, columns)] = values
    if exact["excluded"].astype(bool).any():
        columns[text("siting_page.column_excluded")] = exact["excluded"]
    return pd.DataFrame(columns)


def _format(values: pd.Series) -> str:
    """Return how many decimals a column shows: some three figures of its largest value."""
    largest = float(values.abs().max()) if values.notna().any() else 0.0
    decimals = next((places for places, least in enumerate((100.0, 10.0, 1.0)) if largest >= least), 3)
    return f"%.{decimals}f"


def exact_frame(shown: Shown) -> pd.DataFrame:
    """Return all alternatives in full precision with stable column names, the best first."""
    answer, names = shown.answer, list(shown.answer.weights)
    ids = answer.alternatives.ids
    raw = answer.table.raw[names]
    rank = answer.ranking.rank.reindex(list(ids)).astype("Int64")
    excluded = [
        excluded_words(answer, row, values, shown.text) if pd.isna(place) else ""
        for row, (values, place) in enumerate(zip(raw.to_numpy().tolist(), rank, strict=True))
    ]
    frame = pd.DataFrame(
        {
            "rank": rank.to_numpy(),
            "id": ids,
            "name": [shown.site(one) for one in ids],
            "city": cached.kept(cities_of, shown.study, ids, shown.text),
            "score": answer.ranking.score.reindex(list(ids)).to_numpy(),
            **{_raw(name): raw[name].to_numpy() for name in names},
            "excluded": excluded,
        }
    )
    return frame.sort_values("rank", kind="stable", na_position="last", ignore_index=True)


def cities_of(study: Study, ids: Sequence[str], text: Text) -> list[str]:
    """Return the city of each alternative."""
    return [city_of(study, one, text) for one in ids]


def _raw(name: str) -> str:
    return f"raw {name}"


def _free(heading: str, taken: Container[str]) -> str:
    """Return a heading that no column has yet: two columns of one's own may be called alike."""
    while heading in taken:
        heading += "′"
    return heading
