"""Siblings apart: cards that give each other away are not shown on one day."""

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A card waiting in the queue.

    Attributes:
        card: its id.
        facts: the facts it tests; cards that share one are siblings.
        groups: whatever else it must not share a day with: its item (whose other sides are
            siblings too), and each pair listed as interfering.
        in_steps: already answered today and to be seen again in minutes, or promised for today;
            never held back.
    """

    card: Hashable
    facts: frozenset[str] = frozenset()
    groups: frozenset[Hashable] = frozenset()
    in_steps: bool = False


def interfering_group(one: str, other: str) -> str:
    """The name of the group that an interfering pair of items makes, whichever comes first."""
    return " | ".join(sorted((one, other)))


def _apart(
    candidates: Iterable[Candidate], facts: set[str], groups: set[Hashable]
) -> Iterator[Candidate]:
    for candidate in candidates:
        near = not (facts.isdisjoint(candidate.facts) and groups.isdisjoint(candidate.groups))
        if near and not candidate.in_steps:
            continue
        facts |= candidate.facts
        groups |= candidate.groups
        yield candidate


def choose(
    candidates: Iterable[Candidate],
    seen_facts: Collection[str],
    seen_groups: Collection[Hashable],
    limit: int,
) -> list[Candidate]:
    """The first ``limit`` candidates that are no sibling of one chosen or seen today.

    Their order stays. A card in steps is always taken, so its own facts may well be
    among those seen. Reads no further into ``candidates`` than it must.
    """
    apart = _apart(candidates, set(seen_facts), set(seen_groups))
    return list(islice(apart, max(limit, 0)))
