"""Decide about a question that was asked, and grade again what was handed in before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import dump_body, load_body
from quizapp.domain.rulings import Kind, changed_by, question_digest, ruled
from quizapp.models.classes import Assignment, ClassTeacher, SchoolClass
from quizapp.models.items import Item, ItemRevision
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.models.regrading import RegradedItem, Ruling, RulingClass
from quizapp.queries.accounts import LearnerView
from quizapp.queries.regrading.differences import Difference, differences
from quizapp.queries.regrading.in_force import holding
from quizapp.queries.regrading.rulings import RulingView
from quizapp.services import analysis, audit
from quizapp.services.authoring.items import note_authors
from quizapp.services.item_rows import ItemChanges, Placed, store_items
from quizapp.services.transaction import write


class UnfitError(ValueError):
    """The decision does not fit the question, or changes nothing about it."""


class NoClassError(Exception):
    """A decision on the course's items is for one's classes, and there is none."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a teacher sends: the browser's id, what is decided, why, and the source for that."""

    id: UUID
    kind: Kind
    part: str
    answer: str
    reason: str
    source: str | None


def decide(item_id: int, owned: bool, made: Decision, teacher: LearnerView, now: datetime) -> None:
    """Store a decision on the newest text of an item; the same id again changes nothing.

    `owned`: the item is in a teacher's set. It gets a new revision at once, and the decision holds
    for everybody. The files of a course are left alone: there the decision is laid over the text,
    for the students of the teacher's classes, or for everybody if an admin makes it. Raises
    UnfitError, and NoClassError from a teacher without a class.
    """
    with write() as session:
        # The lock first: of two that come at the same moment the second must see the first.
        item = session.scalars(select(Item).where(Item.id == item_id).with_for_update()).one()
        if session.scalar(select(exists().where(Ruling.client_id == made.id))):
            return
        written = _newest(session, item)
        known = holding(session, Item.id == item.id, teacher)[item.id]
        graded = ruled(written, item.revision, known)
        changed = changed_by(graded.body, made.kind, made.part, made.answer)
        if changed is None or graded.dropped or (made.kind != "drop" and changed == graded.body):
            raise UnfitError(made.answer)
        stored = _ruling(item, written, made, teacher, now)
        stored.everywhere = owned or teacher.role == "admin"
        session.add(stored)
        session.flush()
        if not stored.everywhere:
            _for_classes(session, stored.id, teacher.id)
        if owned and changed != written:
            _revise(session, item, changed, teacher.id, now)
        audit.note(
            session, now, "item ruled on", actor=teacher.id, subject=None, item=item.code,
            ruling=str(made.id), kind=made.kind, answer=made.answer, reason=made.reason,
        )  # fmt: skip


def _for_classes(session: Session, ruling_id: int, teacher_id: int) -> None:
    classes = session.scalars(
        select(ClassTeacher.class_id).where(ClassTeacher.learner_id == teacher_id)
    ).all()
    if not classes:
        raise NoClassError
    session.add_all(RulingClass(ruling_id=ruling_id, class_id=one) for one in classes)


def _newest(session: Session, item: Item) -> ItemBody:
    content = session.scalars(
        select(ItemRevision.content).where(
            ItemRevision.item_id == item.id, ItemRevision.number == item.revision
        )
    ).one()
    return load_body(content)


def _ruling(
    item: Item, body: ItemBody, made: Decision, teacher: LearnerView, now: datetime
) -> Ruling:
    return Ruling(
        client_id=made.id,
        item_id=item.id,
        revision=item.revision,
        question=question_digest(body),
        kind=made.kind,
        part=made.part,
        answer=made.answer,
        reason=made.reason,
        source=made.source,
        decided_at=now,
        decided_by=teacher.id,
    )


def _revise(session: Session, item: Item, body: ItemBody, author_id: int, now: datetime) -> None:
    changes = ItemChanges({item.code: item})
    anew = load_body(dump_body(body))  # as it will be asked, not as it was
    store_items(session, changes, {item.code: Placed(anew, item.set_id, item.position)}, now)
    note_authors(session, changes, author_id)


