"""What can be searched, and the index of each database over its words

Revision: 0002, after: 0001
"""

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FTS5 = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        title_words, body_words, content='search_entries', content_rowid='id', prefix='2 3 4',
        tokenize='unicode61 remove_diacritics 0'
    )""",
    """CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
        INSERT INTO search_index (rowid, title_words, body_words)
        VALUES (new.id, new.title_words, new.body_words);
    END""",
    """CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries BEGIN
        INSERT INTO search_index (search_index, rowid, title_words, body_words)
        VALUES ('delete', old.id, old.title_words, old.body_words);
    END""",
    """CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries BEGIN
        INSERT INTO search_index (search_index, rowid, title_words, body_words)
        VALUES ('delete', old.id, old.title_words, old.body_words);
        INSERT INTO search_index (rowid, title_words, body_words)
        VALUES (new.id, new.title_words, new.body_words);
    END""",
)
_GIN = (
    "CREATE INDEX search_index ON search_entries USING gin (("
    "setweight(to_tsvector('simple', title_words), 'A')"
    " || setweight(to_tsvector('simple', body_words), 'B')))"
)


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=160), nullable=False),
        sa.Column("lesson_slug", sa.String(length=120), nullable=True),
        sa.Column("anchor", sa.String(length=160), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title_words", sa.String(), nullable=False),
        sa.Column("body_words", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('lesson', 'claim', 'term', 'person', 'item')",
            name=op.f("ck_search_entries_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_search_entries_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
    )
    op.create_index("ix_search_entries_course_id", "search_entries", ["course_id"], unique=False)
    for statement in _FTS5 if op.get_bind().dialect.name == "sqlite" else (_GIN,):
        op.execute(statement)
    # What is loaded already has no entries yet: the next start loads it again.
    op.execute("UPDATE courses SET digest = ''")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_entries")
