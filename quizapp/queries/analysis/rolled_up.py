"""A report from the sums over all students' attempts; its cost does not depend on their number."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from quizapp.domain.statistics.reliability import Reliability, reliability
from quizapp.domain.statistics.sums import (
    NUMBERS,
    WHOLE,
    BlockSums,
    ItemSums,
    figures_of,
    joined,
    reliability_of,
)
from quizapp.models.analysis import AnswerSum, AskedIn, BlockSum, CountedAttempt, DueCount, ItemSum
from quizapp.models.items import Item
from quizapp.queries.analysis.counted import MOST
from quizapp.queries.analysis.evidence import Answers, Evidence, ItemEvidence, QuizEvidence

# Of quizzes that draw their questions alpha is computed on the newest attempts, see `_drawn`.
_NEWEST = 1000


def asked_in(about: ColumnElement[bool]) -> Select[int]:
    """Ids of the quizzes of which counted attempts asked something `about` (a condition on Item)."""
    return select(AskedIn.quiz_id).join(Item, Item.id == AskedIn.item_id).where(about)


def are_many(session: Session, about: ColumnElement[bool]) -> bool:
    """Whether there are more attempts than a report reads one by one (one statement)."""
    takers = select(func.sum(BlockSum.takers)).where(BlockSum.quiz_id.in_(asked_in(about)))
    return (session.scalar(takers) or 0) > MOST


def from_sums(session: Session, about: ColumnElement[bool], most: int) -> Evidence:
    """The sums (five statements). Of each question the `most` frequent answers are looked at."""
    quizzes = _quizzes(session, about)
    return Evidence(
        attempts=sum(one.takers for one in quizzes.values()),
        learners=None,
        capped=False,
        waiting_since=_waiting_since(session, about),
        items=_items(session, about, most),
        quizzes=quizzes,
    )


def _items(session: Session, about: ColumnElement[bool], most: int) -> dict[int, ItemEvidence]:
    rows = session.execute(
        select(*ItemSum.__table__.columns).join(Item, Item.id == ItemSum.item_id).where(about)
    )
    sums: defaultdict[int, dict[int, ItemSums]] = defaultdict(dict)
    for row in rows:
        sums[row.item_id][row.revision_id] = item_sums(row)
    answers = _answers(session, about, most)
    return {
        item: ItemEvidence(
            figures_of(joined(list(each.values()))),
            {revision: one.asked for revision, one in each.items()},
            answers[item],
        )
        for item, each in sums.items()
    }


def _answers(
    session: Session, about: ColumnElement[bool], most: int
) -> defaultdict[int, list[Answers]]:
    order = (AnswerSum.given.desc(), AnswerSum.revision_id, AnswerSum.digest)
    place = func.row_number().over(partition_by=AnswerSum.item_id, order_by=order)
    ranked = (
        select(*AnswerSum.__table__.columns, place.label("place"))
        .join(Item, Item.id == AnswerSum.item_id)
        .where(about)
        .subquery()
    )
    rows = session.execute(
        select(ranked).where(ranked.c.place <= most).order_by(ranked.c.item_id, ranked.c.place)
    )
    found: defaultdict[int, list[Answers]] = defaultdict(list)
    for row in rows:
        rest = row.rest / row.known / WHOLE if row.known else None
        found[row.item_id].append(Answers(row.revision_id, row.answer, rest, row.given, row.known))
    return found


def _quizzes(session: Session, about: ColumnElement[bool]) -> dict[int, QuizEvidence]:
    rows = session.execute(
        select(*BlockSum.__table__.columns).where(BlockSum.quiz_id.in_(asked_in(about)))
    )
    blocks: defaultdict[int, list[BlockSums]] = defaultdict(list)
    for row in rows:
        blocks[row.quiz_id].append(block_sums(row))
    found = {quiz: reliability_of(some) for quiz, some in blocks.items()}
    drawn = _drawn(session, about)
    return {
        quiz: QuizEvidence(sum(one.takers for one in some), found[quiz] or drawn.get(quiz))
        for quiz, some in blocks.items()
    }


def _drawn(session: Session, about: ColumnElement[bool]) -> Mapping[int, Reliability | None]:
    """Alpha of the quizzes that draw their questions, over the newest attempts.

    Their takers have in common what chance gave them, which no sum over all of them tells.
    """
    draws = select(BlockSum.quiz_id).where(
        BlockSum.block == "", BlockSum.quiz_id.in_(asked_in(about))
    )
    # Two steps, so that only the newest are read in full: the inner one needs the index alone.
    newest = (
        select(CountedAttempt.learner_id, CountedAttempt.quiz_id)
        .where(CountedAttempt.quiz_id.in_(draws))
        .order_by(CountedAttempt.submitted_at.desc(), CountedAttempt.learner_id)
        .limit(_NEWEST)
        .subquery()
    )
    rows = session.execute(
        select(CountedAttempt.quiz_id, CountedAttempt.parts).join(
            newest,
            and_(
                newest.c.learner_id == CountedAttempt.learner_id,
                newest.c.quiz_id == CountedAttempt.quiz_id,
            ),
        )
    )
    attempts: defaultdict[int, list[dict[Hashable, float]]] = defaultdict(list)
    for row in rows:
        attempts[row.quiz_id].append({part[0]: part[2] / WHOLE for part in row.parts})
    return {quiz: reliability(some) for quiz, some in attempts.items()}


def _waiting_since(session: Session, about: ColumnElement[bool]) -> datetime | None:
    """When the oldest note was written that has not been followed yet."""
    waiting = select(func.min(DueCount.noted_at)).where(DueCount.quiz_id.in_(asked_in(about)))
    return session.scalar(waiting)


def item_sums(row: Any) -> ItemSums:
    """The sums in a row of item_sums."""
    times = Counter({int(second): n for second, n in row.times.items()})
    return ItemSums(**{name: getattr(row, name) for name in NUMBERS}, times=times)


def block_sums(row: Any) -> BlockSums:
    """The sums in a row of block_sums."""
    each = {int(item): (one, squares) for item, (one, squares) in row.each.items()}
    return BlockSums(row.takers, row.totals, row.squares, each)
