"""Decisions about questions that were asked, grading again, and what students are told."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.content.course import load_all
from quizapp.models.classes import Enrolment
from quizapp.models.courses import Course
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.models.learners import AuditEntry
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz, QuizItem, Response
from quizapp.models.regrading import RegradedItem, Ruling
from quizapp.paths import shipped
from quizapp.services.courses import sync_course
from quizapp.services.quizzes import submit_expired
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.classes import give, make_class
from tests.support.clock import START, FixedClock
from tests.support.quizzes import Made, begin, make_quiz, save, single
from tests.support.takers import make_students, put_in_class, take
from tests.support.visitor import Visitor
from tests.web.test_analysis import WHO, city

WHY = "Both names were in use then."


@pytest.fixture
def quiz(session: Session) -> Made:
    course = session.scalars(select(Course.id)).one()
    return make_quiz(contents=[WHO, single("T-a")], course_id=course)


@pytest.fixture
def pupils(ms_park: Person, quiz: Made, clock: FixedClock) -> list[int]:
    """Three of ms_park's students who have taken it: right, a variant, nothing; a minute ago."""
    students = make_students(3)
    put_in_class(ms_park.id, students)
    for who, text in zip(students, ("Kim Il-sung", "the General", None), strict=True):
        given = {"T-a": city("Busan")} | ({"T-who": {"text": text}} if text else {})
        take(who, quiz.slug, given, clock.now())
    clock.move(minutes=5)
    return students


def rule(person: Person, item: int, **fields: Any) -> str:
    """Decide; the address of the page that shows what it changes."""
    sent = person.client.send_form(
        f"/teach/items/{item}/ruling", {"id": str(uuid4()), "reason": WHY, **fields}
    )
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def accept(person: Person, quiz: Made) -> str:
    return rule(person, quiz.items["T-who"], kind="accept", part="", answer="the General")


def again(person: Person, address: str, **fields: str) -> Any:
    form = {"id": str(uuid4()), "keep": "y", **fields}
    return person.client.send_form(f"{address}/regrade", form)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def scores(session: Session) -> list[float | None]:
    session.rollback()
    return list(session.scalars(select(Attempt.score).order_by(Attempt.learner_id)))


def test_the_difference_is_shown_first_and_then_applied_once(
    ms_park: Person, quiz: Made, pupils: list[int], session: Session
) -> None:
    page = accept(ms_park, quiz)
    text = words(ms_park.client.get(page).text)
    assert "Regrade 3 attempts?" in text
    assert "1 score would change, 2 would not" in text
    assert "Pupil 1" in text
    assert "0 → 1 0.0 % → 50.0 %" in text
    assert scores(session) == [1, 0, 0]  # nothing has happened yet
    assert again(ms_park, page).status_code == 303
    assert scores(session) == [1, 1, 0]
    again(ms_park, page)
    assert scores(session) == [1, 1, 0]
    rows = session.execute(
        select(RegradedItem.score_before, RegradedItem.score_after).order_by(
            RegradedItem.learner_id
        )
    )
    assert [tuple(row) for row in rows] == [(1, 1), (0, 1), (0, 0)]
    text = words(ms_park.client.get(page).text)
    assert "3 attempts were graded again" in text
    done = session.scalars(select(AuditEntry).where(AuditEntry.action == "attempts regraded")).all()
    assert [(one.actor_id, one.detail["changed"]) for one in done] == [(ms_park.id, "1")]


def test_the_record_of_the_class_and_the_gradebook_tell_what_was_graded_again(
    ms_park: Person, mr_cho: Person, mina: Person, quiz: Made, clock: FixedClock
) -> None:
    group = make_class(ms_park, mina)
    given = give(group, ms_park, f"quiz:{quiz.slug}", title="Week 1")
    take(mina.id, given.slug, {"T-who": {"text": "the General"}}, clock.now())
    clock.move(minutes=5)
    again(ms_park, accept(ms_park, quiz))
    record = words(ms_park.client.get(f"{group.home}/record").text)
    said = "graded again , Week 1: question T-who, 1 of 1 score changed (“" + WHY
    assert said.replace(" ,", ",") in record.replace(" ,", ",")
    book = f"/teach/gradebook/{group.public_id}/{given.public_id}/{mina.public_id}"
    assert f"This changed: 0 → 1 points, because: {WHY}" in words(ms_park.client.get(book).text)
    assert mr_cho.client.get(f"{group.home}/record").status_code == 404


def test_answers_and_texts_stay_as_they_were(
    ms_park: Person, quiz: Made, pupils: list[int], session: Session
) -> None:
    before = session.scalars(select(Response.response).order_by(Response.learner_id)).all()
    revisions = session.scalar(select(func.count()).select_from(ItemRevision))
    again(ms_park, accept(ms_park, quiz))
    session.rollback()
    assert session.scalars(select(Response.response).order_by(Response.learner_id)).all() == before
    assert session.scalar(select(func.count()).select_from(ItemRevision)) == revisions
    pinned = session.scalars(select(AttemptItem.item_revision_id)).all()
    assert set(pinned) <= set(session.scalars(select(ItemRevision.id)).all())


