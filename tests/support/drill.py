"""A learner at her cards: asks for the queue, answers, takes back. Used by the flashcard tests."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Card, Item, QuestionSet
from quizapp.models.learners import Learner
from quizapp.services.transaction import write
from tests.support.cast import Person

FAMILY = UUID("d3b07384-d9a0-4c9b-8f1e-7d6f5a3c2b10")
FIRST_SET = "1945-a-line-on-a-map"


class Drill:
    """One person's drilling over HTTP, with ids that repeat from run to run."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._numbers = count(1)

    def queue(self, **query: object) -> dict[str, Any]:
        """The queue as the browser gets it."""
        path = "&".join(f"{name}={value}" for name, value in query.items())
        response = self.person.client.get(f"/api/v1/study/queue?{path}")
        assert response.status_code == 200, response.get_data(as_text=True)
        body: dict[str, Any] = response.get_json()
        return body

    def review(
        self, card: object, rating: int = 3, ago: float = 0, **fields: Any
    ) -> dict[str, Any]:
        """One answer as it is sent, given `ago` minutes before now."""
        at = self.person.clock.now() - timedelta(minutes=ago)
        return {
            "id": str(uuid5(FAMILY, f"{self.person.name} {next(self._numbers)}")),
            "card": str(card),
            "rating": rating,
            "reviewed_at": at.isoformat(),
            "duration_ms": 4000,
            "answer": None,
            **fields,
        }

    def send(self, *reviews: dict[str, Any], query: str = "", **fields: Any) -> TestResponse:
        """Post a batch."""
        body = {"sent_at": self.person.clock.now().isoformat(), "reviews": list(reviews), **fields}
        return self.person.client.api("POST", f"/study/reviews{query}", body)

    def answer(self, card: object, rating: int = 3, **fields: Any) -> dict[str, Any]:
        """Give one answer; returns its result with the review's id."""
        response = self.send(self.review(card, rating, **fields))
        assert response.status_code == 200, response.get_data(as_text=True)
        result: dict[str, Any] = response.get_json()["results"][0]
        return result

    def undo(self, review: object) -> TestResponse:
        """Take an answer back."""
        return self.person.client.api("POST", f"/study/reviews/{review}/undo", {})

    def mark(self, card: object, kind: str, on: bool = True) -> TestResponse:
        """Suspend, bury, flag or add a card."""
        return self.person.client.api("POST", f"/study/cards/{card}/{kind}", {"on": on})


def cards_of(session: Session, slug: str = FIRST_SET, kind: str | None = "forward") -> list[Card]:
    """The cards that a set offers by itself, in its order."""
    query = (
        select(Card)
        .join(QuestionSet, QuestionSet.id == Card.set_id)
        .where(QuestionSet.slug == slug, Card.auto, Card.retired_at.is_(None))
        .order_by(Card.position)
    )
    if kind is not None:
        query = query.where(Card.kind == kind)
    return list(session.scalars(query))


def item_of(session: Session, code: str) -> Item:
    """An item by its code."""
    return session.scalars(select(Item).where(Item.code == code)).one()


def states_of(session: Session, person: Person) -> dict[int, CardState]:
    """A person's card states by card."""
    session.rollback()
    rows = session.scalars(
        select(CardState)
        .where(CardState.learner_id == person.id)
        .execution_options(populate_existing=True)
    )
    return {row.card_id: row for row in rows}


def log_of(session: Session, person: Person) -> list[Review]:
    """A person's log, in the order of effective time."""
    session.rollback()
    rows = session.scalars(
        select(Review)
        .where(Review.learner_id == person.id)
        .order_by(Review.effective_at, Review.received_at, Review.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def long_ago(person: Person, moment: datetime) -> None:
    """Let the person and all cards exist since `moment`, so that answers may lie that far back."""
    with write() as session:
        session.execute(update(Learner).where(Learner.id == person.id).values(created_at=moment))
        session.execute(update(Card).values(created_at=moment))
