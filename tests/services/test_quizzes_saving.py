"""Keeping answers: the newest seq wins, nothing wrong is stored, nothing late, nothing foreign."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.items.plugin import ResponseError
from quizapp.models.quizzes import AttemptItem
from quizapp.queries.quizzes.attempts import AttemptHead, asked_items, attempt_head
from quizapp.services import quizzes as service
from quizapp.services.quizzes.refusals import (
    ConflictError,
    DeadlinePassedError,
    SubmittedError,
    UnknownError,
)
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import begin, make_quiz, right_answers, save, stored
from tests.support.statements import Statements

MINUTES = 10
LATER = START + timedelta(minutes=3)
DEADLINE = START + timedelta(minutes=MINUTES)
TYPED = 5  # the position of the typed answer in make_quiz()


@pytest.fixture
def attempt(mina: Person) -> UUID:
    return begin(mina.id, make_quiz(minutes=MINUTES).slug)


def head_of(session: Session, learner: Person, attempt: UUID) -> AttemptHead:
    found = attempt_head(session, learner.id, attempt)
    assert found is not None
    return found


def test_every_type_is_stored_and_comes_back_as_it_was_given(
    session: Session, mina: Person, attempt: UUID
) -> None:
    given = right_answers(mina.id, attempt)
    for position, response in given.items():
        save(mina.id, attempt, position, response)
    items = asked_items(session, head_of(session, mina, attempt))
    assert {item.position: item.answer for item in items} == given


def test_a_higher_seq_replaces_and_gaps_are_fine(mina: Person, attempt: UUID) -> None:
    save(mina.id, attempt, TYPED, {"text": "one"})
    saved = save(mina.id, attempt, TYPED, {"text": "two"}, seq=9, now=LATER)
    assert (saved.seq, saved.saved_at) == (9, LATER)
    assert stored(mina.id, attempt) == {TYPED: (9, {"text": "two"})}


def test_null_takes_an_answer_back(mina: Person, attempt: UUID) -> None:
    save(mina.id, attempt, TYPED, {"text": "one"})
    save(mina.id, attempt, TYPED, None, seq=2)
    assert stored(mina.id, attempt) == {TYPED: (2, None)}


def test_the_same_again_is_fine_and_keeps_its_time(mina: Person, attempt: UUID) -> None:
    save(mina.id, attempt, TYPED, {"text": "one"}, seq=3)
    again = save(mina.id, attempt, TYPED, {"text": "one"}, seq=3, now=LATER)
    assert again.saved_at == START


@pytest.mark.parametrize(
    ("seq", "text"), [(3, "other"), (2, "one"), (1, "other")], ids=["same seq", "old", "older"]
)
def test_what_is_overtaken_is_told_what_is_stored(
    mina: Person, attempt: UUID, seq: int, text: str
) -> None:
    save(mina.id, attempt, TYPED, {"text": "one"}, seq=3)
    with pytest.raises(ConflictError) as refused:
        save(mina.id, attempt, TYPED, {"text": text}, seq=seq, now=LATER)
    error = refused.value
    assert (error.seq, error.response, error.saved_at) == (3, {"text": "one"}, START)
    assert not error.submitted
    assert stored(mina.id, attempt) == {TYPED: (3, {"text": "one"})}


def test_a_conflict_speaks_in_public_ids(mina: Person, attempt: UUID) -> None:
    right = right_answers(mina.id, attempt)[2]
    save(mina.id, attempt, 2, right, seq=2)
    with pytest.raises(ConflictError) as refused:
        save(mina.id, attempt, 2, None, seq=1)
    assert refused.value.response == right


@pytest.mark.parametrize(
    ("position", "response"),
    [
        (1, {"text": "a text takes no answer"}),
        (2, {"choice": "no such id"}),
        (2, {"choices": []}),
        (2, {}),
        (2, []),
        (2, "Seoul"),
        (3, {"choices": "all"}),
        (4, {"value": "yes"}),
        (5, {"text": 5}),
        (5, {"text": "x" * 2001}),
        (5, {"text": "a\x00b"}),
        (5, {"text": "x", "more": 1}),
        (7, {"pairs": {"1945": "the line"}}),
        (8, {"order": []}),
        (9, {"blanks": {"3": "x"}}),
        (10, {"groups": []}),
        (11, {"text": "x" * 20_001}),
    ],
)
def test_a_wrong_shape_is_refused_and_stores_nothing(
    mina: Person, attempt: UUID, position: int, response: object
) -> None:
    with pytest.raises(ResponseError):
        save(mina.id, attempt, position, response)
    assert stored(mina.id, attempt) == {}


def test_until_the_deadline_and_not_a_moment_longer(
    session: Session, mina: Person, attempt: UUID
) -> None:
    save(mina.id, attempt, TYPED, {"text": "Kim Il-sung"}, now=DEADLINE)
    with pytest.raises(DeadlinePassedError):
        save(
            mina.id, attempt, TYPED, {"text": "x"}, seq=2, now=DEADLINE + timedelta(microseconds=1)
        )
    head = head_of(session, mina, attempt)
    assert (head.submitted_at, head.submitted_by, head.score) == (DEADLINE, "deadline", 1.0)
    assert stored(mina.id, attempt) == {TYPED: (1, {"text": "Kim Il-sung"})}


def test_after_handing_in_nothing_changes(session: Session, mina: Person, attempt: UUID) -> None:
    save(mina.id, attempt, TYPED, {"text": "wrong"})
    service.submit(mina.id, attempt, uuid4(), LATER)
    score = head_of(session, mina, attempt).score
    assert save(mina.id, attempt, TYPED, {"text": "wrong"}, now=LATER).saved_at == START
    for seq, position, kept in ((2, TYPED, {"text": "wrong"}), (1, 2, None)):
        with pytest.raises(ConflictError) as refused:
            save(mina.id, attempt, position, None, seq=seq, now=LATER)
        assert refused.value.submitted
        assert refused.value.response == kept
    with pytest.raises(SubmittedError):
        service.keep_place(mina.id, attempt, 2, frozenset(), LATER)
    session.rollback()
    assert head_of(session, mina, attempt).score == score
    assert stored(mina.id, attempt) == {TYPED: (1, {"text": "wrong"})}


def test_another_learner_and_unknown_places_are_alike(
    mina: Person, jun: Person, attempt: UUID
) -> None:
    for who, which, position in (
        (jun.id, attempt, TYPED),
        (mina.id, uuid4(), TYPED),
        (mina.id, attempt, 12),
        (mina.id, attempt, 0),
        (mina.id, attempt, 10**30),
    ):
        with pytest.raises(UnknownError):
            save(who, which, position, {"text": "x"})
    assert stored(mina.id, attempt) == {}


def test_the_place_and_the_flags_are_kept(session: Session, mina: Person, attempt: UUID) -> None:
    service.keep_place(mina.id, attempt, 4, frozenset({2, 9}), START)
    service.keep_place(mina.id, attempt, 5, frozenset({9, 10}), START)
    head = head_of(session, mina, attempt)
    assert head.place == 5
    flagged = session.scalars(select(AttemptItem.position).where(AttemptItem.flagged))
    assert sorted(flagged) == [9, 10]


def test_a_place_that_is_not_there_is_refused(
    session: Session, mina: Person, jun: Person, attempt: UUID
) -> None:
    for who, position, flagged in ((mina.id, 12, set()), (mina.id, 1, {12}), (jun.id, 1, set())):
        with pytest.raises(UnknownError):
            service.keep_place(who, attempt, position, frozenset(flagged), START)
    with pytest.raises(DeadlinePassedError):
        service.keep_place(mina.id, attempt, 2, frozenset(), DEADLINE + timedelta(seconds=1))
    assert head_of(session, mina, attempt).place == 1


def test_a_save_takes_two_statements_and_one_commit(
    mina: Person, attempt: UUID, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    with statements() as seen:
        save(mina.id, attempt, TYPED, {"text": "one"})
    assert (len(seen), seen.commits) == (2, 1), seen
