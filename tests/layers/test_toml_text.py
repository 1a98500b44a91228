from __future__ import annotations

import tomllib

import pytest

from layers.toml_text import MOST_CHARACTERS, toml_of


def test_an_ordinary_text_is_read_as_the_standard_library_reads_it() -> None:
    text = 'title = "A. B. C."\n[a.b]\nx = [1.5, 2.5]\n' + f"many = [{'0.5, ' * 1000}]\n"
    assert toml_of(text) == tomllib.loads(text)


@pytest.mark.parametrize("text", ["a." * 100_000 + "b = 1", f"[{'a.' * 100_000}b]", f"x = {{{'a.' * 100_000}b = 1}}"])
def test_a_key_of_a_hundred_thousand_parts_is_refused_at_once(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError, match="dots in a key"):
        toml_of(text)


def test_a_text_of_a_film_s_size_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError, match="characters"):
        toml_of("#" * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize("value", ["9" * 5_000, "-" + "9" * 5_000, "2020-13-45", "25:61:00"])
def test_a_number_of_thousands_of_digits_and_a_day_that_is_none_are_no_toml(value: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        toml_of(f"a = {value}")
