"""Finding a place by its Chinese name, its pinyin (whole or initials) or its English name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache


def find(query: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the keys whose names hold the query; those that begin with it come first.

    Parameters
    ----------
    query
        What a person typed; case, spaces and tone marks do not matter. Empty finds nothing.
    names
        Key -> its names in any language.
    """
    wanted = _plain(query)
    if not wanted:
        return []
    places = {key: _place(wanted, key_names) for key, key_names in names.items()}
    found = [key for key, place in places.items() if place is not None]
    return sorted(found, key=lambda key: places[key] != 0)


def _place(wanted: str, names: tuple[str, ...]) -> int | None:
    """Return 0 where a spelling begins with the wanted text, 1 where it holds it, None otherwise."""
    spellings = [spelling for name in names for spelling in _spellings(name)]
    if any(spelling.startswith(wanted) for spelling in spellings):
        return 0
    return 1 if any(wanted in spelling for spelling in spellings) else None


@lru_cache(maxsize=8192)
def _spellings(name: str) -> tuple[str, ...]:
    """Return a name as it stands, in pinyin and in pinyin initials."""
    # Imported at the first search: its dictionaries take half a second, which the first page need not wait for.
    from pypinyin import Style, lazy_pinyin

    return (
        _plain(name),
        _plain("".join(lazy_pinyin(name))),
        _plain("".join(lazy_pinyin(name, style=Style.FIRST_LETTER))),
    )


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
