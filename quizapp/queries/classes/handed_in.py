"""What students handed in at quizzes and read of lessons, for many at once.

The attempts of a quiz come out of the database as four flat lists: to read 27,500 of them row by
row, or as lists of lists, took three times as long, most of it for making and tracking objects.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, func, select, type_coerce
from sqlalchemy.orm import Session

from quizapp.domain.scoring import percent
from quizapp.models.classes import Enrolment
from quizapp.models.quizzes import Attempt
from quizapp.models.reading import ReadingPosition

# The same few scores come up again and again.
_percent = lru_cache(4096)(percent)


@dataclass(frozen=True, slots=True)
class Works:
    """What was done at one quiz or lesson, by learner.

    `done_at`: when first, None where it was begun and not done; `best`: the best percentage of what
    was handed in.
    """

    done_at: dict[int, datetime | None] = field(default_factory=dict)
    best: dict[int, float] = field(default_factory=dict)


NOTHING = Works()


def sat_quizzes(session: Session, quizzes: Collection[int]) -> dict[int, Works]:
    """The attempts at these quizzes, by quiz (one statement); of several the best counts."""
    # All four are gathered in one pass over the same rows, so that they agree in their order.
    # SQLite writes numbers into JSON with 15 digits; scores are rounded to four decimals.
    rows = session.execute(
        select(
            Attempt.quiz_id,
            _gathered(session, Attempt.learner_id),
            _moments(session, Attempt.submitted_at),
            _gathered(session, Attempt.score),
            _gathered(session, Attempt.max_score),
        )
        .where(Attempt.quiz_id.in_(quizzes))
        .group_by(Attempt.quiz_id)
    )
    return {quiz_id: _works(*lists) for quiz_id, *lists in rows}


def finished_lessons(session: Session, class_id: int, lessons: Collection[int]) -> dict[int, Works]:
    """How far the students of a class have read, by lesson (one statement)."""
    rows = session.execute(
        select(ReadingPosition.lesson_id, ReadingPosition.learner_id, ReadingPosition.finished_at)
        .join(Enrolment, Enrolment.learner_id == ReadingPosition.learner_id)
        .where(Enrolment.class_id == class_id, ReadingPosition.lesson_id.in_(lessons))
    )
    found: dict[int, Works] = {}
    for lesson_id, learner_id, finished_at in rows:
        found.setdefault(lesson_id, Works()).done_at[learner_id] = finished_at
    return found


def _gathered(session: Session, column: Any) -> ColumnElement[list[Any]]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    gather = func.json_group_array if sqlite else func.json_agg
    return gather(column, type_=JSON)


def _moments(session: Session, column: Any) -> ColumnElement[list[Any]]:
    """The same for times in UTC: PostgreSQL writes the zone into JSON, SQLite knows none."""
    if session.get_bind().dialect.name != "sqlite":
        return _gathered(session, column)
    return _gathered(session, type_coerce(column, String) + "+00:00")


def _works(
    learners: Sequence[int],
    handed_in: Iterable[str | None],
    scores: Iterable[float],
    most: Iterable[float],
) -> Works:
    """Attempts as what each learner did."""
    moments = [None if text is None else datetime.fromisoformat(text) for text in handed_in]
    attempts = zip(learners, moments, scores, most, strict=True)
    done_at: dict[int, datetime | None] = dict(zip(learners, moments, strict=True))
    if len(done_at) == len(learners):  # nobody tried twice: no two are to be compared
        earned = {one: _percent(score, all_) for one, at, score, all_ in attempts if at is not None}
        return Works(done_at, earned)
    return _compared(attempts)


def _compared(attempts: Iterable[tuple[int, datetime | None, float, float]]) -> Works:
    """The first time and the best result of learners with several attempts."""
    done_at: dict[int, datetime | None] = {}
    best: dict[int, float] = {}
    for learner_id, moment, score, most in attempts:
        if moment is None:
            done_at.setdefault(learner_id, None)
            continue
        earned = _percent(score, most)
        before = done_at.get(learner_id)
        done_at[learner_id] = moment if before is None or moment < before else before
        if earned > best.get(learner_id, -1.0):
            best[learner_id] = earned
    return Works(done_at, best)
