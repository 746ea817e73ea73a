"""Loading a whole course: all that is wrong is reported at once, each at its place."""

from pathlib import Path

import pytest

from quizapp.content.course import load_all, load_course
from quizapp.content.digests import folder_digest, item_digest
from quizapp.domain.items.registry import load_body
from tests.support.small_course import assert_shown, change, write_course

QUESTIONS = Path(__file__).parents[2] / "questions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def complaints(folder: Path, severity: str = "error") -> list[str]:
    return [
        str(problem)
        for problem in load_course(folder, "tides").problems
        if problem.severity == severity
    ]


def test_a_sound_course_loads_whole(folder: Path) -> None:
    loaded = load_course(folder, "tides")
    assert [str(problem) for problem in loaded.problems] == []
    course = loaded.course
    assert course is not None
    assert (course.slug, course.head.title) == ("tides", "Tides")
    assert [lesson.id for lesson in course.lessons] == ["L1"]
    assert [body.id for body in course.sets[0].items] == ["L1-01", "L1-02", "L1-03", "L1-F01"]
    assert course.sets[0].lesson == "L1"
    assert [quiz.slug for quiz in course.quizzes] == ["tides-quiz"]
    assert course.claims[0].verdict == "imprecise"


@pytest.mark.parametrize(
    ("file", "old", "new", "needle", "message"),
    [
        ("items/l1.yaml", "claims: [C1]", "claims: [C9]", "C9", "there is no claim 'C9'"),
        ("items/l1.yaml", "facts: [F1]\n    sources: [S1]\n  - id: L1-02",
         "facts: [F7]\n    sources: [S1]\n  - id: L1-02", "F7", "there is no fact 'F7'"),
        ("items/l1.yaml", "enemies: [L1-F01]", "enemies: [L1-99]", "L1-99",
         "there is no item 'L1-99' (did you mean 'L1-"),
        ("items/l1.yaml", "objective: L1.1", "objective: L1.2", "L1.2",
         "there is no objective 'L1.2' (did you mean 'L1.1'?)"),
        ("items/l1.yaml", "misconception: M1}", "misconception: M2}", "M2",
         "there is no misconception 'M2'"),
        ("items/l1.yaml", "lesson: L1", "lesson: L2", "L2", "there is no lesson 'L2'"),
        ("items/l1.yaml", "id: L1-02", "id: L1-01", "id: L1-01\n    type: short",
         "the item 'L1-01' is already defined at tides/items/l1.yaml:4:5"),
        ("facts.yaml", "sources: [S1]", "sources: [S8]", "S8", "there is no source 'S8'"),
        ("claims.yaml", "lessons: [L1]", "lessons: [L3]", "L3", "there is no lesson 'L3'"),
        ("claims.yaml", "items: [L1-01]", "items: [L1-77]", "L1-77", "there is no item 'L1-77'"),
        ("quizzes.yaml", "sets: [tides-set]", "sets: [tide-set]", "tide-set",
         "there is no set 'tide-set' (did you mean 'tides-set'?)"),
        ("lessons/01-tides.md", "sources: [S1]", "sources: [S4]", "S4", "there is no source 'S4'"),
        ("lessons/01-tides.md", "fact: F1", "fact: F4", "F4", "there is no fact 'F4'"),
        ("lessons/01-tides.md", "[^S2]", "[^S7]", "[^S7]", "there is no source 'S7'"),
        ("lessons/01-tides.md", "(term:spring-tide)", "(term:neap-tide)", "term:neap",
         "there is no term 'neap-tide'"),
        ("lessons/01-tides.md", "::: claim C1", "::: claim C2", "C2", "there is no claim 'C2'"),
        ("lessons/01-tides.md", "::: checkpoint L1-01", "::: checkpoint L1-09", "L1-09",
         "there is no item 'L1-09'"),
        ("lessons/01-tides.md", "::: checkpoint L1-01", "::: checkpoint L1-F01", "L1-F01",
         "'L1-F01' is of type flashcard: it cannot be answered in a lesson"),
        ("course.yaml", "slug: tides", "slug: tide", "tide\n", "the slug is the folder's name"),
    ],
)  # fmt: skip
def test_references_are_checked(
    folder: Path, file: str, old: str, new: str, needle: str, message: str
) -> None:
    change(folder, file, old, new)
    assert_shown(complaints(folder), folder, file, needle, message)
    assert load_course(folder).course is None


def test_all_problems_of_all_files_come_together_and_in_order(folder: Path) -> None:
    change(folder, "facts.yaml", "verification: V", "verification: X")
    change(folder, "sources.yaml", "kind: book", "kind: pamphlet")
    change(folder, "items/l1.yaml", "type: short", "type: long")
    found = complaints(folder)
    assert [one.split(":")[0] for one in found] == [
        "tides/facts.yaml", "tides/items/l1.yaml", "tides/sources.yaml",
    ]  # fmt: skip


def test_a_broken_record_is_not_blamed_twice(folder: Path) -> None:
    change(folder, "facts.yaml", "verification: V", "verification: X")
    assert len(complaints(folder)) == 1


def test_a_file_that_is_no_yaml_does_not_hide_the_others(folder: Path) -> None:
    (folder / "quizzes.yaml").write_text("quizzes: [", encoding="utf-8")
    change(folder, "claims.yaml", "kind: fact", "kind: guess")
    found = complaints(folder)
    assert any("quizzes.yaml" in one and "not valid YAML" in one for one in found)
    assert any("claims.yaml" in one for one in found)
    assert len(found) == 2


