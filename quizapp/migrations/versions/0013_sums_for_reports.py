"""Sums for the reports on questions, counted in the background

Revision: 0013, after: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
SUMS = ("asked", "omitted", "share", "pairs", "x", "xx", "y", "yy", "xy", "sure", "sure_wrong")

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was handed in before is noted, and counted as soon as the jobs run."""
    op.create_table(
        "due_counts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("noted_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_due_counts_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_counts")),
    )
    op.create_index("ix_due_counts_learner_id", "due_counts", ["learner_id"])
    op.create_index("ix_due_counts_quiz_id", "due_counts", ["quiz_id"])
    op.create_table(
        "count_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_count_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_state")),
    )
    _counted()
    _sums()
    op.execute(
        "INSERT INTO due_counts (learner_id, quiz_id, noted_at) "
        "SELECT learner_id, quiz_id, max(submitted_at) FROM attempts "
        "WHERE submitted_at IS NOT NULL GROUP BY learner_id, quiz_id"
    )


def _counted() -> None:
    op.create_table(
        "counted_attempts",
        sa.Column("learner_id", BIG, autoincrement=False, nullable=False),
        sa.Column("quiz_id", BIG, autoincrement=False, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", TIME, nullable=False),
        sa.Column("block", sa.String(length=16), nullable=False),
        sa.Column("parts", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "quiz_id", name=op.f("pk_counted_attempts")),
    )
    op.create_index(
        "ix_counted_attempts_quiz_id_submitted_at_learner_id",
        "counted_attempts",
        ["quiz_id", "submitted_at", "learner_id"],
    )


def _sums() -> None:
    op.create_table(
        "item_sums",
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("revision_id", BIG, autoincrement=False, nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in SUMS),
        sa.Column("times", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "revision_id", name=op.f("pk_item_sums")),
    )
    op.create_table(
        "answer_sums",
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("revision_id", BIG, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in ("given", "known", "rest")),
        sa.PrimaryKeyConstraint("item_id", "revision_id", "digest", name=op.f("pk_answer_sums")),
    )
    op.create_index("ix_answer_sums_item_id_given", "answer_sums", ["item_id", "given"])
    op.create_table(
        "block_sums",
        sa.Column("quiz_id", BIG, autoincrement=False, nullable=False),
        sa.Column("block", sa.String(length=16), nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in ("takers", "totals", "squares")),
        sa.Column("each", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("quiz_id", "block", name=op.f("pk_block_sums")),
    )

    op.create_table(
        "asked_in",
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("quiz_id", BIG, autoincrement=False, nullable=False),
        sa.Column("asked", BIG, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "quiz_id", name=op.f("pk_asked_in")),
    )


def downgrade() -> None:
    for name in (
        "asked_in", "block_sums", "answer_sums", "item_sums", "counted_attempts", "count_state",
        "due_counts",
    ):  # fmt: skip
        op.drop_table(name)
