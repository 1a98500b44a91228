"""GeoJSON as it stands: attributes in their own types, and for each geometry that cannot be built the reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from analysis.errors import Problem, UnreadableError


@dataclass(frozen=True)
class Parsed:
    """One mapping of attributes and one geometry a feature; `crs` is the old member of that name, None without one."""

    records: Sequence[Mapping[str, Any]]
    geometries: Sequence[BaseGeometry | None]
    broken: Mapping[int, str]
    crs: object


def parse(text: str, name: str) -> Parsed:
    """Read a feature collection.

    Raises
    ------
    UnreadableError
        ``not_json``, ``nested_too_deep``, ``cannot_open``, ``not_a_feature_collection``.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise _unreadable("not_json", name, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise _unreadable("nested_too_deep", name) from error
    except ValueError as error:  # a number of thousands of digits
        raise _unreadable("cannot_open", name, reason=str(error)[:120]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _unreadable("not_a_feature_collection", name)
    built = [_geometry(feature.get("geometry")) for feature in features]
    return Parsed(
        records=[_attributes(feature) for feature in features],
        geometries=[geometry for geometry, _ in built],
        broken={place: reason for place, (_, reason) in enumerate(built) if reason},
        crs=content.get("crs"),
    )


def stated_name(member: object) -> object:
    """Return the name that a `crs` member states, None where it states none, such as one with a link."""
    properties = member.get("properties") if isinstance(member, dict) else None
    return properties.get("name") if isinstance(properties, dict) else None


def _unreadable(code: str, name: str, **values: str | int) -> UnreadableError:
    return UnreadableError(Problem(code, name, values))


def _attributes(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties")
    attributes = dict(properties) if isinstance(properties, dict) else {}
    if "id" not in attributes and isinstance(feature.get("id"), str | int):
        attributes["id"] = str(feature["id"])
    return attributes


def _geometry(value: object) -> tuple[BaseGeometry | None, str]:
    """Return the geometry, or None and the reason why it cannot be built."""
    if value is None:
        return None, ""
    try:
        return shape(value), ""
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        return None, str(error) or type(error).__name__
    except RecursionError:
        return None, "RecursionError"
