"""A learner's own scheduling parameters, fitted to her log."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.domain.scheduling.fit import Answer, Fit, fit
from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS
from quizapp.models.db import db
from quizapp.models.flashcards import ParameterSet, Review
from quizapp.queries.flashcards.log import ALGORITHM, COUNTED
from quizapp.services.transaction import lock_learner, write


def refit(learner_id: int, now: datetime) -> bool:
    """Fit FSRS to a learner's log; store the result only if it predicts her later reviews better.

    Due dates stay as they are: the new parameters count from the next answers on. Returns whether
    there are new ones. The fitting itself takes place outside any transaction.
    """
    reading = db.session()
    old = _active(reading, learner_id)
    histories = _histories(reading, learner_id)
    reading.rollback()
    found = fit(histories, tuple(old.parameters) if old else DEFAULT_PARAMETERS)
    if found is None or not found.accepted:
        return False
    with write() as session:
        return _store(session, learner_id, old.id if old else None, found, now)


def _histories(session: Session, learner_id: int) -> dict[str, list[Answer]]:
    undo = aliased(Review)
    rows = session.execute(
        select(Review.card_id, Review.study_day, Review.rating)
        .outerjoin(undo, (undo.learner_id == Review.learner_id) & (undo.voids == Review.id))
        .where(
            Review.learner_id == learner_id,
            Review.kind.in_((*COUNTED, "manual")),
            undo.id.is_(None),
        )
        .order_by(Review.card_id, Review.effective_at, Review.id)
    )
    histories: defaultdict[str, list[Answer]] = defaultdict(list)
    torn: set[str] = set()
    for card_id, day, rating in rows:
        if rating is not None:
            histories[str(card_id)].append(Answer(day, rating))
        elif str(card_id) not in histories:
            # What was brought along without its first answers would pass for a new card.
            torn.add(str(card_id))
    return {card: answers for card, answers in histories.items() if card not in torn}


def _active(session: Session, learner_id: int) -> ParameterSet | None:
    return session.scalar(
        select(ParameterSet).where(ParameterSet.learner_id == learner_id, ParameterSet.active)
    )


def _store(
    session: Session, learner_id: int, expected: int | None, found: Fit, now: datetime
) -> bool:
    """Put the new parameters in force, unless others have come into force meanwhile."""
    lock_learner(session, learner_id)
    active = _active(session, learner_id)
    if (active.id if active else None) != expected:
        return False
    newest = session.scalar(
        select(func.max(ParameterSet.version)).where(ParameterSet.learner_id == learner_id)
    )
    session.execute(
        update(ParameterSet).where(ParameterSet.learner_id == learner_id).values(active=False)
    )
    session.add(
        ParameterSet(
            learner_id=learner_id,
            version=(newest or 0) + 1,
            active=True,
            algorithm=ALGORITHM,
            parameters=list(found.parameters),
            reviews_used=found.reviews,
            log_loss_before=found.old_loss,
            log_loss_after=found.new_loss,
            created_at=now,
        )
    )
    return True
