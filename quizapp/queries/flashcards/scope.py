"""Which cards a learner may be shown: conditions and selects that the queue and the counts share.

Everything here is built so that its cost does not grow with the number of cards that are due:
ranges of an index in its own order, limits inside sub-selects, no full counts. Statements are put
together once and run with the parameters LEARNER, TODAY, NOW and SET.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from quizapp.models.courses import Course, Lesson
from quizapp.models.flashcards import CardState
from quizapp.models.items import Card, QuestionSet
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz
from quizapp.models.types import UtcDateTime
from quizapp.queries.parameters import LEARNER
from quizapp.queries.quizzes.offered import open_set

TODAY = bindparam("today", type_=Date)
NOW = bindparam("now", type_=UtcDateTime)
SET = bindparam("set", type_=BigInteger)

STEPS = ("learning", "relearning")


def first(number: int) -> ColumnElement[int]:
    """A number for LIMIT and OFFSET, written into the statement.

    SQLite looks at the value of a parameter there and prepares the statement anew every time,
    which takes longer than running it. An expression (a parameter + 0) is left alone.
    """
    return literal_column(str(number), Integer)


ONE = first(1)
# The words stand in the statement: a list of parameters would be put into it at every run.
IN_STEPS = CardState.state.in_([literal_column(f"'{name}'", String) for name in STEPS])

# New cards are looked for around the place where the learner last went on in a set: so many of its
# cards before it, and AFTERWARDS behind it. A shorter set is always searched whole.
BEFORE = 200
AFTERWARDS = bindparam("afterwards", type_=Integer) + 0
_LAST = 2**31 - 1


@dataclass(frozen=True)
class StudySet:
    """A question set that can be drilled, with the lesson it belongs to and that one's quiz."""

    id: int
    slug: str
    title: str
    lesson_slug: str | None = None
    lesson_title: str | None = None
    quiz_slug: str | None = None


def readable() -> ColumnElement[bool]:
    """Whether a set is open to the learner, by the rule of its quiz (needs LEARNER and NOW)."""
    return open_set(LEARNER, NOW)


def held_back(item_id: Any) -> ColumnElement[bool]:
    """Whether an item is in a graded attempt that the learner has not submitted."""
    # Not correlated, so that it is worked out once and not for every card.
    open_items = (
        select(AttemptItem.item_id)
        .join(
            Attempt,
            and_(
                Attempt.learner_id == AttemptItem.learner_id, Attempt.id == AttemptItem.attempt_id
            ),
        )
        .where(Attempt.learner_id == LEARNER, Attempt.submitted_at.is_(None))
    )
    found: ColumnElement[bool] = item_id.in_(open_items)
    return found


def seen_today(item_id: Any) -> ColumnElement[bool]:
    """Whether a side of the item was answered on this study day."""
    other = aliased(CardState)
    return exists(
        select(literal(1)).where(
            other.learner_id == LEARNER, other.last_day == TODAY, other.item_id == item_id
        )
    )


def shown(one_set: bool = False, put_off: bool = False) -> list[ColumnElement[bool]]:
    """Conditions on CardState (joined to Card): not suspended, buried, held back or retired.

    With `put_off`: those that would be shown if they were not buried.
    """
    return _shown(CardState.suspended.is_(False), one_set, put_off)


def shown_of_all() -> list[ColumnElement[bool]]:
    """The same for statements that go through all cards of a learner.

    They are written so that SQLite does not take the index that begins with what is suspended: reading
    cards in an index's order instead of as they lie takes twice as long.
    """
    return _shown(CardState.suspended.is_not(True), one_set=False)


def _shown(
    is_active: ColumnElement[bool], one_set: bool, put_off: bool = False
) -> list[ColumnElement[bool]]:
    here = or_(CardState.buried_until.is_(None), CardState.buried_until <= TODAY)
    conditions = [
        CardState.learner_id == LEARNER,
        is_active,
        CardState.buried_until > TODAY if put_off else here,
        Card.retired_at.is_(None),
        ~held_back(CardState.item_id),
    ]
    if one_set:
        conditions.append(CardState.set_id == SET)
    return conditions


def begun() -> CTE:
    """Ids of the sets in which the learner has a card state, by hopping through an index."""
    lowest = select(func.min(CardState.set_id).label("id")).where(CardState.learner_id == LEARNER)
    found = lowest.cte("begun", recursive=True)
    following = (
        select(func.min(CardState.set_id))
        .where(CardState.learner_id == LEARNER, CardState.set_id > found.c.id)
        .scalar_subquery()
    )
    return found.union_all(select(following).where(found.c.id.is_not(None)))


def first_of_course() -> Select[int]:
    """The first set of the first course that has cards: where a newcomer begins."""
    has_cards = exists(
        select(literal(1)).where(
            Card.set_id == QuestionSet.id, Card.auto, Card.retired_at.is_(None)
        )
    )
    return (
        select(QuestionSet.id)
        .join(Course, Course.id == QuestionSet.course_id)
        .where(QuestionSet.retired_at.is_(None), Course.retired_at.is_(None), has_cards)
        .order_by(Course.position, Course.id, QuestionSet.position, QuestionSet.id)
        .limit(ONE)
    )


