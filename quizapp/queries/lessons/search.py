"""Search over courses and teachers' sets: FTS5 or PostgreSQL's full text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import (
    CTE,
    Float,
    Integer,
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    case,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from quizapp.domain.searching import Piece, fold, marked, snippet, wanted
from quizapp.models.courses import Course
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import Quiz
from quizapp.models.search import KINDS, SearchEntry
from quizapp.queries.quizzes.offered import NOT_PRACTISED, open_set

# Of all that matches, so many of the best are looked at.
_MOST = 500
# Shown of each kind beside the others, and of one kind alone.
FEW, MANY = 5, 100
_SUGGESTED = 3

# A word of a title counts as much as eight of a text.
_FTS5 = """
SELECT rowid AS id, bm25(search_index, 8.0, 1.0) AS rank
FROM search_index WHERE search_index MATCH :query
"""
_FULL_TEXT = """
SELECT id, -ts_rank('{0, 0, 0.125, 1}', words, asked) AS rank
FROM (
    SELECT id, setweight(to_tsvector('simple', title_words), 'A')
        || setweight(to_tsvector('simple', body_words), 'B') AS words
    FROM search_entries
) AS entries, to_tsquery('simple', :query) AS asked
WHERE words @@ asked
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: where it stands, and its words with what was asked for marked.

    Of a teacher's set: its slug, and that of its quiz if there is anything in it to be asked.
    """

    kind: str
    code: str
    lesson_slug: str | None
    anchor: str
    label: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    set_slug: str | None = None
    quiz_slug: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a query has found. `counts` by kind; `loosely`: no passage has all the words.

    `near`: names and terms that are written alike, where nothing was found.
    """

    asked: tuple[str, ...] = ()
    counts: dict[str, int] | None = None
    hits: tuple[Hit, ...] = ()
    loosely: bool = False
    near: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many passages match."""
        return sum((self.counts or {}).values())

    def of(self, kind: str) -> list[Hit]:
        """The hits of one kind, the best first."""
        return [hit for hit in self.hits if hit.kind == kind]


@dataclass(frozen=True, slots=True)
class Searcher:
    """Who searches (None: a stranger), and when: both decide which sets are looked through."""

    learner_id: int | None
    now: datetime


def search(session: Session, query: str, by: Searcher, kind: str | None = None) -> Found:
    """Look for passages with all the words of a query, else with any (at most three statements).

    Any text may be asked for: only its words count. The last letters of each may be missing.
    With `kind`, more of that kind are given and none of the others but their counts.
    """
    asked = wanted(query)
    if not asked:
        return Found()
    rows = _rows(session, asked, by, kind, every=True)
    loosely = not rows and len(asked) > 1
    if loosely:
        rows = _rows(session, asked, by, kind, every=False)
    if not rows:
        return Found(tuple(asked), {}, near=_near(session, query))
    shown = [row for row in rows if kind is None or row.kind == kind]
    return Found(
        tuple(asked),
        {row.kind: row.of_kind for row in rows},
        tuple(_hit(row, asked) for row in shown),
        loosely,
    )


def _rows(
    session: Session, asked: Sequence[str], by: Searcher, kind: str | None, *, every: bool
) -> Sequence[Any]:
    dialect = session.get_bind().dialect.name
    named = {
        "query": _query(asked, dialect, every=every),
        "kind": kind or "",
        "many": MANY,
        "few": 1 if kind else FEW,
    }
    return session.execute(_best(dialect, by), named).all()


def _query(asked: Sequence[str], dialect: str, *, every: bool) -> str:
    """The words (letters and digits only) as the database's own query, each as a beginning."""
    if dialect == "sqlite":
        return (" " if every else " OR ").join(f'"{word}"*' for word in asked)
    return (" & " if every else " | ").join(f"'{word}':*" for word in asked)


