"""What the attempts of students add to the sums of reports, worked out from attempts and answers."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, true, tuple_
from sqlalchemy.orm import Session

from quizapp.domain.items.plugin import Response
from quizapp.domain.items.registry import MANUAL_TYPES
from quizapp.domain.statistics.sums import Counted, counted
from quizapp.models.analysis import CountedAttempt
from quizapp.models.items import Item
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, Quiz
from quizapp.queries.analysis.counted import AskedRow, asked_rows, latest

_OMITTED, _SURE = 1, 2

# A learner and a quiz: the latest attempt handed in there is what counts.
Pair = tuple[int, int]


class Part(NamedTuple):
    """One question of a counted attempt, as it is stored; see models.analysis.CountedAttempt."""

    item: int
    revision: int
    share: int
    rest: int | None
    seconds: int | None
    marks: int
    digest: str | None

    @property
    def counted(self) -> Counted:
        """The part as the sums take it."""
        return Counted(
            self.share, self.rest, bool(self.marks & _OMITTED), self.seconds,
            bool(self.marks & _SURE),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one attempt adds; `answers` by digest, where they are known (not once it is stored)."""

    attempt_id: UUID
    submitted_at: datetime
    block: str
    parts: Sequence[Part]
    answers: Mapping[str, Response]

    @property
    def added(self) -> tuple[UUID, str, list[Part]]:
        """What of it is in the sums."""
        return self.attempt_id, self.block, list(self.parts)


Contributions = Mapping[Pair, Contribution]


def differing(old: Contributions, new: Contributions) -> set[Pair]:
    """Where what is in the sums is not what should be there, missing or too much included."""
    return {
        pair
        for pair in old.keys() | new.keys()
        if pair not in old or pair not in new or old[pair].added != new[pair].added
    }


def contributions(session: Session, pairs: Collection[Pair]) -> dict[Pair, Contribution]:
    """What these learners add at these quizzes as things are now (three statements).

    Nothing for who is no student, has handed nothing in, or waits for every point.
    """
    students = Learner.role == "student"
    theirs = tuple_(Attempt.learner_id, Attempt.quiz_id).in_(pairs)
    asked: defaultdict[Pair, list[AskedRow]] = defaultdict(list)
    for row in asked_rows(session, latest(theirs, students).subquery(), true()):
        asked[row.learner_id, row.quiz_id].append(row)
    heads = session.execute(
        latest(theirs, students)
        .add_columns(Attempt.submitted_at, Quiz.draw)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
    )
    manual = _manual(session, {row.item_id for rows in asked.values() for row in rows})
    return {
        (head.learner_id, head.quiz_id): _contribution(
            head, asked[head.learner_id, head.quiz_id], manual
        )
        for head in heads
        if (head.learner_id, head.quiz_id) in asked
    }


def _manual(session: Session, items: Collection[int]) -> set[int]:
    """Those that a person grades: no two essays are alike, so they are not counted by answer."""
    found = session.scalars(select(Item.id).where(Item.id.in_(items), Item.type.in_(MANUAL_TYPES)))
    return set(found)


def _contribution(head: Any, rows: Iterable[AskedRow], manual: Collection[int]) -> Contribution:
    parts: list[Part] = []
    answers: dict[str, Response] = {}
    for row in rows:
        whole = counted(row.asked)
        digest = None
        if row.response is not None and row.item_id not in manual:
            digest = digest_of(row.response)
            answers[digest] = row.response
        marks = _OMITTED * whole.omitted + _SURE * whole.sure
        parts.append(
            Part(
                row.item_id, row.revision_id, whole.share, whole.rest, whole.seconds, marks, digest
            )
        )
    # Attempts at a quiz that draws its questions are hardly ever alike.
    block = "" if head.draw is not None else digest_of(sorted(part.item for part in parts))
    return Contribution(head.id, head.submitted_at, block, parts, answers)


def digest_of(value: object) -> str:
    """64 bits that say which answer, or which questions, it is; the same on every database."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stored(session: Session, pairs: Collection[Pair]) -> dict[Pair, Contribution]:
    """What is in the sums of these learners at these quizzes (one statement)."""
    theirs = tuple_(CountedAttempt.learner_id, CountedAttempt.quiz_id).in_(pairs)
    return {
        (row.learner_id, row.quiz_id): from_row(row)
        for row in session.execute(select(*CountedAttempt.__table__.columns).where(theirs))
    }


def from_row(row: Any) -> Contribution:
    """A stored contribution."""
    parts = [Part(*one) for one in row.parts]
    return Contribution(row.attempt_id, row.submitted_at, row.block, parts, {})