def test_missing_files_and_fields(folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    change(folder, "items/l1.yaml", "set: {slug", "sat: {slug")
    found = complaints(folder)
    assert found == [
        "tides/items/l1.yaml:1:1: the field 'set' is missing",
        "tides/items/l1.yaml:2:1: the field 'sat' is unknown",
        "tides/sources.yaml:1:1: cannot be read: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("course.yaml", "slug: tides"),
        ("course.yaml", "["),
        ("lessons/01-tides.md", "# no front matter"),
        ("lessons/01-tides.md", "---\nid: L1\n---\n"),
        ("items/l1.yaml", "items: ["),
        ("items/l1.yaml", "lesson: L1\nset: {slug: tides-set, title: x}"),
        ("facts.yaml", "facts: 1"),
    ],
)
def test_a_file_that_is_lost_is_blamed_alone(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    found = complaints(folder)
    assert found
    assert all(one.startswith(f"tides/{file}:") for one in found)


@pytest.mark.parametrize("text", ["[1]", "facts: 3", "fact: []", "facts: [1]"])
def test_registers_of_the_wrong_shape(folder: Path, text: str) -> None:
    (folder / "facts.yaml").write_text(text, encoding="utf-8")
    assert any(one.startswith("tides/facts.yaml:1:") for one in complaints(folder))


def test_an_objective_belongs_to_the_lesson_of_the_set(folder: Path) -> None:
    lesson = (folder / "lessons/01-tides.md").read_text(encoding="utf-8")
    second = lesson.replace("L1\n", "L2\n", 1).replace("why-tides", "more").replace("L1.1", "L2.1")
    second = second.replace("id: spring-tide", "id: neap-tide")
    (folder / "lessons/02-more.md").write_text(second, encoding="utf-8")
    change(folder, "course.yaml", "[01-tides.md]", "[01-tides.md, 02-more.md]")
    change(folder, "items/l1.yaml", "objective: L1.1", "objective: L2.1")
    assert [one.split(": ", 1)[1] for one in complaints(folder)] == [
        "the objective 'L2.1' belongs to L2, the item to L1"
    ]


def test_planned_lessons_may_be_named_before_they_are_written(folder: Path) -> None:
    change(folder, "course.yaml", "lessons: [01-tides.md]", "lessons: [01-tides.md]\nplanned: [L2]")
    change(folder, "claims.yaml", "lessons: [L1], items: [L1-01]", "lessons: [L2], items: [L2-01]")
    (folder / "quizzes.yaml").write_text(
        "quizzes: [{slug: later, title: Later, lesson: L2, sets: [later-set]}]", encoding="utf-8"
    )
    loaded = load_course(folder, "tides")
    assert [str(problem) for problem in loaded.problems if problem.severity == "error"] == []
    assert loaded.course is not None
    assert loaded.course.quizzes == ()
    assert "waits for its lesson" in complaints(folder, "warning")[0]


def test_a_plan_that_is_done_is_pointed_out(folder: Path) -> None:
    change(folder, "course.yaml", "lessons: [01-tides.md]", "lessons: [01-tides.md]\nplanned: [L1]")
    assert complaints(folder) == []
    assert complaints(folder, "warning") == [
        "tides/course.yaml:6:11: the lesson 'L1' is written: take it off the plan"
    ]


def test_files_that_nothing_reads_are_pointed_out(folder: Path) -> None:
    (folder / "claim.yaml").write_text("x: 1\n", encoding="utf-8")
    assert complaints(folder, "warning") == ["tides/claim.yaml:1:1: nothing reads this file"]


def test_a_lesson_cannot_come_from_elsewhere(folder: Path) -> None:
    change(folder, "course.yaml", "[01-tides.md]", '["../../secret.md"]')
    assert any("a lesson is named without a folder" in one for one in complaints(folder))


def test_slugs_are_unique_across_courses(tmp_path: Path) -> None:
    write_course(tmp_path)
    other = write_course(tmp_path, "waves")
    change(other, "course.yaml", "slug: tides", "slug: waves")
    one, two = load_all(tmp_path)
    assert one.course is not None
    assert two.course is None
    messages = [problem.message for problem in two.problems]
    assert "the set 'tides-set' is also in the course 'tides'" in messages
    assert "the quiz 'tides-quiz' is also in the course 'tides'" in messages
    assert "the item 'L1-01' is also in the course 'tides'" in messages


def test_the_digest_of_a_folder_follows_its_files(folder: Path) -> None:
    before = folder_digest(folder)
    assert folder_digest(folder) == before
    change(folder, "facts.yaml", "The moon makes", "The Moon makes")
    assert folder_digest(folder) != before


def test_the_digest_of_an_item_ignores_how_it_is_written() -> None:
    short = {"id": "a", "type": "short", "stem": "x?", "answers": ["y"]}
    again = {"answers": ["y"], "stem": "x?", "type": "short", "id": "a", "points": 1, "tags": []}
    other = {**short, "answers": ["z"]}
    assert item_digest(load_body(short)) == item_digest(load_body(again))
    assert item_digest(load_body(short)) != item_digest(load_body(other))


def test_the_built_in_course_loads_without_a_problem() -> None:
    for loaded in load_all(QUESTIONS):
        assert [str(problem) for problem in loaded.problems] == []
        assert loaded.course is not None
