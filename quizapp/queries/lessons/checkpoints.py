"""The questions inside lessons: as they are asked, and as they were answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session, aliased

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import load_body, type_of
from quizapp.markup import inline
from quizapp.models.courses import Course, Lesson
from quizapp.models.flashcards import CardState
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.models.reading import CheckpointAnswer
from quizapp.queries.bodies import TEXT, body_of
from quizapp.queries.lessons.text import texts
from quizapp.queries.parameters import LEARNER
from quizapp.queries.questions import Answered, answered, asked, fixes, misconceptions_in

# The mask of an item's options for the reader, by the item's id.
Masks = Callable[[int], OptionMask]


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """One question of a lesson as stored, for one reader (`answer_id` None: not answered).

    `held`: the open attempt that asks it. `card_id`: a card that can be made of it.
    """

    item_id: int
    code: str
    course_id: int
    revision_id: int
    revision: int
    body: ItemBody
    answer_id: UUID | None
    response: dict[str, Any] | None
    answered_revision: int | None
    answered_at: datetime | None
    held: UUID | None
    card_id: int | None
    drilled: bool

    @property
    def current(self) -> bool:
        """Whether the stored answer is one to the question as it stands."""
        return self.answer_id is not None and self.answered_revision == self.revision_id


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One question of a lesson as shown.

    A stranger gets the prompt only; a question that is held back shows nothing else either.
    `revised`: it was answered, but its text has changed since.
    """

    code: str
    type: str
    revision: int
    prompt_html: str
    question: dict[str, Any] | None
    answer: dict[str, Any] | None
    result: Answered | None
    answered_at: datetime | None
    revised: bool
    held: UUID | None
    card_id: int | None
    drilled: bool
    sources: tuple[str, ...]
    claims: tuple[str, ...]


def rows(
    session: Session, course_id: int, codes: Iterable[str], learner_id: int | None
) -> list[CheckpointRow]:
    """The questions with these codes and the reader's latest answers (one statement)."""
    named = {"learner": learner_id or 0, "course": course_id, "codes": sorted(set(codes))}
    return [_row(row) for row in session.execute(_in_course(), named)]


def find(session: Session, learner_id: int, code: str) -> CheckpointRow | None:
    """The question, if a lesson asks it (two statements; one more where no text is kept)."""
    named = {"learner": learner_id, "code": code}
    for row in session.execute(_anywhere(), named).all():
        if code in _asked_in(session, row.course_id):
            return _row(row)
    return None


def _asked_in(session: Session, course_id: int) -> set[str]:
    digests = session.execute(
        select(Lesson.id, Lesson.digest).where(
            Lesson.course_id == course_id, Lesson.retired_at.is_(None)
        )
    )
    found = texts(session, {row.id: row.digest for row in digests})
    return {code for text in found.values() for code in text.checkpoints}


def marks(
    session: Session, course_id: int, codes: Iterable[str], learner_id: int | None
) -> tuple[tuple[Any, ...], ...]:
    """What `rows` would read, without the texts: it changes whenever one of them does (one statement)."""
    named = {"learner": learner_id or 0, "course": course_id, "codes": sorted(set(codes))}
    return tuple(map(tuple, session.execute(_marks(), named)))


# Put together once: building these costs more than running them.


@cache
def _in_course() -> Select[*tuple[Any, ...]]:
    return _select().where(
        QuestionSet.course_id == bindparam("course"),
        Item.code.in_(bindparam("codes", expanding=True)),
    )


@cache
def _anywhere() -> Select[*tuple[Any, ...]]:
    return (
        _select()
        .join(Course, Course.id == QuestionSet.course_id)
        .where(Item.code == bindparam("code"), Course.retired_at.is_(None))
        .order_by(Course.position, Course.id)
    )


def _select() -> Select[*tuple[Any, ...]]:
    given = aliased(CheckpointAnswer)
    return (
        select(
            Item.id, Item.code, QuestionSet.course_id, ItemRevision.id.label("revision_id"),
            ItemRevision.number, TEXT, given.id.label("answer_id"), given.response,
            given.item_revision_id, given.answered_at, held(LEARNER).label("held"),
            _card().label("card_id"), _drilled(LEARNER).label("drilled"),
        )
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .outerjoin(given, and_(given.learner_id == LEARNER, given.id == _latest(LEARNER)))
        .where(Item.retired_at.is_(None), QuestionSet.retired_at.is_(None))
    )  # fmt: skip


@cache
def _marks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Item.id, Item.revision, _latest(LEARNER), held(LEARNER), _card(),
            _drilled(LEARNER),
        )
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .where(
            QuestionSet.course_id == bindparam("course"),
            Item.code.in_(bindparam("codes", expanding=True)),
            Item.retired_at.is_(None),
            QuestionSet.retired_at.is_(None),
        )
        .order_by(Item.id)
    )  # fmt: skip


