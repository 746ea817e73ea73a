"""Several tabs at the same moment: one attempt, one answer, one score."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.queries.quizzes.attempts import attempt_head
from quizapp.services import quizzes as service
from quizapp.services.quizzes.refusals import ConflictError, DeadlinePassedError
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import SECRET, begin, make_quiz, right_answers, save, stored

TABS = 6
TYPED = 5
T = TypeVar("T")


def at_once(app: Flask, actions: list[Callable[[], T]]) -> list[T]:
    """Run the actions in threads that start together."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], T]) -> T:
        with app.app_context():
            barrier.wait(timeout=10)
            return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_two_tabs_begin_one_attempt(app: Flask, session: Session, mina: Person) -> None:
    quiz = make_quiz()

    def start() -> service.Started:
        return service.start(
            mina.id, quiz.slug, service.NewAttempt(uuid4(), uuid4(), SECRET), START
        )

    started = at_once(app, [start] * TABS)
    assert sum(one.new for one in started) == 1
    assert len({one.attempt_id for one in started}) == 1
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_two_tabs_hand_in_once(app: Flask, session: Session, mina: Person) -> None:
    attempt = begin(mina.id, make_quiz().slug)
    save(mina.id, attempt, TYPED, {"text": "Kim Il-sung"})

    def submit() -> service.Submitted:
        return service.submit(mina.id, attempt, uuid4(), START)

    done = at_once(app, [submit] * TABS)
    assert sum(not one.already for one in done) == 1
    assert len({one.head.submit_id for one in done}) == 1
    assert {one.head.score for one in done} == {1.0}


def test_one_of_two_answers_with_the_same_seq_is_stored_and_the_other_told(
    app: Flask, mina: Person
) -> None:
    attempt = begin(mina.id, make_quiz().slug)

    def saving(text: str) -> Callable[[], tuple[str, object]]:
        def run() -> tuple[str, object]:
            try:
                save(mina.id, attempt, TYPED, {"text": text})
            except ConflictError as error:
                return "refused", error.response
            return "kept", {"text": text}

        return run

    outcomes = at_once(app, [saving(str(n)) for n in range(TABS)])
    kept = [response for outcome, response in outcomes if outcome == "kept"]
    assert len(kept) == 1
    assert all(response == kept[0] for _, response in outcomes)
    assert stored(mina.id, attempt) == {TYPED: (1, kept[0])}


def test_the_same_answer_sent_by_all_is_fine_for_all(app: Flask, mina: Person) -> None:
    attempt = begin(mina.id, make_quiz().slug)
    saves = [lambda: save(mina.id, attempt, TYPED, {"text": "same"})] * TABS
    assert {one.seq for one in at_once(app, saves)} == {1}


def test_an_acknowledged_answer_counts_and_a_refused_one_does_not(
    app: Flask, session: Session, mina: Person
) -> None:
    """While one tab hands in, others save: the score is that of what was acknowledged."""
    attempt = begin(mina.id, make_quiz().slug)
    right = right_answers(mina.id, attempt)

    def saving(position: int) -> Callable[[], int | None]:
        def run() -> int | None:
            try:
                save(mina.id, attempt, position, right[position])
            except ConflictError:
                return None
            return position

        return run

    def submit() -> int | None:
        service.submit(mina.id, attempt, uuid4(), START)
        return None

    kept = {one for one in at_once(app, [saving(n) for n in (2, 3, 4, 5)] + [submit]) if one}
    session.rollback()
    full = session.scalars(
        select(AttemptItem.position).where(AttemptItem.attempt_id == attempt, AttemptItem.score > 0)
    )
    assert set(full) == kept == set(stored(mina.id, attempt))
    head = attempt_head(session, mina.id, attempt)
    assert head is not None
    assert head.score == len(kept)


def test_late_saves_job_and_submission_close_one_attempt_once(
    app: Flask, session: Session, mina: Person
) -> None:
    attempt = begin(mina.id, make_quiz(minutes=1).slug)
    save(mina.id, attempt, TYPED, {"text": "Kim Il-sung"})
    late = START + timedelta(hours=1)

    def late_save() -> UUID | None:
        try:
            save(mina.id, attempt, TYPED, None, seq=2, now=late)
        except DeadlinePassedError:
            return None
        raise AssertionError("a late answer was accepted")

    def job() -> UUID | None:
        service.submit_expired(late, 5)
        return None

    def submit() -> UUID | None:
        return service.submit(mina.id, attempt, uuid4(), late).head.submit_id

    results = at_once(app, [late_save, job, submit, late_save, job, submit])
    assert results[2] == results[5]
    head = attempt_head(session, mina.id, attempt)
    assert head is not None
    assert (head.score, head.submitted_at) == (1.0, START + timedelta(minutes=1))
