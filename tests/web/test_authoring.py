"""Sets to browse, the teacher's desk, and the first teacher's link."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from quizapp.models.courses import Lesson
from quizapp.models.items import QuestionSet
from quizapp.models.learners import AuditEntry, Learner, OneTimeToken
from quizapp.models.quizzes import Quiz
from quizapp.services.making_way import make_way
from quizapp.services.roles import offer_first_teacher
from quizapp.services.transaction import write
from tests.support.authoring import add_item, new_set
from tests.support.cast import Person
from tests.support.classes import make_class
from tests.support.clock import FixedClock
from tests.support.statements import Statements
from tests.support.visitor import Visitor

LINK = "/teach/setup?token=the-link"
NEW = {"token": "the-link", "name": "Ms Kim", "password": "lamp river seven"}


@pytest.fixture
def offered(session: Session, clock: FixedClock) -> None:
    assert offer_first_teacher("the-link", clock.now())


def code_in(text: str) -> str:
    found = re.search(r"(?:[2-9a-z]{5}-){3}[2-9a-z]{5}", text)
    assert found, text
    return found[0]


def test_sets_are_shown_to_everybody_with_a_way_to_study_them(
    client: Visitor, session: Session
) -> None:
    text = client.get("/sets").text
    titles = session.scalars(select(QuestionSet.title)).all()
    assert len(titles) > 0
    for slug in session.scalars(select(QuestionSet.slug).where(~QuestionSet.drill)):
        assert f'href="/study/sets/{slug}"' in text
    assert re.search(r"1\d questions, 1\d cards", text)


def test_the_desk_tells_what_each_set_holds(ms_park: Person, session: Session) -> None:
    text = ms_park.client.get("/teach").text
    assert re.search(r"one answer \d+ · ", text)
    for slug in session.scalars(select(Lesson.slug)):
        assert f'href="/lessons/{slug}"' in text
    for slug in session.scalars(select(Quiz.slug).where(Quiz.lesson_id.is_not(None))):
        assert f'href="/quizzes/{slug}"' in text


def test_private_and_retired_sets_are_not_shown(
    client: Visitor, session: Session, mina: Person, clock: FixedClock
) -> None:
    _add_sets(session, clock, 1, visibility="private", owner_id=mina.id)
    _add_sets(session, clock, 1, start=5, retired_at=clock.now())
    assert "Extra set" not in client.get("/sets").text
    assert "Extra set" not in mina.client.get("/sets").text


@pytest.mark.parametrize("path", ["/sets", "/teach"])
def test_more_sets_need_no_more_statements(
    ms_park: Person,
    session: Session,
    clock: FixedClock,
    statements: Callable[[], AbstractContextManager[Statements]],
    path: str,
) -> None:
    ms_park.client.get(path)
    counts = []
    for more in (3, 300):
        _add_sets(session, clock, more, start=more)
        with statements() as seen:
            assert ms_park.client.get(path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def _add_sets(
    session: Session, clock: FixedClock, count: int, start: int = 0, **columns: object
) -> None:
    plain = {
        "title": "Extra set",
        "description": "",
        "language": "en",
        "visibility": "public",
        "position": 0,
        "created_at": clock.now(),
        **columns,
    }
    session.execute(
        insert(QuestionSet), [{**plain, "slug": f"extra-{start + n}"} for n in range(count)]
    )
    session.commit()


def test_a_teacher_makes_a_reset_code_for_a_student(
    ms_park: Person, mina: Person, client: Visitor, session: Session
) -> None:
    assert mina.client.get("/account").status_code == 200
    make_class(ms_park, mina)
    answer = ms_park.client.send_form("/teach/reset", {"name": " MINA "})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.actor_id, entry.subject_id, entry.action) == (
        ms_park.id, mina.id, "reset code made",
    )  # fmt: skip
    fields = {"name": "mina", "code": code_in(answer.text), "password": "lamp river seven"}
    assert client.send_form("/login/recover", fields).status_code == 200
    # Whoever was signed in before is not any more.
    assert mina.client.get("/api/v1/session").get_json()["learner"] is None


def test_only_a_teacher_of_hers_or_an_admin_makes_a_code_for_a_student(
    ms_park: Person, mr_cho: Person, admin: Person, mina: Person, jun: Person, session: Session
) -> None:
    make_class(ms_park, mina)
    make_class(mr_cho, jun, title="8a", code="BCDFGHJK")
    codes = select(func.count()).select_from(OneTimeToken)
    for teacher, name in ((mr_cho, "mina"), (ms_park, "jun")):
        answer = teacher.client.send_form("/teach/reset", {"name": name})
        assert (answer.status_code, "no student with this name" in answer.text) == (422, True)
    assert session.scalar(codes) == 0
    assert admin.client.send_form("/teach/reset", {"name": "jun"}).status_code == 200
    assert session.scalar(codes) == 1


def test_who_has_left_the_class_is_no_longer_hers(ms_park: Person, mina: Person) -> None:
    group = make_class(ms_park, mina)
    mina.client.send_form(f"/classes/{group.public_id}/leave")
    assert ms_park.client.send_form("/teach/reset", {"name": "mina"}).status_code == 422


@pytest.mark.parametrize("name", ["nobody", "mr_cho", "admin", "ms_park", ""])
def test_there_is_no_reset_code_for_anybody_but_students(
    ms_park: Person, mr_cho: Person, admin: Person, session: Session, name: str
) -> None:
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    answer = ms_park.client.send_form("/teach/reset", {"name": name})
    assert answer.status_code == 422
    assert "no student with this name" in answer.text or "Enter the student" in answer.text
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_for_students_the_desk_does_not_exist(mina: Person, jun: Person, guest: Person) -> None:
    for person in (mina, guest):
        assert person.client.get("/teach").status_code == 404
        assert person.client.send_form("/teach/reset", {"name": "jun"}).status_code == 404


def test_a_stranger_becomes_the_first_teacher(
    offered: None, client: Visitor, session: Session
) -> None:
    assert "Ms Kim" not in client.get(LINK).text
    answer = client.send_form("/teach/setup", NEW)
    assert answer.status_code == 200
    assert code_in(answer.text)
    stored = session.scalars(select(Learner)).one()
    assert (stored.name, stored.role, stored.kind) == ("Ms Kim", "admin", "account")
    assert client.get("/teach").status_code == 200


def test_a_guest_becomes_the_first_teacher_and_keeps_her_progress(
    offered: None, guest: Person, session: Session
) -> None:
    assert guest.client.send_form("/teach/setup", NEW).status_code == 200
    stored = session.scalars(select(Learner)).one()
    assert (stored.id, stored.role) == (guest.id, "admin")
    assert guest.client.get("/teach").status_code == 200


def test_an_account_uses_the_link_as_it_is(offered: None, mina: Person, session: Session) -> None:
    assert "logged in as <b>mina</b>" in mina.client.get(LINK).text
    answer = mina.client.send_form("/teach/setup", {"token": "the-link"})
    assert answer.location == "/teach"
    assert session.get_one(Learner, mina.id).role == "admin"


def test_the_link_works_once(offered: None, mina: Person, jun: Person, session: Session) -> None:
    mina.client.send_form("/teach/setup", {"token": "the-link"})
    assert jun.client.get(LINK).status_code == 404
    again = jun.client.send_form("/teach/setup", {"token": "the-link"})
    assert again.status_code == 404
    assert "This link does not work" in again.text
    assert 'href="/login"' not in again.text.partition("<main")[2]  # she is logged in
    assert session.get_one(Learner, jun.id).role == "student"


def test_the_link_ends_after_a_week_or_with_the_next_one(
    offered: None, client: Visitor, clock: FixedClock
) -> None:
    assert client.get(LINK).status_code == 200
    assert offer_first_teacher("a newer link", clock.now())
    assert client.get(LINK).status_code == 404
    assert client.get("/teach/setup?token=a newer link").status_code == 200
    clock.move(days=7, seconds=1)
    assert client.get("/teach/setup?token=a newer link").status_code == 404


def test_there_is_no_link_once_there_is_a_teacher(
    offered: None, ms_park: Person, client: Visitor, clock: FixedClock
) -> None:
    assert not offer_first_teacher("another", clock.now() + timedelta(days=1))
    ended, made_up = client.get(LINK), client.get("/teach/setup?token=made-up")
    assert (ended.status_code, ended.headers["Cache-Control"]) == (404, "no-store")
    assert "a teacher was added on the server by command" in ended.text
    assert 'href="/login"' in ended.text.partition("<main")[2]
    # Somebody without the link learns nothing that its holder does not.
    mains = [one.text.partition("<main")[2] for one in (ended, made_up)]
    assert mains[0] == mains[1]


@pytest.mark.parametrize("token", ["", "wrong", "the-link\x00", "ﬁ"])
def test_a_wrong_link_is_turned_away_kindly(
    offered: None, client: Visitor, session: Session, token: str
) -> None:
    for answer in (
        client.get("/teach/setup", query_string={"token": token}),
        client.send_form("/teach/setup", {**NEW, "token": token}),
    ):
        assert answer.status_code == 404
        assert "quizapp serve" in answer.text
    assert session.scalar(select(func.count()).select_from(Learner)) == 0


def test_a_bad_password_leaves_the_link_working(
    offered: None, client: Visitor, session: Session
) -> None:
    answer = client.send_form("/teach/setup", {**NEW, "password": "short"})
    assert answer.status_code == 422
    assert 'value="Ms Kim"' in answer.text
    assert 'value="the-link"' in answer.text
    assert client.send_form("/teach/setup", NEW).status_code == 200


def test_a_taken_name_leaves_the_link_working(
    offered: None, client: Visitor, mina: Person, session: Session
) -> None:
    answer = client.send_form("/teach/setup", {**NEW, "name": "mina"})
    assert (answer.status_code, "taken" in answer.text) == (422, True)
    assert client.send_form("/teach/setup", NEW).status_code == 200


def test_the_old_address_of_a_set_that_made_way_leads_to_the_new_one(
    ms_park: Person, mr_cho: Person, session: Session
) -> None:
    made = new_set(ms_park, "Rivers")
    with write() as writing:
        make_way(writing, QuestionSet, [made.slug])
    answer = ms_park.client.get(f"/teach/sets/{made.slug}")
    assert answer.status_code == 302
    page = ms_park.client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "Yours stays as it was" in page.text
    assert mr_cho.client.get(f"/teach/sets/{made.slug}").status_code == 404
    assert mr_cho.client.get(answer.headers["Location"]).status_code == 404


def test_a_set_says_how_many_questions_it_has_and_what_else(ms_park: Person) -> None:
    made = new_set(ms_park)
    text = {"type": "text", "stem": "Read this."}
    card = {"type": "flashcard", "front": "1948", "back": "Two states"}
    for content, said in (
        (text, "1 card or text"),
        (card, "2 cards or texts"),
        ({"type": "essay", "stem": "Why?"}, "1 question, 2 cards or texts"),
        ({"type": "essay", "stem": "How?"}, "2 questions, 2 cards or texts"),
    ):
        add_item(ms_park, made, content)
        for page in ("/teach", f"/teach/sets/{made.slug}"):
            assert f"{said} ·" in " ".join(ms_park.client.get(page).text.split())