def _latest(learner_id: ColumnElement[int]) -> Any:
    """The learner's latest answer to the item."""
    newest = aliased(CheckpointAnswer)
    return (
        select(newest.id)
        .where(newest.learner_id == learner_id, newest.item_id == Item.id)
        .order_by(newest.answered_at.desc(), newest.id.desc())
        .limit(1)
        .correlate(Item)
        .scalar_subquery()
    )


def held(learner_id: ColumnElement[int] | int) -> Any:
    """The learner's open attempt that asks the item: its key must not be seen elsewhere."""
    same = and_(AttemptItem.learner_id == Attempt.learner_id, AttemptItem.attempt_id == Attempt.id)
    return (
        select(Attempt.id)
        .join(AttemptItem, same)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.submitted_at.is_(None),
            AttemptItem.item_id == Item.id,
        )
        .order_by(Attempt.started_at)
        .limit(1)
        .correlate(Item)
        .scalar_subquery()
    )


def _card() -> Any:
    return (
        select(func.min(Card.id))
        .where(Card.item_id == Item.id, Card.retired_at.is_(None))
        .correlate(Item)
        .scalar_subquery()
    )


def _drilled(learner_id: ColumnElement[int]) -> Any:
    # From the item's few cards to their states; joined, SQLite goes through all that she has.
    own = select(Card.id).where(Card.item_id == Item.id).correlate(Item)
    return exists(
        select(literal(1)).where(CardState.learner_id == learner_id, CardState.card_id.in_(own))
    )


def _row(row: Row[Any]) -> CheckpointRow:
    return CheckpointRow(
        item_id=row.id,
        code=row.code,
        course_id=row.course_id,
        revision_id=row.revision_id,
        revision=row.number,
        body=body_of(row.text),
        answer_id=row.answer_id,
        response=row.response,
        answered_revision=row.item_revision_id,
        answered_at=row.answered_at,
        held=row.held,
        card_id=row.card_id,
        drilled=row.drilled,
    )


def shown(
    session: Session, found: Iterable[CheckpointRow], masks: Masks | None, again: str | None = None
) -> dict[str, Checkpoint]:
    """Questions by code (one statement where a misconception is explained).

    `masks` is None for a stranger; `again` is the code of one to be asked afresh.
    """
    found = list(found)
    open_ones = {row.code for row in found if row.current and not row.held and row.code != again}
    codes = {
        code
        for row in found
        if row.code in open_ones
        for code in misconceptions_in(row.body, row.response)
    }
    mended = fixes(session, {row.course_id for row in found}, codes)
    return {row.code: _shown(row, masks, row.code in open_ones, mended) for row in found}


def _shown(
    row: CheckpointRow, masks: Masks | None, is_open: bool, mended: Mapping[Any, Any]
) -> Checkpoint:
    mask = masks(row.item_id) if masks and not row.held else None
    result = None
    if mask is not None and is_open:
        result = answered(
            row.body, row.response, mask, lambda code: mended.get((row.course_id, code))
        )
    return Checkpoint(
        code=row.code,
        type=row.body.type,
        revision=row.revision,
        prompt_html=type_of(row.body).prompt(row.body, inline),
        question=asked(row.body, mask) if mask else None,
        answer=result.response if result else None,
        result=result,
        answered_at=row.answered_at if result else None,
        revised=row.answer_id is not None and not row.current,
        held=row.held,
        card_id=row.card_id,
        drilled=row.drilled,
        sources=row.body.sources,
        claims=row.body.claims,
    )


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One answer that was given, graded against the text it was given to."""

    course_id: int
    result: Answered
    sources: tuple[str, ...]


def stored_answer(
    session: Session, learner_id: int, answer_id: UUID, masks: Masks
) -> StoredAnswer | None:
    """The answer with this id (one statement, one more where a misconception is explained)."""
    row = session.execute(
        select(CheckpointAnswer.response, ItemRevision.content, Item.id, QuestionSet.course_id)
        .join(ItemRevision, ItemRevision.id == CheckpointAnswer.item_revision_id)
        .join(Item, Item.id == CheckpointAnswer.item_id)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .where(CheckpointAnswer.learner_id == learner_id, CheckpointAnswer.id == answer_id)
    ).one_or_none()
    if row is None:
        return None
    response, content, item_id, course_id = row
    body = load_body(content)
    mended = fixes(session, [course_id], misconceptions_in(body, response))
    result = answered(body, response, masks(item_id), lambda code: mended.get((course_id, code)))
    return StoredAnswer(course_id or 0, result, body.sources)
