"""R09, R10 and R11: small words that give a key away, or that a reader passes over."""

import re
from collections.abc import Iterator

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.text import TextBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Path, Register, Said, SaidOf
from quizapp.domain.rules.visible_text import choices

# Above this share of negative stems a bank is tiring; judged from so many items on.
NEGATIVE_SHARE, ENOUGH = 0.05, 20

_NEGATIVE = re.compile(
    r"\b(?:not|except|never|cannot|(?<!at )least)\b|\b\w+n['’]t\b", re.IGNORECASE
)
_BOLD = re.compile(r"\*\*.{1,300}?\*\*|__.{1,300}?__")
_QUOTED = re.compile(r"[“\"‘][^”\"’]{0,300}[”\"’]|(?<!\w)'[^']{0,300}'(?!\w)")
_ABSOLUTE = re.compile(
    r"\b(?:always|never|(?<!at )(?<!after )(?<!above )all|none|only|every|completely)\b",
    re.IGNORECASE,
)
# A capital May is the month.
_VAGUE = re.compile(r"\b(?:[Oo]ften|[Uu]sually|may|[Ss]ome|[Ss]ometimes|[Gg]enerally)\b")


def negatives(body: ItemBody, _register: Register) -> Said:
    """R09 in one item."""
    if isinstance(body, TextBody):
        return
    for word in _NEGATIVE.findall(_QUOTED.sub("", _BOLD.sub("", body.stem))):
        yield ("stem",), f"“{word}” is easily missed: put it in bold, or ask the other way round"
    if is_negative(body):
        field, options = choices(body)
        for number, option in enumerate(options):
            if found := _NEGATIVE.search(plain_text(option.text)):
                message = f"“{found[0]}” here and a negative in the stem: two turns in one question"
                yield (field, number, "text"), message


def is_negative(body: ItemBody) -> bool:
    """Whether the stem asks for, or states, what is not so."""
    return bool(_NEGATIVE.search(_QUOTED.sub("", plain_text(body.stem))))


def negative_share(bank: Bank, _register: Register) -> SaidOf:
    """R09 over the bank."""
    asked = [body for body in bank.items if body.stem and not isinstance(body, TextBody)]
    negative = [body.id for body in asked if is_negative(body)]
    if len(asked) >= ENOUGH and len(negative) > NEGATIVE_SHARE * len(asked):
        some = ", ".join(negative[:8])
        message = f"{len(negative)} of {len(asked)} stems are negative ({some}): 5% at most"
        yield bank.whole, message


def absolutes(body: ItemBody, _register: Register) -> Said:
    """R10."""
    yield from _on_one_side(body, _ABSOLUTE, "absolute", sides=("key", "wrong options"))


def vague_key(body: ItemBody, _register: Register) -> Said:
    """R11."""
    yield from _on_one_side(body, _VAGUE, "vague", sides=("key",))


def _on_one_side(
    body: ItemBody, words: re.Pattern[str], kind: str, sides: tuple[str, ...]
) -> Iterator[tuple[Path, str]]:
    """Say where words stand in right options alone, or in wrong ones alone."""
    field, options = choices(body)
    having = [
        (number, found[0])
        for number, option in enumerate(options)
        if (found := words.search(plain_text(option.text)))
    ]
    of_keys = {options[number].key for number, _ in having}
    if len(of_keys) != 1:
        return
    side = "key" if of_keys.pop() else "wrong options"
    if side in sides:
        for number, word in having:
            yield (field, number, "text"), f"the {kind} word “{word}” is in the {side} alone"
