"""Everything, in its first shape

Revision: 0001, after: none
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# Frozen here: a migration must not change when the models' own types do.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("subject_id", BIG, nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_subject_id", "audit_entries", ["subject_id"], unique=False)

    op.create_table(
        "courses",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("synced_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("slug", name=op.f("uq_courses_slug")),
    )
    op.create_table(
        "learners",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("role", sa.String(length=8), server_default="student", nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("name_key", sa.String(length=160), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("recovery_hash", sa.String(length=255), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("timezone", sa.String(length=64), server_default="UTC", nullable=False),
        sa.Column("timezone_chosen", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("theme", sa.String(length=8), server_default="system", nullable=False),
        sa.Column("text_size", sa.String(length=8), server_default="normal", nullable=False),
        sa.Column("buttons", sa.Integer(), server_default=sa.text("2"), nullable=False),
        sa.Column("new_per_day", sa.Integer(), server_default=sa.text("20"), nullable=False),
        sa.Column("reviews_per_day", sa.Integer(), server_default=sa.text("200"), nullable=False),
        sa.Column("desired_retention", sa.Double(), server_default=sa.text("0.9"), nullable=False),
        sa.CheckConstraint(
            "kind = 'account' OR role = 'student'", name=op.f("ck_learners_guest_is_student")
        ),
        sa.CheckConstraint(
            "kind = 'guest' OR (name IS NOT NULL AND name_key IS NOT NULL)",
            name=op.f("ck_learners_account_has_name"),
        ),
        sa.CheckConstraint("kind IN ('guest', 'account')", name=op.f("ck_learners_kind")),
        sa.CheckConstraint(
            "role IN ('student', 'teacher', 'admin')", name=op.f("ck_learners_role")
        ),
        sa.CheckConstraint(
            "text_size IN ('small', 'normal', 'large', 'larger')",
            name=op.f("ck_learners_text_size"),
        ),
        sa.CheckConstraint("theme IN ('system', 'light', 'dark')", name=op.f("ck_learners_theme")),
        sa.CheckConstraint("buttons IN (2, 4)", name=op.f("ck_learners_buttons")),
        sa.CheckConstraint(
            "desired_retention BETWEEN 0.7 AND 0.97", name=op.f("ck_learners_desired_retention")
        ),
        sa.CheckConstraint("new_per_day BETWEEN 0 AND 999", name=op.f("ck_learners_new_per_day")),
        sa.CheckConstraint(
            "reviews_per_day BETWEEN 0 AND 9999", name=op.f("ck_learners_reviews_per_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learners")),
        sa.UniqueConstraint("name_key", name=op.f("uq_learners_name_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_learners_public_id")),
    )
    op.create_table(
        "throttle_events",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_throttle_events")),
    )
    op.create_index(
        "ix_throttle_events_scope_key_hash_at",
        "throttle_events",
        ["scope", "key_hash", "at"],
        unique=False,
    )

    op.create_table(
        "claims",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("restated", sa.String(), nullable=False),
        sa.Column("correction", sa.String(), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("sources", DOCUMENT, nullable=False),
        sa.Column("lessons", DOCUMENT, nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.CheckConstraint(
            "kind IN ('fact', 'opinion', 'forecast', 'reported')", name=op.f("ck_claims_kind")
        ),
        sa.CheckConstraint(
            "verdict IN ('accurate', 'imprecise', 'wrong', 'unverifiable')",
            name=op.f("ck_claims_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_claims_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("course_id", "code", name=op.f("uq_claims_course_id_code")),
    )
    op.create_table(
        "facts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("lesson", sa.String(length=64), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sources", DOCUMENT, nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_facts_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
        sa.UniqueConstraint("course_id", "code", name=op.f("uq_facts_course_id_code")),
    )
    op.create_table(
        "lessons",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_lessons_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("course_id", "code", name=op.f("uq_lessons_course_id_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_lessons_slug")),
    )
    op.create_table(
        "misconceptions",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("fix", sa.String(), nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_misconceptions_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misconceptions")),
        sa.UniqueConstraint("course_id", "code", name=op.f("uq_misconceptions_course_id_code")),
    )
    op.create_table(
        "one_time_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("learner_id", BIG, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("used_at", TIME, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('first-teacher', 'reset')", name=op.f("ck_one_time_tokens_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_one_time_tokens_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_tokens")),
    )
    op.create_index(
        "ix_one_time_tokens_learner_id", "one_time_tokens", ["learner_id"], unique=False
    )

    op.create_table(
        "parameter_sets",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("algorithm", sa.String(length=16), nullable=False),
        sa.Column("parameters", DOCUMENT, nullable=False),
        sa.Column("reviews_used", sa.Integer(), nullable=False),
        sa.Column("log_loss_before", sa.Double(), nullable=False),
        sa.Column("log_loss_after", sa.Double(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_parameter_sets_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_sets")),
        sa.UniqueConstraint(
            "learner_id", "version", name=op.f("uq_parameter_sets_learner_id_version")
        ),
    )
    op.create_index(
        "uq_parameter_sets_active",
        "parameter_sets",
        ["learner_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )

    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_sessions_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_learner_id", "sessions", ["learner_id"], unique=False)

    op.create_table(
        "sources",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_sources_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("course_id", "code", name=op.f("uq_sources_course_id_code")),
    )
    op.create_table(
        "question_sets",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("course_id", BIG, nullable=True),
        sa.Column("lesson_id", BIG, nullable=True),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.CheckConstraint(
            "visibility IN ('private', 'class', 'public')", name=op.f("ck_question_sets_visibility")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_question_sets_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_question_sets_lesson_id_lessons")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["learners.id"], name=op.f("fk_question_sets_owner_id_learners")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_sets")),
        sa.UniqueConstraint("slug", name=op.f("uq_question_sets_slug")),
    )
    op.create_index("ix_question_sets_course_id", "question_sets", ["course_id"], unique=False)
    op.create_index("ix_question_sets_lesson_id", "question_sets", ["lesson_id"], unique=False)
    op.create_index("ix_question_sets_owner_id", "question_sets", ["owner_id"], unique=False)

    op.create_table(
        "quizzes",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("course_id", BIG, nullable=True),
        sa.Column("lesson_id", BIG, nullable=True),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("draw", sa.Integer(), nullable=True),
        sa.Column("balance", sa.String(length=16), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("typical_minutes", sa.Integer(), nullable=False),
        sa.Column("attempts_allowed", sa.Integer(), nullable=True),
        sa.Column("keep", sa.String(length=8), nullable=False),
        sa.Column("layout", sa.String(length=8), nullable=False),
        sa.Column("shuffle", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.CheckConstraint("keep IN ('best', 'last', 'average')", name=op.f("ck_quizzes_keep")),
        sa.CheckConstraint("layout IN ('page', 'all')", name=op.f("ck_quizzes_layout")),
        sa.CheckConstraint(
            "attempts_allowed IS NULL OR attempts_allowed >= 1", name=op.f("ck_quizzes_attempts")
        ),
        sa.CheckConstraint("draw IS NULL OR draw >= 1", name=op.f("ck_quizzes_draw")),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 1", name=op.f("ck_quizzes_minutes")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_quizzes_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_quizzes_lesson_id_lessons")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["learners.id"], name=op.f("fk_quizzes_owner_id_learners")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
        sa.UniqueConstraint("slug", name=op.f("uq_quizzes_slug")),
    )
    op.create_index("ix_quizzes_course_id", "quizzes", ["course_id"], unique=False)
    op.create_index("ix_quizzes_lesson_id", "quizzes", ["lesson_id"], unique=False)
    op.create_index("ix_quizzes_owner_id", "quizzes", ["owner_id"], unique=False)

    op.create_table(
        "reading_positions",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("lesson_id", BIG, nullable=False),
        sa.Column("anchor", sa.String(length=120), nullable=False),
        sa.Column("fraction", sa.Double(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.CheckConstraint("fraction BETWEEN 0 AND 1", name=op.f("ck_reading_positions_fraction")),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_reading_positions_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_reading_positions_lesson_id_lessons")
        ),
        sa.PrimaryKeyConstraint("learner_id", "lesson_id", name=op.f("pk_reading_positions")),
    )
    op.create_table(
        "terms",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("lesson_id", BIG, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("native_lang", sa.String(length=16), nullable=True),
        sa.Column("native", sa.String(), nullable=True),
        sa.Column("retired_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_terms_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_terms_lesson_id_lessons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("course_id", "slug", name=op.f("uq_terms_course_id_slug")),
    )
    op.create_index("ix_terms_lesson_id", "terms", ["lesson_id"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("deadline", TIME, nullable=True),
        sa.Column("place", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("submitted_at", TIME, nullable=True),
        sa.Column("submit_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_by", sa.String(length=8), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("max_score", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "submitted_by IN ('learner', 'deadline')", name=op.f("ck_attempts_submitted_by")
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (score IS NULL)",
            name=op.f("ck_attempts_scored_when_submitted"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_attempts_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_attempts_quiz_id_quizzes")
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_attempts")),
        sa.UniqueConstraint(
            "learner_id", "client_id", name=op.f("uq_attempts_learner_id_client_id")
        ),
        sa.UniqueConstraint(
            "learner_id", "quiz_id", "number", name=op.f("uq_attempts_learner_id_quiz_id_number")
        ),
    )
    op.create_index("ix_attempts_deadline", "attempts", ["deadline"], unique=False)
    op.create_index("ix_attempts_quiz_id", "attempts", ["quiz_id"], unique=False)
    op.create_index(
        "uq_attempts_open",
        "attempts",
        ["learner_id", "quiz_id"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )

    op.create_table(
        "items",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("claims", DOCUMENT, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.CheckConstraint(
            "type IN ('single', 'multi', 'true_false', 'short', 'numeric', 'matching', 'ordering', 'cloze', 'categorise', 'text', 'flashcard', 'essay')",
            name=op.f("ck_items_type"),
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_items_revision")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["question_sets.id"], name=op.f("fk_items_set_id_question_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("set_id", "code", name=op.f("uq_items_set_id_code")),
    )
    op.create_index("ix_items_code", "items", ["code"], unique=False)

    op.create_table(
        "cards",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("auto", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.CheckConstraint("kind IN ('forward', 'reversed', 'cloze')", name=op.f("ck_cards_kind")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_cards_item_id_items")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["question_sets.id"], name=op.f("fk_cards_set_id_question_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint(
            "item_id", "kind", "ordinal", name=op.f("uq_cards_item_id_kind_ordinal")
        ),
    )
    op.create_index(
        "ix_cards_set_id_auto_position", "cards", ["set_id", "auto", "position"], unique=False
    )

    op.create_table(
        "item_revisions",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_revisions_item_id_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_revisions")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_revisions_item_id_number")),
    )
    op.create_table(
        "quiz_items",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_quiz_items_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_items_quiz_id_quizzes")
        ),
        sa.PrimaryKeyConstraint("quiz_id", "item_id", name=op.f("pk_quiz_items")),
    )
    op.create_index("ix_quiz_items_item_id", "quiz_items", ["item_id"], unique=False)

    op.create_table(
        "attempt_items",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("item_revision_id", BIG, nullable=False),
        sa.Column("max_score", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_attempt_items_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_attempt_items_item_revision_id_item_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_id"],
            ["attempts.learner_id", "attempts.id"],
            name=op.f("fk_attempt_items_learner_id_attempt_id_attempts"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "attempt_id", "position", name=op.f("pk_attempt_items")
        ),
    )
    op.create_index(
        "ix_attempt_items_learner_id_item_id",
        "attempt_items",
        ["learner_id", "item_id"],
        unique=False,
    )

    op.create_table(
        "card_states",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("card_id", BIG, nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due", TIME, nullable=True),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("last_review", TIME, nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("introduced_day", sa.Date(), nullable=True),
        sa.Column("suspended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("buried_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'new' OR difficulty BETWEEN 1 AND 10", name=op.f("ck_card_states_difficulty")
        ),
        sa.CheckConstraint("state = 'new' OR stability > 0", name=op.f("ck_card_states_stability")),
        sa.CheckConstraint(
            "state IN ('new', 'learning', 'review', 'relearning')",
            name=op.f("ck_card_states_state"),
        ),
        sa.CheckConstraint(
            "reps >= 0 AND lapses >= 0 AND version >= 1", name=op.f("ck_card_states_counters")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_card_states_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_card_states_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_card_states_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["question_sets.id"], name=op.f("fk_card_states_set_id_question_sets")
        ),
        sa.PrimaryKeyConstraint("learner_id", "card_id", name=op.f("pk_card_states")),
    )
    op.create_index(
        "ix_card_states_learner_id_introduced_day",
        "card_states",
        ["learner_id", "introduced_day"],
        unique=False,
    )
    op.create_index(
        "ix_card_states_learner_id_last_day_item_id",
        "card_states",
        ["learner_id", "last_day", "item_id"],
        unique=False,
    )
    op.create_index(
        "ix_card_states_learner_id_set_id_card_id",
        "card_states",
        ["learner_id", "set_id", "card_id"],
        unique=False,
    )
    op.create_index(
        "ix_card_states_learner_id_set_id_state_due",
        "card_states",
        ["learner_id", "set_id", "state", "due"],
        unique=False,
    )
    op.create_index(
        "ix_card_states_learner_id_suspended_state_due",
        "card_states",
        ["learner_id", "suspended", "state", "due"],
        unique=False,
    )

    op.create_table(
        "checkpoint_answers",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("item_revision_id", BIG, nullable=False),
        sa.Column("response", DOCUMENT, nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("max_score", sa.Double(), nullable=False),
        sa.Column("answered_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_checkpoint_answers_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_checkpoint_answers_item_revision_id_item_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_checkpoint_answers_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_checkpoint_answers")),
    )
    op.create_index(
        "ix_checkpoint_answers_learner_id_item_id_answered_at",
        "checkpoint_answers",
        ["learner_id", "item_id", "answered_at"],
        unique=False,
    )

    op.create_table(
        "reviews",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", BIG, nullable=False),
        sa.Column("item_revision_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", TIME, nullable=False),
        sa.Column("offset_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("effective_at", TIME, nullable=False),
        sa.Column("study_day", sa.Date(), nullable=False),
        sa.Column("state_before", sa.String(length=10), nullable=True),
        sa.Column("state_after", sa.String(length=10), nullable=True),
        sa.Column("stability_before", sa.Double(), nullable=True),
        sa.Column("stability_after", sa.Double(), nullable=True),
        sa.Column("difficulty_before", sa.Double(), nullable=True),
        sa.Column("difficulty_after", sa.Double(), nullable=True),
        sa.Column("retrievability", sa.Double(), nullable=True),
        sa.Column("interval_unfuzzed", sa.Double(), nullable=True),
        sa.Column("interval", sa.Double(), nullable=True),
        sa.Column("algorithm", sa.String(length=16), nullable=False),
        sa.Column("desired_retention", sa.Double(), nullable=False),
        sa.Column("parameter_id", BIG, nullable=True),
        sa.Column("voids", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'undo') = (voids IS NOT NULL)", name=op.f("ck_reviews_undo_voids")
        ),
        sa.CheckConstraint(
            "kind IN ('learn', 'review', 'relearn', 'cram', 'quiz', 'manual', 'undo')",
            name=op.f("ck_reviews_kind"),
        ),
        sa.CheckConstraint(
            "kind IN ('undo', 'manual') OR rating BETWEEN 1 AND 4", name=op.f("ck_reviews_rating")
        ),
        sa.CheckConstraint("duration_ms >= 0", name=op.f("ck_reviews_duration")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_reviews_card_id_cards")),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_reviews_item_revision_id_item_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_reviews_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parameter_id"],
            ["parameter_sets.id"],
            name=op.f("fk_reviews_parameter_id_parameter_sets"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("learner_id", "voids", name=op.f("uq_reviews_learner_id_voids")),
    )
    op.create_index(
        "ix_reviews_learner_id_card_id_effective_at",
        "reviews",
        ["learner_id", "card_id", "effective_at"],
        unique=False,
    )
    op.create_index(
        "ix_reviews_learner_id_study_day", "reviews", ["learner_id", "study_day"], unique=False
    )

    op.create_table(
        "responses",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("response", DOCUMENT, nullable=True),
        sa.Column("saved_at", TIME, nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_responses_seq")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_id", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_id", "attempt_items.position"],
            name=op.f("fk_responses_learner_id_attempt_id_position_attempt_items"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_id", "position", name=op.f("pk_responses")),
    )


def downgrade() -> None:
    op.drop_table("responses")
    op.drop_index("ix_reviews_learner_id_study_day", "reviews")
    op.drop_index("ix_reviews_learner_id_card_id_effective_at", "reviews")

    op.drop_table("reviews")
    op.drop_index("ix_checkpoint_answers_learner_id_item_id_answered_at", "checkpoint_answers")

    op.drop_table("checkpoint_answers")
    op.drop_index("ix_card_states_learner_id_suspended_state_due", "card_states")
    op.drop_index("ix_card_states_learner_id_set_id_state_due", "card_states")
    op.drop_index("ix_card_states_learner_id_set_id_card_id", "card_states")
    op.drop_index("ix_card_states_learner_id_last_day_item_id", "card_states")
    op.drop_index("ix_card_states_learner_id_introduced_day", "card_states")

    op.drop_table("card_states")
    op.drop_index("ix_attempt_items_learner_id_item_id", "attempt_items")

    op.drop_table("attempt_items")
    op.drop_index("ix_quiz_items_item_id", "quiz_items")

    op.drop_table("quiz_items")
    op.drop_table("item_revisions")
    op.drop_index("ix_cards_set_id_auto_position", "cards")

    op.drop_table("cards")
    op.drop_index("ix_items_code", "items")

    op.drop_table("items")
    op.drop_index(
        "uq_attempts_open",
        "attempts",
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.drop_index("ix_attempts_quiz_id", "attempts")
    op.drop_index("ix_attempts_deadline", "attempts")

    op.drop_table("attempts")
    op.drop_index("ix_terms_lesson_id", "terms")

    op.drop_table("terms")
    op.drop_table("reading_positions")
    op.drop_index("ix_quizzes_owner_id", "quizzes")
    op.drop_index("ix_quizzes_lesson_id", "quizzes")
    op.drop_index("ix_quizzes_course_id", "quizzes")

    op.drop_table("quizzes")
    op.drop_index("ix_question_sets_owner_id", "question_sets")
    op.drop_index("ix_question_sets_lesson_id", "question_sets")
    op.drop_index("ix_question_sets_course_id", "question_sets")

    op.drop_table("question_sets")
    op.drop_table("sources")
    op.drop_index("ix_sessions_learner_id", "sessions")

    op.drop_table("sessions")
    op.drop_index(
        "uq_parameter_sets_active",
        "parameter_sets",
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )

    op.drop_table("parameter_sets")
    op.drop_index("ix_one_time_tokens_learner_id", "one_time_tokens")

    op.drop_table("one_time_tokens")
    op.drop_table("misconceptions")
    op.drop_table("lessons")
    op.drop_table("facts")
    op.drop_table("claims")
    op.drop_index("ix_throttle_events_scope_key_hash_at", "throttle_events")

    op.drop_table("throttle_events")
    op.drop_table("learners")
    op.drop_table("courses")
    op.drop_index("ix_audit_entries_subject_id", "audit_entries")

    op.drop_table("audit_entries")
