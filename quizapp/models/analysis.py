"""What reports are made of, counted once and kept: sums over the attempts of students.

All of it follows from attempts, answers and scores; `quizapp doctor` compares, and can count anew.
None of these tables is touched when an answer is saved or, but for one line in `due_counts`, when an
attempt is handed in.
"""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, Document, IntPk, Json, JsonList, Time


class DueCount(Base):
    """A note that something has changed about a learner's attempts at a quiz: look again.

    It says nothing of what changed, so it may be there twice, come late or in another order.
    """

    __tablename__ = "due_counts"

    id: Mapped[IntPk]
    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), index=True
    )
    quiz_id: Mapped[int] = mapped_column(BigId, index=True)
    noted_at: Mapped[Time]


class CountState(Base):
    """One row, which whoever changes sums holds; `version` counts the changes."""

    __tablename__ = "count_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigId)


class CountedAttempt(Base):
    """What of a learner at a quiz is in the sums, so that exactly this can be taken out again.

    `parts` is a list of [item, revision, share, rest, seconds, 1 if omitted + 2 if sure, digest of the
    answer] (domain.statistics.sums, in its units); `block`: the digest of the questions, empty
    where a quiz draws them. No foreign key: a learner leaves by `services.analysis.uncount`.
    """

    __tablename__ = "counted_attempts"
    __table_args__ = (Index(None, "quiz_id", "submitted_at", "learner_id"),)

    learner_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    quiz_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    attempt_id: Mapped[UUID] = mapped_column(Uuid)
    submitted_at: Mapped[Time]
    block: Mapped[str] = mapped_column(String(16))
    parts: Mapped[JsonList]


class ItemSum(Base):
    """The sums of one wording of a question (domain.statistics.sums.ItemSums)."""

    __tablename__ = "item_sums"

    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    revision_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    asked: Mapped[int] = mapped_column(BigId)
    omitted: Mapped[int] = mapped_column(BigId)
    share: Mapped[int] = mapped_column(BigId)
    pairs: Mapped[int] = mapped_column(BigId)
    x: Mapped[int] = mapped_column(BigId)
    xx: Mapped[int] = mapped_column(BigId)
    y: Mapped[int] = mapped_column(BigId)
    yy: Mapped[int] = mapped_column(BigId)
    xy: Mapped[int] = mapped_column(BigId)
    sure: Mapped[int] = mapped_column(BigId)
    sure_wrong: Mapped[int] = mapped_column(BigId)
    times: Mapped[Json]


class AnswerSum(Base):
    """How often an answer (inside form) was given to a wording, and how those did in the rest."""

    __tablename__ = "answer_sums"
    __table_args__ = (Index(None, "item_id", "given"),)

    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    revision_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(16), primary_key=True)
    answer: Mapped[dict[str, object]] = mapped_column(Document)
    given: Mapped[int] = mapped_column(BigId)
    known: Mapped[int] = mapped_column(BigId)
    rest: Mapped[int] = mapped_column(BigId)


class BlockSum(Base):
    """The sums of the attempts that were asked the same questions (…sums.BlockSums)."""

    __tablename__ = "block_sums"

    quiz_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    block: Mapped[str] = mapped_column(String(16), primary_key=True)
    takers: Mapped[int] = mapped_column(BigId)
    totals: Mapped[int] = mapped_column(BigId)
    squares: Mapped[int] = mapped_column(BigId)
    each: Mapped[Json]


class AskedIn(Base):
    """In how many counted attempts at a quiz a question was asked: where its answers are found."""

    __tablename__ = "asked_in"

    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    quiz_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    asked: Mapped[int] = mapped_column(BigId)
