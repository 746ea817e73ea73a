"""Rulings and regrading, and answers to reports of mistakes

Revision: 0007, after: 0006
"""

import sqlalchemy as sa
from alembic import op

# Frozen here: a migration must not change when the models' own types do.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rulings()
    _ruling_classes()
    _regraded_items()
    op.add_column("mistake_reports", sa.Column("answer_seen_at", TIME, nullable=True))


def _rulings() -> None:
    op.create_table(
        "rulings",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("everywhere", sa.Boolean(), nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("regrade_id", sa.Uuid(), nullable=True),
        sa.Column("regraded_at", TIME, nullable=True),
        sa.Column("regraded_by", BIG, nullable=True),
        sa.CheckConstraint("kind IN ('accept', 'key', 'drop')", name=op.f("ck_rulings_kind")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_rulings_revision")),
        sa.CheckConstraint(
            "(kind = 'drop') = (answer = '')", name=op.f("ck_rulings_answer_unless_dropped")
        ),
        sa.CheckConstraint("length(answer) <= 500", name=op.f("ck_rulings_answer")),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 1000", name=op.f("ck_rulings_reason")),
        sa.CheckConstraint(
            "source IS NULL OR length(source) BETWEEN 1 AND 500", name=op.f("ck_rulings_source")
        ),
        sa.CheckConstraint(
            "(regraded_at IS NULL) = (regrade_id IS NULL)",
            name=op.f("ck_rulings_regraded_by_id"),
        ),
        sa.CheckConstraint(
            "regraded_at IS NOT NULL OR regraded_by IS NULL",
            name=op.f("ck_rulings_regrader_only_if_regraded"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_rulings_item_id_items")),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["learners.id"],
            name=op.f("fk_rulings_decided_by_learners"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["regraded_by"],
            ["learners.id"],
            name=op.f("fk_rulings_regraded_by_learners"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
        sa.UniqueConstraint("client_id", name=op.f("uq_rulings_client_id")),
        sa.UniqueConstraint("regrade_id", name=op.f("uq_rulings_regrade_id")),
    )
    op.create_index("ix_rulings_item_id_decided_at", "rulings", ["item_id", "decided_at"])
    op.create_index("ix_rulings_decided_by", "rulings", ["decided_by"])
    op.create_index("ix_rulings_regraded_by", "rulings", ["regraded_by"])


def _ruling_classes() -> None:
    op.create_table(
        "ruling_classes",
        sa.Column("ruling_id", BIG, nullable=False),
        sa.Column("class_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["ruling_id"], ["rulings.id"], name=op.f("fk_ruling_classes_ruling_id_rulings")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_ruling_classes_class_id_classes")
        ),
        sa.PrimaryKeyConstraint("ruling_id", "class_id", name=op.f("pk_ruling_classes")),
    )
    op.create_index("ix_ruling_classes_class_id", "ruling_classes", ["class_id"])


def _regraded_items() -> None:
    op.create_table(
        "regraded_items",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ruling_id", BIG, nullable=False),
        sa.Column("score_before", sa.Double(), nullable=False),
        sa.Column("score_after", sa.Double(), nullable=False),
        sa.Column("regraded_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_id", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_id", "attempt_items.position"],
            name=op.f("fk_regraded_items_learner_id_attempt_items"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ruling_id"], ["rulings.id"], name=op.f("fk_regraded_items_ruling_id_rulings")
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "attempt_id", "position", "ruling_id", name=op.f("pk_regraded_items")
        ),
    )
    op.create_index("ix_regraded_items_ruling_id", "regraded_items", ["ruling_id"])


def downgrade() -> None:
    op.drop_column("mistake_reports", "answer_seen_at")
    op.drop_table("regraded_items")
    op.drop_table("ruling_classes")
    op.drop_table("rulings")
