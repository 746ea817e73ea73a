"""One card with everything around it: sources, claims, lesson, marks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.domain.scheduling.days import study_day
from quizapp.markup import block
from quizapp.models.courses import Lesson
from quizapp.models.flashcards import CardState
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.faces import faces
from quizapp.queries.flashcards.log import active_settings
from quizapp.queries.flashcards.queue import IDENTITY, STATE, QueueCard, dress
from quizapp.queries.flashcards.scope import held_back, readable
from quizapp.queries.lessons.passages import Wanted, passages
from quizapp.queries.parameters import LEARNER
from quizapp.queries.questions import ClaimView, SourceView, claims, sources


@dataclass(frozen=True)
class CardDetail:
    """A card as in the queue, what counts as right when it is typed, and where it comes from.

    `passage` is the anchor in its lesson where the matter stands, "" if no place is known.
    """

    card: QueueCard
    accept: tuple[str, ...]
    reject: tuple[str, ...]
    explanation_html: str
    sources: tuple[SourceView, ...]
    claims: tuple[ClaimView, ...]
    lesson_slug: str | None
    lesson_title: str | None
    passage: str
    set_title: str
    suspended: bool
    buried: bool
    flagged: bool


def card_detail(
    session: Session, learner: LearnerView, card_id: int, now: datetime
) -> CardDetail | None:
    """A card that the learner may see now, else None (at most six statements)."""
    row = _row(session, learner.id, card_id, now)
    if row is None:
        return None
    settings = active_settings(session, learner.id, learner.desired_retention, learner.timezone)
    card = dress(row, row, settings, now)
    if card is None:
        return None
    face = faces(row.digest, row.content)[row.kind, row.ordinal]
    body, course = load_body(row.content), row.course_id
    cited = sources(session, [course], body.sources)
    tested = claims(session, [course], body.claims)
    today = study_day(now, learner.timezone)
    return CardDetail(
        card=card,
        accept=face.accept if face.typed else (),
        reject=face.reject if face.typed else (),
        explanation_html=block(body.explanation),
        sources=tuple(cited[course, code] for code in body.sources if (course, code) in cited),
        claims=tuple(tested[course, code] for code in body.claims if (course, code) in tested),
        lesson_slug=row.lesson_slug,
        lesson_title=row.lesson_title,
        passage=_passage(session, row, body),
        set_title=row.set_title,
        suspended=bool(row.suspended),
        buried=row.buried_until is not None and row.buried_until > today,
        flagged=bool(row.flagged),
    )


def _passage(session: Session, row: Any, body: ItemBody) -> str:
    if row.lesson_id is None:
        return ""
    wanted = Wanted(
        key=row.card_id,
        course_id=row.course_id,
        lesson_id=row.lesson_id,
        digest=row.lesson_digest,
        item=body.id,
        claims=body.claims,
        facts=body.facts,
        sources=body.sources,
    )
    return passages(session, [wanted]).get(row.card_id, "")


def may_touch(session: Session, learner_id: int, card_id: int, now: datetime) -> Any:
    """The card's id, set and item if the learner may mark it, else None (one statement)."""
    return session.execute(
        select(Card.id, Card.set_id, Card.item_id)
        .join(QuestionSet, QuestionSet.id == Card.set_id)
        .outerjoin(CardState, _mine())
        .where(Card.id == card_id, Card.retired_at.is_(None))
        .where(or_(readable(), CardState.card_id.is_not(None))),
        {"learner": learner_id, "now": now},
    ).one_or_none()


def is_retired(session: Session, learner_id: int, card_id: int, now: datetime) -> bool:
    """Whether there is such a card for the learner, but asked no more (one statement)."""
    return (
        session.scalar(
            select(Card.id)
            .join(QuestionSet, QuestionSet.id == Card.set_id)
            .outerjoin(CardState, _mine())
            .where(Card.id == card_id, Card.retired_at.is_not(None))
            .where(or_(readable(), CardState.card_id.is_not(None))),
            {"learner": learner_id, "now": now},
        )
        is not None
    )


def with_cards(session: Session, learner_id: int, item_ids: Collection[int]) -> set[int]:
    """Which of the items have a card among the learner's own (one statement)."""
    return set(
        session.scalars(
            select(CardState.item_id).where(
                CardState.learner_id == learner_id, CardState.item_id.in_(list(item_ids))
            )
        )
    )


def _mine() -> Any:
    return and_(CardState.learner_id == LEARNER, CardState.card_id == Card.id)


def _row(session: Session, learner_id: int, card_id: int, now: datetime) -> Any:
    return session.execute(
        select(
            *IDENTITY,
            *STATE,
            ItemRevision.digest,
            ItemRevision.content,
            Item.claims,
            QuestionSet.title.label("set_title"),
            Lesson.id.label("lesson_id"),
            Lesson.digest.label("lesson_digest"),
            Lesson.slug.label("lesson_slug"),
            Lesson.title.label("lesson_title"),
            func.coalesce(CardState.suspended, literal(False)).label("suspended"),
            func.coalesce(CardState.flagged, literal(False)).label("flagged"),
            CardState.buried_until,
        )
        .select_from(Card)
        .join(Item, Item.id == Card.item_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .join(QuestionSet, QuestionSet.id == Card.set_id)
        .outerjoin(Lesson, and_(Lesson.id == QuestionSet.lesson_id, Lesson.retired_at.is_(None)))
        .outerjoin(CardState, _mine())
        .where(Card.id == card_id, Card.retired_at.is_(None))
        .where(or_(readable(), CardState.card_id.is_not(None)))
        .where(~held_back(Card.item_id)),
        {"learner": learner_id, "now": now},
    ).one_or_none()
