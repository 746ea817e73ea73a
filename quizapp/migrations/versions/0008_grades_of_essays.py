"""Grades that teachers give

Revision: 0008, after: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# Frozen here: a migration must not change when the models' own types do.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "given_grades",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("graded_at", TIME, nullable=False),
        sa.Column("graded_by", BIG, nullable=True),
        sa.Column("seen_at", TIME, nullable=True),
        sa.CheckConstraint("points >= 0", name=op.f("ck_given_grades_points")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_given_grades_version")),
        sa.CheckConstraint("length(comment) <= 4000", name=op.f("ck_given_grades_comment")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_id", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_id", "attempt_items.position"],
            name=op.f("fk_given_grades_learner_id_attempt_items"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["graded_by"],
            ["learners.id"],
            name=op.f("fk_given_grades_graded_by_learners"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "attempt_id", "position", name=op.f("pk_given_grades")
        ),
    )
    op.create_index("ix_given_grades_graded_by", "given_grades", ["graded_by"])


def downgrade() -> None:
    op.drop_table("given_grades")