def test_the_student_is_told_what_changed_and_why(
    ms_park: Person, mina: Person, quiz: Made, clock: FixedClock
) -> None:
    put_in_class(ms_park.id, [mina.id])
    attempt = take(mina.id, quiz.slug, {"T-who": {"text": "the General"}})
    clock.move(minutes=5)
    page = rule(
        ms_park, quiz.items["T-who"], kind="accept", part="", answer="the General",
        source="A letter of 1948",
    )  # fmt: skip
    result = f"/attempts/{attempt}/result"
    assert WHY not in mina.client.get(result).text
    again(ms_park, page)
    text = words(mina.client.get(result).text)
    assert "This changed : 0 → 1 points." in text.replace("changed:", "changed :")
    assert f"because: {WHY}" in text
    assert "Source: A letter of 1948" in text
    assert "ms_park" not in text
    data = mina.client.api("GET", f"/attempts/{attempt}/result").get_json()
    assert (data["score"], data["items"][0]["score"]) == (1, 1)
    (kept,) = mina.client.api("GET", "/me/export").get_json()["attempts"][0]["regraded"]
    assert (kept["before"], kept["after"], kept["reason"]) == (0, 1, WHY)


def test_it_holds_for_what_is_handed_in_later(
    ms_park: Person, mina: Person, jun: Person, quiz: Made, session: Session, clock: FixedClock
) -> None:
    group = put_in_class(ms_park.id, [mina.id])
    assert group
    open_one = begin(mina.id, quiz.slug, clock.now())
    save(mina.id, open_one, 1, {"text": "the general"}, now=clock.now())
    clock.move(minutes=1)
    accept(ms_park, quiz)
    mina.client.api("POST", f"/attempts/{open_one}/submit", {"id": str(uuid4())})
    take(jun.id, quiz.slug, {"T-who": {"text": "the General"}}, clock.now())
    assert scores(session) == [1, 0]  # jun is in none of her classes


def test_whoever_leaves_the_class_keeps_the_score_and_the_reason(
    ms_park: Person, mina: Person, quiz: Made, session: Session, clock: FixedClock
) -> None:
    put_in_class(ms_park.id, [mina.id])
    rule(ms_park, quiz.items["T-a"], kind="drop")
    clock.move(minutes=1)
    attempt = take(mina.id, quiz.slug, {}, clock.now())
    with write() as writing:
        writing.execute(update(Enrolment).values(left_at=START, left_by="student"))
    data = mina.client.api("GET", f"/attempts/{attempt}/result").get_json()
    assert [item["score"] for item in data["items"]] == [0, 1]
    assert "everybody gets its points, because" in words(
        mina.client.get(f"/attempts/{attempt}/result").text
    )


def test_a_dropped_question_gives_everybody_its_points(
    ms_park: Person, quiz: Made, pupils: list[int], session: Session
) -> None:
    again(ms_park, rule(ms_park, quiz.items["T-a"], kind="drop"))
    assert scores(session) == [2, 1, 1]


def test_a_moved_key_takes_points_away_only_if_that_is_wanted(
    ms_park: Person, quiz: Made, pupils: list[int], session: Session, clock: FixedClock
) -> None:
    extra = make_students(1, 9)
    put_in_class(ms_park.id, extra)
    take(extra[0], quiz.slug, {"T-a": city("Seoul")})
    busan = city("Busan")["choice"]
    page = rule(ms_park, quiz.items["T-a"], kind="key", answer=busan)
    text = words(ms_park.client.get(page).text)
    assert "3 scores would change, 1 would not" in text
    assert "“Busan” is the right answer" in text
    harsh = words(ms_park.client.get(f"{page}?keep=0").text)
    assert "4 scores would change" in harsh
    again(ms_park, page, keep="")
    assert scores(session) == [2, 1, 1, 0]


def test_a_key_can_be_moved_back(
    ms_park: Person, quiz: Made, pupils: list[int], session: Session, clock: FixedClock
) -> None:
    item = quiz.items["T-a"]
    again(ms_park, rule(ms_park, item, kind="key", answer=city("Busan")["choice"]))
    clock.move(minutes=1)
    offered = words(ms_park.client.get(f"/teach/items/{item}/ruling?kind=key").text)
    assert "Right so far: Busan Right is Seoul Daegu Incheon Why?" in offered
    back = rule(ms_park, item, kind="key", answer=city("Seoul")["choice"])
    text = words(ms_park.client.get(f"{back}?keep=0").text)
    assert "“Seoul” is the right answer" in text
    assert "3 scores would change" in text
    again(ms_park, back, keep="")
    assert scores(session) == [1, 0, 0]
    twice = {"id": str(uuid4()), "reason": WHY, "kind": "drop"}
    assert ms_park.client.send_form(f"/teach/items/{item}/ruling", twice).status_code == 303
    twice["id"] = str(uuid4())
    assert ms_park.client.send_form(f"/teach/items/{item}/ruling", twice).status_code == 422


