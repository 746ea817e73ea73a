"""What teachers need to write question sets: co-editors, drafts, pictures, files being imported."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, Code, IntPk, Json, JsonList, Text, Time, one_of

IMPORT_STATES = ("waiting", "reading", "ready", "publishing", "done", "failed", "cancelled")
OUTCOMES = ("added", "updated", "unchanged")


class SetEditor(Base):
    """Somebody who may change a set beside its owner."""

    __tablename__ = "set_editors"

    set_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_sets.id", ondelete="CASCADE"), primary_key=True
    )
    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[Time]


class RevisionAuthor(Base):
    """Who wrote a revision of a teacher's item; gone when that account is deleted."""

    __tablename__ = "revision_authors"

    revision_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("item_revisions.id", ondelete="CASCADE"), primary_key=True
    )
    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), index=True
    )


class ItemDraft(Base):
    """What stands in an editor's form and is not saved yet; `key` names the form, made by it.

    `fields` are the form's own, since a half-written question is no item.
    """

    __tablename__ = "item_drafts"
    __table_args__ = (Index(None, "learner_id", "item_id"),)

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    set_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_sets.id", ondelete="CASCADE"), index=True
    )
    item_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("items.id"), index=True)
    type: Mapped[str] = mapped_column(String(16))
    seq: Mapped[int] = mapped_column(BigId)
    fields: Mapped[Json]
    saved_at: Mapped[Time]


class Medium(Base):
    """A picture or sound of a set. The file lies under the home folder by its digest.

    `key` stands in its address: random, so that an address is known only from a question.
    """

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("set_id", "digest"),
        CheckConstraint("size >= 0", name="size"),
    )

    id: Mapped[IntPk]
    key: Mapped[Code] = mapped_column(unique=True)
    set_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_sets.id"))
    name: Mapped[Text]
    kind: Mapped[Code]
    size: Mapped[int] = mapped_column(BigId)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[Time]


class FileImport(Base):
    """A file on its way into a set: read into staging, then published at once or thrown away."""

    __tablename__ = "file_imports"
    __table_args__ = (one_of("state", *IMPORT_STATES), Index(None, "learner_id", "created_at"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    learner_id: Mapped[int] = mapped_column(BigId, ForeignKey("learners.id", ondelete="CASCADE"))
    set_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("question_sets.id"), index=True)
    name: Mapped[Text]
    format: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12))
    # How far it is, of how much; counts, samples, what is skipped and told, as they are shown.
    done: Mapped[int]
    report: Mapped[Json]
    options: Mapped[Json]
    created_at: Mapped[Time]
    changed_at: Mapped[Time]


class StagedEntry(Base):
    """One question of a file, not yet in a set."""

    __tablename__ = "staged_entries"
    __table_args__ = (one_of("outcome", *OUTCOMES),)

    import_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("file_imports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    own_id: Mapped[str] = mapped_column(String(255))
    place: Mapped[Text]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[Json]
    # Its sides (kind, ordinal, whether it comes by itself), and what its program knew of them.
    sides: Mapped[JsonList]
    cards: Mapped[JsonList]
    # What it becomes: an item and its revision, hidden until everything is ready; null: as it was.
    outcome: Mapped[str | None] = mapped_column(String(10))
    item_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("items.id"), index=True)
    revision: Mapped[int | None]
