"""What readers of lessons leave behind: answers to the questions inside, and how far they read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.items.plugin import ResponseError
from quizapp.domain.items.registry import type_of
from quizapp.models.courses import Course, Lesson
from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from quizapp.queries.lessons import checkpoints
from quizapp.queries.lessons.checkpoints import CheckpointRow, Masks
from quizapp.queries.lessons.text import LessonText, texts
from quizapp.queries.questions import score_of
from quizapp.services.transaction import lock_learner, write

# The share of a page from which a lesson counts as read to the end.
END = 0.98


class UnknownError(Exception):
    """There is no such lesson, or no lesson asks this question."""


class UnknownAnchorError(Exception):
    """The lesson has no such heading (any more)."""


class ClashError(Exception):
    """The id of an answer was used for another question."""


class HeldBackError(Exception):
    """The question is in a graded attempt of this learner that is still open."""

    def __init__(self, attempt_id: UUID) -> None:
        super().__init__(str(attempt_id))
        self.attempt_id = attempt_id


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it comes: the browser's id, the code of the question, the contract's JSON."""

    id: UUID
    item: str
    response: object


@dataclass(frozen=True, slots=True)
class Spot:
    """How far a lesson has been read: nearest heading ("" before the first), share from 0 to 1."""

    anchor: str
    fraction: float


def answer_checkpoint(learner_id: int, given: Given, masks: Masks, now: datetime) -> None:
    """Store an answer to a question inside a lesson; the same id again changes nothing.

    Raises UnknownError, HeldBackError, ClashError, and ResponseError for what is no answer.
    """
    with write() as session:
        lock_learner(session, learner_id)
        asked = checkpoints.find(session, learner_id, given.item)
        if asked is None:
            raise UnknownError
        if asked.held is not None:
            raise HeldBackError(asked.held)
        known = session.get(CheckpointAnswer, (learner_id, given.id))
        if known is None:
            session.add(_answer(learner_id, given, asked, masks, now))
        elif known.item_id != asked.item_id:
            raise ClashError


def _answer(
    learner_id: int, given: Given, asked: CheckpointRow, masks: Masks, now: datetime
) -> CheckpointAnswer:
    plugin = type_of(asked.body)
    response = plugin.parse(asked.body, given.response, masks(asked.item_id))
    if response is None:
        raise ResponseError("", "choose or write an answer first")
    return CheckpointAnswer(
        learner_id=learner_id,
        id=given.id,
        item_id=asked.item_id,
        item_revision_id=asked.revision_id,
        response=response,
        score=score_of(asked.body, response),
        max_score=plugin.max_points(asked.body),
        answered_at=now,
    )


def keep_position(learner_id: int, slug: str, spot: Spot, now: datetime) -> None:
    """Remember how far a lesson was read, unless something newer is stored.

    A lesson that was once read to its end stays finished. Raises UnknownError, UnknownAnchorError.
    """
    with write() as session:
        lock_learner(session, learner_id)
        lesson_id, text = _lesson(session, slug)
        if not text.has_anchor(spot.anchor):
            raise UnknownAnchorError
        _move(session, learner_id, lesson_id, spot, now)


def finish(learner_id: int, slug: str, now: datetime) -> None:
    """Count a lesson as read to its end. Raises UnknownError."""
    with write() as session:
        lock_learner(session, learner_id)
        lesson_id, text = _lesson(session, slug)
        last = text.headings[-1].id if text.headings else ""
        _move(session, learner_id, lesson_id, Spot(last, 1.0), now)


def _lesson(session: Session, slug: str) -> tuple[int, LessonText]:
    row = session.execute(
        select(Lesson.id, Lesson.digest)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.slug == slug, Lesson.retired_at.is_(None), Course.retired_at.is_(None))
    ).one_or_none()
    if row is None:
        raise UnknownError
    return row.id, texts(session, {row.id: row.digest})[row.id]


def _move(session: Session, learner_id: int, lesson_id: int, spot: Spot, now: datetime) -> None:
    place = session.get(ReadingPosition, (learner_id, lesson_id))
    if place is None:
        place = ReadingPosition(
            learner_id=learner_id, lesson_id=lesson_id, anchor="", fraction=0.0, updated_at=now
        )
        session.add(place)
    if place.updated_at <= now:
        place.anchor, place.fraction, place.updated_at = spot.anchor, spot.fraction, now
    if spot.fraction >= END and place.finished_at is None:
        place.finished_at = now
