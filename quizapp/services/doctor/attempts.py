"""The scores of submitted attempts against their answers, their texts and what was decided."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, tuple_, update
from sqlalchemy.orm import Session

from quizapp.domain import rulings as domain
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.domain.rulings import ruled
from quizapp.domain.scoring import attempt_total
from quizapp.models.items import ItemRevision
from quizapp.models.quizzes import Attempt, AttemptItem, Response
from quizapp.models.regrading import RegradedItem, Ruling
from quizapp.queries.regrading.in_force import RULING
from quizapp.services import analysis, audit
from quizapp.services.doctor.report import Place, Report
from quizapp.services.transaction import lock_learner, write

_CHUNK = 100
_TEXTS = 2000
Key = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class _Wrong:
    """An attempt whose points are not what its answers earn: what they must be."""

    quiz_id: int
    total: float
    items: dict[int, float]
    words: str


def scores(place: Place, report: Report) -> None:
    """Grade every submitted attempt again; a difference is looked at again alone, then put right."""
    texts = _Texts()
    for keys in _attempts(place.session):
        wrong = _graded_again(place.session, keys, texts)
        place.session.rollback()
        report.looked_at += len(keys)
        for key in wrong:
            _settle(place, report, key, texts)


def _settle(place: Place, report: Report, key: Key, texts: "_Texts") -> None:
    learner_id, attempt_id = key
    with write() as session:
        lock_learner(session, learner_id)
        wrong = _graded_again(session, [key], texts).get(key)
        if wrong is None:
            return
        if place.repair:
            _store(session, key, wrong)
            analysis.note(session, [(learner_id, wrong.quiz_id)], place.now)
            audit.note(
                session, place.now, "scores repaired", actor=None, subject=learner_id,
                attempt=str(attempt_id), what=wrong.words,
            )  # fmt: skip
    report.problem(f"attempt {attempt_id}: {wrong.words}", repaired=place.repair)


def _store(session: Session, key: Key, wrong: _Wrong) -> None:
    learner_id, attempt_id = key
    for position, score in wrong.items.items():
        session.execute(
            update(AttemptItem)
            .where(
                AttemptItem.learner_id == learner_id,
                AttemptItem.attempt_id == attempt_id,
                AttemptItem.position == position,
            )
            .values(score=score)
        )
    session.execute(
        update(Attempt)
        .where(Attempt.learner_id == learner_id, Attempt.id == attempt_id)
        .values(score=wrong.total)
    )


def _attempts(session: Session) -> Iterator[list[Key]]:
    last: Key = (0, UUID(int=0))
    while True:
        hers = and_(Attempt.learner_id == last[0], Attempt.id > last[1])
        rows = session.execute(
            select(Attempt.learner_id, Attempt.id)
            .where(Attempt.submitted_at.is_not(None), or_(Attempt.learner_id > last[0], hers))
            .order_by(Attempt.learner_id, Attempt.id)
            .limit(_CHUNK)
        ).all()
        if not rows:
            return
        keys = [(row.learner_id, row.id) for row in rows]
        yield keys
        last = keys[-1]


def _graded_again(session: Session, keys: Sequence[Key], texts: "_Texts") -> dict[Key, _Wrong]:
    """Those of some attempts whose points are wrong (five statements)."""
    heads = session.execute(
        select(
            Attempt.learner_id, Attempt.id, Attempt.quiz_id, Attempt.submitted_at, Attempt.score
        ).where(tuple_(Attempt.learner_id, Attempt.id).in_(keys))
    ).all()
    asked = _asked(session, keys)
    texts.load(session, {row.item_revision_id for rows in asked.values() for row in rows})
    told = _Told(session, keys, texts)
    found = {}
    for head in heads:
        wrong = _compared(head, asked[head.learner_id, head.id], told)
        if wrong is not None:
            found[head.learner_id, head.id] = wrong
    return found


def _asked(session: Session, keys: Sequence[Key]) -> defaultdict[Key, list[Any]]:
    rows = session.execute(
        select(
            AttemptItem.learner_id, AttemptItem.attempt_id, AttemptItem.position,
            AttemptItem.item_id, AttemptItem.max_score, AttemptItem.score,
            AttemptItem.item_revision_id, Response.response,
        )
        .outerjoin(
            Response,
            and_(
                Response.learner_id == AttemptItem.learner_id,
                Response.attempt_id == AttemptItem.attempt_id,
                Response.position == AttemptItem.position,
            ),
        )
        .where(tuple_(AttemptItem.learner_id, AttemptItem.attempt_id).in_(keys))
        .order_by(AttemptItem.position)
    )  # fmt: skip
    found: defaultdict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.learner_id, row.attempt_id].append(row)
    return found


class _Texts:
    """Revisions that were read already: they never change."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[ItemBody, int]] = {}

    def load(self, session: Session, ids: set[int]) -> None:
        """Read those that are not known yet; forget all when there are too many."""
        if len(self._known) > _TEXTS:
            self._known.clear()
        rows = session.execute(
            select(ItemRevision.id, ItemRevision.content, ItemRevision.number).where(
                ItemRevision.id.in_(ids - self._known.keys())
            )
        )
        for row in rows:
            self._known[row.id] = load_body(row.content), row.number

    def of(self, revision_id: int) -> tuple[ItemBody, int]:
        """A text and its number."""
        return self._known[revision_id]


class _Told:
    """What was decided about the questions, and what regrading has made of some of them."""

    def __init__(self, session: Session, keys: Sequence[Key], texts: _Texts) -> None:
        self._texts = texts
        self._rulings: defaultdict[int, list[Any]] = defaultdict(list)
        for row in session.execute(
            select(Ruling.item_id, Ruling.everywhere, Ruling.decided_at, *RULING)
        ):
            self._rulings[row.item_id].append(row)
        self._noted: defaultdict[tuple[int, UUID, int], list[tuple[int, float]]]
        self._noted = defaultdict(list)
        for one in session.scalars(
            select(RegradedItem)
            .where(tuple_(RegradedItem.learner_id, RegradedItem.attempt_id).in_(keys))
            .order_by(RegradedItem.regraded_at, RegradedItem.ruling_id)
        ):
            key = one.learner_id, one.attempt_id, one.position
            self._noted[key].append((one.ruling_id, one.score_after))

    def score(self, row: Any, submitted_at: Any) -> float | None:
        """The points of one question; None where a teacher gives them."""
        noted = self._noted.get((row.learner_id, row.attempt_id, row.position), [])
        by = {ruling_id for ruling_id, _ in noted}
        holding = [
            domain.Ruling(*one[3:])
            for one in self._rulings[row.item_id]
            if one.id in by or (one.everywhere and one.decided_at <= submitted_at)
        ]
        earned = ruled(*self._texts.of(row.item_revision_id), holding).score(row.response)
        # A regrading may have let somebody keep points: what it made of them is the truth.
        return noted[-1][1] if noted and earned is not None else earned


def _compared(head: Any, rows: Sequence[Any], told: _Told) -> _Wrong | None:
    items: dict[int, float] = {}
    points = []
    for row in rows:
        right = told.score(row, head.submitted_at)
        # What a teacher graded, or has yet to grade, is hers.
        score = row.score if right is None else right
        points.append((score or 0.0, row.max_score))
        if right is not None and right != row.score:
            items[row.position] = right
    total = attempt_total(points).score
    if not items and total == head.score:
        return None
    parts = [f"question {position} earns {score:g}" for position, score in items.items()]
    if total != head.score:
        parts.append(f"{head.score:g} points are stored, its answers earn {total:g}")
    return _Wrong(head.quiz_id, total, items, ", ".join(parts))
