"""How often each option was chosen and each answer typed, and by whom: by the strong or the weak."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple, TypeVar

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import Response
from quizapp.domain.items.wording import normalise
from quizapp.domain.statistics.picks import Pick, offers, picks

_T = TypeVar("_T")
_Place = tuple[str, str]
_Weighed = tuple[_T, int]  # something, and how many there are of it


class Given(NamedTuple):
    """One answer (inside form) to one text of the item, and the share earned in the others.

    Or the same answer of many: then `rest` is the mean of the `known` ones among the `times`.
    """

    body: ItemBody
    response: Response
    rest: float | None
    times: int = 1
    known: int = 1


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


def tabulate(
    newest: ItemBody, answers: Iterable[Given], answered: int | None = None
) -> list[Picked]:
    """Everything that can be or was chosen: by part, what is right first, then by number.

    `answered`: how many answered, where `answers` are not all but the most frequent ones.
    Typed answers that differ only in what grading overlooks are one line, in the spelling that
    came most often.
    """
    given = list(answers)
    offered = {_place(one): one for one in offers(newest)}
    chosen: dict[_Place, list[_Weighed[Pick]]] = {place: [] for place in offered}
    rests: dict[_Place, list[_Weighed[float]]] = {place: [] for place in offered}
    if answered is None:
        answered = sum(answer.times for answer in given)
    for answer, found in zip(given, _each_once(given), strict=True):
        for place, pick in found:
            chosen.setdefault(place, []).append((pick, answer.times))
            known = rests.setdefault(place, [])
            if answer.rest is not None:
                known.append((answer.rest, answer.known))
    table = [
        _picked(offered.get(place), found, rests[place], answered)
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
    offered: Pick | None,
    chosen: Sequence[_Weighed[Pick]],
    rest: Sequence[_Weighed[float]],
    answers: int,
) -> Picked:
    newest = offered or chosen[-1][0]
    spelt: Counter[str] = Counter()
    for pick, times in chosen:
        spelt[pick.value] += times
    spellings = spelt.most_common(1)
    count = sum(times for _, times in chosen)
    known = sum(times for _, times in rest)
    return Picked(
        part=newest.part,
        value=newest.value if offered or not spellings else spellings[0][0],
        typed=newest.typed,
        right=newest.right,
        offered=offered is not None,
        misconception=newest.misconception,
        chosen=count,
        share=count / answers if answers else 0.0,
        rest=fsum(share * times for share, times in rest) / known if known else None,
    )
