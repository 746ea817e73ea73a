"""Beginning an attempt: what is asked, what is refused, what begins only once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import dump_body, load_body
from quizapp.models.items import Item, ItemRevision
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz
from quizapp.queries.quizzes.attempts import asked_items, attempt_head
from quizapp.services import quizzes as service
from quizapp.services.quizzes.refusals import (
    NoAttemptsLeftError,
    UnavailableError,
    UnknownError,
)
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import SECRET, begin, every_type, make_quiz, single

LATER = START + timedelta(minutes=30)


def new() -> service.NewAttempt:
    return service.NewAttempt(uuid4(), uuid4(), SECRET)


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_an_attempt_asks_every_type_in_the_order_of_the_quiz(
    session: Session, mina: Person
) -> None:
    quiz = make_quiz()
    attempt = begin(mina.id, quiz.slug)
    head = attempt_head(session, mina.id, attempt)
    assert head is not None
    assert [item.body.id for item in asked_items(session, head)] == list(quiz.items)
    assert (
        head.max_score == len(every_type()) - 2
    )  # a text earns nothing, and nobody grades the essay
    assert head.deadline is None
    assert head.number == 1


def test_a_time_limit_sets_the_deadline(session: Session, mina: Person) -> None:
    attempt = begin(mina.id, make_quiz(minutes=7).slug)
    head = attempt_head(session, mina.id, attempt)
    assert head is not None
    assert head.deadline == START + timedelta(minutes=7)


def test_the_same_client_id_begins_one_attempt(session: Session, mina: Person) -> None:
    quiz, given = make_quiz(), new()
    assert service.start(mina.id, quiz.slug, given, START).new
    again = service.NewAttempt(given.client_id, uuid4(), SECRET)
    repeated = service.start(mina.id, quiz.slug, again, LATER)
    assert (repeated.attempt_id, repeated.new) == (given.id, False)
    service.submit(mina.id, given.id, uuid4(), LATER)
    assert service.start(mina.id, quiz.slug, again, LATER).attempt_id == given.id
    assert count(session) == 1


def test_an_open_attempt_is_gone_on_with(session: Session, mina: Person) -> None:
    quiz = make_quiz()
    attempt = begin(mina.id, quiz.slug)
    other = service.start(mina.id, quiz.slug, new(), LATER)
    assert (other.attempt_id, other.new) == (attempt, False)


def test_an_overdue_attempt_is_handed_in_before_a_new_one(session: Session, mina: Person) -> None:
    quiz = make_quiz(minutes=5)
    overdue = begin(mina.id, quiz.slug)
    started = service.start(mina.id, quiz.slug, new(), LATER)
    assert started.new
    head = attempt_head(session, mina.id, overdue)
    assert head is not None
    assert (head.submitted_at, head.submitted_by) == (START + timedelta(minutes=5), "deadline")


def test_attempts_run_out(session: Session, mina: Person, jun: Person) -> None:
    quiz = make_quiz(attempts_allowed=1)
    attempt = begin(mina.id, quiz.slug)
    service.submit(mina.id, attempt, uuid4(), START)
    with pytest.raises(NoAttemptsLeftError):
        service.start(mina.id, quiz.slug, new(), START)
    assert count(session) == 1
    assert service.start(jun.id, quiz.slug, new(), START).new


def test_the_last_attempt_overdue_is_closed_even_though_no_other_is_left(
    session: Session, mina: Person
) -> None:
    quiz = make_quiz(attempts_allowed=1, minutes=5)
    attempt = begin(mina.id, quiz.slug)
    with pytest.raises(NoAttemptsLeftError):
        service.start(mina.id, quiz.slug, new(), LATER)
    head = attempt_head(session, mina.id, attempt)
    assert head is not None
    assert head.submitted_at is not None


def test_a_retired_quiz_begins_no_attempt_but_ends_those_that_run(
    session: Session, mina: Person, jun: Person
) -> None:
    quiz = make_quiz()
    attempt = begin(mina.id, quiz.slug)
    with write() as writing:
        writing.execute(update(Quiz).where(Quiz.id == quiz.id).values(retired_at=START))
    with pytest.raises(UnavailableError, match="no longer offered"):
        service.start(jun.id, quiz.slug, new(), START)
    assert service.start(mina.id, quiz.slug, new(), START).attempt_id == attempt
    assert not service.submit(mina.id, attempt, uuid4(), START).already


def test_unknown_and_foreign_quizzes_are_alike(mina: Person, ms_park: Person) -> None:
    quiz = make_quiz()
    with write() as writing:
        writing.execute(update(Quiz).where(Quiz.id == quiz.id).values(owner_id=ms_park.id))
    for slug in (quiz.slug, "no-such-quiz"):
        with pytest.raises(UnknownError):
            service.start(mina.id, slug, new(), START)
    assert service.start(ms_park.id, quiz.slug, new(), START).new


@pytest.mark.parametrize("contents", [[], [{"id": "T", "type": "text", "stem": "Only this."}]])
def test_a_quiz_without_questions_does_not_begin(
    session: Session, mina: Person, contents: list[dict[str, object]]
) -> None:
    quiz = make_quiz(contents=contents)
    with pytest.raises(UnavailableError, match="no questions"):
        service.start(mina.id, quiz.slug, new(), START)
    assert count(session) == 0


def test_an_id_serves_one_quiz(session: Session, mina: Person) -> None:
    given = new()
    service.start(mina.id, make_quiz("one").slug, given, START)
    other = make_quiz("two")
    with pytest.raises(UnavailableError, match="already used"):
        service.start(mina.id, other.slug, given, START)
    assert count(session) == 1


def test_retired_items_are_not_asked_and_enemies_never_together(
    session: Session, mina: Person
) -> None:
    quiz = make_quiz(
        contents=[single("A", enemies=["B"]), single("B"), single("C"), single("D")],
    )
    with write() as writing:
        writing.execute(update(Item).where(Item.id == quiz.items["D"]).values(retired_at=START))
    head = attempt_head(session, mina.id, begin(mina.id, quiz.slug))
    assert head is not None
    asked = {item.body.id for item in asked_items(session, head)}
    assert asked in ({"A", "C"}, {"B", "C"})


def test_an_attempt_keeps_the_revision_it_began_with(session: Session, mina: Person) -> None:
    quiz = make_quiz(contents=[single("A")])
    attempt = begin(mina.id, quiz.slug)
    changed = dump_body(load_body(single("A", key=3, stem="Another question?")))
    with write() as writing:
        item = writing.get(Item, quiz.items["A"])
        assert item is not None
        item.revision = 2
        writing.add(
            ItemRevision(
                item_id=item.id, number=2, content=changed, digest="1" * 64, created_at=START
            )
        )
    head = attempt_head(session, mina.id, attempt)
    assert head is not None
    assert asked_items(session, head)[0].shown["prompt_html"] == "Which city?"


def test_a_drawn_quiz_asks_that_many(
    session: Session, mina: Person, statements: Callable[..., object]
) -> None:
    contents = [single(f"S{n}", objective=f"O{n % 4}") for n in range(30)]
    quiz = make_quiz(contents=contents, draw=10, balance="objective", shuffle=True)
    attempt = begin(mina.id, quiz.slug)
    positions = session.scalars(
        select(AttemptItem.position).where(AttemptItem.attempt_id == attempt)
    )
    assert sorted(positions) == list(range(1, 11))
