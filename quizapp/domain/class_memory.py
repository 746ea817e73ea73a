"""What a class will recall on a day, in groups that are large enough to hide who is who."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Generic, TypeVar

from quizapp.domain.scheduling.recall import retrievability
from quizapp.domain.scheduling.states import CardState

# Below, a mean would tell what one student knows.
FEWEST_STUDENTS = 5

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Held:
    """A card that a student has answered, with her own parameters of the schedule."""

    student: int
    card: int
    item: int
    state: CardState
    parameters: tuple[float, ...]

    def recall(self, day: date) -> float:
        """How likely she is to recall it on that day, 0 to 1."""
        return retrievability(self.state, day, self.parameters)


@dataclass(frozen=True, slots=True)
class Recall(Generic[K]):
    """The mean predicted recall (0 to 1) on each day, over all cards of `students` students."""

    about: K
    students: int
    cards: int
    recall: tuple[float, ...]


def recall_by(
    held: Iterable[Held], about: Callable[[Held], Iterable[K]], days: Sequence[date]
) -> tuple[list[Recall[K]], int]:
    """The recall of each thing that cards are about, the least on the first day first.

    Things that fewer than five students have cards of are left out; how many, is the second part.
    """
    grouped: defaultdict[K, list[Held]] = defaultdict(list)
    for one in held:
        for thing in about(one):
            grouped[thing].append(one)
    enough = {thing: rows for thing, rows in grouped.items() if _students(rows) >= FEWEST_STUDENTS}
    found = [_recall(thing, rows, days) for thing, rows in enough.items()]
    return sorted(found, key=lambda one: (one.recall, repr(one.about))), len(grouped) - len(enough)


def _recall(thing: K, rows: Sequence[Held], days: Sequence[date]) -> Recall[K]:
    means = tuple(fsum(row.recall(day) for row in rows) / len(rows) for day in days)
    return Recall(thing, _students(rows), len({row.card for row in rows}), means)


def _students(rows: Iterable[Held]) -> int:
    return len({row.student for row in rows})


def apart(
    ranked: Iterable[Recall[int]], same: Callable[[int], frozenset[str]], most: int
) -> list[Recall[int]]:
    """The first of the ranked cards that share nothing: one question would answer another.

    `same` gives what a card is about: its item, facts and claims.
    """
    chosen: list[Recall[int]] = []
    taken: set[str] = set()
    for one in ranked:
        names = same(one.about)
        if len(chosen) < most and not names & taken:
            chosen.append(one)
            taken |= names
    return chosen
