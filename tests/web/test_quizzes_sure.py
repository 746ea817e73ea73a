"""“I am sure”: stored if it is said, never asked for, and told back with the result."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Course
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import Response
from quizapp.services import quizzes as service
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import begin, make_quiz, right_answers, single
from tests.support.takers import make_students

ESSAY = {"id": "T-essay", "type": "essay", "stem": "Why?"}
TYPED = {"id": "T-short", "type": "short", "stem": "Who?", "answers": ["Kim"]}


@pytest.fixture
def attempt(mina: Person) -> UUID:
    return begin(mina.id, make_quiz("made-up", [TYPED, single("T-1"), ESSAY]).slug)


def kept(session: Session, position: int = 1) -> tuple[int, object, bool | None] | None:
    row = session.execute(
        select(Response.seq, Response.response, Response.sure).where(Response.position == position)
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def put(person: Person, attempt: UUID, seq: int, text: str | None, **more: object) -> int:
    body = {"seq": seq, "response": None if text is None else {"text": text}, **more}
    return person.client.api("PUT", f"/attempts/{attempt}/responses/1", body).status_code


def test_said_it_is_stored_and_left_out_it_stays(
    mina: Person, attempt: UUID, session: Session
) -> None:
    assert put(mina, attempt, 1, "Lee") == 200
    assert kept(session) == (1, {"text": "Lee"}, None)
    assert put(mina, attempt, 2, "Lee", sure=True) == 200
    assert kept(session) == (2, {"text": "Lee"}, True)
    assert put(mina, attempt, 3, "Kim") == 200
    assert put(mina, attempt, 4, "Kim", sure=None) == 200
    assert kept(session) == (4, {"text": "Kim"}, True)
    assert put(mina, attempt, 5, "Kim", sure=False) == 200
    assert kept(session) == (5, {"text": "Kim"}, False)


def test_it_follows_the_order_of_the_answers(mina: Person, attempt: UUID, session: Session) -> None:
    assert put(mina, attempt, 2, "Kim", sure=True) == 200
    assert put(mina, attempt, 2, "Kim", sure=True) == 200  # the same once more
    assert put(mina, attempt, 2, "Kim") == 200
    assert put(mina, attempt, 2, "Kim", sure=False) == 409
    assert put(mina, attempt, 1, "Kim", sure=False) == 409
    assert kept(session) == (2, {"text": "Kim"}, True)


@pytest.mark.parametrize("sure", ["yes", 1, {}])
def test_it_is_true_or_false(mina: Person, attempt: UUID, session: Session, sure: object) -> None:
    assert put(mina, attempt, 1, "Kim", sure=sure) == 422
    assert kept(session) is None


def test_of_an_essay_nobody_is_asked(mina: Person, attempt: UUID, session: Session) -> None:
    body = {"seq": 1, "response": {"text": "So."}, "sure": True}
    assert mina.client.api("PUT", f"/attempts/{attempt}/responses/3", body).status_code == 200
    assert kept(session, 3) == (1, {"text": "So."}, None)
    page = mina.client.get(f"/attempts/{attempt}?layout=all").text
    assert page.count('name="sure"') == 2


def test_without_javascript_it_is_a_box_of_the_form(
    mina: Person, attempt: UUID, session: Session
) -> None:
    def send(seq: int, **fields: str) -> None:
        form = {"here": "1", "go": "stay", "shown": "1", "seq-1": str(seq), **fields}
        assert mina.client.send_form(f"/attempts/{attempt}", form).status_code == 303

    send(0, sure="1")  # of no answer one cannot be sure
    assert kept(session) is None
    send(0, **{"q1.text": "Kim"})
    assert kept(session) == (1, {"text": "Kim"}, None)
    send(1, **{"q1.text": "Kim"}, sure="1")
    assert kept(session) == (2, {"text": "Kim"}, True)
    assert 'name="sure" value="1" checked' in mina.client.get(f"/attempts/{attempt}").text
    send(2, **{"q1.text": "Kim"}, sure="1")
    assert kept(session) == (2, {"text": "Kim"}, True)
    send(2, **{"q1.text": "Kim"})
    assert kept(session) == (3, {"text": "Kim"}, False)


def test_the_result_points_at_what_was_surely_wrong(mina: Person, attempt: UUID) -> None:
    put(mina, attempt, 1, "Lee", sure=True)
    right = right_answers(mina.id, attempt)[2]
    service.save(mina.id, service.Answer(attempt, 2, 1, right, sure=True), START)
    service.submit(mina.id, attempt, uuid4(), START)
    page = mina.client.get(f"/attempts/{attempt}/result").text
    assert page.count("You were sure: worth a second look") == 1
    assert page.count(">you were sure<") == 1
    told = mina.client.api("GET", f"/attempts/{attempt}/result").get_json()
    assert told["score"] == 1  # it changes no points
    exported = mina.client.api("GET", "/me/export").get_json()["attempts"][0]["items"]
    assert [one["position"] for one in exported if one["sure"]] == [1, 2]


def sit(learner: int, slug: str, text: str, sure: bool | None) -> None:
    attempt = begin(learner, slug)
    service.save(learner, service.Answer(attempt, 1, 1, {"text": text}, sure), START)
    service.submit(learner, attempt, uuid4(), START)


@pytest.mark.parametrize(("number", "enough"), [(19, False), (20, True)])
def test_the_report_tells_how_many_were_sure_and_wrong(
    admin: Person, number: int, enough: bool, session: Session
) -> None:
    quiz = make_quiz("made-up", [TYPED])
    home = session.get_one(Item, quiz.items["T-short"]).set_id
    session.get_one(QuestionSet, home).course_id = session.scalars(select(Course.id)).one()
    session.commit()
    students = make_students(number + 5)
    for place, learner in enumerate(students):
        sit(learner, quiz.slug, "Lee" if place < 8 else "Kim", True if place < number else None)
    page = admin.client.get(f"/teach/items/{quiz.items['T-short']}/report").text
    assert (f"Of {number} who said that they were sure, 8 lost points." in page) is enough
    assert ("40 %" in page) is enough
    assert (f"{number} answers marked as sure; from 20 on" in page) is not enough
