"""Reports of mistakes

Revision: 0003, after: 0002
"""

import sqlalchemy as sa
from alembic import op

# Frozen here: a migration must not change when the models' own types do.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mistake_reports",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", BIG, nullable=True),
        sa.Column("lesson_id", BIG, nullable=True),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("claim_id", BIG, nullable=True),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reported_at", TIME, nullable=False),
        sa.Column("settled_at", TIME, nullable=True),
        sa.Column("settled_by", BIG, nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN lesson_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN item_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN claim_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_mistake_reports_about_one_thing"),
        ),
        sa.CheckConstraint("length(shown) BETWEEN 1 AND 64", name=op.f("ck_mistake_reports_shown")),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 2000", name=op.f("ck_mistake_reports_what")),
        sa.CheckConstraint(
            "source IS NULL OR length(source) BETWEEN 1 AND 500",
            name=op.f("ck_mistake_reports_source"),
        ),
        sa.CheckConstraint(
            "note IS NULL OR length(note) BETWEEN 1 AND 500", name=op.f("ck_mistake_reports_note")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (note IS NULL)",
            name=op.f("ck_mistake_reports_settled_with_note"),
        ),
        sa.CheckConstraint(
            "settled_at IS NOT NULL OR settled_by IS NULL",
            name=op.f("ck_mistake_reports_settler_only_if_settled"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_mistake_reports_claim_id_claims")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_mistake_reports_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_mistake_reports_learner_id_learners"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_mistake_reports_lesson_id_lessons")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["learners.id"],
            name=op.f("fk_mistake_reports_settled_by_learners"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mistake_reports")),
        sa.UniqueConstraint("client_id", name=op.f("uq_mistake_reports_client_id")),
    )
    op.create_index("ix_mistake_reports_learner_id", "mistake_reports", ["learner_id"])
    op.create_index("ix_mistake_reports_settled_by", "mistake_reports", ["settled_by"])
    op.create_index(
        "ix_mistake_reports_settled_at_reported_at",
        "mistake_reports",
        ["settled_at", "reported_at"],
    )


def downgrade() -> None:
    op.drop_table("mistake_reports")
