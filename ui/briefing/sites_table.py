"""Parks and towns with everything that the plan, the layers and the analyses say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from analysis.clustering.result import ClusterResult
from analysis.layout.result import LayoutResult
from analysis.sites import furthest_status
from analysis.study import Study
from briefing.table import Table
from ui.briefing.columns import made_table, names_first, plain
from ui.plan_text import gap_sentence
from ui.sites import (
    SITE_LAYERS,
    city_name,
    district_name,
    industry_names,
    kind_name,
    site_name,
    status_name,
    tier_name,
)
from ui.text import Text

PLAN_COLUMNS: Final = (
    "kind", "kind_name", "city", "district", "town", "tier", "tier_name", "plan_clause", "status", "status_name",
    "status_history", "industries", "lead_firms", "area_km2", "area_year", "area_note", "lon", "lat",
    "position_uncertainty_m", "position_confidence", "position_basis", "other_sites", "stated_bounds", "within",
    "overlaps", "established", "called_by",
)  # fmt: skip
CLUSTER_COLUMNS: Final = (
    "score_points", "group_no", "in_group_share", "nearest_site", "nearest_site_m", "nearest_platform_m",
    "score_change_points",
)  # fmt: skip


def sites_table(
    study: Study,
    text: Text,
    *,
    cluster: ClusterResult | None = None,
    layout: LayoutResult | None = None,
    ids: Mapping[str, Sequence[str]] | None = None,
    name: str = "sites",
) -> Table:
    """Return parks and towns, a row each.

    Parameters
    ----------
    study, text
        The study, and the catalogue in the reader's language.
    cluster, layout
        Whose results are joined; their columns are there only with them.
    ids
        Which sites, by layer id; all if None. A layer that it does not name is left out.
    name
        Of the table: ``sites``, ``parks`` or ``towns``.
    """
    columns = ["id", *names_first(text), *PLAN_COLUMNS]
    columns += [*(CLUSTER_COLUMNS if cluster else ()), *(["gaps"] if layout else []), "note", "sources"]
    of_clusters = {} if cluster is None else cluster_values(cluster, study, text)
    missing = {} if layout is None else gap_words(layout, study, text)
    rows = [
        {**_site(study, layer_id, key, text), **of_clusters.get(key, {}), "gaps": missing.get(key)}
        for layer_id, key in site_keys(study, ids)
    ]
    return made_table(name, columns, rows, text, notes=_notes(study, text))


def site_keys(study: Study, ids: Mapping[str, Sequence[str]] | None = None) -> list[tuple[str, str]]:
    """Return layer and id of each site, parks first; all if `ids` is None."""
    return [
        (layer_id, key)
        for layer_id in SITE_LAYERS
        if study.has(layer_id)
        for key in study.rows(layer_id)
        if ids is None or key in ids.get(layer_id, ())
    ]


def cluster_values(cluster: ClusterResult, study: Study, text: Text) -> dict[str, dict[str, Any]]:
    """Return what the clustering says of each site that it measured."""
    groups = {} if cluster.groups is None else cluster.groups.groups.group_of
    together = None if cluster.groups is None else cluster.groups.comembership
    shares = dict(zip(cluster.ids, together.in_group.tolist(), strict=True)) if together and together.draws else {}
    return {
        one.id: {
            "score_points": one.score.value,
            "group_no": None if one.id not in groups else groups[one.id] + 1,
            "in_group_share": shares.get(one.id),
            "nearest_site": site_name(study, one.nearest_id, text),
            "nearest_site_m": one.nearest_m,
            "nearest_platform_m": one.platform_m,
            "score_change_points": one.change_points,
        }
        for one in cluster.per_site
    }


def gap_words(layout: LayoutResult, study: Study, text: Text) -> dict[str, str]:
    """Return city or site -> its gaps, a sentence each."""
    plan = study.require_plan()
    found: dict[str, list[str]] = {}
    for gap in layout.gaps:
        found.setdefault(gap.who, []).append(gap_sentence(study, plan, gap, text))
    return {who: joined_sentences(sentences, text) for who, sentences in found.items()}


def joined_sentences(sentences: Iterable[str], text: Text) -> str:
    """Return sentences one after the other."""
    return text("problem._join").join(sentence.strip() for sentence in sentences if sentence)


def _site(study: Study, layer_id: str, key: str, text: Text) -> dict[str, Any]:
    row = study.rows(layer_id)[key]
    point = study.layer(layer_id).geometry[key]
    known = point is not None and not point.is_empty
    plan = study.plan
    separator = text("app.list_separator")
    return {
        "id": key,
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "kind": row["kind"],
        "kind_name": kind_name(row, layer_id, text),
        "city": city_name(study, row["city"], text),
        "district": district_name(study, row["district"], row["city"], text) if plain(row["district"]) else None,
        "town": text.choose(row, "town"),
        "tier": None if plan is None else plan.tier_of.get(row["city"]),
        "tier_name": tier_name(plan, row["city"], text) if plan and row["city"] in plan.tier_of else None,
        "plan_clause": row["plan_clause"],
        "status": furthest_status(row["status"]),
        "status_name": status_name(row, text) if row["status"] else None,
        "status_history": _lines(_status(record, text) for record in row["status"]),
        "industries": separator.join(industry_names(row, plan, text)),
        "lead_firms": separator.join(_texts(row, "lead_firms", text)),
        "area_km2": row["area_km2"],
        "area_year": row["area_year"],
        "area_note": text.choose(row, "area_note"),
        "lon": point.x if known else None,
        "lat": point.y if known else None,
        "position_uncertainty_m": row["position_uncertainty_m"],
        "position_confidence": text(f"site.certainty_{row['position_confidence']}"),
        "position_basis": text.choose(row, "position_basis"),
        "other_sites": _lines(_other_site(one, text) for one in row.get("other_sites") or ()),
        "stated_bounds": text.choose(row, "stated_bounds"),
        "within": site_name(study, row["within"], text) if plain(row["within"]) else None,
        "overlaps": separator.join(site_name(study, one, text) for one in row["overlaps"] or ()),
        "established": text.choose(row, "established"),
        "called_by": text.choose(row, "called_by"),
        "note": text.choose(row, "note"),
        "sources": _lines(_source(one, text) for one in row["sources"]),
    }


def _status(record: Mapping[str, Any], text: Text) -> str:
    words = {
        "status": text(f"site.status_{record['status']}"),
        "date": record.get("date") or text("site.date_unknown"),
        "source": record.get("source") or "–",
    }
    note = text.choose(record, "note")
    return text("briefing_table.status_record", **words) + (text("app.in_brackets", words=note) if note else "")


def _source(record: Mapping[str, Any], text: Text) -> str:
    note = text.choose(record, "note")
    return str(record.get("source") or "") + (text("app.in_brackets", words=note) if note else "")


def _other_site(row: Mapping[str, Any], text: Text) -> str:
    values = {"lon": f"{row['lon']:g}", "lat": f"{row['lat']:g}", "m": f"{row['position_uncertainty_m']:g}"}
    return text("briefing_table.other_site", name=text.choose(row, "name"), **values)


def _texts(row: Mapping[str, Any], field: str, text: Text) -> list[str]:
    """Return a field that lists texts, in the reader's language where it has it."""
    other = row.get(f"{field}_en") if text.language == "en" else None
    return list(other or row.get(field) or ())


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _notes(study: Study, text: Text) -> list[str]:
    towns = study.plan.town_note.in_language(text.language) if study.plan and study.has("towns") else ""
    return [text("clustering.platform_what"), towns]
