"""The sums of reports say what the attempts say, whatever happened to these in whatever order."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.domain.items.mask import internal_id
from quizapp.models.analysis import CountedAttempt, DueCount
from quizapp.models.db import db
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.services import analysis
from quizapp.services.accounts import delete_learner
from quizapp.services.analysis.sums import TABLES
from quizapp.services.roles import set_role
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import Made, make_quiz, single
from tests.support.takers import take

CITIES = ("Seoul", "Busan", "Daegu", "Incheon")
Snapshot = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def quizzes(app: Flask) -> list[Made]:
    """One that asks everybody the same, and one that draws two of three."""
    items = [single(f"T-{letter}") for letter in "abc"]
    typed = {"id": "T-who", "type": "short", "stem": "Who?", "answers": ["Kim Il-sung"]}
    return [
        make_quiz("all", [*items, typed]),
        make_quiz("drawn", [single(f"D-{letter}") for letter in "abc"], draw=2),
    ]


def snapshot() -> Snapshot:
    """Every row of the sums."""
    return {
        table.model.__tablename__: sorted(
            (tuple(map(str, row)) for row in db.session.execute(select(*table.columns))),
        )
        for table in TABLES
    }


def count_all() -> None:
    while analysis.count_due(3):
        pass


def anew() -> Snapshot:
    """The sums when everything is counted from nothing."""
    with write() as session:
        for table in TABLES:
            session.execute(delete(table.table))
        session.execute(delete(CountedAttempt))
        session.execute(delete(DueCount))
        for learner_id in session.scalars(select(Learner.id).order_by(Learner.id.desc())):
            analysis.note_everything_of(session, learner_id, START)
    count_all()
    return snapshot()


def newcomer() -> int:
    with write() as session:
        row = Learner(public_id=uuid4(), kind="account", name=f"s {uuid4()}", created_at=START)
        row.name_key = row.name
        session.add(row)
        session.flush()
        return row.id


def again(attempt: UUID, score: float) -> None:
    """Other points for the first question of an attempt, as a regrading gives them."""
    with write() as session:
        row = session.scalars(
            select(AttemptItem).where(AttemptItem.attempt_id == attempt, AttemptItem.position == 1)
        ).one_or_none()
        if row is None:
            return
        row.score = score
        quiz_id = session.scalars(select(Attempt.quiz_id).where(Attempt.id == attempt)).one()
        analysis.note(session, [(row.learner_id, quiz_id)] * 2, START)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("take", "take", "take", "regrade", "leave", "role", "count", "repeat")),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15)
@given(steps=STEPS)
def test_in_any_order_and_however_often_noted(
    quizzes: list[Made], ms_park: Person, steps: list[tuple[str, int, int]]
) -> None:
    people = [newcomer() for _ in range(3)]
    attempts: list[UUID] = []
    now = START
    for what, who, which in steps:
        now += timedelta(hours=1)
        learner = people[who % 3]
        if what == "take":
            quiz = quizzes[which % 2]
            inside = {code: {"choice": internal_id(CITIES[which])} for code in quiz.items}
            inside["T-who"] = {"text": CITIES[who]}
            attempts.append(take(learner, quiz.slug, inside, now))
        elif what == "regrade" and attempts:
            again(attempts[which % len(attempts)], who / 4)
        elif what == "leave":
            delete_learner(learner, now)
            people[who % 3] = newcomer()
        elif what == "role":
            set_role(learner, ("student", "teacher")[which % 2], ms_park.id, now)
        elif what == "count":
            analysis.count_due(1 + which)
        elif what == "repeat":
            with write() as session:
                analysis.note_everything_of(session, learner, now)
    count_all()
    assert snapshot() == anew()


def test_who_leaves_leaves_nothing_in_the_sums(
    quizzes: list[Made], ms_park: Person, session: Session
) -> None:
    stays, goes = newcomer(), newcomer()
    take(stays, "all", {"T-who": {"text": "Kim Il Sung"}})
    count_all()
    alone = snapshot()
    take(goes, "all", {"T-who": {"text": "Canary"}})
    count_all()
    assert "Canary" in str(snapshot())
    delete_learner(goes, START)
    assert snapshot() == alone
    assert session.scalars(select(CountedAttempt.learner_id)).all() == [stays]
