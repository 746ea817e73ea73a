"""Reports on sets and items: whose answers count, what is said, who may see it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.domain.items.mask import internal_id
from quizapp.models.classes import Assignment, Enrolment
from quizapp.models.courses import Course
from quizapp.models.items import QuestionSet
from quizapp.services.classes.assigning import withdraw
from quizapp.services.transaction import write
from tests.support.authoring import add_item, new_set
from tests.support.cast import Person
from tests.support.classes import give, make_class
from tests.support.clock import START
from tests.support.forms import filled
from tests.support.quizzes import Made, make_quiz, single
from tests.support.statements import Statements
from tests.support.takers import make_students, put_in_class, take, take_all
from tests.support.visitor import Visitor

CITIES = ("Seoul", "Busan", "Daegu", "Incheon")
WHO = {"id": "T-who", "type": "short", "stem": "Who?", "answers": ["Kim Il-sung"]}


def city(name: str) -> dict[str, Any]:
    return {"choice": internal_id(name)}


@pytest.fixture
def quiz(session: Session) -> Made:
    """Four questions; the second has its key at the wrong option."""
    wrong = single("T-b")
    wrong["options"][1]["misconception"] = "M01"
    course = session.query(Course.id).scalar()
    return make_quiz(contents=[single("T-a"), wrong, single("T-c"), WHO], course_id=course)


def answers(n: int) -> dict[str, Any]:
    """The upper half knows a and c, and takes Busan where the key says Seoul."""
    good = n % 2 == 0
    return {
        "T-a": city("Seoul" if good else "Daegu"),
        "T-b": city("Busan" if good else "Seoul"),
        "T-c": city("Seoul" if good or n % 3 == 0 else "Incheon"),
        "T-who": {"text": "the General" if n % 4 == 1 else "Kim Il Sung"},
    }


def report(person: Person, slug: str = "set-of-made-up") -> str:
    response = person.client.get(f"/teach/sets/{slug}/report")
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def of_item(person: Person, item: int) -> str:
    response = person.client.get(f"/teach/items/{item}/report")
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_before_anybody_has_answered(ms_park: Person, quiz: Made) -> None:
    assert "No answers yet" in report(ms_park)
    text = of_item(ms_park, quiz.items["T-a"])
    assert "20 more are needed" in text


def test_the_suspicious_come_first_with_a_reason(ms_park: Person, quiz: Made) -> None:
    students = make_students(24)
    put_in_class(ms_park.id, students)
    take_all(students, quiz.slug, [answers(n) for n in range(24)])
    text = report(ms_park)
    assert "From 24 learners" in text
    assert "did better in the rest than" in text
    assert "is the key right" in text
    look = text[text.index("Worth a look") : text.index("All questions")]
    assert look.index("T-b") < look.index("T-who")
    assert look.index("T-b") < look.index("T-a")
    assert "6 typed “the General”" in look
    assert "Cronbach’s alpha is" in text
    assert "over 4 questions that 24 learners were all asked" in text
    assert "Psychometrika 16 (1951)" in text


def test_an_answer_that_waits_for_a_grade_is_told_and_counts_nowhere(
    ms_park: Person, mina: Person, session: Session
) -> None:
    why = {"id": "T-why", "type": "essay", "stem": "Why?", "points": 3}
    course = session.query(Course.id).scalar()
    made = make_quiz(contents=[single("T-a"), why], course_id=course)
    given = give(make_class(ms_park, mina), ms_park, "quiz:made-up", title="Why")
    assert "No answers yet" in report(ms_park)
    take(mina.id, given.slug, {"T-why": {"text": "Because."}})
    text = report(ms_park)
    assert "1 answer waits for a grade. Until then no figure here counts it." in text
    assert re.search(r"T-why Why\? 1 to grade 0 – – – too few yet", text)
    assert "Answers 0 and 1 to grade" in of_item(ms_park, made.items["T-why"])
    assert "to grade" not in of_item(ms_park, made.items["T-a"])


def test_the_answers_that_count_and_those_to_grade_are_two_numbers(
    ms_park: Person, mina: Person, jun: Person, session: Session
) -> None:
    why = {"id": "T-why", "type": "essay", "stem": "Why?", "points": 3}
    make_quiz(contents=[why], course_id=session.query(Course.id).scalar())
    group = make_class(ms_park, mina, jun)
    given = give(group, ms_park, "quiz:made-up", title="Why")
    mine, _ = (take(one.id, given.slug, {"T-why": {"text": "So."}}) for one in (mina, jun))
    page = f"{group.home}/assignments/{given.public_id}/essays/{mine}/1"
    ms_park.client.send_form(page, {**filled(ms_park.client.get(page), "grade"), "points": "3"})
    assert "Why? 1 · 1 to grade" in report(ms_park)
    withdraw(given.id, ms_park.id, START, away=True)
    assert "to grade" not in report(ms_park)  # it lies on nobody's desk any more


def test_an_items_report_counts_who_chose_what(
    ms_park: Person, quiz: Made, session: Session
) -> None:
    students = make_students(24)
    put_in_class(ms_park.id, students)
    take_all(students, quiz.slug, [answers(n) for n in range(24)])
    text = of_item(ms_park, quiz.items["T-b"])
    assert "Right: Seoul" in text
    assert re.search(r"right: Seoul 12 50 % ", text)
    assert re.search(r"Busan 12 50 % ", text)
    assert re.search(r"Daegu 0 0 % –", text)
    assert "Henrysson" in text
    assert "20 s from 24" in text
    assert "student 1" not in text
    typed = of_item(ms_park, quiz.items["T-who"])
    assert re.search(r"the General 6 25 %", typed)


def test_only_the_latest_handed_in_attempt_of_students_counts(
    ms_park: Person, quiz: Made, jun: Person
) -> None:
    put_in_class(ms_park.id, [jun.id, ms_park.id])
    wrong, right = {"T-a": city("Busan")}, {"T-a": city("Seoul")}
    take(jun.id, quiz.slug, wrong)
    take(jun.id, quiz.slug, right)
    take(ms_park.id, quiz.slug, wrong)
    text = of_item(ms_park, quiz.items["T-a"])
    assert "From 1 learner." in text
    assert re.search(r"right: Seoul 1 100 %", text)
    assert re.search(r"Busan 0 0 %", text)


def test_of_the_course_a_teacher_sees_her_own_students_only(
    ms_park: Person, mr_cho: Person, admin: Person, quiz: Made
) -> None:
    mine, theirs = make_students(3), make_students(2, 3)
    put_in_class(ms_park.id, mine)
    put_in_class(mr_cho.id, theirs)
    for student in (*mine, *theirs):
        take(student, quiz.slug, {"T-a": city("Seoul")})
    item = quiz.items["T-a"]
    assert "From 3 learners" in of_item(ms_park, item)
    assert "From 2 learners" in of_item(mr_cho, item)
    assert "From 5 learners" in of_item(admin, item)
    with write() as session:
        session.execute(
            update(Enrolment).where(Enrolment.learner_id == mine[0])
            .values(left_at=START, left_by="student")
        )  # fmt: skip
    assert "From 2 learners" in of_item(ms_park, item)


def test_another_teachers_assignment_is_not_named(
    ms_park: Person, mr_cho: Person, jun: Person, quiz: Made
) -> None:
    """Jun is in both classes and took it for mr_cho: her answers count, his title stays his."""
    put_in_class(ms_park.id, [jun.id])
    theirs = put_in_class(mr_cho.id, [jun.id])
    take(jun.id, quiz.slug, {"T-a": city("Seoul")})
    with write() as session:
        session.add(
            Assignment(
                public_id=UUID(int=5), class_id=theirs, what="quiz", quiz_id=quiz.id, title="Test",
                instructions="", everyone=True, opens_at=START, late="accept", feedback="at_once",
                created_at=START,
            )
        )  # fmt: skip
    assert "Quiz made-up" in report(mr_cho)
    hers = report(ms_park)
    assert "From 1 learner" in hers
    assert "Quiz made-up" not in hers


def test_nothing_is_judged_by_nineteen(ms_park: Person, quiz: Made) -> None:
    students = make_students(19)
    put_in_class(ms_park.id, students)
    take_all(students, quiz.slug, [answers(n) for n in range(19)])
    text = report(ms_park)
    assert "No question stands out" in text
    assert "too early to tell" in text
    assert "too few yet" in text


def test_an_older_wording_is_named(ms_park: Person, quiz: Made, session: Session) -> None:
    from quizapp.models.items import Item, ItemRevision

    (student,) = make_students(1)
    put_in_class(ms_park.id, [student])
    take(student, quiz.slug, {"T-a": city("Incheon")})
    with write() as writing:
        item = writing.get_one(Item, quiz.items["T-a"])
        content = single("T-a")
        content["options"][3]["text"] = "Daejeon"
        item.revision = 2
        writing.add(
            ItemRevision(item_id=item.id, number=2, content=content, digest="d" * 64,
                         created_at=item.created_at)
        )  # fmt: skip
    text = of_item(ms_park, quiz.items["T-a"])
    assert "1 answer was to an earlier wording" in text
    assert "(Incheon) 1 100 %" in text


def test_strangers_see_nothing(
    client: Visitor, guest: Person, mina: Person, ms_park: Person, quiz: Made
) -> None:
    paths = ["/teach/sets/set-of-made-up/report", f"/teach/items/{quiz.items['T-a']}/report"]
    for path in paths:
        assert client.get(path).status_code == 303
        assert guest.client.get(path).status_code == 404
        assert mina.client.get(path).status_code == 404
        assert ms_park.client.get(path).status_code == 200
    for path in ("/teach/sets/none/report", "/teach/items/999999/report",
                 f"/teach/items/{2**70}/report", "/teach/sets/a%00b/report"):  # fmt: skip
        assert ms_park.client.get(path).status_code == 404


def test_a_teachers_own_set_is_hers_alone(
    ms_park: Person, mr_cho: Person, admin: Person, quiz: Made
) -> None:
    with write() as session:
        session.execute(
            update(QuestionSet)
            .where(QuestionSet.slug == "set-of-made-up")
            .values(owner_id=ms_park.id, course_id=None)
        )
    for path in ("/teach/sets/set-of-made-up/report", f"/teach/items/{quiz.items['T-a']}/report"):
        assert ms_park.client.get(path).status_code == 200
        assert mr_cho.client.get(path).status_code == 404
        assert admin.client.get(path).status_code == 404


def test_a_report_costs_the_same_for_many(
    ms_park: Person,
    quiz: Made,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    paths = ["/teach/sets/set-of-made-up/report", f"/teach/items/{quiz.items['T-b']}/report"]
    counts: dict[str, list[int]] = {path: [] for path in paths}
    for first, number in ((0, 3), (3, 25)):
        students = make_students(number, first)
        put_in_class(ms_park.id, students)
        take_all(students, quiz.slug, [answers(n) for n in range(number)])
        for path in paths:
            ms_park.client.get(path)
            with statements() as seen:
                ms_park.client.get(path)
            counts[path].append(len(seen))
    assert all(few == many for few, many in counts.values()), counts


def test_a_teachers_questions_are_numbered_as_on_the_page_of_the_set(
    ms_park: Person, mina: Person
) -> None:
    made = new_set(ms_park)
    add_item(ms_park, made, {"type": "text", "stem": "Read this."})
    code = add_item(ms_park, made, {"type": "essay", "stem": "Why was it drawn?"})
    given = give(make_class(ms_park, mina), ms_park, f"set:{made.slug}")
    take(mina.id, given.slug, {code: {"text": "Because."}})
    text = report(ms_park, made.slug)
    assert "Question 2 Why was it drawn?" in text
    assert code not in text
    found = ms_park.client.get(f"/teach/sets/{made.slug}/report").text
    address = re.search(r"/teach/items/([0-9]+)/report", found)
    assert address
    assert "Question 2 Why was it drawn?" in of_item(ms_park, int(address[1]))
