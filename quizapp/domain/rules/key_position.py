"""R08 and R40: where the order of options is fixed, it follows their values and favours no place."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.options import Option
from quizapp.domain.items.sorting import fixed_positions
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Register, Said, SaidOf
from quizapp.domain.rules.visible_text import choices

# Shares are judged from so many items on; chance alone decides the order of all other items.
ENOUGH, LOW, HIGH = 20, 0.6, 1.4
LONGEST_RUN = 3
# Pearson's chi-square, from so many items on; the limits at p = 0.05 by degrees of freedom.
ENOUGH_FOR_CHI_SQUARE = 40
LIMITS = {1: 3.841, 2: 5.991, 3: 7.815, 4: 9.488}

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_VALUE = re.compile(
    rf"\d{{4}}-\d{{2}}(?:-\d{{2}})?|(?:\d{{1,2}} )?(?:{_MONTHS}) \d{{4}}|[-−]?\d[\d,.]*",
    re.IGNORECASE,
)


def order_of_options(body: ItemBody, _register: Register) -> Said:
    """R40."""
    field, options = choices(body)
    texts = [plain_text(option.text) for option in options]
    if len(texts) < 2 or not _are_values(texts):
        return
    if not body.fixed_order:
        yield (field,), "the options are numbers or dates: `fixed_order: true` keeps them in order"
    elif fixed_positions(texts) != list(range(len(texts))):
        yield (field,), "the options are numbers or dates: write them in ascending order"


def _are_values(texts: Sequence[str]) -> bool:
    """Whether the texts differ in numbers or dates alone, such as "5 days" and "11 days"."""
    if not all(_VALUE.search(text) for text in texts):
        return False
    rests = {_VALUE.sub("", text).strip().rstrip("s") for text in texts}
    return len(rests) == 1


def positions_of_keys(bank: Bank, _register: Register) -> SaidOf:
    """R08."""
    fixed = [choices(body)[1] for body in bank.items if body.fixed_order]
    shown = [(len(options), _position(options)) for options in fixed if _one_key(options)]
    for place, run in groupby(place for _, place in shown):
        if (size := len(list(run))) > LONGEST_RUN:
            yield bank.whole, f"in {size} items of fixed order, one after another, {place} is right"
    for size in sorted({size for size, _ in shown}):
        places = [place for other, place in shown if other == size]
        for message in _spread(size, places):
            yield bank.whole, message


def _one_key(options: Sequence[Option]) -> bool:
    return sum(option.key for option in options) == 1


def _position(options: Sequence[Option]) -> int:
    """The place of the key as shown, from 1."""
    order = fixed_positions([option.text for option in options])
    return next(place for place, index in enumerate(order, 1) if options[index].key)


def _spread(size: int, places: Sequence[int]) -> Iterator[str]:
    counts = [places.count(place) for place in range(1, size + 1)]
    expected = len(places) / size
    if len(places) >= ENOUGH:
        for place, count in enumerate(counts, 1):
            if not LOW * expected <= count <= HIGH * expected:
                yield f"place {place} of {size} is right in {count} of {len(places)} fixed items"
    if len(places) >= ENOUGH_FOR_CHI_SQUARE and size - 1 in LIMITS:
        value = sum((count - expected) ** 2 / expected for count in counts)
        if value > LIMITS[size - 1]:
            yield f"the places of {len(places)} keys are not even (chi-square {value:.1f})"
