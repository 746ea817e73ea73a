"""How often each option was chosen and each answer typed, and by whom: by the strong or the weak."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import Response
from quizapp.domain.items.wording import normalise
from quizapp.domain.statistics.picks import Pick, offers, picks

_Place = tuple[str, str]


class Given(NamedTuple):
    """One answer (inside form) to one text of the item, and the share earned in the others."""

    body: ItemBody
    response: Response
    rest: float | None


@dataclass(frozen=True, slots=True)
class Picked:
    """How often something was chosen, of `share` (0 to 1) of those who answered.

    `rest` is the mean share that those who chose it earned in the other questions, None if that is
    not known. `offered`: it can be chosen in the newest text, or is its right answer.
    """

    part: str
    value: str
    typed: bool
    right: bool
    offered: bool
    misconception: str | None
    chosen: int
    share: float
    rest: float | None


def tabulate(newest: ItemBody, answers: Iterable[Given]) -> list[Picked]:
    """Everything that can be or was chosen: by part, what is right first, then by number.

    Typed answers that differ only in what grading overlooks are one line, in the spelling that
    came most often.
    """
    given = list(answers)
    offered = {_place(one): one for one in offers(newest)}
    chosen: dict[_Place, list[Pick]] = {place: [] for place in offered}
    rests: dict[_Place, list[float]] = {place: [] for place in offered}
    for answer, found in zip(given, _each_once(given), strict=True):
        for place, pick in found:
            chosen.setdefault(place, []).append(pick)
            known = rests.setdefault(place, [])
            if answer.rest is not None:
                known.append(answer.rest)
    table = [
        _picked(offered.get(place), found, rests[place], len(given))
        for place, found in chosen.items()
    ]
    return sorted(table, key=lambda one: (one.part, not one.right, -one.chosen, one.value))


def _each_once(given: Sequence[Given]) -> Iterator[list[tuple[_Place, Pick]]]:
    """The picks of each answer with their places; equal answers to one text, and there are many, are read once."""
    known: dict[tuple[int, str], list[tuple[_Place, Pick]]] = {}
    for answer in given:
        name = id(answer.body), repr(answer.response)
        if name not in known:
            found = picks(answer.body, answer.response)
            known[name] = [(_place(one), one) for one in found]
        yield known[name]


def _place(pick: Pick) -> _Place:
    return pick.part, normalise(pick.value) if pick.typed else pick.value


def _picked(
    offered: Pick | None, chosen: Sequence[Pick], rest: Sequence[float], answers: int
) -> Picked:
    newest = offered or chosen[-1]
    spellings = Counter(pick.value for pick in chosen).most_common(1)
    return Picked(
        part=newest.part,
        value=newest.value if offered or not spellings else spellings[0][0],
        typed=newest.typed,
        right=newest.right,
        offered=offered is not None,
        misconception=newest.misconception,
        chosen=len(chosen),
        share=len(chosen) / answers if answers else 0.0,
        rest=fsum(rest) / len(rest) if rest else None,
    )
