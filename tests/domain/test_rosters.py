"""Lists of names: what is read out of them, and what is told about the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.rosters import ROSTER_MAX, read_roster


@pytest.mark.parametrize(
    "text",
    [
        "Kim Minji\nLee Jun\n",
        "\ufeffname\r\nKim Minji\r\n\r\nLee Jun",
        "Name,E-mail\nKim Minji,x@example.org\nLee Jun,",
        "First name;Family name\nKim;Minji\nLee;Jun",
        "Kim  Minji\t7b\nLee Jun\t7b",
        '"Kim Minji","7b"\n"Lee Jun","7b"',
        "Surname;First name;Class\nMinji;Kim;7b\nJun;Lee;7b",
        "No.,Last_name,First_name\n1,Minji,Kim\n2,Jun,Lee",
        "Class\tName\n7b\tKim Minji\n7b\tLee Jun",
        "Name;First name\nMinji;Kim\nJun;Lee",
        "Minji, Kim\nJun, Lee\n",
        "Minji, Kim\n\nLee Jun\n",
        "Kim Minji,Student\nLee Jun,Student",
    ],
)
def test_lists_in_many_shapes_give_the_same_names(text: str) -> None:
    assert read_roster(text).names == ("Kim Minji", "Lee Jun")


def test_lines_without_a_usable_name_are_told_with_their_number() -> None:
    found = read_roster("Name\nKim\n" + "y" * 41 + "\nkim\n!!!\n")
    assert found.names == ("Kim",)
    assert [one.line for one in found.skipped] == [3, 4, 5]
    assert "twice" in found.skipped[1].reason


def test_a_list_ends_at_five_hundred_names() -> None:
    found = read_roster("\n".join(f"Student {n}" for n in range(ROSTER_MAX + 2)))
    assert len(found.names) == ROSTER_MAX
    assert [one.text for one in found.skipped] == ["Student 500", "Student 501"]


@given(st.text(max_size=300))
def test_any_text_can_be_read_as_a_list(text: str) -> None:
    found = read_roster(text)
    assert all(found.names)
    for name, family in zip(found.names, found.families, strict=True):
        assert name.endswith(family or "")


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Park, Hana\nLee Jun", ("Park", None)),
        ("Surname;First name;Class\nvan  Dam;Kim;7b\nJun;Lee;7b", ("van Dam", "Jun")),
        ("First name;Family name\nKim;Minji\nLee", ("Minji", None)),
        ("Hana Park\nLee Jun", (None, None)),
    ],
)
def test_a_list_tells_which_part_of_a_name_is_the_familys(
    text: str, families: tuple[str | None, ...]
) -> None:
    assert read_roster(text).families == families


def test_a_broken_line_costs_no_other_line() -> None:
    found = read_roster('name,class\nKim,7b\n"Lee,7b\nPark,7b\nChoi,"7b\n')
    assert found.names == ("Kim", "Park", "Choi")
    assert [(one.line, one.reason) for one in found.skipped] == [
        (3, "A quotation mark in this line has no partner.")
    ]


def test_half_a_name_is_not_taken_from_a_broken_line() -> None:
    assert read_roster('First name,Family name\nKim,"Minji\nLee,Jun').names == ("Lee Jun",)


def test_a_list_that_is_one_endless_cell_is_told_and_not_an_error() -> None:
    (left_out,) = read_roster('"' + "a" * 150_000).skipped
    assert left_out.line == 1
