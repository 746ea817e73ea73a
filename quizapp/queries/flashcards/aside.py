"""The cards that a learner has set aside: suspended, put off until tomorrow, flagged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import study_day
from quizapp.markup import line_of
from quizapp.models.flashcards import CardState
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.faces import faces
from quizapp.queries.flashcards.scope import TODAY, first, held_back
from quizapp.queries.parameters import LEARNER

PER_PAGE = 30
Aside = Literal["suspend", "bury", "flag"]
ASIDES: tuple[Aside, ...] = ("suspend", "bury", "flag")


@dataclass(frozen=True, slots=True)
class AsideCard:
    """One card that was set aside. `front`: in words, None while its question is being asked."""

    card_id: int
    front: str | None
    back_html: str
    set_title: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """One page of the cards with one mark, and how many there are with each."""

    kind: Aside
    cards: Sequence[AsideCard]
    totals: dict[Aside, int]
    page: int

    @property
    def pages(self) -> int:
        """How many pages the cards of this mark fill, at least one."""
        return _pages(self.totals[self.kind])


def set_aside(
    session: Session, learner: LearnerView, kind: Aside | None, page: int, now: datetime
) -> SetAside:
    """A page of what a learner has set aside (two statements).

    Without `kind`: the first mark that some card has. A page beyond the last one is the last one.
    """
    who = {"learner": learner.id, "today": study_day(now, learner.timezone)}
    totals = dict(zip(ASIDES, session.execute(_totals(), who).one(), strict=True))
    filled = [one for one in ASIDES if totals[one]]
    shown = kind or (filled or ASIDES)[0]
    place = max(1, min(page, _pages(totals[shown])))
    rows = session.execute(_listed(shown), {**who, "skipped": (place - 1) * PER_PAGE})
    return SetAside(shown, [_card(row) for row in rows], totals, place)


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def _is(kind: Aside) -> ColumnElement[bool]:
    return {
        "suspend": CardState.suspended.is_(True),
        "bury": CardState.buried_until > TODAY,
        "flag": CardState.flagged.is_(True),
    }[kind]


@cache
def _totals() -> Select[*tuple[Any, ...]]:
    return (
        select(*(func.count().filter(_is(kind)) for kind in ASIDES))
        .select_from(CardState)
        .join(Card, Card.id == CardState.card_id)
        .where(CardState.learner_id == LEARNER, Card.retired_at.is_(None))
    )


@cache
def _listed(kind: Aside) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Card.id, Card.kind, Card.ordinal, ItemRevision.digest, ItemRevision.content,
            QuestionSet.title, held_back(Card.item_id).label("held"),
        )
        .select_from(CardState)
        .join(Card, Card.id == CardState.card_id)
        .join(Item, Item.id == Card.item_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .join(QuestionSet, QuestionSet.id == Card.set_id)
        .where(CardState.learner_id == LEARNER, Card.retired_at.is_(None), _is(kind))
        .order_by(QuestionSet.position, QuestionSet.id, Card.position, Card.id)
        .limit(first(PER_PAGE))
        .offset(bindparam("skipped", type_=Integer) + 0)
    )  # fmt: skip


def _card(row: Any) -> AsideCard:
    """Held back, neither side is told: one side of a text with gaps fills in the others."""
    face = faces(row.digest, row.content).get((row.kind, row.ordinal))
    if row.held or face is None:
        return AsideCard(row.id, None if row.held else "", "", row.title)
    return AsideCard(row.id, line_of(face.front_html), face.back_html, row.title)
