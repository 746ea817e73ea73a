"""Cards that give each other away, kept to different days: what is a sibling of what."""

import json
from collections.abc import Hashable, Iterable, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import Row, Select, String, bindparam, cast, false, func, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.siblings import Candidate, choose, interfering_group
from quizapp.models.flashcards import CardState
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.queries.flashcards.scope import STEPS, TODAY

# What a row needs so that its siblings are known. The facts come as text: most items share theirs
# with others, and each text is parsed once.
KIN = (
    Item.id.label("item_id"), Item.code, QuestionSet.id.label("set_id"), QuestionSet.course_id,
    ItemRevision.id.label("revision_id"), ItemRevision.digest.label("wording"),
    cast(Item.facts, String).label("facts"),
)  # fmt: skip
# Put off until today, or brought back by hand today: shown today, whatever it is a sibling of.
BACK = func.coalesce(CardState.buried_until == TODAY, false())
_MOST = 65_536
# The codes of the items that a wording interferes with, as text.
ENEMIES = cast(ItemRevision.content["enemies"], String)
_NO_FACTS = "[]"

# Codes of the items that an item interferes with, by the digest of its content.
_enemies: dict[str, tuple[str, ...]] = {}
_turn = Lock()


def apart(
    session: Session, rows: Sequence[Row[Any]], seen: Sequence[Row[Any]], most: int
) -> list[Row[Any]]:
    """The first `most` rows that give no other one away, and that nothing seen today gave away.

    All rows have the columns of KIN, `rows` also `card_id`, `state` and `back` (see BACK). One statement where
    wordings are met that this process has not met before.
    """
    if len(rows) + len(seen) < 2:  # nothing to keep apart: no wording needs to be read
        return list(rows[:most])
    pairs = _interfering(session, [*rows, *seen])
    candidates = (
        Candidate(
            card=row.card_id,
            facts=_facts_of(row),
            groups=frozenset(_groups([row], pairs)),
            in_steps=row.state in STEPS or bool(row.back),
        )
        for row in rows
    )
    facts = {fact for space, text in _texts(seen) for fact in _facts(space, text)}
    by_card = {row.card_id: row for row in rows}
    chosen = choose(candidates, facts, _groups(seen, pairs), most)
    return [by_card[one.card] for one in chosen]


Pairs = dict[tuple[int, str], set[Hashable]]


def _groups(rows: Iterable[Row[Any]], pairs: Pairs) -> set[Hashable]:
    """What else than facts must not be met twice a day: an item, and the pairs that it is in."""
    found: set[Hashable] = {row.item_id for row in rows}
    if pairs:
        found.update(*(pairs.get((_space(row), row.code), ()) for row in rows))
    return found


def _interfering(session: Session, rows: Sequence[Row[Any]]) -> Pairs:
    """The interfering pairs that each item is in, whichever of the two lists the other."""
    enemies = _enemies_of(session, rows)
    found: Pairs = {}
    for row in rows if enemies else ():
        for enemy in enemies.get(row.wording, ()):
            space = _space(row)
            group = space, interfering_group(row.code, enemy)
            for code in (row.code, enemy):
                found.setdefault((space, code), set()).add(group)
    return found


def _space(row: Row[Any]) -> int:
    """Within what codes of facts and items are unique: the course, else the set."""
    return int(row.course_id) if row.course_id is not None else -int(row.set_id)


def _texts(rows: Iterable[Row[Any]]) -> set[tuple[int, str]]:
    """Each list of facts once."""
    return {(_space(row), row.facts) for row in rows if row.facts != _NO_FACTS}


def _facts_of(row: Row[Any]) -> frozenset[str]:
    return frozenset().union(*(_facts(*one) for one in _texts([row])))


@lru_cache(maxsize=16384)
def _facts(space: int, text: str) -> frozenset[str]:
    return frozenset(f"{space} {fact}" for fact in json.loads(text) or ())


def _enemies_of(session: Session, rows: Sequence[Row[Any]]) -> dict[str, tuple[str, ...]]:
    """The enemies by wording, of those that have any."""
    wordings = {row.wording for row in rows}
    with _turn:
        new = {one for one in wordings if one not in _enemies}
    if new:
        revisions = [row.revision_id for row in rows if row.wording in new]
        keep_enemies(session.connection().execute(_enemies_statement(), {"revisions": revisions}))
    with _turn:
        return {one: found for one in wordings if (found := _enemies.get(one))}


def keep_enemies(found: Iterable[Any]) -> None:
    """Remember what wordings (digests) interfere with, from pairs of a digest and `ENEMIES`."""
    read = {one: tuple(json.loads(text) or ()) if text else () for one, text in found}
    with _turn:
        if len(_enemies) + len(read) > _MOST:
            _enemies.clear()
        _enemies.update(read)


@cache
def _enemies_statement() -> Select[*tuple[Any, ...]]:
    return select(ItemRevision.digest, ENEMIES).where(
        ItemRevision.id.in_(bindparam("revisions", expanding=True))
    )
