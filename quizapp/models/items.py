"""Question sets, items, their immutable revisions, and the cards drilled from them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    and_,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import (
    BigId,
    Code,
    IntPk,
    Json,
    JsonList,
    Slug,
    Text,
    Time,
    UtcDateTime,
    one_of,
)

ITEM_TYPES = (
    "single", "multi", "true_false", "short", "numeric", "matching", "ordering",
    "cloze", "categorise", "text", "flashcard", "essay",
)  # fmt: skip


class QuestionSet(Base):
    """A named, ordered set of items of the built-in course (no owner) or of a teacher."""

    __tablename__ = "question_sets"
    __table_args__ = (
        one_of("visibility", "private", "class", "public"),
        # Unique indexes instead of constraints: SQLite can add them to a table that is there.
        Index("uq_question_sets_owner_id_client_id", "owner_id", "client_id", unique=True),
    )

    id: Mapped[IntPk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    title: Mapped[Text]
    description: Mapped[Text]
    language: Mapped[Code]
    visibility: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    # Made from the registers of the course: scored, and no card of it comes up by itself.
    drill: Mapped[bool] = mapped_column(server_default=false(), default=False)
    course_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("courses.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lessons.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("learners.id"), index=True)
    # Made by the form that asked for the set, so that sending it twice makes one.
    client_id: Mapped[UUID | None] = mapped_column(Uuid)
    tags: Mapped[JsonList] = mapped_column(server_default="[]", default=list)
    created_at: Mapped[Time]
    retired_at: Mapped[Time | None]


class Item(Base):
    """One question. Its identity never changes; `revision` is the number of its newest text.

    The newest text is the ItemRevision with that item_id and number.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("set_id", "code"),
        Index("uq_items_set_id_own_id", "set_id", "own_id", unique=True),
        CheckConstraint("revision >= 1", name="revision"),
        one_of("type", *ITEM_TYPES),
    )

    id: Mapped[IntPk]
    set_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_sets.id"))
    code: Mapped[Code] = mapped_column(index=True)
    type: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    revision: Mapped[int]
    # Fact codes: cards and items that share one are siblings.
    facts: Mapped[JsonList]
    claims: Mapped[JsonList]
    # What it is called in the program that it was imported from, or by the form that made it.
    own_id: Mapped[str | None] = mapped_column(String(255))
    # Digest of its content when it was last imported: tells whether the file has changed since.
    imported: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[Time]
    retired_at: Mapped[Time | None]


class ItemRevision(Base):
    """The content of an item at one time; never changed after it is written."""

    __tablename__ = "item_revisions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[IntPk]
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    number: Mapped[int]
    content: Mapped[Json]
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Time]


# Joins an item to its newest text.
IS_NEWEST = and_(ItemRevision.item_id == Item.id, ItemRevision.number == Item.revision)


class Card(Base):
    """One drillable side of an item; its schedule per learner is a CardState."""

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("item_id", "kind", "ordinal"),
        one_of("kind", "forward", "reversed", "cloze"),
        Index(None, "set_id", "auto", "position"),
    )

    id: Mapped[IntPk]
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    set_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_sets.id"))
    kind: Mapped[str] = mapped_column(String(8))
    ordinal: Mapped[int]
    position: Mapped[int]
    # Offered as a new card by itself; the others are added by the learner ("make this a card").
    auto: Mapped[bool]
    created_at: Mapped[Time]
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