def _best(dialect: str, by: Searcher) -> Select[*tuple[Any, ...]]:
    """The best rows of each kind, with how many of the kind there are."""
    best = _visible(dialect, by)
    rank = best.c.rank
    numbered = (
        select(
            SearchEntry.kind,
            SearchEntry.code,
            SearchEntry.lesson_slug,
            SearchEntry.anchor,
            SearchEntry.label,
            func.coalesce(QuestionSet.title, SearchEntry.title).label("title"),
            SearchEntry.body,
            QuestionSet.slug.label("set_slug"),
            _quiz_to_take().label("quiz_slug"),
            rank.label("rank"),
            func.count().over(partition_by=SearchEntry.kind).label("of_kind"),
            func.row_number()
            .over(partition_by=SearchEntry.kind, order_by=(rank, SearchEntry.id))
            .label("number"),
        )
        .join(best, best.c.id == SearchEntry.id)
        .outerjoin(QuestionSet, QuestionSet.id == SearchEntry.set_id)
        .where(best.c.place <= _MOST)
        .subquery()
    )
    limit = case((numbered.c.kind == bindparam("kind"), bindparam("many")), else_=bindparam("few"))
    return select(numbered).where(numbered.c.number <= limit).order_by(numbered.c.number)


def _visible(dialect: str, by: Searcher) -> Subquery:
    """What matches and the searcher may see, of each set only the best entry.

    Left out before anything is counted or cut, so that what is hidden changes nothing of what is
    found. `place` counts passages of courses and sets apart: neither takes the other's room.
    """
    matches = _matches(dialect)
    courses = select(Course.id).where(Course.retired_at.is_(None))
    in_it = select(literal(1)).where(Item.set_id == QuestionSet.id, Item.retired_at.is_(None))
    sets = select(QuestionSet.id).where(
        QuestionSet.course_id.is_(None), open_set(by.learner_id, by.now), exists(in_it)
    )
    order = (matches.c.rank, matches.c.id)
    one_each = func.coalesce(-SearchEntry.set_id, SearchEntry.id)
    found = (
        select(
            matches.c.id,
            matches.c.rank,
            SearchEntry.set_id,
            func.row_number().over(partition_by=one_each, order_by=order).label("of_set"),
        )
        .join(SearchEntry, SearchEntry.id == matches.c.id)
        .where(or_(SearchEntry.course_id.in_(courses), SearchEntry.set_id.in_(sets)))
        .subquery()
    )
    apart = func.row_number().over(
        partition_by=found.c.set_id.is_(None), order_by=(found.c.rank, found.c.id)
    )
    return (
        select(found.c.id, found.c.rank, apart.label("place"))
        .where(found.c.of_set == 1)
        .subquery("best")
    )


def _quiz_to_take() -> ScalarSelect[str]:
    """The slug of a set's quiz, if there is anything in the set that it could ask."""
    asks = exists(
        select(literal(1)).where(
            Item.set_id == Quiz.set_id,
            Item.retired_at.is_(None),
            Item.type.not_in(NOT_PRACTISED),
        )
    )
    return (
        select(Quiz.slug)
        .where(Quiz.set_id == QuestionSet.id, asks)
        .correlate(QuestionSet)
        .scalar_subquery()
    )


def _matches(dialect: str) -> CTE:
    statement = text(_FTS5 if dialect == "sqlite" else _FULL_TEXT)
    columns = statement.columns(column("id", Integer), column("rank", Float))
    # The function for the rank works only next to the index, so this is not to be merged into what
    # it is joined with.
    return columns.cte("matches")


def _hit(row: Any, asked: Sequence[str]) -> Hit:
    return Hit(
        row.kind,
        row.code,
        row.lesson_slug,
        row.anchor,
        row.label,
        tuple(marked(row.title, asked)),
        tuple(snippet(row.body, asked)),
        row.set_slug,
        row.quiz_slug,
    )


def _near(session: Session, query: str) -> tuple[str, ...]:
    """Terms and people that are written like the query."""
    titles = session.scalars(
        select(SearchEntry.title)
        .join(Course, Course.id == SearchEntry.course_id)
        .where(SearchEntry.kind.in_(("term", "person")), Course.retired_at.is_(None))
        .order_by(SearchEntry.id)
    )
    by_words = {fold(title): title for title in titles}
    close = get_close_matches(fold(query[:80]), list(by_words), n=_SUGGESTED, cutoff=0.6)
    return tuple(by_words[one] for one in close)


__all__ = ["FEW", "KINDS", "MANY", "Found", "Hit", "Searcher", "search"]
