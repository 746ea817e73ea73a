"""Results that wait: cards of what was missed come forward when the result is shown, once."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.jobs import run_release_results
from quizapp.models.classes import Assignment, AssignmentStudent
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Item
from quizapp.models.quizzes import Attempt
from quizapp.services.flashcards import add_cards
from quizapp.services.quizzes import release, submit
from tests.support.authoring import SHORT, add_item, new_set
from tests.support.cast import Person
from tests.support.classes import Given, give, make_class
from tests.support.clock import START, FixedClock
from tests.support.drill import Drill
from tests.support.quizzes import begin

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """An attempt whose only question was missed; mina has a card of it, due in some days."""

    given: Given
    attempt: UUID
    mina: Person
    session: Session

    def lapses(self) -> int:
        self.session.rollback()
        return (
            self.session.scalar(
                select(func.count()).select_from(Review).where(Review.kind == "quiz")
            )
            or 0
        )

    def due_in(self, clock: FixedClock) -> timedelta:
        self.session.rollback()
        due = self.session.scalars(select(CardState.due)).one()
        assert due is not None
        return due - clock.now()


@pytest.fixture
def waiting(ms_park: Person, mina: Person, session: Session) -> Waiting:
    made = new_set(ms_park, "Rivers", "public")
    add_item(ms_park, made, SHORT)
    items = session.scalars(select(Item.id).where(Item.set_id == made.id)).all()
    assert add_cards(mina.view, items, START) == 1
    drill = Drill(mina)
    drill.answer(drill.queue(set=made.slug)["cards"][0]["id"], 4)
    given = give(
        make_class(ms_park, mina), ms_park, f"set:{made.slug}",
        due_at=START + DAY, feedback="after_due",
    )  # fmt: skip
    attempt = begin(mina.id, given.slug)
    submit(mina.id, attempt, UUID(int=1), START)
    return Waiting(given, attempt, mina, session)


def test_not_before(app: Flask, waiting: Waiting, clock: FixedClock) -> None:
    assert run_release_results(app) == 0
    assert not release(waiting.mina.id, waiting.attempt, clock.now())
    assert waiting.lapses() == 0
    assert waiting.due_in(clock) > DAY


def test_the_job_brings_them_forward_once(app: Flask, waiting: Waiting, clock: FixedClock) -> None:
    clock.move(days=1, minutes=1)
    assert run_release_results(app) == 1
    assert waiting.lapses() == 1
    assert waiting.due_in(clock) <= timedelta()
    page = waiting.mina.client.get(f"/attempts/{waiting.attempt}/result").text
    assert "due sooner now" in page
    clock.move(days=1)
    assert run_release_results(app) == 0
    waiting.mina.client.get(f"/attempts/{waiting.attempt}/result")
    assert waiting.lapses() == 1


def test_who_opens_the_result_first_need_not_wait_for_the_job(
    app: Flask, waiting: Waiting, clock: FixedClock
) -> None:
    clock.move(days=1, minutes=1)
    assert "due sooner now" in waiting.mina.client.get(f"/attempts/{waiting.attempt}/result").text
    assert waiting.lapses() == 1
    assert run_release_results(app) == 0


def test_they_can_be_left_as_they_were(app: Flask, waiting: Waiting, clock: FixedClock) -> None:
    clock.move(days=1, minutes=1)
    run_release_results(app)
    waiting.mina.client.send_form(f"/attempts/{waiting.attempt}/cards/undo")
    assert waiting.due_in(clock) > timedelta()
    clock.move(minutes=1)
    assert run_release_results(app) == 0
    assert waiting.due_in(clock) > timedelta()


def test_a_teacher_who_shows_results_earlier_releases_them(
    app: Flask, waiting: Waiting, session: Session
) -> None:
    session.get_one(Assignment, waiting.given.id).feedback = "at_once"
    session.commit()
    assert run_release_results(app) == 1
    assert waiting.lapses() == 1


def test_more_time_for_one_student_keeps_hers_back(
    app: Flask, waiting: Waiting, session: Session, clock: FixedClock
) -> None:
    session.add(
        AssignmentStudent(
            learner_id=waiting.mina.id, assignment_id=waiting.given.id, included=True,
            open_until=START + 3 * DAY, comment="",
        )
    )  # fmt: skip
    session.commit()
    clock.move(days=2)
    assert run_release_results(app) == 0
    assert waiting.lapses() == 0
    clock.move(days=2)
    assert run_release_results(app) == 1


def test_a_result_that_is_shown_at_once_waits_for_nothing(
    app: Flask, ms_park: Person, mina: Person, session: Session
) -> None:
    made = new_set(ms_park, "Rivers", "public")
    add_item(ms_park, made, SHORT)
    submit(mina.id, begin(mina.id, made.slug), UUID(int=1), START)
    session.rollback()
    assert session.scalars(select(Attempt.held_back)).all() == [False]
    assert run_release_results(app) == 0
