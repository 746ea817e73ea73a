"""Take what changed out of the sums and put it in again."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from quizapp.models.analysis import CountedAttempt, CountState, DueCount
from quizapp.models.db import db
from quizapp.models.inserting import insert_into
from quizapp.models.quizzes import Attempt
from quizapp.queries.analysis.contributions import (
    Contributions,
    Pair,
    contributions,
    differing,
    stored,
)
from quizapp.services.analysis.sums import Sums, apply
from quizapp.services.transaction import patiently, write

_CHUNK = 400


def count_due(limit: int) -> int:
    """Count what up to `limit` notes are about, in one transaction; returns how many notes.

    The notes are read first and the attempts after them: a note about something that is stored
    meanwhile is not read yet, and stays.
    """
    if db.session.scalar(select(DueCount.id).limit(1)) is None:
        db.session.rollback()
        return 0
    return patiently(lambda: _count_due(limit))


def _count_due(limit: int) -> int:
    with write() as session:
        hold(session)
        due = session.execute(
            select(DueCount.id, DueCount.learner_id, DueCount.quiz_id)
            .order_by(DueCount.id)
            .limit(limit)
        ).all()
        recount(session, {(row.learner_id, row.quiz_id) for row in due})
        session.execute(delete(DueCount).where(DueCount.id.in_([row.id for row in due])))
        return len(due)


def hold(session: Session) -> int:
    """Make others who change sums wait until this transaction ends; the number of this change."""
    statement = insert_into(session, CountState).values(id=1, version=1)
    changed = statement.on_conflict_do_update(
        index_elements=[CountState.id], set_={"version": CountState.version + 1}
    ).returning(CountState.version)
    return int(session.execute(changed).scalar_one())


def recount(session: Session, pairs: Collection[Pair]) -> None:
    """Bring the sums in line with these learners' attempts at these quizzes (see `hold`)."""
    _replace(session, stored(session, pairs), contributions(session, pairs))


def hold_for(session: Session, learners: Sequence[int]) -> bool:
    """Hold the sums if these learners may be in them; whoever handed nothing in is not."""
    handed_in = select(Attempt.id).where(
        Attempt.learner_id.in_(learners), Attempt.submitted_at.is_not(None)
    )
    counted = select(CountedAttempt.attempt_id).where(CountedAttempt.learner_id.in_(learners))
    if all(session.scalar(query.limit(1)) is None for query in (handed_in, counted)):
        return False
    hold(session)
    return True


def uncount(session: Session, learners: Sequence[int]) -> None:
    """Take learners out of all sums, in the transaction that removes them.

    Before they are removed, and before anything of theirs is locked: the sums come first.
    """
    if not hold_for(session, learners):
        return
    while True:
        pairs = [
            (row.learner_id, row.quiz_id)
            for row in session.execute(
                select(CountedAttempt.learner_id, CountedAttempt.quiz_id)
                .where(CountedAttempt.learner_id.in_(learners))
                .limit(_CHUNK)
            )
        ]
        if not pairs:
            return
        _replace(session, stored(session, pairs), {})


def _replace(session: Session, old: Contributions, new: Contributions) -> None:
    changed = differing(old, new)
    change = Sums()
    for pair in sorted(changed):
        if pair in old:
            change.take(pair[1], old[pair], -1)
        if pair in new:
            change.take(pair[1], new[pair], 1)
    apply(session, change)
    _store(session, changed & old.keys(), {pair: new[pair] for pair in changed & new.keys()})


def _store(session: Session, gone: Collection[Pair], there: Contributions) -> None:
    if gone:
        theirs = tuple_(CountedAttempt.learner_id, CountedAttempt.quiz_id).in_(gone)
        session.execute(
            delete(CountedAttempt).where(theirs).execution_options(synchronize_session=False)
        )
    if there:
        session.execute(
            insert(CountedAttempt),
            [
                {
                    "learner_id": learner_id,
                    "quiz_id": quiz_id,
                    "attempt_id": one.attempt_id,
                    "submitted_at": one.submitted_at,
                    "block": one.block,
                    "parts": [list(part) for part in one.parts],
                }
                for (learner_id, quiz_id), one in sorted(there.items())
            ],
        )
