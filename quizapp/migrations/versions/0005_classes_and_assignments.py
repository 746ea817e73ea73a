"""Classes and assignments

Revision: 0005, after: 0004
"""

import sqlalchemy as sa
from alembic import op

# Frozen here: a migration must not change when the models' own types do.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _learner(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("learner_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f(f"fk_{table}_learner_id_learners"),
            ondelete="CASCADE",
        ),
    ]


def _link(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "classes",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("join_code", sa.String(length=8), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("archived_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_classes_public_id")),
        sa.UniqueConstraint("join_code", name=op.f("uq_classes_join_code")),
    )
    op.create_table(
        "class_teachers",
        *_learner("class_teachers"),
        sa.Column("class_id", BIG, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        _link("class_teachers", "class_id", "classes"),
        sa.PrimaryKeyConstraint("learner_id", "class_id", name=op.f("pk_class_teachers")),
    )
    op.create_index("ix_class_teachers_class_id", "class_teachers", ["class_id"])
    op.create_table(
        "enrolments",
        *_learner("enrolments"),
        sa.Column("class_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("pseudonym", sa.String(length=40), nullable=False),
        sa.Column("extra_percent", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("joined_at", TIME, nullable=False),
        sa.Column("joined_by", sa.String(length=8), nullable=False),
        sa.Column("left_at", TIME, nullable=True),
        sa.Column("left_by", sa.String(length=8), nullable=True),
        sa.CheckConstraint("left_by IN ('student', 'teacher')", name=op.f("ck_enrolments_left_by")),
        sa.CheckConstraint("joined_by IN ('code', 'roster')", name=op.f("ck_enrolments_joined_by")),
        sa.CheckConstraint(
            "(left_at IS NULL) = (left_by IS NULL)", name=op.f("ck_enrolments_left_by_somebody")
        ),
        sa.CheckConstraint(
            "extra_percent BETWEEN 0 AND 300", name=op.f("ck_enrolments_extra_percent")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_enrolments_name")),
        _link("enrolments", "class_id", "classes"),
        sa.PrimaryKeyConstraint("learner_id", "class_id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("class_id", "pseudonym", name=op.f("uq_enrolments_class_id_pseudonym")),
    )
    op.create_index("ix_enrolments_class_id_left_at", "enrolments", ["class_id", "left_at"])
    _assignments()


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", BIG, nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("lesson_id", BIG, nullable=True),
        sa.Column("set_id", BIG, nullable=True),
        sa.Column("quiz_id", BIG, nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("instructions", sa.String(), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.Column("opens_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("closes_at", TIME, nullable=True),
        sa.Column("late", sa.String(length=8), nullable=False),
        sa.Column("feedback", sa.String(length=12), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.CheckConstraint("what IN ('lesson', 'quiz', 'set')", name=op.f("ck_assignments_what")),
        sa.CheckConstraint("late IN ('accept', 'refuse')", name=op.f("ck_assignments_late")),
        sa.CheckConstraint(
            "feedback IN ('at_once', 'after_due', 'after_close')",
            name=op.f("ck_assignments_feedback"),
        ),
        sa.CheckConstraint(
            "(what = 'lesson') = (lesson_id IS NOT NULL) AND "
            "(what = 'lesson' OR quiz_id IS NOT NULL)",
            name=op.f("ck_assignments_asks_what"),
        ),
        sa.CheckConstraint(
            "(due_at IS NULL OR due_at > opens_at) AND (closes_at IS NULL OR closes_at > opens_at)"
            " AND (due_at IS NULL OR closes_at IS NULL OR closes_at >= due_at)",
            name=op.f("ck_assignments_times_in_order"),
        ),
        sa.CheckConstraint(
            "feedback <> 'after_due' OR due_at IS NOT NULL",
            name=op.f("ck_assignments_feedback_due"),
        ),
        sa.CheckConstraint(
            "feedback <> 'after_close' OR closes_at IS NOT NULL "
            "OR (late = 'refuse' AND due_at IS NOT NULL)",
            name=op.f("ck_assignments_feedback_close"),
        ),
        _link("assignments", "class_id", "classes"),
        _link("assignments", "lesson_id", "lessons"),
        _link("assignments", "set_id", "question_sets"),
        _link("assignments", "quiz_id", "quizzes"),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["learners.id"],
            name=op.f("fk_assignments_created_by_learners"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignments_public_id")),
        sa.UniqueConstraint("quiz_id", name=op.f("uq_assignments_quiz_id")),
    )
    op.create_index("ix_assignments_class_id_due_at", "assignments", ["class_id", "due_at"])
    for column in ("created_by", "lesson_id", "set_id"):
        op.create_index(f"ix_assignments_{column}", "assignments", [column])
    op.create_table(
        "assignment_students",
        *_learner("assignment_students"),
        sa.Column("assignment_id", BIG, nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("excused_at", TIME, nullable=True),
        sa.Column("open_until", TIME, nullable=True),
        sa.Column("extra_percent", sa.Integer(), nullable=True),
        sa.Column("extra_minutes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("percent", sa.Double(), nullable=True),
        sa.Column("comment", sa.String(), server_default="", nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_assignment_students_{name}"))
            for name, rule in (
                ("extra_percent", "extra_percent BETWEEN 0 AND 300"),
                ("extra_minutes", "extra_minutes BETWEEN 0 AND 1440"),
                ("extra_attempts", "extra_attempts BETWEEN 0 AND 99"),
                ("percent", "percent BETWEEN 0 AND 100"),
            )
        ),
        _link("assignment_students", "assignment_id", "assignments"),
        sa.PrimaryKeyConstraint("learner_id", "assignment_id", name=op.f("pk_assignment_students")),
    )
    op.create_index(
        "ix_assignment_students_assignment_id", "assignment_students", ["assignment_id"]
    )


def downgrade() -> None:
    for table in ("assignment_students", "assignments", "enrolments", "class_teachers", "classes"):
        op.drop_table(table)
