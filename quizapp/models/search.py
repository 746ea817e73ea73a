"""What can be searched: one row for each passage, with its words folded for the index."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, IntPk, Text, one_of

KINDS = ("lesson", "claim", "term", "person", "item", "set")


class SearchEntry(Base):
    """A passage of a course or of a teacher's set, and where it stands.

    Those of a course are rebuilt whenever it is loaded, those of a set when it is changed. A set
    has one for its title and description and one for every few stems (services/search_sets.py).

    `code` names it within its kind (a lesson's slug, a claim, a term, a person, an item) or within
    its set, `anchor` the place on that page. `label` says what it is ("Claim, imprecise"). The folded words are what
    the index of each database is made of: FTS5 on SQLite, a GIN index on PostgreSQL (migration 0002).
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        one_of("kind", *KINDS),
        Index(None, "course_id"),
        Index("uq_search_entries_set_id_code", "set_id", "code", unique=True),
    )

    id: Mapped[IntPk]
    course_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("courses.id"))
    set_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("question_sets.id"))
    kind: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(160))
    lesson_slug: Mapped[str | None] = mapped_column(String(120))
    anchor: Mapped[str] = mapped_column(String(160))
    label: Mapped[Text]
    title: Mapped[Text]
    body: Mapped[Text]
    title_words: Mapped[Text]
    body_words: Mapped[Text]
