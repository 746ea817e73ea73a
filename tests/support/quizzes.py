"""Quizzes made for a test, with an item of every type; the built-in ones grow with the course."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from quizapp.domain.items.registry import dump_body, load_body, type_of
from quizapp.models.db import db
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.models.quizzes import Quiz, QuizItem, Response
from quizapp.queries.quizzes.attempts import asked_items, attempt_head
from quizapp.services import quizzes as service
from quizapp.services.transaction import write
from tests.support.clock import START

SECRET = bytes(range(32))


def single(code: str = "T-single", key: int = 0, **fields: Any) -> dict[str, Any]:
    """A single choice whose right option is number `key` of four."""
    options = [
        {"text": text, "key": True} if place == key else {"text": text, "feedback": f"No: {text}."}
        for place, text in enumerate(("Seoul", "Busan", "Daegu", "Incheon"))
    ]
    return {"id": code, "type": "single", "stem": "Which city?", "options": options, **fields}


def every_type() -> list[dict[str, Any]]:
    """One item of each type that a quiz asks."""
    return [
        {"id": "T-text", "type": "text", "stem": "Read *this* first."},
        single(explanation="It was **Seoul**."),
        {
            "id": "T-multi", "type": "multi", "stem": "Which two?",
            "options": [{"text": "one", "key": True}, {"text": "two", "key": True},
                        {"text": "three", "feedback": "Three is too many."}],
        },
        {
            "id": "T-tf", "type": "true_false", "stem": "The line ran along a river.",
            "answer": False,
            "reasons": [{"text": "It followed a parallel", "key": True},
                        {"text": "It followed a road", "feedback": "No road does that."}],
        },
        {"id": "T-short", "type": "short", "stem": "Who?", "answers": ["Kim Il-sung"]},
        {
            "id": "T-numeric", "type": "numeric", "stem": "How many years?", "answer": 35,
            "unit": "years",
        },
        {
            "id": "T-matching", "type": "matching", "stem": "Match them.",
            "pairs": [{"left": "1945", "right": "the line"}, {"left": "1948", "right": "two states"}],
            "extra": [{"text": "a treaty", "feedback": "There was none."}],
        },
        {
            "id": "T-ordering", "type": "ordering", "stem": "Put them in order.",
            "order": [{"text": "surrender"}, {"text": "occupation"}, {"text": "elections"}],
        },
        {
            "id": "T-cloze", "type": "cloze", "stem": "In {{1}} the ministers met in {{2}}.",
            "blanks": {"1": {"answers": ["1945"]},
                       "2": {"answers": ["Moscow"], "options": ["Moscow", "Yalta"]}},
        },
        {
            "id": "T-categorise", "type": "categorise", "stem": "North or south?",
            "groups": ["North", "South"],
            "options": [{"text": "Pyongyang", "group": "North"},
                        {"text": "Seoul", "group": "South", "feedback": "Seoul lies south."}],
        },
        {
            "id": "T-essay", "type": "essay", "stem": "Why did they draw a line?",
            "sample": "Both had troops there.",
        },
    ]  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A quiz in the database, and its items by code."""

    id: int
    slug: str
    items: Mapping[str, int]


def make_quiz(
    slug: str = "made-up",
    contents: Iterable[Mapping[str, Any]] | None = None,
    course_id: int | None = None,
    **settings: Any,
) -> Made:
    """Store a set of its own with these items, and a quiz that asks them in order."""
    given = {
        "draw": None, "balance": None, "minutes": None, "typical_minutes": 5,
        "attempts_allowed": None, "keep": "best", "layout": "page", "shuffle": False, **settings,
    }  # fmt: skip
    with write() as session:
        home = QuestionSet(
            slug=f"set-of-{slug}", title="Made up", description="", language="en",
            visibility="public", position=99, course_id=course_id, created_at=START,
        )  # fmt: skip
        quiz = Quiz(
            slug=slug, title=f"Quiz {slug}", description="", position=99, created_at=START, **given
        )
        session.add_all([home, quiz])
        session.flush()
        items = {}
        for position, content in enumerate(every_type() if contents is None else contents, 1):
            body = load_body(content)
            digest = sha256(json.dumps(dump_body(body), sort_keys=True).encode()).hexdigest()
            item = Item(
                set_id=home.id, code=body.id, type=body.type, position=position, revision=1,
                facts=list(body.facts), claims=list(body.claims), created_at=START,
            )  # fmt: skip
            session.add(item)
            session.flush()
            session.add_all([
                ItemRevision(
                    item_id=item.id, number=1, content=dump_body(body), digest=digest,
                    created_at=START,
                ),
                QuizItem(quiz_id=quiz.id, item_id=item.id, position=position),
            ])  # fmt: skip
            items[body.id] = item.id
        return Made(quiz.id, slug, items)


def begin(learner_id: int, slug: str, now: datetime = START, secret: bytes = SECRET) -> UUID:
    """Start an attempt; returns its id."""
    new = service.NewAttempt(uuid4(), uuid4(), secret)
    return service.start(learner_id, slug, new, now).attempt_id


def save(
    learner_id: int, attempt: UUID, position: int, response: object, seq: int = 1,
    now: datetime = START,
) -> service.Saved:  # fmt: skip
    """Save one answer."""
    return service.save(learner_id, service.Answer(attempt, position, seq, response), now)


def right_answers(learner_id: int, attempt: UUID) -> dict[int, dict[str, Any] | None]:
    """The right response to each position, as a browser would send it; some text for an essay."""
    session = db.session()
    head = attempt_head(session, learner_id, attempt)
    assert head is not None
    return {
        item.position: {"text": "Both had troops there."}
        if type_of(item.body).manual
        else type_of(item.body).key(item.body, item.mask)
        for item in asked_items(session, head)
    }


def stored(learner_id: int, attempt: UUID) -> dict[int, tuple[int, object]]:
    """Position → (seq, response in the inside form)."""
    rows = db.session.execute(
        select(Response.position, Response.seq, Response.response).where(
            Response.learner_id == learner_id, Response.attempt_id == attempt
        )
    )
    return {position: (seq, response) for position, seq, response in rows}
