"""What of teachers' sets can be searched: title, description and stems, never what is right.

Who may find them is asked when somebody searches (queries/lessons/search.py), so that nothing is
to be written here when a set is shared, removed or given to a class.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import ITEM_TYPES
from quizapp.domain.searching import words
from quizapp.markup import plain
from quizapp.models.db import db
from quizapp.models.items import IS_NEWEST, Item, ItemRevision, QuestionSet
from quizapp.models.search import SearchEntry
from quizapp.services.search_entries import shown_stem
from quizapp.services.transaction import write

# The code of the entry for title and description. It is the last to be written when a whole set
# is: a set without it is gone through at the next start.
ABOUT = "about"
# Items with neighbouring ids share an entry: few rows for a large import, one for a single edit.
TOGETHER = 32
# Groups written in one transaction, so that others need not wait.
_AT_ONCE = 16
# So much of a stem is found and shown, in characters.
_LONGEST = 600
# A text asks nothing; every other type has a stem, a flashcard a front.
_NOT_FOUND = tuple(
    name for name, plugin in ITEM_TYPES.items() if not plugin.gradable and name != "flashcard"
)


def enter_about(session: Session, of: QuestionSet) -> None:
    """Make the entry for what is said about a set be up to date."""
    session.flush()
    _replace(session, of.id, [ABOUT], [_row(of.id, ABOUT, plain(of.title), plain(of.description))])


def enter_items(session: Session, set_id: int, item_ids: Iterable[int]) -> None:
    """Make the entries that hold these items of a set be up to date."""
    groups = sorted({one // TOGETHER for one in item_ids})
    if groups:
        session.flush()
        near = Item.id.between(groups[0] * TOGETHER, groups[-1] * TOGETHER + TOGETHER - 1)
        _enter_groups(session, set_id, groups, near)


def set_aside(session: Session, set_id: int) -> None:
    """Say that the entries of a set are not up to date, until `enter_set` has gone through it."""
    _replace(session, set_id, [ABOUT], [])


def leave_out(session: Session, set_id: int) -> None:
    """Take all entries of a set away, before it is deleted."""
    session.execute(delete(SearchEntry).where(SearchEntry.set_id == set_id))


def enter_set(set_id: int) -> None:
    """Make all entries of a set be up to date, in short transactions; repeating it is harmless."""
    ids = db.session.scalars(select(Item.id).where(Item.set_id == set_id).order_by(Item.id)).all()
    groups = sorted({one // TOGETHER for one in ids})
    for start in range(0, len(groups), _AT_ONCE):
        part = groups[start : start + _AT_ONCE]
        with write() as session:
            lock_set(session, set_id)
            enter_items(session, set_id, [one * TOGETHER for one in part])
    with write() as session:
        lock_set(session, set_id)
        found = session.get(QuestionSet, set_id)
        if found is not None:
            enter_about(session, found)


def enter_missing() -> None:
    """Go through the sets that have no entries: those of older versions, and interrupted ones."""
    known = exists().where(SearchEntry.set_id == QuestionSet.id, SearchEntry.code == ABOUT)
    missing = select(QuestionSet.id).where(QuestionSet.course_id.is_(None), ~known)
    for set_id in db.session.scalars(missing.order_by(QuestionSet.id)).all():
        enter_set(set_id)


def lock_set(session: Session, set_id: int) -> None:
    """Let one writer at a time into the items and entries of a set (SQLite has only one anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(QuestionSet.id).where(QuestionSet.id == set_id).with_for_update())


def _enter_groups(
    session: Session, set_id: int, groups: Sequence[int], near: ColumnElement[bool]
) -> None:
    found = session.execute(
        select(
            Item.id,
            Item.type,
            ItemRevision.content["stem"].as_string().label("stem"),
            ItemRevision.content["front"].as_string().label("front"),
        )
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(Item.set_id == set_id, near, Item.retired_at.is_(None), Item.type.not_in(_NOT_FOUND))
        .order_by(Item.id)
    )
    stems: dict[int, list[str]] = {}
    wanted = set(groups)
    for row in found:
        if row.id // TOGETHER in wanted:
            stem = shown_stem(row.type, (row.front or row.stem or "")[:_LONGEST])
            stems.setdefault(row.id // TOGETHER, []).append(stem)
    rows = [_row(set_id, str(group), "", " · ".join(asked)) for group, asked in stems.items()]
    _replace(session, set_id, [str(group) for group in groups], rows)


def _replace(
    session: Session, set_id: int, codes: Sequence[str], rows: Sequence[dict[str, Any]]
) -> None:
    session.execute(
        delete(SearchEntry).where(SearchEntry.set_id == set_id, SearchEntry.code.in_(codes))
    )
    if rows:
        session.execute(insert(SearchEntry), rows)


def _row(set_id: int, code: str, title: str, body: str) -> dict[str, Any]:
    return {
        "set_id": set_id,
        "kind": "set",
        "code": code,
        "anchor": "",
        "label": "",
        "title": title,
        "body": body,
        "title_words": " ".join(words(title)),
        "body_words": " ".join(words(body)),
    }
