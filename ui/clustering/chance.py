"""The sites against chance: the mean distance to the nearest other site under each null."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.clustering.result import ClusterResult
from ui import widgets, wording
from ui.clustering.shown import Shown
from ui.plan_text import null_words
from ui.text import Text

COLUMNS = ("null", "observed_km", "expected_km", "ratio", "ratio_positions", "ratio_without_one", "p")


def show(shown: Shown) -> None:
    """Draw the comparison as a table, with what each null means."""
    result, text = shown.result, shown.text
    st.subheader(text("clustering.chance_title"))
    widgets.note(text("clustering.chance_how", simulations=result.settings.simulations, seed=shown.seed))
    columns = [text(f"clustering.column_{name}") for name in COLUMNS]
    widgets.table(columns, chance_rows(shown), numeric=range(1, len(columns)))
    widgets.note(*(null_words(name, result.seats_radius_m, text) for name in result.nulls))
    for name, null in result.nulls.items():
        if null.left_out:
            cities = text("app.list_separator").join(shown.city(city) for city in null.left_out)
            widgets.note(text("clustering.null_left_out", null=text(f"clustering.null_{name}"), names=cities))
    widgets.note(_formula(result, text))
    widgets.download_csv(
        text("clustering.download_chance"), chance_frame(shown), "yuantu-clark-evans.csv", key="chance"
    )


def chance_frame(shown: Shown) -> pd.DataFrame:
    """Return the comparison in full precision."""
    result = shown.result
    rows = [
        {
            "null": name,
            "n": result.n,
            "mean_nn_m": result.clark_evans.mean_nn_m,
            "expected_m": null.expected_m,
            "low_m": null.low_m,
            "high_m": null.high_m,
            "ratio": null.ratio,
            "ratio_low": result.spread[name].low,
            "ratio_high": result.spread[name].high,
            "p": null.p,
            "simulations": null.simulations,
            "sensitivity": null.sensitivity,
            "seed": shown.seed,
        }
        for name, null in result.nulls.items()
    ]
    return pd.DataFrame(rows)


def chance_rows(shown: Shown) -> list[tuple[str, ...]]:
    """Return the comparison in the reader's words, a row for each null."""
    result = shown.result
    rows: list[tuple[str, ...]] = []
    for name, null in result.nulls.items():
        spread = result.spread[name]
        rows.append(
            (
                shown.text(f"clustering.null_{name}"),
                wording.kilometres(result.clark_evans.mean_nn_m),
                f"{wording.kilometres(null.expected_m)} ({wording.kilometre_interval(null.low_m, null.high_m)})",
                wording.number(null.ratio, 2),
                wording.interval(spread.low, spread.high, 2),
                wording.interval(spread.without_one_low, spread.without_one_high, 2),
                wording.p_value(null.p, null.simulations),
            )
        )
    return rows


def _formula(result: ClusterResult, text: Text) -> str:
    formula = result.clark_evans
    return text(
        "clustering.formula",
        naive=wording.number(formula.naive, 3),
        naive_p=wording.p_value(formula.naive_p),
        donnelly=wording.number(formula.donnelly, 3),
        donnelly_p=wording.p_value(formula.donnelly_p),
    )
