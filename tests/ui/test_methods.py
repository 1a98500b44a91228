from __future__ import annotations

from ui.methods import methods
from ui.text import entries

NOT_METHODS = {"title", "lead", "own_rule"}


def test_every_measure_has_a_name_and_words_and_every_word_a_measure() -> None:
    ids = {method.id for section in methods().values() for method in section}
    words = {key.removeprefix("method.") for key in entries() if key.startswith("method.")}
    sections = {f"section_{section}" for section in methods()}
    assert words == NOT_METHODS | sections | ids | {f"{name}_words" for name in ids}


def test_a_measure_is_listed_once() -> None:
    ids = [method.id for section in methods().values() for method in section]
    assert len(set(ids)) == len(ids)


def test_a_reference_has_an_author_and_a_year() -> None:
    for section in methods().values():
        for method in section:
            for reference in method.references:
                assert any(part[:4].isdecimal() for part in reference.split("(")[1:]), reference
