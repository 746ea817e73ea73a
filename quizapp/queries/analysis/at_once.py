"""A report from the attempts themselves, as they are at this moment; for not too many of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Subquery, select, union
from sqlalchemy.orm import Session

from quizapp.domain.statistics.items import figures
from quizapp.domain.statistics.reliability import Reliability, reliability
from quizapp.models.items import Item
from quizapp.models.quizzes import Attempt, Quiz, QuizItem
from quizapp.queries.accounts import LearnerView
from quizapp.queries.analysis.access import counted_learner, counts_everybody
from quizapp.queries.analysis.counted import MOST, AskedRow, counted_rows
from quizapp.queries.analysis.evidence import Answers, Evidence, ItemEvidence, QuizEvidence
from quizapp.queries.analysis.rolled_up import asked_in

K = TypeVar("K")


def at_once(
    session: Session, about: ColumnElement[bool], viewer: LearnerView, owned: bool
) -> Evidence:
    """The attempts themselves (one statement); `about` is a condition on Item."""
    whose = counted_learner(viewer, owned)
    if counts_everybody(viewer, owned):
        whose &= Attempt.quiz_id.in_(select(_quizzes_that_ask(about).c.quiz_id))
    rows = counted_rows(session, about, whose)
    attempts = len({(row.learner_id, row.attempt_id) for row in rows})
    by_item = _grouped(rows, lambda row: row.item_id)
    by_quiz = _grouped(rows, lambda row: row.quiz_id)
    return Evidence(
        attempts=attempts,
        learners=_takers(rows),
        capped=attempts >= MOST,
        waiting_since=None,
        items={item: _of_item(asked) for item, asked in by_item.items()},
        quizzes={
            quiz: QuizEvidence(_takers(asked), _of_quiz(asked)) for quiz, asked in by_quiz.items()
        },
    )


def _quizzes_that_ask(about: ColumnElement[bool]) -> Subquery:
    """Ids of the quizzes that ask, or have asked, what a report is about."""
    now = select(QuizItem.quiz_id).join(Item, Item.id == QuizItem.item_id).where(about)
    practice = select(Quiz.id).join(Item, Item.set_id == Quiz.set_id).where(about)
    return union(now, practice, asked_in(about)).subquery()


def _of_item(rows: Sequence[AskedRow]) -> ItemEvidence:
    answers = [
        Answers(row.revision_id, row.response, row.rest) for row in rows if row.response is not None
    ]
    asked = Counter(row.revision_id for row in rows)
    return ItemEvidence(figures(row.asked for row in rows), asked, answers)


def _of_quiz(rows: Iterable[AskedRow]) -> Reliability | None:
    attempts = _grouped(rows, lambda row: (row.learner_id, row.attempt_id))
    return reliability([{row.item_id: row.share for row in one} for one in attempts.values()])


def _takers(rows: Iterable[AskedRow]) -> int:
    return len({row.learner_id for row in rows})


def _grouped(rows: Iterable[AskedRow], key: Callable[[AskedRow], K]) -> dict[K, list[AskedRow]]:
    found: defaultdict[K, list[AskedRow]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)
