"""What an editor has typed and not saved yet: kept as it stands, thrown away when it is saved."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from quizapp.models.authoring import ItemDraft
from quizapp.services.transaction import write


def keep_draft(
    learner_id: int,
    key: UUID,
    place: tuple[int, int | None, str],
    seq: int,
    fields: Mapping[str, object],
    now: datetime,
) -> bool:
    """Keep the fields of a form; `place` is the set, the item (None: a new one) and its type.

    An older `seq` than the stored one changes nothing and gives False.
    """
    set_id, item_id, kind = place
    with write() as session:
        row = session.get(ItemDraft, (learner_id, key))
        if row is None:
            row = ItemDraft(learner_id=learner_id, key=key, set_id=set_id, item_id=item_id)
            session.add(row)
        elif row.seq >= seq or row.set_id != set_id:
            return False
        row.type, row.seq, row.fields, row.saved_at = kind, seq, dict(fields), now
        return True


def drop_draft(learner_id: int, key: UUID) -> None:
    """Throw a draft away; nothing happens where there is none."""
    with write() as session:
        session.execute(
            delete(ItemDraft).where(ItemDraft.learner_id == learner_id, ItemDraft.key == key)
        )