def regrade(
    view: RulingView, regrade_id: UUID, keep: bool, teacher: LearnerView, now: datetime
) -> int | None:
    """Grade again what was handed in before a decision, once; how many scores it changed.

    None if it was done already. `keep`: nobody loses points. Answers and texts stay as they were;
    the old score of each question is kept beside the new one.
    """
    with write() as session:
        claimed = session.execute(
            update(Ruling)
            .where(Ruling.id == view.id, Ruling.regraded_at.is_(None))
            .values(regrade_id=regrade_id, regraded_at=now, regraded_by=teacher.id)
            .returning(Ruling.id)
        ).first()
        if claimed is None:
            return None
        found = differences(session, view, teacher, keep, lock=True)
        _store(session, view.id, found, now)
        changed = sum(one.changed for one in found)
        audit.note(
            session, now, "attempts regraded", actor=teacher.id, subject=None,
            ruling=str(view.client_id), attempts=str(len(found)), changed=str(changed),
        )  # fmt: skip
        _note_in_classes(session, view, teacher, now)
        return changed


def _note_in_classes(
    session: Session, view: RulingView, teacher: LearnerView, now: datetime
) -> None:
    """An entry in the record of each class whose scores at an assignment were looked at again."""
    differs = RegradedItem.score_before != RegradedItem.score_after
    rows = session.execute(
        select(
            SchoolClass.public_id.label("group"),
            Assignment.public_id.label("assignment"),
            Assignment.title,
            func.count().label("looked_at"),
            func.count().filter(differs).label("changed"),
        )
        .select_from(RegradedItem)
        .join(
            Attempt,
            and_(
                Attempt.learner_id == RegradedItem.learner_id,
                Attempt.id == RegradedItem.attempt_id,
            ),
        )
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .join(SchoolClass, SchoolClass.id == Assignment.class_id)
        .where(RegradedItem.ruling_id == view.id)
        .group_by(SchoolClass.public_id, Assignment.public_id, Assignment.title)
        .order_by(Assignment.title, Assignment.public_id)
    )
    code = session.scalar(select(Item.code).where(Item.id == view.item_id)) or ""
    for row in rows.all():
        audit.note(
            session, now, "graded again", actor=teacher.id, subject=None, group=str(row.group),
            assignment=str(row.assignment), title=row.title, question=code,
            changed=str(row.changed), of=str(row.looked_at), why=view.reason,
        )  # fmt: skip


def _store(session: Session, ruling_id: int, found: list[Difference], now: datetime) -> None:
    if not found:
        return
    session.execute(
        insert(RegradedItem),
        [
            {
                "learner_id": one.learner_id,
                "attempt_id": one.attempt_id,
                "position": one.position,
                "ruling_id": ruling_id,
                "score_before": one.before,
                "score_after": one.after,
                "regraded_at": now,
            }
            for one in found
        ],
    )
    changed = [one for one in found if one.changed]
    if not changed:
        return
    session.execute(
        update(AttemptItem),
        [
            {
                "learner_id": one.learner_id,
                "attempt_id": one.attempt_id,
                "position": one.position,
                "score": one.after,
            }
            for one in changed
        ],
    )
    # Asked for by the decision: a list of all of them could be longer than a statement may be.
    quizzes = (
        select(Attempt.learner_id, Attempt.quiz_id)
        .join(
            RegradedItem,
            and_(
                RegradedItem.learner_id == Attempt.learner_id,
                RegradedItem.attempt_id == Attempt.id,
            ),
        )
        .where(RegradedItem.ruling_id == ruling_id)
        .distinct()
    )
    analysis.note(session, ((row[0], row[1]) for row in session.execute(quizzes)), now)
    session.execute(
        update(Attempt),
        [
            {"learner_id": one.learner_id, "id": one.attempt_id, "score": one.total_after}
            for one in changed
        ],
    )
