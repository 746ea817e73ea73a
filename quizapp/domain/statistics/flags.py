"""What looks wrong with a question, in words, once enough have answered it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.domain.statistics.items import ItemFigures
from quizapp.domain.statistics.tables import Picked

ENOUGH_ANSWERS = 20

# Ebel and Frisbie (1991): below, a question is to be rejected or improved.
WEAK = 0.2
# Outside, too few differ for a discrimination to mean anything.
_TELLING = (0.1, 0.95)
# Tarrant, Ware and Mohammed (2009): below, a wrong option does no work.
UNUSED = 0.05
# Bars of our own: a look is worth it, no more.
_HARD, _EASY, _OMITTED, _ONE_WRONG = 0.25, 0.95, 0.15, 0.15
# A few takers and a small difference are chance, not a doubt.
_TEMPTED, _BETTER, _WORSE = 5, 0.1, -0.1


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to look at a question; the greater `weight`, the sooner."""

    kind: str
    weight: int
    words: str


def flags(figures: ItemFigures, table: Sequence[Picked]) -> list[Flag]:
    """The reasons, weightiest first; none as long as fewer than 20 have answered."""
    found = [*_omitted(figures)]
    if figures.answered >= ENOUGH_ANSWERS:
        found += [*_key(table), *_discrimination(figures), *_typed(table)]
        found += [*_facility(figures), *_unused(table)]
    return sorted(found, key=lambda flag: (-flag.weight, flag.kind))


def suspicion(found: Sequence[Flag]) -> int:
    """How urgently a question wants a look: the sum of the weights."""
    return sum(flag.weight for flag in found)


def _omitted(figures: ItemFigures) -> Iterator[Flag]:
    if figures.asked >= ENOUGH_ANSWERS and figures.omitted >= _OMITTED * figures.asked:
        yield Flag(
            "omitted", 2,
            f"{figures.omitted} of {figures.asked} gave no answer: it may be unclear what is asked, "
            "or the time too short.",
        )  # fmt: skip


def _key(table: Sequence[Picked]) -> Iterator[Flag]:
    """A wrong option that the stronger choose: the key may be wrong, or two may be right."""
    rights = {one.part: one for one in table if one.right and one.rest is not None}
    for one in table:
        key = rights.get(one.part)
        if one.typed or one.right or one.rest is None or key is None or key.rest is None:
            continue
        if one.chosen >= _TEMPTED and one.rest - key.rest >= _BETTER:
            yield Flag(
                "key", 6,
                f"The {one.chosen} who chose “{one.value}” did better in the rest than the "
                f"{key.chosen} who chose “{key.value}”: is the key right, or are both right?",
            )  # fmt: skip


def _discrimination(figures: ItemFigures) -> Iterator[Flag]:
    r, facility = figures.discrimination, figures.facility
    if r is None or facility is None or not _TELLING[0] <= facility <= _TELLING[1]:
        return
    if r < _WORSE:
        yield Flag(
            "negative", 5,
            f"Those who did better in the rest did worse here (discrimination {number(r)}): check the "
            "key and whether the question misleads those who know more.",
        )  # fmt: skip
    elif r < WEAK:
        yield Flag(
            "weak", 2,
            f"It hardly tells those who know much from those who know little (discrimination "
            f"{number(r)}).",
        )  # fmt: skip


def _typed(table: Sequence[Picked]) -> Iterator[Flag]:
    for one in table:
        if one.typed and not one.right and one.share >= _ONE_WRONG:
            yield Flag(
                "typed", 3,
                f"{one.chosen} typed “{one.value}”: should it be accepted, or its mistake be "
                "explained?",
            )  # fmt: skip


def _facility(figures: ItemFigures) -> Iterator[Flag]:
    facility = figures.facility
    if facility is not None and facility < _HARD:
        yield Flag(
            "hard", 3,
            f"It earned {number(facility * 100)} % of the points: too hard, not taught yet, or the "
            "key is wrong.",
        )  # fmt: skip
    if facility is not None and facility > _EASY:
        yield Flag("easy", 1, "Nearly everybody has it right: it may be left out, or asked first.")


def _unused(table: Sequence[Picked]) -> Iterator[Flag]:
    idle = [one.value for one in table if _is_idle(one)]
    if idle:
        names = ", ".join(f"“{value}”" for value in idle)
        yield Flag(
            "unused", 1, f"Hardly anybody chooses {names}: a better wrong option would help."
        )


def _is_idle(one: Picked) -> bool:
    return one.offered and not one.typed and not one.right and one.share < UNUSED


def number(value: float) -> str:
    """Two digits at most, as people read them, with a proper minus."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text not in ("-0", "") else "0"
