"""The cards that an attempt brought forward because their questions were missed."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from quizapp.models.flashcards import Review
from quizapp.models.items import Card, ItemRevision
from quizapp.queries.flashcards.faces import faces
from quizapp.queries.quizzes.attempts import AttemptHead


@dataclass(frozen=True, slots=True)
class Lapse:
    """A card that is due earlier than it was; `undone`: the learner has taken that back."""

    id: UUID
    card_id: int
    front_html: str
    undone: bool


def lapses(session: Session, head: AttemptHead, id_of: Callable[[UUID, int], UUID]) -> list[Lapse]:
    """The lapses of a submitted attempt (one statement).

    `id_of(attempt, card)` is the id under which a lapse is logged: it tells those of this attempt
    from those of another one that was submitted at the same time.
    """
    if head.submitted_at is None:
        return []
    undo = aliased(Review)
    when = Review.received_at == head.submitted_at
    waited = head.window is not None and head.window.feedback != "at_once"
    # Closed by whoever came first after the deadline, or brought forward with a later result.
    if waited or head.submitted_by == "deadline":
        when = Review.received_at >= head.submitted_at
    rows = session.execute(
        select(
            Review.id,
            Review.card_id,
            Card.kind,
            Card.ordinal,
            ItemRevision.digest,
            ItemRevision.content,
            undo.id.is_not(None),
        )
        .join(Card, Card.id == Review.card_id)
        .join(ItemRevision, ItemRevision.id == Review.item_revision_id)
        .outerjoin(undo, and_(undo.learner_id == Review.learner_id, undo.voids == Review.id))
        .where(Review.learner_id == head.learner_id, Review.kind == "quiz", when)
        .order_by(Card.position, Card.id)
    )
    found = []
    for key, card_id, kind, ordinal, digest, content, undone in rows:
        face = faces(digest, content).get((kind, ordinal))
        if face is not None and key == id_of(head.id, card_id):
            found.append(Lapse(key, card_id, face.front_html, undone))
    return found
