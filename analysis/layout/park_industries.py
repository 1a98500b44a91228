"""What the parks of each city do: the plan's industries, or the groups that these belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Level = Literal["industry", "group"]
LEVELS: tuple[Level, ...] = ("industry", "group")


@dataclass(frozen=True, eq=False)
class ParkIndustries:
    """Parks with what they do, at one level of the taxonomy.

    Parameters
    ----------
    level
        ``industry``, or ``group`` of industries.
    parks
        Ids of the parks that state an industry of the taxonomy.
    city
        Place in `cities` of each park.
    cities
        Cities with such a park, in the order of the parks.
    kinds
        Industries or groups that occur.
    does
        Park x kind, whether the park does it.
    without_industries
        Parks that state no industry of the taxonomy; they are not measured.
    unknown
        Industries that parks state and the taxonomy does not know.
    """

    level: Level
    parks: tuple[str, ...]
    city: NDArray[np.int64]
    cities: tuple[str, ...]
    kinds: tuple[str, ...]
    does: NDArray[np.bool_]
    without_industries: tuple[str, ...]
    unknown: tuple[str, ...]

    def without(self, park: str) -> ParkIndustries:
        """Return the same without one park; a city that it leaves without any is left out."""
        keep = [place for place, name in enumerate(self.parks) if name != park]
        cities = list(dict.fromkeys(self.cities[self.city[place]] for place in keep))
        return ParkIndustries(
            level=self.level,
            parks=tuple(self.parks[place] for place in keep),
            city=np.array([cities.index(self.cities[self.city[place]]) for place in keep], dtype=np.int64),
            cities=tuple(cities),
            kinds=self.kinds,
            does=self.does[keep],
            without_industries=self.without_industries,
            unknown=self.unknown,
        )


def park_industries(
    city: pd.Series, industries: pd.Series, group_of: Mapping[str, str], *, level: Level = "industry"
) -> ParkIndustries:
    """Return what the parks do.

    Parameters
    ----------
    city
        City of each park, indexed by park id.
    industries
        Ids of each park's industries, same index; None or an empty list where none is stated.
    group_of
        Industry id -> group id: the taxonomy.
    level
        ``industry`` or ``group``.
    """
    stated = {str(park): _texts(found) for park, found in zip(industries.index, industries, strict=True)}
    known = {park: [one for one in found if one in group_of] for park, found in stated.items()}
    chosen = {park: {group_of[one] if level == "group" else one for one in found} for park, found in known.items()}
    parks = tuple(park for park, found in chosen.items() if found)
    by_park = dict(zip(map(str, city.index), city.astype(str), strict=True))
    cities = tuple(dict.fromkeys(by_park[park] for park in parks))
    order = dict.fromkeys(group_of.values()) if level == "group" else group_of
    kinds = tuple(kind for kind in order if any(kind in chosen[park] for park in parks))
    return ParkIndustries(
        level=level,
        parks=parks,
        city=np.array([cities.index(by_park[park]) for park in parks], dtype=np.int64),
        cities=cities,
        kinds=kinds,
        does=np.array([kind in chosen[park] for park in parks for kind in kinds], dtype=bool).reshape(
            len(parks), len(kinds)
        ),
        without_industries=tuple(park for park, found in chosen.items() if not found),
        unknown=tuple(dict.fromkeys(one for found in stated.values() for one in found if one not in group_of)),
    )


def city_shares(of: ParkIndustries, does: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Return the shares of the kinds in each city's parks, shape (..., cities, kinds); rows sum to 1.

    Each park counts once, split evenly over what it does, so that a park with a long list weighs no more than others.

    Parameters
    ----------
    of
        Parks with their cities.
    does
        Shape (..., parks, kinds), in place of `of.does`: what chance deals out.
    """
    given = of.does if does is None else does
    weight = given / given.sum(axis=-1, keepdims=True)
    shares: NDArray[np.float64] = _membership(of) @ weight / _membership(of).sum(axis=1)[:, None]
    return shares


def specialisation(of: ParkIndustries, does: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Return half of each city's Krugman index against the parks of all other cities, shape (..., cities).

    Half the sum over the kinds of how far the city's share is from that of the others together: 0 where its parks do
    what the others' do, 1 where they have nothing in common. NaN for the only city.

    Parameters
    ----------
    of, does
        As in `city_shares`.

    References
    ----------
    Krugman, P. (1991). Geography and trade, p. 76. Cambridge, Massachusetts: MIT Press.
    """
    given = of.does if does is None else does
    member = _membership(of)
    weight = given / given.sum(axis=-1, keepdims=True)
    own = member @ weight
    rest = weight.sum(axis=-2, keepdims=True) - own
    sizes = member.sum(axis=1)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        others = np.where(len(of.parks) > sizes, rest / (len(of.parks) - sizes), np.nan)
    found: NDArray[np.float64] = np.abs(own / sizes - others).sum(axis=-1) / 2
    return found


def dissimilarity(
    of: ParkIndustries, pairs: Sequence[tuple[int, int]], does: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Return how little the cities of each pair share of what their parks do, shape (..., pairs).

    1 less what both do over what at least one does (Jaccard's distance): 0 where the two do the same, 1 where they have
    nothing in common.

    Parameters
    ----------
    of, does
        As in `city_shares`.
    pairs
        Places in `of.cities`.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11, 37-50.
    """
    given = of.does if does is None else does
    present = (_membership(of) @ given.astype(float)) > 0
    one = present[..., [pair[0] for pair in pairs], :]
    other = present[..., [pair[1] for pair in pairs], :]
    found: NDArray[np.float64] = 1 - (one & other).sum(axis=-1) / (one | other).sum(axis=-1)
    return found


def _membership(of: ParkIndustries) -> NDArray[np.float64]:
    """Return city x park, 1 where the park is the city's."""
    member: NDArray[np.bool_] = of.city[None, :] == np.arange(len(of.cities))[:, None]
    return member.astype(np.float64)


def _texts(found: object) -> list[str]:
    if isinstance(found, list | tuple | np.ndarray):
        return list(dict.fromkeys(str(one) for one in found))
    return []