def places(one_set: bool) -> Subquery:
    """The sets to take new cards from, each with the positions (`low` to `high`) to look at."""
    if one_set:
        sets = select(SET.label("id")).subquery()
    else:
        known = begun()
        stranger = ~exists(select(literal(1)).where(CardState.learner_id == LEARNER))
        start = first_of_course().scalar_subquery()
        sets = union_all(
            select(known.c.id).where(known.c.id.is_not(None)), select(start).where(stranger)
        ).subquery()
    state, card = aliased(CardState), aliased(Card)
    at = (
        select(card.position)
        .join(state, state.card_id == card.id)
        .where(state.learner_id == LEARNER, state.set_id == sets.c.id, card.auto)
        .order_by(state.card_id.desc())
        .limit(ONE)
        .scalar_subquery()
    )
    reached = select(sets.c.id, func.coalesce(at, -1).label("at")).subquery("reached")
    near = select(card.position).where(card.set_id == reached.c.id, card.auto)
    low = near.where(card.position <= reached.c.at).order_by(card.position.desc())
    high = near.where(card.position > reached.c.at).order_by(card.position)
    return select(
        reached.c.id,
        func.coalesce(low.limit(ONE).offset(first(BEFORE)).scalar_subquery(), -1).label("low"),
        func.coalesce(high.limit(ONE).offset(AFTERWARDS).scalar_subquery(), _LAST).label("high"),
    ).subquery("places")


def untouched(one_set: bool) -> Select[Any]:
    """Cards that the learner has never met, from `places`, siblings of today's left out.

    Selects nothing yet: add columns, an order and a limit.
    """
    place = places(one_set)
    state = aliased(CardState)
    met = exists(select(literal(1)).where(state.learner_id == LEARNER, state.card_id == Card.id))
    return (
        select()
        .select_from(place)
        .join(QuestionSet, QuestionSet.id == place.c.id)
        .outerjoin(Course, Course.id == QuestionSet.course_id)
        .join(
            Card,
            and_(
                Card.set_id == place.c.id,
                Card.auto,
                Card.position.between(place.c.low, place.c.high),
            ),
        )
        .where(
            readable(),
            Card.retired_at.is_(None),
            ~met,
            ~held_back(Card.item_id),
            ~seen_today(Card.item_id),
        )
    )


def study_set(session: Session, learner_id: int, slug: str, now: datetime) -> StudySet | None:
    """The set with this slug if the learner may drill it, else None (one statement)."""
    if "\x00" in slug:  # PostgreSQL cannot even be asked
        return None
    asked = {"learner": learner_id, "slug": slug, "now": now}
    found = session.execute(_by_slug(), asked).one_or_none()
    return StudySet(*found) if found else None


def next_set(session: Session, learner_id: int, now: datetime) -> StudySet | None:
    """The first set of the courses, in order, that the learner has not begun (one statement)."""
    found = session.execute(_unbegun(), {"learner": learner_id, "now": now}).one_or_none()
    return StudySet(*found) if found else None


@cache
def _by_slug() -> Select[*tuple[Any, ...]]:
    return _sets().where(QuestionSet.slug == bindparam("slug"), readable())


@cache
def _unbegun() -> Select[*tuple[Any, ...]]:
    met = exists(
        select(literal(1)).where(
            CardState.learner_id == LEARNER, CardState.set_id == QuestionSet.id
        )
    )
    has_cards = exists(
        select(literal(1)).where(
            Card.set_id == QuestionSet.id, Card.auto, Card.retired_at.is_(None)
        )
    )
    of_a_course = and_(QuestionSet.course_id.is_not(None), Course.retired_at.is_(None))
    return _sets().where(readable(), ~met, has_cards, of_a_course).limit(ONE)


def _sets() -> Select[*tuple[Any, ...]]:
    return (
        select(
            QuestionSet.id, QuestionSet.slug, QuestionSet.title, Lesson.slug, Lesson.title,
            func.coalesce(_quiz_of_set(), _quiz_of_lesson()),
        )
        .select_from(QuestionSet)
        .outerjoin(Course, Course.id == QuestionSet.course_id)
        .outerjoin(Lesson, and_(Lesson.id == QuestionSet.lesson_id, Lesson.retired_at.is_(None)))
        .order_by(Course.position, Course.id, QuestionSet.position, QuestionSet.id)
    )  # fmt: skip


def _quiz_of_set() -> ScalarSelect[str]:
    """The slug of the quiz that goes with a teacher's set."""
    return (
        select(Quiz.slug)
        .where(Quiz.set_id == QuestionSet.id)
        .correlate(QuestionSet)
        .scalar_subquery()
    )


def _quiz_of_lesson() -> ScalarSelect[str]:
    """The slug of the lesson's first quiz."""
    return (
        select(Quiz.slug)
        .where(Quiz.lesson_id == Lesson.id, Quiz.retired_at.is_(None))
        .order_by(Quiz.position, Quiz.id)
        .limit(1)
        .correlate(Lesson)
        .scalar_subquery()
    )
