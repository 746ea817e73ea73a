"""The questions before a lesson: named by its author, or found; each a guess of one click."""

from pathlib import Path

import pytest

from quizapp.content.course import load_course
from tests.support.small_course import change, place_of, write_course

LESSON = "lessons/01-tides.md"
MORE = """
  - id: L1-{n}
    type: single
    stem: Which one is number {n} of them all?
    options: [{{text: This, key: true}}, {{text: That, misconception: M1}}, {{text: Those, misconception: M1}}]
    explanation: It is this one, and that one is another one; the third of them is not it either, as everybody who counts from the first can see.
    facts: [F1]
    sources: [S1]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_course(tmp_path)
    change(made, "items/l1.yaml", "  - id: L1-03\n", "".join(
        MORE.format(n=n) for n in ("10", "11", "12")).lstrip("\n") + "  - id: L1-03\n")  # fmt: skip
    return made


def before(folder: Path) -> tuple[str, ...] | None:
    course = load_course(folder).course
    assert course is not None, load_course(folder).problems
    return course.lessons[0].head.before


def digest(folder: Path) -> str:
    course = load_course(folder).course
    assert course is not None
    return course.lessons[0].digest


def name(folder: Path, codes: str) -> None:
    change(folder, LESSON, "sources: [S1]\n", f"before: {codes}\nsources: [S1]\n")


def test_without_a_word_they_are_the_first_single_choices_that_the_text_does_not_ask(
    folder: Path,
) -> None:
    assert before(folder) == ("L1-10", "L1-11")


def test_of_two_enemies_only_one_is_chosen(folder: Path) -> None:
    change(folder, "items/l1.yaml", "number 10 of them all?\n",
           "number 10 of them all?\n    enemies: [L1-11]\n")  # fmt: skip
    assert before(folder) == ("L1-10", "L1-12")


def test_the_author_may_choose_or_want_none_and_the_digest_tells(folder: Path) -> None:
    found = digest(folder)
    name(folder, "[L1-12, L1-10]")
    assert before(folder) == ("L1-12", "L1-10")
    chosen = digest(folder)
    change(folder, LESSON, "before: [L1-12, L1-10]", "before: []")
    assert before(folder) == ()
    assert len({found, chosen, digest(folder)}) == 3


@pytest.mark.parametrize(
    ("codes", "needle", "message"),
    [
        ("[L1-10, L1-99]", "L1-99", "there is no item 'L1-99'"),
        ("[L1-02]", "L1-02", "'L1-02' is no single choice: a guess is one click"),
        ("[L1-01]", "L1-01", "'L1-01' is asked in the text already"),
    ],
)
def test_what_cannot_be_asked_there_is_refused_at_its_place(
    folder: Path, codes: str, needle: str, message: str
) -> None:
    name(folder, codes)
    line, column = place_of(folder, LESSON, needle)
    errors = [str(one) for one in load_course(folder, "tides").problems if one.severity == "error"]
    assert len(errors) == 1
    assert errors[0].startswith(f"tides/{LESSON}:{line}:{column}")
    assert message in errors[0]


def test_more_than_two_are_too_many(folder: Path) -> None:
    name(folder, "[L1-10, L1-11, L1-12]")
    assert load_course(folder).course is None
