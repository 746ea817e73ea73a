"""Where in a lesson the matter of an item stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Fact
from quizapp.queries.lessons.text import texts


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item and the lesson it belongs to; `key` is the caller's name for it."""

    key: int
    course_id: int
    lesson_id: int
    digest: str
    item: str
    claims: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, key: int, row: Any) -> "Wanted":
        """From a row with these names; `digest` is the lesson's, `code` the item's."""
        return cls(
            key=key,
            course_id=row.course_id,
            lesson_id=row.lesson_id,
            digest=row.digest,
            item=row.code,
            claims=tuple(row.claims),
            facts=tuple(row.facts),
        )


def passages(session: Session, wanted: Sequence[Wanted]) -> dict[int, str]:
    """Anchors in the items' lessons, by key (at most two statements).

    The first of: the box of a claim that it tests, the first sentence that cites a source of the
    item or of its facts, the item itself as a question in the text: that one tells nothing. Items
    that have none of these are left out.
    """
    if not wanted:
        return {}
    known = texts(session, {one.lesson_id: one.digest for one in wanted})
    cited = _cited(session, wanted)
    found: dict[int, str] = {}
    for one in wanted:
        sources = [*one.sources]
        for fact in one.facts:
            sources += cited.get((one.course_id, fact), ())
        place = known[one.lesson_id].place_of(one.item, one.claims, sources)
        if place is not None:
            found[one.key] = place
    return found


def _cited(session: Session, wanted: Sequence[Wanted]) -> dict[tuple[int, str], list[str]]:
    """The sources of the facts, by course and code."""
    codes = {code for one in wanted for code in one.facts}
    courses = {one.course_id for one in wanted}
    rows = session.execute(
        select(Fact.course_id, Fact.code, Fact.sources).where(
            Fact.course_id.in_(courses), Fact.code.in_(codes)
        )
    )
    return {(row.course_id, row.code): row.sources for row in rows}
