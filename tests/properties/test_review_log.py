"""Whatever order answers and undos come in, and however often: the same state, from the log alone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid5

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.states import NEW_CARD
from quizapp.models.db import db
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Card
from quizapp.queries.accounts import LearnerView, learner_by_id
from quizapp.queries.flashcards.log import log_of, state_from
from quizapp.services.accounts import create_guest
from quizapp.services.flashcards import Given, record_reviews, undo_review
from quizapp.services.flashcards.outcome import over_again
from quizapp.services.flashcards.undoing import entries
from quizapp.services.transaction import write
from tests.support.clock import START
from tests.support.drill import FAMILY, cards_of

CARDS = 3
numbers = count()
# The most that a test may need; each example costs two learners and some dozen transactions.
EXAMPLES = 25


@dataclass(frozen=True)
class Answer:
    """An answer given so many minutes ago; many fall on the same minute on purpose."""

    card: int
    rating: int
    minutes_ago: int
    undone: bool
    cram: bool


answers = st.lists(
    st.builds(
        Answer,
        card=st.integers(0, CARDS - 1),
        rating=st.integers(1, 4),
        minutes_ago=st.one_of(st.integers(0, 30), st.integers(0, 60 * 24 * 60)),
        undone=st.booleans(),
        cram=st.integers(0, 5).map(lambda n: n == 0),
    ),
    min_size=1,
    max_size=14,
)


class Learner:
    """Somebody who is told of the same answers in an order of her own."""

    def __init__(self) -> None:
        number = next(numbers)
        self.token = f"token {number}"
        self.id = create_guest(uuid5(FAMILY, str(number)), self.token, "Asia/Seoul", LONG_AGO)

    @property
    def view(self) -> LearnerView:
        found = learner_by_id(db.session(), self.id)
        assert found is not None
        return found

    def answer(self, cram: bool, batch: Sequence[Given]) -> None:
        done = record_reviews(self.token, LONG_AGO, batch, START, START, cram=cram)
        assert done is not None
        assert {one.status for one in done.results} <= {"recorded", "duplicate"}

    def undo(self, review: UUID) -> bool:
        return undo_review(self.view, review, START) is not None

    def digest(self) -> dict[int, tuple[Any, ...]]:
        """Everything about the schedule that must not depend on the order."""
        rows = db.session.scalars(
            select(CardState)
            .where(CardState.learner_id == self.id)
            .execution_options(populate_existing=True)
        )
        return {row.card_id: (state_from(row), row.introduced_day) for row in rows}


LONG_AGO = START - timedelta(days=400)


@pytest.fixture
def cards(app: Flask, session: Session) -> list[int]:
    found = [card.id for card in cards_of(session)[:CARDS]]
    with write() as writing:
        writing.execute(update(Card).values(created_at=LONG_AGO))
    return found


def given_of(answer: Answer, number: int, cards: Sequence[int]) -> Given:
    at: datetime = START - timedelta(minutes=answer.minutes_ago)
    return Given(uuid5(FAMILY, f"answer {number}"), str(cards[answer.card]), answer.rating, at, 900)


def deliver(learner: Learner, told: Sequence[Answer], cards: Sequence[int], chance: int) -> None:
    """Tell everything in a random order, some of it twice, until all of it has arrived."""
    dice = random.Random(chance)
    pairs = [(answer, given_of(answer, n, cards)) for n, answer in enumerate(told)]
    undos = [one.id for answer, one in pairs if answer.undone]
    tasks: list[Any] = [*pairs, *(pair for pair in pairs if dice.random() < 0.3), *undos]
    dice.shuffle(tasks)
    late: list[UUID] = []
    while tasks:
        if isinstance(tasks[-1], UUID):
            review = tasks.pop()
            if not learner.undo(review):
                late.append(review)
            continue
        cram = tasks[-1][0].cram
        batch = []
        while tasks and not isinstance(tasks[-1], UUID) and tasks[-1][0].cram == cram:
            batch.append(tasks.pop()[1])
            if dice.random() < 0.5:
                break
        learner.answer(cram, batch)
    for review in [*late, *undos]:
        assert learner.undo(review)


@settings(max_examples=EXAMPLES)
@given(told=answers, one=st.integers(0, 2**32), other=st.integers(0, 2**32))
def test_any_order_and_repetition_gives_the_same_state(
    cards: list[int], told: list[Answer], one: int, other: int
) -> None:
    first, second = Learner(), Learner()
    deliver(first, told, cards, one)
    deliver(second, told, cards, other)
    assert first.digest() == second.digest()


@settings(max_examples=EXAMPLES)
@given(told=answers, chance=st.integers(0, 2**32))
def test_the_log_alone_gives_the_stored_states(
    cards: list[int], told: list[Answer], chance: int
) -> None:
    learner = Learner()
    deliver(learner, told, cards, chance)
    stored = learner.digest()
    for card_id in cards:
        log = log_of(db.session(), learner.id, [card_id])
        outcome = over_again(card_id, entries(log))
        # The day of introduction is stored, its time is not.
        replayed = (replace(outcome.state, introduced_at=None), outcome.introduced)
        assert stored.get(card_id, (NEW_CARD, None)) == replayed


@settings(max_examples=EXAMPLES)
@given(told=answers, chance=st.integers(0, 2**32))
def test_every_answer_is_in_the_log_once(cards: list[int], told: list[Answer], chance: int) -> None:
    learner = Learner()
    deliver(learner, told, cards, chance)
    rows = list(db.session.scalars(select(Review).where(Review.learner_id == learner.id)))
    given_ids = {given_of(answer, n, cards).id for n, answer in enumerate(told)}
    assert {row.id for row in rows if row.kind != "undo"} == given_ids
    undone = {given_of(answer, n, cards).id for n, answer in enumerate(told) if answer.undone}
    assert {row.voids for row in rows if row.kind == "undo"} == undone
    assert len(rows) == len(given_ids) + len(undone)
