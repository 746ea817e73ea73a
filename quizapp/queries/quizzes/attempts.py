"""An attempt as it is taken: its head, and the questions it is pinned to."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Window
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import type_of
from quizapp.models.classes import Assignment, AssignmentStudent
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz, Response
from quizapp.queries.bodies import TEXT, body_of
from quizapp.queries.parameters import ATTEMPT, LEARNER
from quizapp.queries.questions import asked
from quizapp.queries.quizzes.assigned import WINDOW, window_of


@dataclass(frozen=True, slots=True)
class AttemptHead:
    """One attempt without its questions, and what is needed of its quiz.

    `window`: the times of the assignment that the quiz belongs to, if it does.
    """

    learner_id: int
    id: UUID
    quiz_id: int
    quiz_slug: str
    quiz_title: str
    layout: str
    number: int
    secret: bytes
    started_at: datetime
    deadline: datetime | None
    place: int
    submitted_at: datetime | None
    submit_id: UUID | None
    submitted_by: str | None
    score: float | None
    max_score: float
    window: Window | None = None

    def withheld_until(self, now: datetime) -> datetime | None:
        """When the result is shown, if that is not yet: an assignment can keep it back."""
        waits = self.window is not None and self.window.withholds(now)
        return self.window.results_from if self.window is not None and waits else None

    def time_is_over(self, now: datetime) -> bool:
        """Whether an answer that comes now is too late."""
        return self.deadline is not None and now > self.deadline

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is still open although its time is over."""
        return self.submitted_at is None and self.time_is_over(now)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One question of an attempt and the latest saved answer, in the inside form."""

    position: int
    item_id: int
    course_id: int | None
    set_slug: str
    revision: int
    body: ItemBody
    mask: OptionMask
    max_score: float
    score: float | None
    flagged: bool
    seq: int | None
    response: dict[str, Any] | None
    saved_at: datetime | None
    sure: bool | None = None

    @property
    def is_manual(self) -> bool:
        """Whether a person has to grade the answer."""
        return type_of(self.body).manual

    @property
    def asks_sure(self) -> bool:
        """Whether the taker can say that she is sure: of what is right or wrong."""
        plugin = type_of(self.body)
        return plugin.gradable and not plugin.manual

    @property
    def gradable(self) -> bool:
        """Whether there is something to answer."""
        return type_of(self.body).gradable

    @property
    def waits(self) -> bool:
        """Whether a teacher has yet to grade the answer of a submitted attempt."""
        return self.score is None and type_of(self.body).waits(self.response)

    @property
    def shown(self) -> dict[str, Any]:
        """What the taker sees of the question."""
        return {**asked(self.body, self.mask), "max": self.max_score}

    @property
    def answer(self) -> dict[str, Any] | None:
        """The saved answer in the outside form."""
        return type_of(self.body).show(self.body, self.response, self.mask)


HEAD: tuple[Any, ...] = (
    Attempt.learner_id,
    Attempt.id,
    Attempt.quiz_id,
    Quiz.slug,
    Quiz.title,
    Quiz.layout,
    Attempt.number,
    Attempt.secret,
    Attempt.started_at,
    Attempt.deadline,
    Attempt.place,
    Attempt.submitted_at,
    Attempt.submit_id,
    Attempt.submitted_by,
    Attempt.score,
    Attempt.max_score,
)


def attempt_head(
    session: Session, learner_id: int, attempt_id: UUID, *, lock: bool = False
) -> AttemptHead | None:
    """One attempt of this learner (one statement); `lock` makes other writers of it wait."""
    given = {"learner": learner_id, "attempt": attempt_id}
    row = session.connection().execute(_head(lock), given).one_or_none()
    return head_of(row) if row else None


@cache
def _head(lock: bool) -> Select[Any]:
    query = heads().where(Attempt.learner_id == LEARNER, Attempt.id == ATTEMPT)
    return query.with_for_update(of=Attempt) if lock else query


def heads() -> Select[Any]:
    """Attempts with their quiz and, where it is an assignment's, its times for the learner."""
    return (
        select(*HEAD, *WINDOW)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .outerjoin(Assignment, Assignment.quiz_id == Quiz.id)
        .outerjoin(
            AssignmentStudent,
            and_(
                AssignmentStudent.assignment_id == Assignment.id,
                AssignmentStudent.learner_id == Attempt.learner_id,
            ),
        )
    )


def head_of(row: Any) -> AttemptHead:
    """The head from a row of `heads`."""
    values: tuple[Any, ...] = (*row[: len(HEAD)], window_of(row))
    return AttemptHead(*values)


def asked_items(session: Session, head: AttemptHead) -> list[AskedItem]:
    """The questions in the order asked, with their saved answers (one statement)."""
    mine = {"learner": head.learner_id, "attempt": head.id}
    rows = session.connection().execute(_asked(), mine)
    return [
        AskedItem(
            position=row.position,
            item_id=row.item_id,
            course_id=row.course_id,
            set_slug=row.set_slug,
            revision=row.number,
            body=body_of(row.text),
            mask=OptionMask(head.secret, row.position),
            max_score=row.max_score,
            score=row.score,
            flagged=row.flagged,
            seq=row.seq,
            response=row.response,
            saved_at=row.saved_at,
            sure=row.sure,
        )
        for row in rows
    ]


@cache
def _asked() -> Select[*tuple[Any, ...]]:
    return (
        select(
            AttemptItem.position,
            AttemptItem.item_id,
            AttemptItem.max_score,
            AttemptItem.score,
            AttemptItem.flagged,
            QuestionSet.course_id,
            QuestionSet.slug.label("set_slug"),
            ItemRevision.number,
            TEXT,
            Response.seq,
            Response.response,
            Response.saved_at,
            Response.sure,
        )
        .join(ItemRevision, ItemRevision.id == AttemptItem.item_revision_id)
        .join(Item, Item.id == AttemptItem.item_id)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .outerjoin(
            Response,
            and_(
                Response.learner_id == AttemptItem.learner_id,
                Response.attempt_id == AttemptItem.attempt_id,
                Response.position == AttemptItem.position,
            ),
        )
        .where(AttemptItem.learner_id == LEARNER, AttemptItem.attempt_id == ATTEMPT)
        .order_by(AttemptItem.position)
    )
