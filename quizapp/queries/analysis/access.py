"""Whose sets and items a teacher may see analysed, and over whose attempts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from quizapp.models.items import Item, QuestionSet
from quizapp.models.learners import Learner
from quizapp.queries.accounts import LearnerView


@dataclass(frozen=True, slots=True)
class AnalysedSet:
    """A set whose report somebody may see; `owned` by a teacher, else of the built-in course."""

    id: int
    slug: str
    title: str
    course_id: int | None
    owner_id: int | None

    @property
    def owned(self) -> bool:
        """Whether a teacher made it."""
        return self.owner_id is not None


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """An item whose report somebody may see, with its set; `revision` is the newest."""

    id: int
    code: str
    type: str
    revision: int
    home: AnalysedSet


_SET: tuple[Any, ...] = (
    QuestionSet.id,
    QuestionSet.slug,
    QuestionSet.title,
    QuestionSet.course_id,
    QuestionSet.owner_id,
)


def analysed_set(session: Session, viewer: LearnerView, slug: str) -> AnalysedSet | None:
    """The set with this slug, if this teacher may see its report (one statement)."""
    if "\x00" in slug:  # PostgreSQL cannot even be asked
        return None
    row = session.execute(_open_sets(viewer).where(QuestionSet.slug == slug)).one_or_none()
    return AnalysedSet(*row) if row else None


def analysed_item(session: Session, viewer: LearnerView, item_id: int) -> AnalysedItem | None:
    """The item, if this teacher may see its report (one statement)."""
    row = session.execute(
        _open_sets(viewer)
        .add_columns(Item.code, Item.type, Item.revision)
        .join(Item, Item.set_id == QuestionSet.id)
        .where(Item.id == item_id)
    ).one_or_none()
    return AnalysedItem(item_id, row[5], row[6], row[7], AnalysedSet(*row[:5])) if row else None


def _open_sets(viewer: LearnerView) -> Select[*tuple[Any, ...]]:
    """Sets of the built-in course for teachers, a teacher's own for herself."""
    built_in = QuestionSet.owner_id.is_(None) if viewer.is_teacher else QuestionSet.id.is_(None)
    return select(*_SET).where(or_(built_in, QuestionSet.owner_id == viewer.id))


def counted_learner(viewer: LearnerView, owned: bool) -> ColumnElement[bool]:
    """Condition on Learner: whose attempts a report counts. Teachers only try things out."""
    students = Learner.role == "student"
    return students if owned or viewer.is_teacher else students & ~true()
