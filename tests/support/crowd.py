"""Rows in any number, made straight from the tables: for tests of what pages cost."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import dump_body, load_body
from quizapp.models.courses import Claim, Course, Lesson, Term
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz, QuizItem, Response
from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from quizapp.services.transaction import write
from tests.support.clock import START

FAMILY = UUID("2a7e7a55-64a1-4b3f-9a44-0c41d3f8d1aa")
TODAY = START.date()


def uuid(*parts: object) -> UUID:
    """The same id for the same words."""
    return uuid5(FAMILY, " ".join(map(str, parts)))


def _question(code: str) -> dict[str, Any]:
    options = [{"text": "right", "key": True}, {"text": "wrong"}]
    body = {"id": code, "type": "single", "stem": f"Question {code}?", "options": options}
    return dump_body(load_body({**body, "claims": ["CROWD"]}))


def _flashcard(code: str) -> dict[str, Any]:
    body = {"id": code, "type": "flashcard", "front": f"Front {code}", "back": f"Back {code}"}
    return dump_body(load_body(body))


class Crowd:
    """Grows a course, and what one learner has done in it. Every kind of row has the number n."""

    def __init__(self, session: Session, learner_id: int) -> None:
        self.session = session
        self.learner_id = learner_id
        self.course_id = session.scalars(select(Course.id)).one()
        self.model = session.scalars(select(Lesson).order_by(Lesson.position)).first()
        self.size = 0
        self.home = self._one(QuestionSet, slug="crowd", position=99, **self._set_fields())
        self._one(
            Claim, course_id=self.course_id, code="CROWD", position=9999, paragraph=99,
            kind="fact", verdict="accurate", restated="Many ask this.", correction="", facts=[],
            sources=[], lessons=[], data={"locator": "P99"},
        )  # fmt: skip

    def _set_fields(self) -> dict[str, Any]:
        return {
            "title": "Crowd", "description": "", "language": "en", "visibility": "public",
            "course_id": self.course_id, "created_at": START,
        }  # fmt: skip

    def _one(self, table: Any, **values: Any) -> int:
        return self._many(table, [values])[0]

    def _many(self, table: Any, rows: Iterable[dict[str, Any]], ids: bool = True) -> list[int]:
        listed = list(rows)
        with write() as session:
            if not ids:
                session.execute(insert(table), listed)
                return []
            statement = insert(table).returning(table.id, sort_by_parameter_order=True)
            return list(session.scalars(statement, listed))

    def grow(self, size: int) -> None:
        """Add rows until there are `size` of each kind."""
        new = range(self.size, size)
        lessons = self._many(Lesson, (self._lesson(n) for n in new))
        self._many(Term, (self._term(n, at) for n, at in zip(new, lessons, strict=True)))
        self._many(Claim, map(self._claim, new))
        self._many(ReadingPosition, map(self._reading, lessons), ids=False)
        sets = self._many(
            QuestionSet,
            ({**self._set_fields(), "slug": f"crowd-{n}", "position": 100 + n} for n in new),
        )
        questions = self._items(new, "Q", "single", self.home)
        cards = self._items(new, "F", "flashcard", self.home)
        self._items(new, "G", "flashcard", sets)
        self._drilled(new, cards)
        self._quizzes(new, questions)
        self._many(
            Learner,
            (
                {"public_id": uuid("learner", n), "kind": "account", "name": f"crowd {n}",
                 "name_key": f"crowd {n}", "created_at": START}
                for n in new
            ),
        )  # fmt: skip
        self.size = size

    def _lesson(self, n: int) -> dict[str, Any]:
        assert self.model is not None
        copied = ("title", "summary", "minutes", "data", "digest", "updated_at")
        fields = {name: getattr(self.model, name) for name in copied}
        return {
            **fields, "course_id": self.course_id, "code": f"Z{n}", "slug": f"lesson-{n}",
            "position": 1000 + n,
        }  # fmt: skip

    def _term(self, n: int, lesson: int) -> dict[str, Any]:
        return {
            "course_id": self.course_id, "lesson_id": lesson, "slug": f"term-{n}",
            "term": f"term {n}", "definition": "A word.",
        }  # fmt: skip

    def _claim(self, n: int) -> dict[str, Any]:
        return {
            "course_id": self.course_id, "code": f"Z{n}.1", "position": 1000 + n,
            "paragraph": 100 + n, "kind": "fact", "verdict": "wrong", "restated": f"Claim {n}.",
            "correction": "No.", "facts": [], "sources": [], "lessons": [f"Z{n}"],
            "data": {"locator": f"P{n}"},
        }  # fmt: skip

    def _reading(self, lesson: int) -> dict[str, Any]:
        return {
            "learner_id": self.learner_id, "lesson_id": lesson, "anchor": "", "fraction": 0.5,
            "updated_at": START,
        }  # fmt: skip

    def _items(
        self, new: range, letter: str, kind: str, homes: int | list[int]
    ) -> list[tuple[int, int, int]]:
        """Items with a revision and a card; ids of item, revision and card."""
        sets = homes if isinstance(homes, list) else [homes] * len(new)
        body = _question if kind == "single" else _flashcard
        items = self._many(
            Item,
            (
                {"set_id": home, "code": f"{letter}{n}", "type": kind, "position": n,
                 "revision": 1, "facts": [], "claims": ["CROWD"], "created_at": START}
                for n, home in zip(new, sets, strict=True)
            ),
        )  # fmt: skip
        revisions = self._many(
            ItemRevision,
            (
                {"item_id": item, "number": 1, "content": body(f"{letter}{n}"),
                 "digest": uuid(letter, n).hex * 2, "created_at": START}
                for n, item in zip(new, items, strict=True)
            ),
        )  # fmt: skip
        cards = self._many(
            Card,
            (
                {"item_id": item, "set_id": home, "kind": "forward", "ordinal": 0, "position": n,
                 "auto": kind == "flashcard", "created_at": START}
                for n, item, home in zip(new, items, sets, strict=True)
            ),
        )  # fmt: skip
        return list(zip(items, revisions, cards, strict=True))

    def _drilled(self, new: range, made: list[tuple[int, int, int]]) -> None:
        days = {n: TODAY - timedelta(days=5 + n % 300) for n in new}
        self._many(
            CardState,
            (
                {"learner_id": self.learner_id, "card_id": card, "set_id": self.home,
                 "item_id": item, "state": "review", "due": START - timedelta(hours=1),
                 "stability": 3.0 + n, "difficulty": 5.0, "reps": 1, "lapses": n % 3,
                 "last_review": START - timedelta(days=5 + n % 300), "last_day": days[n],
                 "introduced_day": days[n], "version": 1}
                for n, (item, _, card) in zip(new, made, strict=True)
            ),
            ids=False,
        )  # fmt: skip
        self._many(
            Review,
            (
                self._review(n, revision, card, days[n])
                for n, (_, revision, card) in zip(new, made, strict=True)
            ),
            ids=False,
        )

    def _review(self, n: int, revision: int, card: int, day: date) -> dict[str, Any]:
        at = START - timedelta(days=5 + n % 300)
        return {
            "learner_id": self.learner_id, "id": uuid("review", n), "card_id": card,
            "item_revision_id": revision, "kind": "learn", "rating": 3, "duration_ms": 3000,
            "reviewed_at": at, "offset_minutes": 0, "timezone": "UTC", "received_at": at,
            "effective_at": at, "study_day": day, "state_before": "new", "state_after": "review",
            "stability_after": 3.0, "difficulty_after": 5.0, "algorithm": "fsrs-6",
            "desired_retention": 0.9,
        }  # fmt: skip

    def _quizzes(self, new: range, made: list[tuple[int, int, int]]) -> None:
        settings = {
            "title": "Crowd", "description": "", "course_id": self.course_id,
            "typical_minutes": 5, "keep": "best", "layout": "all", "shuffle": True,
            "created_at": START,
        }  # fmt: skip
        quizzes = self._many(
            Quiz, ({**settings, "slug": f"crowd-quiz-{n}", "position": 100 + n} for n in new)
        )
        whole = self._one(Quiz, **settings, slug=f"crowd-of-{new.stop}", position=98)
        asked = [(quiz, item, 1) for quiz, (item, _, _) in zip(quizzes, made, strict=True)]
        asked += [(whole, item, n) for n, (item, _, _) in enumerate(made, 1)]
        self._many(
            QuizItem,
            ({"quiz_id": quiz, "item_id": item, "position": n} for quiz, item, n in asked),
            ids=False,
        )
        rows = list(zip(new, quizzes, made, strict=True))
        mine = {"learner_id": self.learner_id}
        self._many(Attempt, (self._attempt(n, quiz) for n, quiz, _ in rows), ids=False)
        self._many(
            AttemptItem,
            (
                {**mine, "attempt_id": uuid("attempt", n), "position": 1, "item_id": item,
                 "item_revision_id": revision, "max_score": 1.0, "score": 0.0}
                for n, _, (item, revision, _) in rows
            ),
            ids=False,
        )  # fmt: skip
        self._many(
            Response,
            (
                {**mine, "attempt_id": uuid("attempt", n), "position": 1, "seq": 1,
                 "response": None, "saved_at": START}
                for n in new
            ),
            ids=False,
        )  # fmt: skip
        self._many(
            CheckpointAnswer,
            (
                {**mine, "id": uuid("checkpoint", n), "item_id": item,
                 "item_revision_id": revision, "response": {"choice": "x"}, "score": 0.0,
                 "max_score": 1.0, "answered_at": START}
                for n, _, (item, revision, _) in rows
            ),
            ids=False,
        )  # fmt: skip

    def _attempt(self, n: int, quiz: int) -> dict[str, Any]:
        return {
            "learner_id": self.learner_id, "id": uuid("attempt", n),
            "client_id": uuid("client", n), "quiz_id": quiz, "number": 1, "secret": bytes(32),
            "started_at": START, "submitted_at": START + timedelta(minutes=n % 60),
            "submit_id": uuid("submit", n), "submitted_by": "learner", "score": 0.0,
            "max_score": 1.0,
        }  # fmt: skip
