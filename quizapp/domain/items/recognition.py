"""Which question of a file is which question of a set, where no id of its own tells."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.wording import plain_text

# "Which of these is true?" is asked of many things: here the answers have to say it too.
_VAGUE = frozenset({"choice", "matching", "ordering", "categorise"})
_SAME_ANSWERS = 0.5  # share of the shorter list
# A text that was mended, as difflib measures it (2 × equal characters / all characters); of long
# texts the words are compared.
_MENDED = 0.85
_LONG, _LONGEST = 200, 2_000  # characters
_PAIRS_LOOKED_AT = 500  # with that, what a second can compare
_NUMBER = re.compile(r"[0-9]+")
_DENIES = re.compile(r"\b(?:no|not|never|none|without|except|least|\w+n['’]t)\b")
# Fields that say nothing of which question it is.
_BESIDE = frozenset({*ItemBody.model_fields, "front", "more", "feedback", "misconception", "hint"})


@dataclass(frozen=True, slots=True)
class Trait:
    """What a question is known again by: its kind, what it asks, its answers, all as plain words.

    A single choice that gets a second right answer becomes multiple choice: both are one kind.
    """

    kind: str
    asked: str
    answers: frozenset[str]
    pictured: bool

    def overlaps(self, other: "Trait") -> bool:
        """Whether most of the shorter list of answers stands in the other."""
        shared = len(self.answers & other.answers)
        return shared > 0 and shared >= _SAME_ANSWERS * min(len(self.answers), len(other.answers))


def trait(content: Mapping[str, Any]) -> Trait:
    """The trait of an item's content, as a revision or an entry of a file holds it."""
    kind = "choice" if content["type"] in ("single", "multi") else content["type"]
    asked = content.get("front") or content.get("stem", "")
    answers = {_plain(text) for text in _in(content)}
    if kind == "true_false":
        answers.add(str(content["answer"]))
    return Trait(kind, _plain(asked), frozenset(answers - {""}), "![" in asked)


def paired(new: Sequence[Trait], old: Sequence[Trait], known: int = 0) -> dict[int, int]:
    """Places in `new` → the place in `old` of the same question; each is taken once.

    Beside what `paired_by_text` finds: if most of a file is known so (`known`: how many questions
    of it were known before), it is a later version of what is there. Then a question with the same
    answers whose text was mended is the same as well: nearly the same letters, the same numbers,
    and as much denied. Of a statement the answer is one of two, which tells nothing.
    """
    found = paired_by_text(new, old)
    if 2 * (known + len(found)) >= known + len(new):
        found.update(_by_answers(new, old, found))
    return found


def paired_by_text(new: Sequence[Trait], old: Sequence[Trait]) -> dict[int, int]:
    """The same for questions that ask the same in words.

    Where that is asked of many things, half of the answers have to be the same too.
    """
    return dict(_by_text(new, old))


def _by_text(new: Sequence[Trait], old: Sequence[Trait]) -> Iterator[tuple[int, int]]:
    asking: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(old):
        asking[one.kind, one.asked].append(place)
    for place, one in enumerate(new):
        rest = asking.get((one.kind, one.asked), []) if one.asked else []
        vague = one.kind in _VAGUE or one.pictured
        fitting = [other for other in rest if not vague or one.overlaps(old[other])]
        if fitting:
            best = max(fitting, key=lambda other: len(one.answers & old[other].answers))
            rest.remove(best)
            yield place, best


def _by_answers(
    new: Sequence[Trait], old: Sequence[Trait], found: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Among those that are left: the same answers, and nearly the same text."""
    taken = set(found.values())
    alike: dict[object, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, traits, gone in ((0, new, found.keys()), (1, old, taken)):
        for place, one in enumerate(traits):
            if place not in gone and one.answers and one.asked and one.kind != "true_false":
                alike[_outline(one)][side].append(place)
    left = _PAIRS_LOOKED_AT
    for mended, rest in alike.values():
        left -= len(mended) * len(rest)
        if left >= 0:
            yield from _nearest(mended, rest, new, old)


def _outline(one: Trait) -> object:
    """What mending a text leaves as it is."""
    numbers, denied = _NUMBER.findall(one.asked), sorted(_DENIES.findall(one.asked))
    return one.kind, one.answers, tuple(numbers), tuple(denied)


def _nearest(
    mended: list[int], rest: list[int], new: Sequence[Trait], old: Sequence[Trait]
) -> Iterator[tuple[int, int]]:
    for place in mended:
        found = [(_likeness(new[place].asked, old[other].asked), other) for other in rest]
        nearest, other = max(found, default=(0.0, -1))
        if nearest >= _MENDED:
            rest.remove(other)
            yield place, other


def _likeness(a: str, b: str) -> float:
    parts: tuple[Sequence[str], Sequence[str]] = a, b
    if max(len(a), len(b)) > _LONG:
        parts = a[:_LONGEST].split(), b[:_LONGEST].split()
    found = SequenceMatcher(None, *parts, autojunk=False)  # its rule for long ones is for code
    # Two bounds from above, which cost less.
    if found.real_quick_ratio() < _MENDED or found.quick_ratio() < _MENDED:
        return 0.0
    return found.ratio()


def _in(value: object) -> Iterator[str]:
    """The texts of answers within a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _BESIDE:
                yield from _in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _in(inner)


def _plain(text: str) -> str:
    return plain_text(text).casefold()
