"""Join codes, pseudonyms, names to log in with, and lists of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.classes import (
    CODE_ALPHABET,
    bare_join_code,
    free_name,
    join_code,
    pseudonym,
    spaced_code,
)
from quizapp.domain.names import NAME_MAX, name_key


@given(st.binary(min_size=8, max_size=40))
def test_a_code_is_read_back_however_it_is_typed(random: bytes) -> None:
    code = join_code(random)
    assert len(code) == 8
    assert set(code) <= set(CODE_ALPHABET)
    assert bare_join_code(code) == code
    assert bare_join_code(f" {spaced_code(code).lower()} ") == code
    assert bare_join_code(f"{code[:3]}-{code[3:]}") == code


@pytest.mark.parametrize("typed", ["", "BCDFGHJ", "BCDFGHJKL", "BCDFGHJ1", "AEIOUAEI", "ｂcdfghjk"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert bare_join_code(typed) is None


@given(st.lists(st.binary(min_size=4, max_size=4), max_size=60))
def test_no_two_pseudonyms_of_a_class_are_the_same(seeds: list[bytes]) -> None:
    taken: set[str] = set()
    for seed in seeds:
        made = pseudonym(seed, taken)
        assert made not in taken
        assert len(made) <= 40
        taken.add(made)


def test_there_is_a_pseudonym_even_when_all_words_are_taken() -> None:
    taken: set[str] = set()
    while not (made := pseudonym(bytes(4), taken)).startswith("Student"):
        taken.add(made)
    assert made == f"Student {len(taken) + 1}"


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Kim Minji", set(), "Kim Minji"),
        ("KIM minji", {"kim minji"}, "KIM minji 2"),
        ("Kim Minji", {"kim minji", "kim minji 2"}, "Kim Minji 3"),
        ("x" * NAME_MAX, {"x" * NAME_MAX}, "x" * (NAME_MAX - 2) + " 2"),
    ],
)
def test_a_name_that_is_somebodys_gets_a_number(name: str, taken: set[str], expected: str) -> None:
    found = free_name(name, taken)
    assert found == expected
    assert name_key(found) not in taken
