"""Cards that give each other away, kept to different days: what is a sibling of what."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from quizapp.domain.scheduling.siblings import Candidate, choose, interfering_group
from quizapp.queries.flashcards.scope import STEPS


def apart(rows: list[Row[Any]], seen: Sequence[Row[Any]], most: int) -> list[Row[Any]]:
    """The first `most` rows that give no other one away, and that nothing seen today gave away."""
    pairs = _pairs([*rows, *seen])
    before = [_candidate(row, pairs) for row in seen]
    facts = {fact for one in before for fact in one.facts}
    groups = {group for one in before for group in one.groups}
    by_card = {row.card_id: row for row in rows}
    candidates = (_candidate(row, pairs) for row in rows)
    return [by_card[one.card] for one in choose(candidates, facts, groups, most)]


@lru_cache(maxsize=16384)
def _codes(text: str | None) -> tuple[str, ...]:
    """The codes in a JSON list that came as text; none for null."""
    return tuple(json.loads(text) or ()) if text else ()


@lru_cache(maxsize=16384)
def _facts(space: int, text: str) -> frozenset[str]:
    return frozenset(f"{space} {fact}" for fact in _codes(text))


Pairs = dict[tuple[int, str], set[str]]


def _space(row: Row[Any]) -> int:
    """Within what codes of facts and items are unique: the course, else the set."""
    return int(row.course_id) if row.course_id is not None else -int(row.set_id)


def _pairs(rows: Iterable[Row[Any]]) -> Pairs:
    """The interfering pairs that each item is in, whichever of the two lists the other."""
    found: Pairs = {}
    for row in rows:
        space = _space(row)
        for enemy in _codes(row.enemies):
            group = f"{space} {interfering_group(row.code, enemy)}"
            for code in (row.code, enemy):
                found.setdefault((space, code), set()).add(group)
    return found


def _candidate(row: Row[Any], pairs: Pairs) -> Candidate:
    space = _space(row)
    return Candidate(
        card=row.card_id,
        facts=_facts(space, row.facts),
        groups=frozenset({f"item {row.item_id}"} | pairs.get((space, row.code), set())),
        in_steps=row.state in STEPS,
    )
