"""Cards that give each other away, kept to different days: what is a sibling of what."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row

from quizapp.domain.scheduling.siblings import Candidate, choose, interfering_group
from quizapp.queries.flashcards.scope import STEPS


def apart(rows: list[Row[Any]], seen: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The rows that give no other one away, and that nothing seen today gave away."""
    pairs = _pairs([*rows, *seen])
    before = [_candidate(row, pairs) for row in seen]
    facts = {fact for one in before for fact in one.facts}
    groups = {group for one in before for group in one.groups}
    by_card = {row.card_id: row for row in rows}
    candidates = (_candidate(row, pairs) for row in rows)
    return [by_card[one.card] for one in choose(candidates, facts, groups, len(rows))]


Pairs = dict[tuple[int, str], set[str]]


def _space(row: Row[Any]) -> int:
    """Within what codes of facts and items are unique: the course, else the set."""
    return int(row.course_id) if row.course_id is not None else -int(row.set_id)


def _pairs(rows: Iterable[Row[Any]]) -> Pairs:
    """The interfering pairs that each item is in, whichever of the two lists the other."""
    found: Pairs = {}
    for row in rows:
        space = _space(row)
        for enemy in row.enemies or ():
            group = f"{space} {interfering_group(row.code, enemy)}"
            for code in (row.code, enemy):
                found.setdefault((space, code), set()).add(group)
    return found


def _candidate(row: Row[Any], pairs: Pairs) -> Candidate:
    space = _space(row)
    return Candidate(
        card=row.card_id,
        facts=frozenset(f"{space} {fact}" for fact in row.facts),
        groups=frozenset({f"item {row.item_id}"} | pairs.get((space, row.code), set())),
        in_steps=row.state in STEPS,
    )
