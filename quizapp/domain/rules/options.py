"""R03, R04 and R05: how many options, how many keys, and which options are no options."""

import re
from collections.abc import Iterator

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.cloze import ClozeBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.items.options import Option
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.rules.finding import Path, Register, Said

_BANNED = re.compile(
    r"\b(?:all|none|both|any) of (?:the )?(?:above|these|them)\b|\bboth [a-e] and [a-e]\b"
    r"|^[A-E](?:,? (?:and|&) [A-E])+$|^(?:I{1,3}|IV)(?:,? (?:and |& )?(?:I{1,3}|IV))+(?: only)?$",
    re.IGNORECASE,
)


def number_of_options(body: ItemBody, _register: Register) -> Said:
    """R03."""
    if isinstance(body, SingleBody):
        yield from _between(("options",), len(body.options), 3, 5, "options")
    elif isinstance(body, MultiBody):
        yield from _between(("options",), len(body.options), 4, 6, "options")
    elif isinstance(body, OrderingBody):
        yield from _between(("order",), len(body.order), 3, 7, "steps")
    elif isinstance(body, ClozeBody):
        yield from _between(("blanks",), len(body.blanks), 1, 2, "blanks")
    elif isinstance(body, MatchingBody):
        yield from _between(("pairs",), len(body.pairs), 3, 7, "pairs")
        if len({pair.right for pair in body.pairs}) + len(body.extra) == len(body.pairs):
            yield ("pairs",), "the two lists are equally long: add an answer that fits nothing"


def _between(path: Path, count: int, low: int, high: int, what: str) -> Said:
    if not low <= count <= high:
        yield path, f"{count} {what}; this type has {low} to {high}"


def one_best_answer(body: ItemBody, _register: Register) -> Said:
    """R04; what the schema lets through: no reason to choose, and a multi that is all keys."""
    if isinstance(body, MultiBody):
        keys = sum(option.key for option in body.options)
        if not 2 <= keys < len(body.options):
            yield ("options",), f"{keys} of {len(body.options)} options are right: 2 to n-1 may be"
    elif isinstance(body, SingleBody):
        keys = sum(option.key for option in body.options)
        if keys != 1:
            yield ("options",), f"{keys} options are right: exactly one may be"
    elif isinstance(body, TrueFalseBody):
        keys = sum(reason.key for reason in body.reasons)
        if not body.reasons:
            yield ("reasons",), "without reasons to choose from, every second guess is right"
        elif keys != 1:
            yield ("reasons",), f"{keys} reasons are right: exactly one may be"


def banned_options(body: ItemBody, _register: Register) -> Said:
    """R05."""
    for path, option in _options(body):
        if _BANNED.search(option.text.strip().rstrip(".")):
            yield path, f"{option.text!r} speaks about other options, whose order is shuffled"


def _options(body: ItemBody) -> Iterator[tuple[Path, Option]]:
    if isinstance(body, SingleBody | MultiBody):
        for number, option in enumerate(body.options):
            yield ("options", number, "text"), option
    elif isinstance(body, TrueFalseBody):
        for number, reason in enumerate(body.reasons):
            yield ("reasons", number, "text"), reason
