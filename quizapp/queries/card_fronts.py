"""The fronts of a learner's cards in words: what was asked, in the wording of the day."""

from functools import cache
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from quizapp.markup import words_of
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.queries.flashcards.faces import faces
from quizapp.queries.flashcards.scope import held_back
from quizapp.queries.parameters import LEARNER

# What a row needs so that `Fronts.of` finds its side; it takes them out of the row.
FRONT = (
    ItemRevision.id.label("front_revision"),
    Card.kind.label("front_kind"),
    Card.ordinal.label("front_ordinal"),
)


class Fronts:
    """The fronts of all cards that a learner has met, read in one statement.

    None where the card's question is in an attempt that she has not submitted: one side of a text
    with gaps fills in the others. None too where the wording has no such side any more.
    """

    def __init__(self, session: Session, learner_id: int) -> None:
        rows = session.execute(_texts(), {"learner": learner_id})
        self._texts = {row.id: row for row in rows}
        self._found: dict[tuple[int, str, int], str | None] = {}

    def of(self, row: dict[str, Any]) -> str | None:
        """The front of a row's card."""
        side = row.pop("front_revision"), row.pop("front_kind"), row.pop("front_ordinal")
        if side not in self._found:
            self._found[side] = self._read(*side)
        return self._found[side]

    def _read(self, revision: int, kind: str, ordinal: int) -> str | None:
        text = self._texts[revision]
        if text.held:
            return None
        face = faces(text.digest, text.content).get((kind, ordinal))
        return words_of(face.front_html) if face else None


@cache
def _texts() -> Select[*tuple[Any, ...]]:
    reviewed = select(Review.item_revision_id).where(Review.learner_id == LEARNER)
    planned = select(CardState.item_id).where(CardState.learner_id == LEARNER)
    newest = (ItemRevision.number == Item.revision) & Item.id.in_(planned)
    return (
        select(
            ItemRevision.id,
            ItemRevision.digest,
            ItemRevision.content,
            held_back(ItemRevision.item_id).label("held"),
        )
        .join(Item, Item.id == ItemRevision.item_id)
        .where(or_(ItemRevision.id.in_(reviewed), newest))
    )
