"""R26: whether the items of a lesson, and of the article's claims, are enough and varied."""

from collections import Counter
from collections.abc import Iterator

from quizapp.domain.course import Claim
from quizapp.domain.items.body import ItemBody
from quizapp.domain.lesson import Lesson
from quizapp.domain.rules.bank import Bank, in_use
from quizapp.domain.rules.finding import Register, SaidOf, Where

FEWEST, MOST = 12, 20
TYPES = 5
ABOVE_REMEMBER = 0.3
FOR_EACH_OBJECTIVE = 2
_NOT_ASKED = ("text", "flashcard")


def coverage(bank: Bank, _register: Register) -> SaidOf:
    """R26. A lesson none of whose items is live yet has no bank to judge."""
    for lesson in bank.lessons:
        items = _asked(bank, lesson)
        if any(body.status == "live" for body in items):
            yield from _of_lesson(lesson, items)
    yield from _of_claims(bank)


def _asked(bank: Bank, lesson: Lesson) -> list[ItemBody]:
    sets = (one for one in bank.sets if one.lesson == lesson.id)
    return [body for one in sets for body in in_use(one) if body.type not in _NOT_ASKED]


def _of_lesson(lesson: Lesson, items: list[ItemBody]) -> SaidOf:
    where = Where("lesson", lesson.id)
    if not FEWEST <= len(items) <= MOST:
        yield where, f"{len(items)} items; a lesson has {FEWEST} to {MOST}"
    types = {body.type for body in items}
    if len(types) < TYPES:
        yield where, f"items of {len(types)} types; a lesson mixes at least {TYPES}"
    above = sum(body.bloom not in (None, "remember") for body in items)
    if above < ABOVE_REMEMBER * len(items):
        yield where, f"{above} of {len(items)} items ask more than to remember; 30% should"
    yield from _of_objectives(lesson, items)


def _of_objectives(lesson: Lesson, items: list[ItemBody]) -> SaidOf:
    counts = Counter(body.objective for body in items)
    for number, objective in enumerate(lesson.head.objectives):
        if counts[objective.id] < FOR_EACH_OBJECTIVE:
            path = ("objectives", number, "id")
            message = f"{counts[objective.id]} items for {objective.id}; at least 2 make it tested"
            yield Where("lesson", lesson.id, path), message


def _of_claims(bank: Bank) -> SaidOf:
    treated = {name for lesson in bank.lessons for name in _boxes(lesson)}
    for claim in _faulty(bank):
        if claim.id not in treated and not claim.lessons:
            yield (
                Where("claim", claim.id, ("lessons",)),
                f"{claim.verdict}, but no lesson treats it",
            )


def untested_claims(bank: Bank, _register: Register) -> SaidOf:
    """R26, a hint: a claim that does not hold is asked about by an item written for it."""
    tested = {claim for body in bank.items for claim in body.claims}
    for claim in _faulty(bank):
        if claim.id not in tested and not claim.items:
            yield Where("claim", claim.id, ("items",)), f"{claim.verdict}, but no item tests it"


def _faulty(bank: Bank) -> Iterator[Claim]:
    return (claim for claim in bank.claims if claim.verdict in ("wrong", "imprecise"))


def _boxes(lesson: Lesson) -> Iterator[str]:
    return (str(one["claim"]) for one in lesson.text.segments if one["kind"] == "claim")
