"""The cards that a learner is likeliest to have lost, each with the way back to its passage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.memory import STEPS
from quizapp.markup import line_of
from quizapp.models.courses import Lesson
from quizapp.models.flashcards import CardState
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.queries.flashcards.faces import faces
from quizapp.queries.flashcards.recall import ANSWERED, ELAPSED_SHARE, IS_KNOWN, recall_after
from quizapp.queries.flashcards.scope import IN_STEPS, TODAY, first, shown_of_all
from quizapp.queries.lessons.passages import Wanted, passages

SHOWN = 3


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


def weakest(session: Session, given: Mapping[str, Any]) -> tuple[WeakCard, ...]:
    """The three weakest of a learner's cards that may be shown (a fixed number of statements).

    `given`: LEARNER, TODAY and the `terms` of recall. First what was missed and is being learnt
    again, then by predicted recall, then by lapses. A card that was met today and known is not
    weak, however few the others are.
    """
    rows = session.connection().execute(_statement(), given).all()
    anchors = passages(session, [Wanted.of(row.id, row) for row in rows if row.digest])
    return tuple(_weak(row, anchors.get(row.id, ""), given["today"]) for row in rows)


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    # The three are found first, so that only they are looked up elsewhere.
    doubtful = or_(CardState.last_day.is_(None), CardState.last_day != TODAY, not_(IS_KNOWN))
    elapsed = ELAPSED_SHARE.label("elapsed")
    weak = (
        select(CardState.card_id, CardState.state, CardState.last_day, CardState.lapses, elapsed)
        .join(Card, Card.id == CardState.card_id)
        .where(*shown_of_all(), ANSWERED, doubtful)
        .order_by(IN_STEPS.desc(), elapsed.desc(), CardState.lapses.desc(), CardState.card_id)
        .limit(first(SHOWN))
        .cte("weak")
    )
    in_steps = weak.c.state.in_(STEPS)
    return (
        select(
            Card.id, Card.kind, Card.ordinal, ItemRevision.content,
            ItemRevision.digest.label("text"), Item.code, Item.claims, Item.facts,
            Lesson.id.label("lesson_id"), Lesson.course_id, Lesson.digest, Lesson.slug,
            Lesson.title, weak.c.state, weak.c.last_day, weak.c.lapses,
            recall_after(weak.c.elapsed).label("recall"),
        )
        .select_from(weak)
        .join(Card, Card.id == weak.c.card_id)
        .join(Item, Item.id == Card.item_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .outerjoin(Lesson, and_(Lesson.id == QuestionSet.lesson_id, Lesson.retired_at.is_(None)))
        .order_by(in_steps.desc(), weak.c.elapsed.desc(), weak.c.lapses.desc(), weak.c.card_id)
    )  # fmt: skip


def _weak(row: Any, anchor: str, today: date) -> WeakCard:
    return WeakCard(
        card_id=row.id,
        text=_front(row),
        recall=row.recall,
        in_steps=row.state in STEPS,
        lapses=row.lapses,
        days_ago=(today - row.last_day).days if row.last_day else 0,
        lesson_slug=row.slug,
        lesson_title=row.title,
        anchor=anchor,
        claims=tuple(row.claims),
    )


def _front(row: Any) -> str:
    """The front in words; "" where the newest wording has no such side any more."""
    face = faces(row.text, row.content).get((row.kind, row.ordinal))
    return line_of(face.front_html) if face else ""
