"""Quizzes of teachers' sets, and attempts whose cards wait for the result

Revision: 0011, after: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

# The quiz takes the slug of its set, or one with the set's number where a quiz has that already.
_SLUG = """CASE WHEN EXISTS (SELECT 1 FROM quizzes WHERE quizzes.slug = question_sets.slug)
    THEN question_sets.slug || '-' || question_sets.id ELSE question_sets.slug END"""


def upgrade() -> None:
    # With its constraint in one statement: SQLite cannot add one to a table that is there.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE quizzes ADD COLUMN set_id {kind} "
        "CONSTRAINT fk_quizzes_set_id_question_sets REFERENCES question_sets (id)"
    )
    op.create_index("uq_quizzes_set_id", "quizzes", ["set_id"], unique=True)
    op.execute(
        sa.text(
            "INSERT INTO quizzes (slug, title, description, position, set_id, draw, "  # noqa: S608 (no value from outside)
            "typical_minutes, keep, layout, shuffle, created_at) "
            f"SELECT {_SLUG}, title, description, 0, id, 20, 15, 'best', 'page', :yes, "
            "created_at FROM question_sets WHERE course_id IS NULL"
        ).bindparams(yes=True)
    )
    op.add_column(
        "attempts", sa.Column("held_back", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        "ix_attempts_held_back",
        "attempts",
        ["learner_id", "id"],
        sqlite_where=sa.text("held_back"),
        postgresql_where=sa.text("held_back"),
    )


def downgrade() -> None:
    op.drop_index("ix_attempts_held_back", table_name="attempts")
    op.drop_column("attempts", "held_back")
    # Their questions and answers go with the attempts.
    practised = "SELECT id FROM quizzes WHERE set_id IS NOT NULL"
    op.execute(f"DELETE FROM attempts WHERE quiz_id IN ({practised})")  # noqa: S608 (no value)
    op.execute("DELETE FROM quizzes WHERE set_id IS NOT NULL")
    op.drop_index("uq_quizzes_set_id", table_name="quizzes")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_quizzes_set_id_question_sets", "quizzes", type_="foreignkey")
    op.drop_column("quizzes", "set_id")
