"""The findings on clustering, each with its null, p-value, interval and caveat; and the components of the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from analysis.clustering.conclusions import Conclusion
from analysis.clustering.result import ClusterResult
from analysis.clustering.ripley_result import largest_deviation_m
from analysis.study import Study
from briefing.table import Table
from ui.briefing.columns import made_table
from ui.briefing.score_table import score_table
from ui.briefing.sites_table import joined_sentences
from ui.cluster_words import answer, finding_words
from ui.plan_text import item_name, null_words
from ui.sites import site_name
from ui.text import Text

COLUMNS: Final = (
    "statistic", "null", "value", "unit", "expected", "low", "high", "ratio", "p", "simulations", "p_low", "p_high",
    "agreeing", "depends_on", "caveat",
)  # fmt: skip


def cluster_table(study: Study, cluster: ClusterResult, text: Text, *, what: str) -> Table:
    """Return every statistic against every null; `what` names the sites, as the subject of a sentence."""
    redrawn = {one.id: one for one in cluster.findings}
    rows = [*_nearest(cluster, text), *_ripley(cluster, text), *_groups(cluster, text), *_concentration(cluster, text)]
    joined = [_with_positions(row, redrawn.get(row["id"]), study, text) for row in rows]
    return made_table("clustering", COLUMNS, joined, text, notes=_notes(study, cluster, text, what))


def cluster_score_table(cluster: ClusterResult, text: Text) -> Table:
    """Return the components of the clustering score."""
    how = "clustering.score_interval" if cluster.position_draws else "clustering.score_interval_exact"
    caveats = (text(how, draws=cluster.position_draws), text("clustering.platform_what"))
    return score_table(
        "score_clustering",
        cluster.score,
        text,
        words=lambda name: text(f"clustering.component_{name}"),
        caveats=caveats,
    )


def _with_positions(row: dict[str, Any], redrawn: Conclusion | None, study: Study, text: Text) -> dict[str, Any]:
    if redrawn is None:
        return row
    names = text("app.list_separator").join(site_name(study, one, text) for one in redrawn.depends_on)
    agreeing = {"p_low": redrawn.p_low, "p_high": redrawn.p_high, "agreeing": redrawn.agreeing}
    return {**row, **agreeing, "depends_on": names}


def _row(statistic: str, against: str, text: Text, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - cells of any kind
    return {
        "id": f"{statistic}_{against}",
        "statistic": text(f"briefing_table.statistic_{statistic}"),
        **values,
    }


def _nearest(cluster: ClusterResult, text: Text) -> Iterator[dict[str, Any]]:
    metres = text("briefing_table.unit_m")
    for name, null in cluster.nulls.items():
        words = null_words(name, cluster.seats_radius_m, text)
        yield _row(
            "nearest",
            name,
            text,
            null=text(f"clustering.null_{name}"),
            value=cluster.clark_evans.mean_nn_m,
            unit=metres,
            expected=null.expected_m,
            low=null.low_m,
            high=null.high_m,
            ratio=null.ratio,
            p=null.p,
            simulations=null.simulations,
            caveat=text("briefing_table.caveat_nearest", words=words),
        )
    found = cluster.clark_evans
    yield _row(
        "donnelly",
        "uniform",
        text,
        null=text("briefing_table.null_uniform"),
        value=found.donnelly,
        expected=1.0,
        ratio=found.donnelly,
        p=found.donnelly_p,
        caveat=text("briefing_table.caveat_donnelly"),
    )


def _ripley(cluster: ClusterResult, text: Text) -> Iterator[dict[str, Any]]:
    metres = text("briefing_table.unit_m")
    for name, band in cluster.ripley.envelopes.items():
        yield _row(
            "ripley",
            name,
            text,
            null=text(f"clustering.null_{name}"),
            value=float(largest_deviation_m(band.l_m[None], band.centre_m)[0]),
            unit=metres,
            p=band.p_mad,
            simulations=band.simulations,
            caveat=text("briefing_table.caveat_ripley"),
        )


def _groups(cluster: ClusterResult, text: Text) -> Iterator[dict[str, Any]]:
    if cluster.groups is None:
        return
    caveat = text("briefing_table.caveat_groups", km=f"{cluster.groups.grouping.radius_m / 1000:.3g}")
    share = text("briefing_table.unit_share")
    for name, chance in cluster.groups.chance.items():
        yield _row(
            "groups",
            name,
            text,
            null=text(f"clustering.null_{name}"),
            value=chance.observed,
            unit=share,
            expected=chance.expected,
            low=chance.low,
            high=chance.high,
            p=chance.p,
            simulations=chance.simulations,
            caveat=caveat,
        )


def _concentration(cluster: ClusterResult, text: Text) -> Iterator[dict[str, Any]]:
    found = cluster.concentration
    nulls: Mapping[str, Any] = {} if found is None else found.null
    for name, null in nulls.items():
        shared = {
            "null": text(f"briefing_table.null_{name}"),
            "simulations": null.simulations,
            "caveat": text("briefing_table.caveat_concentration"),
        }
        for measure in ("hhi", "gini"):
            yield _row(
                measure,
                name,
                text,
                value=getattr(found, measure),
                expected=getattr(null, f"expected_{measure}"),
                p=getattr(null, f"p_{measure}"),
                **shared,
            )


def _notes(study: Study, cluster: ClusterResult, text: Text, what: str) -> list[str]:
    def name(site: str) -> str:
        return site_name(study, site, text)

    left_out = [
        text("briefing_table.left_out", name=item_name(study, one, text), reason=text(f"reason.{reason}"))
        for one, reason in cluster.left_out.items()
    ]
    return [
        answer(cluster, what, text),
        text("clustering.small_sample", n=cluster.n),
        text("clustering.many_tests"),
        joined_sentences(finding_words(cluster.findings, name, text), text),
        *left_out,
    ]