def test_a_teachers_own_item_gets_a_new_revision(
    ms_park: Person, mr_cho: Person, jun: Person, session: Session, clock: FixedClock
) -> None:
    quiz = make_quiz("own", [WHO])
    with write() as writing:
        writing.execute(
            update(QuestionSet).where(QuestionSet.slug == "set-of-own")
            .values(owner_id=ms_park.id, course_id=None)
        )  # fmt: skip
    take(jun.id, quiz.slug, {"T-who": {"text": "the General"}})
    clock.move(minutes=1)
    item = quiz.items["T-who"]
    assert mr_cho.client.get(f"/teach/items/{item}/ruling").status_code == 404
    page = accept(ms_park, quiz)
    session.rollback()
    assert session.get_one(Item, item).revision == 2
    newest = session.scalars(
        select(ItemRevision.content).where(ItemRevision.item_id == item, ItemRevision.number == 2)
    ).one()
    assert newest["answers"] == ["Kim Il-sung", "the General"]
    text = words(ms_park.client.get(page).text)
    assert "somebody outside your classes" in text
    assert "jun" not in text
    assert mr_cho.client.get(page).status_code == 404
    assert again(mr_cho, page).status_code == 404
    again(ms_park, page)
    assert scores(session) == [1]


def retold(session: Session, code: str, **changed: Any) -> Any:
    """The built-in course with one item changed, as its files would give it."""
    (loaded,) = load_all(shipped("questions"))
    assert loaded.course is not None
    sets = tuple(
        replace(
            one,
            items=tuple(
                body.model_copy(update=changed) if body.id == code else body for body in one.items
            ),
        )
        for one in loaded.course.sets
    )
    return replace(loaded.course, sets=sets, digest="another")


def test_loading_the_course_again_does_not_lose_it(
    admin: Person, mina: Person, session: Session, clock: FixedClock
) -> None:
    item = session.scalars(select(Item).where(Item.code == "L1-02")).one()
    quiz = make_quiz("of-it", [single()])
    with write() as writing:
        writing.execute(update(QuizItem).where(QuizItem.quiz_id == quiz.id).values(item_id=item.id))
    rule(admin, item.id, kind="drop")
    clock.move(minutes=1)
    report = sync_course(retold(session, "L1-02", explanation="Told anew."), clock.now())
    assert report.revised == 1
    attempt = take(mina.id, quiz.slug, {}, clock.now())
    data = mina.client.api("GET", f"/attempts/{attempt}/result").get_json()
    assert (data["score"], data["max"]) == (1, 1)
    assert session.scalars(select(Ruling.item_id)).all() == [item.id]


def test_the_same_form_twice_is_one_decision(
    ms_park: Person, quiz: Made, pupils: list[int], session: Session
) -> None:
    same = str(uuid4())
    for _ in range(2):
        rule(ms_park, quiz.items["T-a"], kind="drop", id=same)
    assert session.scalars(select(Ruling.client_id)).all() == [UUID(same)]


def test_what_does_not_fit_is_refused_with_the_words_kept(
    ms_park: Person, mr_cho: Person, quiz: Made, pupils: list[int], session: Session
) -> None:
    item = quiz.items["T-who"]
    form = {"id": str(uuid4()), "kind": "accept", "part": "", "reason": WHY}
    address = f"/teach/items/{item}/ruling"
    known = ms_park.client.send_form(address, {**form, "answer": "kim il sung"})
    assert (known.status_code, WHY in known.text) == (422, True)
    assert "it is so already" in known.text
    assert ms_park.client.send_form(address, {**form, "answer": ""}).status_code == 422
    assert (
        ms_park.client.send_form(address, {**form, "answer": "x", "reason": " "}).status_code == 422
    )
    without = mr_cho.client.send_form(address, {**form, "answer": "x"})
    assert "you teach no class yet" in without.text
    assert session.scalars(select(Ruling.id)).all() == []


def test_another_teachers_decision_on_the_course_is_hidden(
    ms_park: Person, mr_cho: Person, mina: Person, client: Visitor, quiz: Made, pupils: list[int]
) -> None:
    page = accept(ms_park, quiz)
    for other in (mr_cho, mina):
        assert other.client.get(page).status_code == 404
        assert again(other, page).status_code == 404
    assert client.get(page).status_code == 303
    assert WHY not in mr_cho.client.get(f"/teach/items/{quiz.items['T-who']}/ruling").text
    assert "“the General” is accepted too" in words(
        ms_park.client.get(f"/teach/items/{quiz.items['T-who']}/ruling").text
    )


def test_an_attempt_closed_at_its_deadline_is_graded_by_what_is_known_now(
    ms_park: Person, mina: Person, quiz: Made, session: Session, clock: FixedClock
) -> None:
    with write() as writing:
        writing.execute(update(Quiz).where(Quiz.id == quiz.id).values(minutes=10))
    put_in_class(ms_park.id, [mina.id])
    attempt = begin(mina.id, quiz.slug, clock.now())
    save(mina.id, attempt, 1, {"text": "the General"}, now=clock.now())
    clock.move(minutes=30)
    page = accept(ms_park, quiz)
    submit_expired(clock.now() + timedelta(minutes=1), 10)
    assert scores(session) == [1]
    assert "Nothing to grade again" in ms_park.client.get(page).text
