"""Question sets of teachers

Revision: 0006, after: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# Frozen here: a migration must not change when the models' own types do.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("set_id", BIG, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'reading', 'ready', 'publishing', 'done', 'failed', 'cancelled')",
            name=op.f("ck_file_imports_state"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_file_imports_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["question_sets.id"], name=op.f("fk_file_imports_set_id_question_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_imports")),
    )
    op.create_index(
        op.f("ix_file_imports_learner_id_created_at"),
        "file_imports",
        ["learner_id", "created_at"],
        unique=False,
    )
    op.create_index(op.f("ix_file_imports_set_id"), "file_imports", ["set_id"], unique=False)
    op.create_table(
        "media",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_media_size")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["question_sets.id"], name=op.f("fk_media_set_id_question_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("key", name=op.f("uq_media_key")),
        sa.UniqueConstraint("set_id", "digest", name=op.f("uq_media_set_id_digest")),
    )
    op.create_index(op.f("ix_media_digest"), "media", ["digest"], unique=False)
    op.create_table(
        "set_editors",
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_set_editors_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["question_sets.id"],
            name=op.f("fk_set_editors_set_id_question_sets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("set_id", "learner_id", name=op.f("pk_set_editors")),
    )
    op.create_index(op.f("ix_set_editors_learner_id"), "set_editors", ["learner_id"], unique=False)
    op.create_table(
        "item_drafts",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("saved_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_drafts_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_item_drafts_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["question_sets.id"],
            name=op.f("fk_item_drafts_set_id_question_sets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", "key", name=op.f("pk_item_drafts")),
    )
    op.create_index(op.f("ix_item_drafts_item_id"), "item_drafts", ["item_id"], unique=False)
    op.create_index(
        op.f("ix_item_drafts_learner_id_item_id"),
        "item_drafts",
        ["learner_id", "item_id"],
        unique=False,
    )
    op.create_index(op.f("ix_item_drafts_set_id"), "item_drafts", ["set_id"], unique=False)
    op.create_table(
        "staged_entries",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("own_id", sa.String(length=255), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("sides", JSON, nullable=False),
        sa.Column("cards", JSON, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('added', 'updated', 'unchanged')",
            name=op.f("ck_staged_entries_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["file_imports.id"],
            name=op.f("fk_staged_entries_import_id_file_imports"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_staged_entries_item_id_items")
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_staged_entries")),
    )
    op.create_index(op.f("ix_staged_entries_item_id"), "staged_entries", ["item_id"], unique=False)
    op.add_column("items", sa.Column("own_id", sa.String(length=255), nullable=True))
    op.add_column("items", sa.Column("imported", sa.String(length=64), nullable=True))
    op.create_index("uq_items_set_id_own_id", "items", ["set_id", "own_id"], unique=True)
    op.add_column("question_sets", sa.Column("client_id", sa.Uuid(), nullable=True))
    op.add_column("question_sets", sa.Column("tags", JSON, server_default="[]", nullable=False))
    op.create_index(
        "uq_question_sets_owner_id_client_id",
        "question_sets",
        ["owner_id", "client_id"],
        unique=True,
    )
    op.create_table(
        "revision_authors",
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("learner_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.id"],
            name=op.f("fk_revision_authors_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_revision_authors_revision_id_item_revisions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_revision_authors")),
    )
    op.create_index(
        op.f("ix_revision_authors_learner_id"), "revision_authors", ["learner_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("revision_authors")
    op.drop_index("uq_question_sets_owner_id_client_id", table_name="question_sets")
    op.drop_column("question_sets", "tags")
    op.drop_column("question_sets", "client_id")
    op.drop_index("uq_items_set_id_own_id", table_name="items")
    op.drop_column("items", "imported")
    op.drop_column("items", "own_id")
    op.drop_table("staged_entries")
    op.drop_index(op.f("ix_item_drafts_set_id"), table_name="item_drafts")
    op.drop_index(op.f("ix_item_drafts_learner_id_item_id"), table_name="item_drafts")
    op.drop_index(op.f("ix_item_drafts_item_id"), table_name="item_drafts")
    op.drop_table("item_drafts")
    op.drop_index(op.f("ix_set_editors_learner_id"), table_name="set_editors")
    op.drop_table("set_editors")
    op.drop_index(op.f("ix_media_digest"), table_name="media")
    op.drop_table("media")
    op.drop_index(op.f("ix_file_imports_set_id"), table_name="file_imports")
    op.drop_index(op.f("ix_file_imports_learner_id_created_at"), table_name="file_imports")
    op.drop_table("file_imports")
