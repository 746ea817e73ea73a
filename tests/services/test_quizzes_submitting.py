"""Handing in: graded once, at the deadline at the latest, the same for everybody who asks."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.quizzes import AttemptItem
from quizapp.queries.quizzes.attempts import attempt_head
from quizapp.queries.quizzes.results import result
from quizapp.services import quizzes as service
from quizapp.services.quizzes.refusals import UnknownError
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import begin, make_quiz, right_answers, save

MINUTES = 10
LATER = START + timedelta(minutes=3)
DEADLINE = START + timedelta(minutes=MINUTES)
MUCH_LATER = START + timedelta(days=1)
TYPED = 5


@pytest.fixture
def attempt(mina: Person) -> UUID:
    return begin(mina.id, make_quiz(minutes=MINUTES).slug)


def test_all_right_earns_all_points(session: Session, mina: Person, attempt: UUID) -> None:
    for position, response in right_answers(mina.id, attempt).items():
        save(mina.id, attempt, position, response)
    head = service.submit(mina.id, attempt, uuid4(), LATER).head
    assert (head.score, head.max_score, head.submitted_at) == (9.0, 9.0, LATER)
    scores = session.scalars(select(AttemptItem.score).order_by(AttemptItem.position))
    assert list(scores) == [0.0] + [1.0] * 9 + [0.0]  # nobody grades the essay


def test_no_answer_at_all_earns_nothing(mina: Person, attempt: UUID) -> None:
    head = service.submit(mina.id, attempt, uuid4(), LATER).head
    assert head.score == 0.0


def test_the_stored_score_is_the_sum_of_the_parts(
    session: Session, mina: Person, attempt: UUID
) -> None:
    right = right_answers(mina.id, attempt)
    save(mina.id, attempt, 4, {"value": False, "reason": None})
    save(mina.id, attempt, 8, {"order": list(reversed(right[8]["order"]))})  # type: ignore[index]
    save(mina.id, attempt, 9, {"blanks": {"1": "1945"}})
    head = service.submit(mina.id, attempt, uuid4(), LATER).head
    view = result(session, head)
    assert [item.score for item in view.items] == [0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0, 0]
    assert view.score == head.score == sum(item.score for item in view.items) == 1.0
    assert [item.answered.score for item in view.items] == [item.score for item in view.items]
    assert view.percent == 11.1


def test_a_second_submission_gets_the_first_result(mina: Person, attempt: UUID) -> None:
    first_id = uuid4()
    first = service.submit(mina.id, attempt, first_id, LATER)
    same = service.submit(mina.id, attempt, first_id, MUCH_LATER)
    other = service.submit(mina.id, attempt, uuid4(), MUCH_LATER)
    assert [one.already for one in (first, same, other)] == [False, False, True]
    assert first.head == same.head == other.head


def test_too_late_is_a_submission_at_the_deadline(mina: Person, attempt: UUID) -> None:
    save(mina.id, attempt, TYPED, {"text": "Kim Il-sung"}, now=DEADLINE)
    late_id = uuid4()
    done = service.submit(mina.id, attempt, late_id, MUCH_LATER)
    assert (done.head.submitted_at, done.head.submitted_by) == (DEADLINE, "deadline")
    assert (done.head.score, done.already) == (1.0, False)
    assert not service.submit(mina.id, attempt, late_id, MUCH_LATER).already


def test_the_deadline_itself_is_in_time(mina: Person, attempt: UUID) -> None:
    assert service.submit(mina.id, attempt, uuid4(), DEADLINE).head.submitted_by == "learner"


def test_foreign_and_unknown_attempts_are_alike(
    session: Session, mina: Person, jun: Person, attempt: UUID
) -> None:
    for who, which in ((jun.id, attempt), (mina.id, uuid4())):
        with pytest.raises(UnknownError):
            service.submit(who, which, uuid4(), LATER)
        assert not service.settle(who, which, MUCH_LATER)
    head = attempt_head(session, mina.id, attempt)
    assert head is not None
    assert head.submitted_at is None


def test_overdue_attempts_are_closed_by_the_job_a_batch_at_a_time(
    session: Session, mina: Person, jun: Person, attempt: UUID
) -> None:
    other = begin(jun.id, "made-up")
    untimed = begin(jun.id, make_quiz("untimed").slug)
    assert service.submit_expired(DEADLINE, 10) == 0
    assert service.submit_expired(MUCH_LATER, 1) == 1
    assert service.submit_expired(MUCH_LATER, 10) == 1
    assert service.submit_expired(MUCH_LATER, 10) == 0
    session.rollback()
    for who, which in ((mina, attempt), (jun, other)):
        head = attempt_head(session, who.id, which)
        assert head is not None
        assert (head.submitted_at, head.submit_id) == (DEADLINE, None)
    still = attempt_head(session, jun.id, untimed)
    assert still is not None
    assert still.submitted_at is None


def test_after_the_job_a_submission_is_told_that_it_came_second(
    mina: Person, attempt: UUID
) -> None:
    service.submit_expired(MUCH_LATER, 10)
    assert service.submit(mina.id, attempt, uuid4(), MUCH_LATER).already
