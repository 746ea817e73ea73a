"""Which questions an attempt asks, and in which order.

Chance comes from the attempt's secret alone, by HMAC over the ids of the items: the same secret
draws the same questions, and nothing of an item's key can show through.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be asked. `code` is its id in its set, which `enemies` refer to.

    `text` is something to read between questions: it is never drawn.
    """

    item_id: int
    code: str
    objective: str | None = None
    enemies: frozenset[str] = frozenset()
    text: bool = False


def draw(
    pool: Sequence[Candidate], secret: bytes, count: int | None, *, balanced: bool, shuffled: bool
) -> list[Candidate]:
    """The items of an attempt in the order asked, never two enemies among them.

    `pool` is in the quiz's own order. All are asked where `count` is None, texts included; else
    `count` of the questions, if enemies leave so many. `balanced` takes them in turn from the
    objectives. Texts stay where they are when the order is fixed, and lead when it is shuffled.
    """
    by_chance = sorted(pool, key=lambda item: chance(secret, "draw", item))
    questions = [item for item in by_chance if not item.text]
    if balanced and count is not None:
        questions = _in_turn(questions, secret)
    texts = [item for item in pool if item.text] if count is None else []
    chosen = _peaceful(questions, count)
    if shuffled:
        return texts + sorted(chosen, key=lambda item: chance(secret, "order", item))
    wanted = {item.item_id for item in (*texts, *chosen)}
    return [item for item in pool if item.item_id in wanted]


def chance(secret: bytes, purpose: str, item: Candidate) -> tuple[bytes, int]:
    """A sort key that nobody without the secret can foretell."""
    message = f"{purpose}|{item.code}".encode()
    return hmac.digest(secret, message, "sha256"), item.item_id


def _in_turn(items: Iterable[Candidate], secret: bytes) -> list[Candidate]:
    """One of each objective, then a second of each, and so on; the objectives by chance too."""
    groups: dict[str | None, list[Candidate]] = {}
    for item in items:
        groups.setdefault(item.objective, []).append(item)

    def by_chance(objective: str | None) -> bytes:
        return hmac.digest(secret, f"objective|{objective or ''}".encode(), "sha256")

    queues = [groups[objective] for objective in sorted(groups, key=by_chance)]
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
