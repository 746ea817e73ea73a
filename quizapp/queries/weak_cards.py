"""The cards that a learner is likeliest to have lost, each with the way back to its passage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Any, Protocol

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from quizapp.domain.memory import STEPS, Remembered
from quizapp.markup import words_of
from quizapp.models.courses import Lesson
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from quizapp.queries.flashcards.faces import faces
from quizapp.queries.lessons.passages import Wanted, passages

SHOWN = 3


class Answered(Protocol):
    """A card with what is stored of it, and how it stands today."""

    @property
    def card_id(self) -> int: ...

    @property
    def state(self) -> str: ...

    @property
    def last_day(self) -> date | None: ...

    @property
    def lapses(self) -> int: ...

    @property
    def memory(self) -> Remembered: ...


@dataclass(frozen=True)
class WeakCard:
    """A card that is slipping. `in_steps`: missed or new lately, so that recall says nothing yet.

    `anchor` is where in the lesson the matter stands, "" if no place is known.
    """

    card_id: int
    text: str
    recall: float
    in_steps: bool
    lapses: int
    days_ago: int
    lesson_slug: str | None
    lesson_title: str | None
    anchor: str
    claims: tuple[str, ...]


def weakest(session: Session, known: Iterable[Answered], today: date) -> tuple[WeakCard, ...]:
    """The three weakest of the cards `known` on study day `today` (a fixed number of statements).

    Give only cards that may be shown: their fronts are in what comes back.
    First what was missed and is being learnt again, then by predicted recall, then by lapses. A
    card that was met today and known is not weak, however few the others are.
    """
    chosen = nsmallest(SHOWN, (one for one in known if _doubtful(one, today)), key=_rank)
    rows = {row.id: row for row in _rows(session, [one.card_id for one in chosen])}
    anchors = passages(session, [_wanted(row) for row in rows.values() if row.digest])
    return tuple(
        _weak(rows[one.card_id], one, anchors.get(one.card_id, ""), today) for one in chosen
    )


def _doubtful(one: Answered, today: date) -> bool:
    band = one.memory.band
    return band == "slipping" or (band == "known" and one.last_day != today)


def _rank(one: Answered) -> tuple[bool, float, int, int]:
    return (one.state not in STEPS, one.memory.recall, -one.lapses, one.card_id)


def _rows(session: Session, card_ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Card.id,
            Card.kind,
            Card.ordinal,
            ItemRevision.content,
            ItemRevision.digest.label("text"),
            Item.code,
            Item.claims,
            Item.facts,
            Lesson.id.label("lesson_id"),
            Lesson.course_id,
            Lesson.digest,
            Lesson.slug,
            Lesson.title,
        )
        .join(Item, Item.id == Card.item_id)
        .join(
            ItemRevision,
            and_(ItemRevision.item_id == Item.id, ItemRevision.number == Item.revision),
        )
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .outerjoin(Lesson, and_(Lesson.id == QuestionSet.lesson_id, Lesson.retired_at.is_(None)))
        .where(Card.id.in_(card_ids))
    ).all()


def _wanted(row: Any) -> Wanted:
    return Wanted(
        key=row.id,
        course_id=row.course_id,
        lesson_id=row.lesson_id,
        digest=row.digest,
        item=row.code,
        claims=tuple(row.claims),
        facts=tuple(row.facts),
    )


def _weak(row: Any, one: Answered, anchor: str, today: date) -> WeakCard:
    return WeakCard(
        card_id=row.id,
        text=_front(row),
        recall=one.memory.recall,
        in_steps=one.state in STEPS,
        lapses=one.lapses,
        days_ago=(today - one.last_day).days if one.last_day else 0,
        lesson_slug=row.slug,
        lesson_title=row.title,
        anchor=anchor,
        claims=tuple(row.claims),
    )


def _front(row: Any) -> str:
    """The front in words; "" where the newest wording has no such side any more."""
    face = faces(row.text, row.content).get((row.kind, row.ordinal))
    return words_of(face.front_html) if face else ""
