"""What regrading for a decision would do to each attempt that was handed in before it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, true
from sqlalchemy.orm import Session

from quizapp.domain import rulings as domain
from quizapp.domain.items.registry import load_body
from quizapp.domain.rulings import Ruled, ruled
from quizapp.domain.scoring import percent
from quizapp.models.classes import ClassTeacher, Enrolment
from quizapp.models.items import ItemRevision
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz, Response
from quizapp.models.regrading import RegradedItem, Ruling, RulingClass
from quizapp.queries.accounts import LearnerView
from quizapp.queries.analysis.access import open_quiz
from quizapp.queries.regrading.in_force import RULING
from quizapp.queries.regrading.rulings import RulingView


@dataclass(frozen=True, slots=True)
class Difference:
    """What regrading makes of one attempt: the points of the question, and of all its `most`."""

    learner_id: int
    attempt_id: UUID
    position: int
    name: str | None
    quiz_title: str | None
    submitted_at: datetime
    before: float
    after: float
    total: float
    most: float

    @property
    def total_after(self) -> float:
        """The points of the whole attempt when this has been done."""
        return round(self.total - self.before + self.after, 4)

    @property
    def percent_before(self) -> float:
        """The result as it is."""
        return percent(self.total, self.most)

    @property
    def percent_after(self) -> float:
        """The result when this has been done."""
        return percent(self.total_after, self.most)

    @property
    def changed(self) -> bool:
        """Whether points are added or taken away."""
        return self.before != self.after


def differences(
    session: Session, view: RulingView, viewer: LearnerView, keep: bool, *, lock: bool = False
) -> list[Difference]:
    """What regrading for a decision does to each attempt handed in before it (four statements).

    `keep`: nobody loses points. The greatest change comes first. Names are those by which the
    viewer knows her students; others have none, except for an admin. `lock` makes others wait who
    would change the same attempts.
    """
    case = _case(session, view)
    query = _earlier(view, viewer)
    query = query.with_for_update(of=Attempt) if lock else query
    found = [_difference(row, case, keep) for row in session.execute(query) if row.max_score > 0]
    return sorted(
        found, key=lambda one: (-abs(one.after - one.before), one.name or "", one.learner_id)
    )


class _Texts:
    """How each revision of the item is graded, with which decisions."""

    def __init__(
        self, rows: Sequence[Any], rulings: Sequence[Any], regraded: Sequence[Any]
    ) -> None:
        self._bodies = {row.id: (load_body(row.content), row.number) for row in rows}
        self._rulings = [(domain.Ruling(*row[:6]), row[6], row[7]) for row in rulings]
        self._regraded: defaultdict[tuple[int, UUID], set[int]] = defaultdict(set)
        for row in regraded:
            self._regraded[row.learner_id, row.attempt_id].add(row.ruling_id)
        self._known: dict[tuple[int, tuple[int, ...]], Ruled] = {}

    def of(self, row: Any, also: int) -> Ruled:
        """With those in force for the row's attempt, and the decision `also`."""
        covered = self._regraded[row.learner_id, row.attempt_id] | {also}
        holding = [
            one
            for one, everywhere, at in self._rulings
            if one.id in covered or (everywhere and at <= row.submitted_at)
        ]
        key = row.revision_id, tuple(one.id for one in holding)
        if key not in self._known:
            body, number = self._bodies[row.revision_id]
            self._known[key] = ruled(body, number, holding)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class _Case:
    """What the differences for one decision are worked out from."""

    ruling_id: int
    texts: _Texts


def _case(session: Session, view: RulingView) -> _Case:
    revisions = session.execute(
        select(ItemRevision.id, ItemRevision.number, ItemRevision.content).where(
            ItemRevision.item_id == view.item_id
        )
    ).all()
    rulings = session.execute(
        select(*RULING, Ruling.everywhere, Ruling.decided_at)
        .where(Ruling.item_id == view.item_id)
        .order_by(Ruling.id)
    ).all()
    regraded = session.execute(
        select(RegradedItem.learner_id, RegradedItem.attempt_id, RegradedItem.ruling_id)
        .join(Ruling, Ruling.id == RegradedItem.ruling_id)
        .where(Ruling.item_id == view.item_id)
    ).all()
    return _Case(view.id, _Texts(revisions, rulings, regraded))


def _name(viewer: LearnerView) -> ColumnElement[Any]:
    known = (
        select(func.min(Enrolment.name))
        .join(ClassTeacher, ClassTeacher.class_id == Enrolment.class_id)
        .where(ClassTeacher.learner_id == viewer.id, Enrolment.learner_id == Learner.id)
        .scalar_subquery()
    )
    return func.coalesce(known, Learner.name) if viewer.role == "admin" else known


def _concerned(view: RulingView) -> ColumnElement[bool]:
    if view.everywhere:
        return true()
    return exists().where(
        RulingClass.ruling_id == view.id,
        RulingClass.class_id == Enrolment.class_id,
        Enrolment.learner_id == Attempt.learner_id,
        Enrolment.left_at.is_(None),
    )


def _earlier(view: RulingView, viewer: LearnerView) -> Select[*tuple[Any, ...]]:
    """The item in attempts that were handed in before the decision and not regraded for it."""
    covered = exists(
        select(literal(1)).where(
            RegradedItem.learner_id == AttemptItem.learner_id,
            RegradedItem.attempt_id == AttemptItem.attempt_id,
            RegradedItem.position == AttemptItem.position,
            RegradedItem.ruling_id == view.id,
        )
    )
    return (
        select(
            AttemptItem.learner_id,
            AttemptItem.attempt_id,
            AttemptItem.position,
            AttemptItem.item_revision_id.label("revision_id"),
            AttemptItem.score,
            AttemptItem.max_score,
            Attempt.submitted_at,
            Attempt.score.label("total"),
            Attempt.max_score.label("most"),
            case((open_quiz(viewer), Quiz.title)).label("title"),
            _name(viewer).label("name"),
            Response.response,
        )
        .join(
            Attempt,
            and_(
                Attempt.learner_id == AttemptItem.learner_id, Attempt.id == AttemptItem.attempt_id
            ),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Learner, Learner.id == Attempt.learner_id)
        .outerjoin(
            Response,
            and_(
                Response.learner_id == AttemptItem.learner_id,
                Response.attempt_id == AttemptItem.attempt_id,
                Response.position == AttemptItem.position,
            ),
        )
        .where(
            AttemptItem.item_id == view.item_id,
            Attempt.submitted_at < view.decided_at,
            _concerned(view),
            ~covered,
        )
    )


def _difference(row: Any, case: _Case, keep: bool) -> Difference:
    before = row.score or 0.0
    found = case.texts.of(row, case.ruling_id).score(row.response)
    # What a teacher grades by hand has its score from her.
    again = before if found is None else found
    after = max(before, again) if keep else again
    return Difference(
        learner_id=row.learner_id,
        attempt_id=row.attempt_id,
        position=row.position,
        name=row.name,
        quiz_title=row.title,
        submitted_at=row.submitted_at,
        before=before,
        after=after,
        total=row.total,
        most=row.most,
    )
