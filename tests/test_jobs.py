"""The jobs do what pages also do lazily, and can run twice without harm."""

from datetime import timedelta
from uuid import uuid4

from flask import Flask
from huey import SqliteHuey
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.jobs import run_close_expired_attempts, run_forget_throttles, run_nightly, schedule
from quizapp.models.learners import BrowserSession, ThrottleEvent
from quizapp.models.quizzes import Attempt, Quiz
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.visitor import Visitor

QUIZ = "quiz-1945-a-line-on-a-map"


def timed_attempt(session: Session, mina: Person) -> None:
    session.execute(update(Quiz).values(minutes=5))
    session.commit()
    started = mina.client.api("POST", f"/quizzes/{QUIZ}/attempts", {"id": str(uuid4())})
    assert started.status_code == 201


def test_attempts_are_submitted_when_their_time_is_over(
    app: Flask, session: Session, mina: Person, clock: FixedClock
) -> None:
    timed_attempt(session, mina)
    assert run_close_expired_attempts(app) == 0
    clock.move(minutes=6)
    assert run_close_expired_attempts(app) == 1
    assert run_close_expired_attempts(app) == 0
    submitted_by = session.scalar(select(Attempt.submitted_by))
    assert submitted_by == "deadline"


def test_sessions_long_unused_are_dropped(
    app: Flask, session: Session, mina: Person, clock: FixedClock
) -> None:
    assert mina.client.get("/account").status_code == 200
    clock.set(clock.now() + timedelta(days=91))
    run_nightly(app)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BrowserSession)) == 0


def test_counted_guesses_are_dropped_when_no_limit_looks_back_on_them(
    app: Flask, session: Session, mina: Person, client: Visitor, clock: FixedClock
) -> None:
    client.send_form("/login", {"name": "mina", "password": "wrong wrong"})
    clock.move(minutes=30)
    client.send_form("/login", {"name": "nobody", "password": "wrong wrong"})
    for minutes, left in ((29, 2), (1, 1), (30, 0)):
        run_forget_throttles(app)
        clock.move(minutes=minutes)
        run_forget_throttles(app)
        session.rollback()
        assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == left


def test_the_jobs_are_scheduled(app: Flask) -> None:
    huey = SqliteHuey("test", filename=":memory:", utc=True)
    schedule(huey, app)
    names = {task.__name__ for task in huey._registry._periodic_tasks}
    assert {name.removeprefix("queue_task_") for name in names} == {
        "back_up",
        "close_expired_attempts",
        "count_answers",
        "forget_throttles",
        "nightly",
        "release_results",
        "resume_imports",
    }
    huey.storage.close()
