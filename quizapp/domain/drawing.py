"""Which questions an attempt asks, and in which order.

Chance comes from the attempt's secret alone, by HMAC over the ids of the items: the same secret
draws the same questions, and nothing of an item's key can show through.
"""

import hmac
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

# What a drawn quiz is spread over. By lesson: the sets in turn, and in each its objectives; by
# tag: the first tags of the items in turn.
Balance = Literal["objective", "lesson", "tag"]


# What a question takes on average, reading included.
SECONDS_EACH = 45


def usual_minutes(questions: int) -> int:
    """How many minutes so many questions usually take, at least one."""
    return max(1, round(questions * SECONDS_EACH / 60))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be asked. `code` is its id in its set, which `enemies` refer to.

    `set_id` is its set, one for each lesson. `text` is something to read between questions: it
    is never drawn.
    """

    item_id: int
    code: str
    objective: str | None = None
    enemies: frozenset[str] = frozenset()
    text: bool = False
    set_id: int = 0
    tag: str = ""


def draw(
    pool: Sequence[Candidate],
    secret: bytes,
    count: int | None,
    *,
    balance: Balance | None,
    shuffled: bool,
) -> list[Candidate]:
    """The items of an attempt in the order asked, never two enemies among them.

    `pool` is in the quiz's own order. All are asked where `count` is None, texts included; else
    `count` of the questions, if enemies leave so many. `balance` takes them in turn from the
    objectives or the lessons. Texts stay where they are when the order is fixed, and lead when it
    is shuffled.
    """
    by_chance = sorted(pool, key=lambda item: chance(secret, "draw", item))
    questions = [item for item in by_chance if not item.text]
    if balance and count is not None:
        questions = _in_turn(
            questions,
            secret,
            "tag" if balance == "tag" else "objective",
            lambda item: item.tag if balance == "tag" else item.objective or "",
        )
        if balance == "lesson":  # without enemies first, else a lesson would lose its turn to one
            questions = _in_turn(
                _peaceful(questions, None), secret, "lesson", lambda item: item.set_id
            )
    texts = [item for item in pool if item.text] if count is None else []
    chosen = _peaceful(questions, count)
    if shuffled:
        return texts + sorted(chosen, key=lambda item: chance(secret, "order", item))
    wanted = {item.item_id for item in (*texts, *chosen)}
    return [item for item in pool if item.item_id in wanted]


def some(pool: Iterable[Candidate], secret: bytes, most: int) -> list[Candidate]:
    """At most so many of a pool, by chance: a large set need not be read whole for one attempt."""
    return sorted(pool, key=lambda item: chance(secret, "some", item))[:most]


def chance(secret: bytes, purpose: str, item: Candidate) -> tuple[bytes, int]:
    """A sort key that nobody without the secret can foretell."""
    message = f"{purpose}|{item.code}".encode()
    return hmac.digest(secret, message, "sha256"), item.item_id


def _in_turn(
    items: Iterable[Candidate], secret: bytes, sort: str, of: Callable[[Candidate], Hashable]
) -> list[Candidate]:
    """One of each group, then a second of each, and so on; the groups by chance too.

    Within a group the order is kept. `sort` says in one word what the groups are.
    """
    groups: dict[Hashable, list[Candidate]] = {}
    for item in items:
        groups.setdefault(of(item), []).append(item)

    def by_chance(group: Hashable) -> bytes:
        return hmac.digest(secret, f"{sort}|{group}".encode(), "sha256")

    queues = [groups[group] for group in sorted(groups, key=by_chance)]
    longest = max(map(len, queues), default=0)
    return [queue[turn] for turn in range(longest) for queue in queues if turn < len(queue)]


def _peaceful(items: Iterable[Candidate], count: int | None) -> list[Candidate]:
    chosen: list[Candidate] = []
    taken: set[str] = set()
    refused: set[str] = set()
    for item in items:
        if count is not None and len(chosen) >= count:
            break
        if item.code in refused or item.enemies & taken:
            continue
        chosen.append(item)
        taken.add(item.code)
        refused |= item.enemies
    return chosen
