"""A file of weights is either weights or a list of problems, whatever stands in it, and soon."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import ParameterError, UnreadableError, YuantuError
from layers.weights_file import MOST_TOLD, read_group, read_weights

PIECES = st.sampled_from(
    [
        "[criteria.a]", "[ahp]", "[criteria]", "[[criteria]]", "weight=", "objective=", "ideal=", "min=", "max=",
        "criteria=", "matrix=", "1", "-1", "0", "nan", "inf", "1e400", "9" * 30, "true", "2020-13-45", "'x'", "'max'",
        "'ideal'", "['a','b']", "[[1,2],['1/2',1]]", "[[1,1e300],[1e-300,1]]", "'1/0'", "{", "}", "[", "]", "a", ".",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=50),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map("\n".join),
    st.lists(st.tuples(PIECES, PIECES).map("".join), max_size=8).map("\n".join),
)


def written(folder: Path, text: str, name: str = "w.toml") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def codes(folder: Path, text: str) -> list[str]:
    with pytest.raises(YuantuError) as caught:
        read_weights(written(folder, text))
    assert all(len(one.where) < 200 for one in caught.value.problems)
    return [one.code for one in caught.value.problems]


@given(text=TEXTS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_weights_or_problems(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with contextlib.suppress(YuantuError):
        read_weights(path)
    with contextlib.suppress(YuantuError):
        read_group([path, path])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a = " + "9" * 5_000, "not_toml"),
        ("[criteria.a]\nweight = 2020-13-45", "not_toml"),
        ("a = " + "[" * 100_000, "nested_too_deep"),
        ('[criteria."\\ud800"]', "not_toml"),
        ("[criteria.\ud800]", "not_utf8"),
    ],
)
def test_what_the_library_cannot_read_is_told(text: str, code: str, tmp_path: Path) -> None:
    assert codes(tmp_path, text) == [code]


@pytest.mark.parametrize("matrix", ["[[1, 1e300], [1e-300, 1]]", "[[1, '1e-320'], ['1e320', 1]]", "[[1, nan], [1, 1]]"])
def test_comparison_beyond_all_scales_is_told(matrix: str, tmp_path: Path) -> None:
    found = codes(tmp_path, f"[ahp]\ncriteria = ['a', 'b']\nmatrix = {matrix}")
    assert set(found) == {"bad_comparison"}


def test_names_of_very_many_criteria_are_compared_in_one_pass(tmp_path: Path) -> None:
    """Counting each among all would take the square of their number."""
    names = ",".join(f"'{n}'" for n in range(200_000))
    assert codes(tmp_path, f"[ahp]\nmatrix = []\ncriteria = [{names}]") == ["comparisons_shape"]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"k{n} = 1" for n in range(1_000)),
        "\n".join(f"[criteria.k{n}]\nweight = 'x'" for n in range(1_000)),
        f"[ahp]\nmatrix = []\ncriteria = [{','.join([repr(str(n)) for n in range(500)] * 2)}]",
    ],
)
def test_flood_of_problems_is_told_in_part(text: str, tmp_path: Path) -> None:
    assert len(codes(tmp_path, text)) == MOST_TOLD


def test_names_of_criteria_are_shown_cut(tmp_path: Path) -> None:
    long = "x" * 10_000
    text = f"[criteria.'{long}']\nweight = 0\n" + "\n".join(f"[criteria.k{n}]\nweight = 0" for n in range(1_000))
    with pytest.raises(ParameterError) as caught:
        read_weights(written(tmp_path, text))
    assert len(str(caught.value)) < 1_000
    assert codes(tmp_path, f"[ahp]\nmatrix = []\ncriteria = ['{long}', '{long}']")[0] == "duplicate_criterion"


def test_folders_and_devices_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml", Path("/dev/zero")):
        with pytest.raises(UnreadableError, match="file_missing"):
            read_weights(path)
