"""What a class will recall, from its students' schedules; only totals leave this module."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.class_memory import Held, Recall, apart, recall_by
from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS, CardState
from quizapp.models import flashcards as tables
from quizapp.models.classes import Enrolment
from quizapp.models.courses import Claim
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.queries.accounts import LearnerView
from quizapp.queries.authoring.sets import editable
from quizapp.queries.flashcards.faces import faces

By = Literal["claim", "tag", "set"]
STARTERS = 3


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One claim, tag or set. `recall`: tomorrow, and on the exam's day if one is given."""

    name: str
    words: str
    students: int
    cards: int
    recall: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ClassMemory:
    """What cards are about, slipping first; `hidden` ones have too few students."""

    lines: Sequence[GroupLine]
    hidden: int
    students: int


@dataclass(frozen=True, slots=True)
class Starter:
    """A question to open a lesson with, and its answer; `type` of its item."""

    type: str
    front_html: str
    back_html: str
    recall: float
    students: int


def class_memory(
    session: Session, class_id: int, viewer: LearnerView, by: By, days: Sequence[date]
) -> ClassMemory:
    """The predicted recall of a class on these days by claim, tag or set (four statements)."""
    held = _held(session, class_id, viewer)
    items = _items(session, class_id, viewer)
    claims = _Claims(session)
    naming: dict[By, Callable[[Any], Sequence[str]]] = {
        "claim": claims.of, "tag": _tags, "set": lambda item: (item.title,),
    }  # fmt: skip
    names = {item.id: naming[by](item) for item in items.values()}
    found, hidden = recall_by(held, lambda one: names[one.item], days)
    words = claims.words if by == "claim" else {}
    lines = [
        GroupLine(one.about, words.get(one.about, ""), one.students, one.cards, one.recall)
        for one in found
    ]
    return ClassMemory(lines, hidden, len({one.student for one in held}))


def starters(session: Session, class_id: int, viewer: LearnerView, day: date) -> list[Starter]:
    """The three cards that slip most and have nothing in common (three statements)."""
    held = _held(session, class_id, viewer)
    items = _items(session, class_id, viewer)
    item_of = {one.card: one.item for one in held}
    ranked, _ = recall_by(held, lambda one: (one.card,), [day])
    chosen = apart(ranked, lambda card: _same(items[item_of[card]]), STARTERS)
    cards = {
        row.id: row
        for row in session.execute(
            select(Card.id, Card.kind, Card.ordinal).where(
                Card.id.in_([one.about for one in chosen])
            )
        )
    }
    shown = (_starter(one, cards[one.about], items[item_of[one.about]]) for one in chosen)
    return [one for one in shown if one is not None]


def _starter(one: Recall[int], card: Any, item: Any) -> Starter | None:
    face = faces(item.digest, item.content).get((card.kind, card.ordinal))
    if face is None:
        return None
    return Starter(
        item.content["type"], face.front_html, face.back_html, one.recall[0], one.students
    )


def _tags(item: Any) -> Sequence[str]:
    return tuple(item.content.get("tags", ()))


class _Claims:
    """The claims of the courses (one statement). A card is about those that rest on its facts."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(
            select(Claim.course_id, Claim.code, Claim.restated, Claim.facts).where(
                Claim.retired_at.is_(None)
            )
        ).all()
        self.words = {row.code: row.restated for row in rows}
        self._by_fact: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for row in rows:
            for fact in row.facts:
                self._by_fact[row.course_id, fact].append(row.code)

    def of(self, item: Any) -> Sequence[str]:
        """The codes of an item's claims, its own and those of its facts."""
        of_facts = (code for fact in item.facts for code in self._by_fact[item.course_id, fact])
        return sorted({*item.claims, *of_facts})


def _same(item: Any) -> frozenset[str]:
    facts = (f"fact {one}" for one in item.facts)
    claims = (f"claim {one}" for one in item.claims)
    return frozenset((f"item {item.id}", *facts, *claims))


def _held(session: Session, class_id: int, viewer: LearnerView) -> list[Held]:
    """Every answered card of the students who are in the class now (two statements)."""
    fitted = {
        row.learner_id: tuple(row.parameters)
        for row in session.execute(
            select(tables.ParameterSet.learner_id, tables.ParameterSet.parameters)
            .join(Enrolment, Enrolment.learner_id == tables.ParameterSet.learner_id)
            .where(tables.ParameterSet.active, *_in_class(class_id))
        )
    }
    state = tables.CardState
    rows = session.execute(
        _of_class(
            select(
                state.learner_id, state.card_id, state.item_id, state.state, state.stability,
                state.last_day,
            ),
            class_id,
            viewer,
        )
    )  # fmt: skip
    return [
        Held(
            row.learner_id,
            row.card_id,
            row.item_id,
            CardState(state=row.state, stability=row.stability, last_day=row.last_day),
            fitted.get(row.learner_id, DEFAULT_PARAMETERS),
        )
        for row in rows
    ]


def _items(session: Session, class_id: int, viewer: LearnerView) -> Mapping[int, Any]:
    """The items of those cards with their newest text (one statement)."""
    theirs = _of_class(select(tables.CardState.item_id), class_id, viewer)
    rows = session.execute(
        select(
            Item.id, Item.claims, Item.facts, QuestionSet.course_id, QuestionSet.title,
            ItemRevision.digest, ItemRevision.content,
        )
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(Item.id.in_(theirs))
    )  # fmt: skip
    return {row.id: row for row in rows}


def _of_class(
    query: Select[*tuple[Any, ...]], class_id: int, viewer: LearnerView
) -> Select[*tuple[Any, ...]]:
    """Answered cards of a class, of sets that its teacher may see."""
    state = tables.CardState
    seen = or_(
        QuestionSet.course_id.is_not(None),
        QuestionSet.visibility == "public",
        editable(viewer.id),
    )
    return (
        query.select_from(state)
        .join(Enrolment, Enrolment.learner_id == state.learner_id)
        .join(Card, Card.id == state.card_id)
        .join(QuestionSet, QuestionSet.id == state.set_id)
        .where(
            *_in_class(class_id),
            state.stability.is_not(None),
            state.suspended.is_(False),
            Card.retired_at.is_(None),
            seen,
        )
    )


def _in_class(class_id: int) -> tuple[Any, ...]:
    return Enrolment.class_id == class_id, Enrolment.left_at.is_(None)
