"""What can be searched of teachers' sets

Revision: 0012, after: 0011
"""

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OLD = ("lesson", "claim", "term", "person", "item")
_NEW = (*_OLD, "set")
_COLUMNS = (
    "id, course_id, kind, code, lesson_slug, anchor, label, title, body, title_words, body_words"
)
# As in 0002: the index goes with the table, which SQLite can only make anew.
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
    "INSERT INTO search_index (search_index) VALUES ('rebuild')",
)


def upgrade() -> None:
    """The sets that are there get their entries at the next start (services/search_sets.py)."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(_NEW, of_sets=True)
    else:
        op.alter_column("search_entries", "course_id", nullable=True)
        op.add_column("search_entries", sa.Column("set_id", BIG, nullable=True))
        op.create_foreign_key(
            "fk_search_entries_set_id_question_sets",
            "search_entries",
            "question_sets",
            ["set_id"],
            ["id"],
        )
        _hold_to(_NEW)
    op.create_index(
        "uq_search_entries_set_id_code", "search_entries", ["set_id", "code"], unique=True
    )


def downgrade() -> None:
    op.execute("DELETE FROM search_entries WHERE course_id IS NULL")
    op.drop_index("uq_search_entries_set_id_code", table_name="search_entries")
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(_OLD, of_sets=False)
    else:
        op.drop_constraint(
            "fk_search_entries_set_id_question_sets", "search_entries", type_="foreignkey"
        )
        op.drop_column("search_entries", "set_id")
        op.alter_column("search_entries", "course_id", nullable=False)
        _hold_to(_OLD)


def _check(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(one) for one in kinds)})"


def _hold_to(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_search_entries_kind"), "search_entries", type_="check")
    op.create_check_constraint(op.f("ck_search_entries_kind"), "search_entries", _check(kinds))


def _make_anew(kinds: tuple[str, ...], *, of_sets: bool) -> None:
    """The same rows in a table of another shape."""
    op.execute("DROP TABLE search_index")
    for name in ("added", "removed", "changed"):
        op.execute(f"DROP TRIGGER search_entries_{name}")
    op.drop_index("ix_search_entries_course_id", table_name="search_entries")
    op.rename_table("search_entries", "search_entries_before")
    more = (
        (
            sa.Column("set_id", BIG, nullable=True),
            sa.ForeignKeyConstraint(
                ["set_id"],
                ["question_sets.id"],
                name=op.f("fk_search_entries_set_id_question_sets"),
            ),
        )
        if of_sets
        else ()
    )
    op.create_table(
        "search_entries",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("course_id", BIG, nullable=of_sets),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=160), nullable=False),
        sa.Column("lesson_slug", sa.String(length=120), nullable=True),
        sa.Column("anchor", sa.String(length=160), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title_words", sa.String(), nullable=False),
        sa.Column("body_words", sa.String(), nullable=False),
        *more,
        sa.CheckConstraint(_check(kinds), name=op.f("ck_search_entries_kind")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_search_entries_course_id_courses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
    )
    op.execute(
        f"INSERT INTO search_entries ({_COLUMNS}) SELECT {_COLUMNS} FROM search_entries_before"  # noqa: S608 (no value)
    )
    op.drop_table("search_entries_before")
    op.create_index("ix_search_entries_course_id", "search_entries", ["course_id"], unique=False)
    for statement in _FTS5:
        op.execute(statement)
