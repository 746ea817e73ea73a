"""R06 and R07: a key must not stand out by its length, neither in an item nor over the bank."""

from collections.abc import Iterator, Sequence
from statistics import median

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.options import Option
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Register, Said, SaidOf
from quizapp.domain.rules.visible_text import choices

# The key's length over the median of the others; or a difference in characters that is let pass.
SHORTEST, LONGEST, NEAR = 0.6, 1.25, 6
# The longest option over the shortest; or a difference in characters that is let pass.
SPREAD, CLOSE = 2, 10
# A share is judged from so many items on in which one option is the longest (or shortest). By
# chance that is the key in 1 of n: with four options in 25%, of which 15% to 35% is let pass.
ENOUGH = 20
LOW, HIGH = 0.6, 1.4


def length(option: Option) -> int:
    """Characters as shown."""
    return len(plain_text(option.text))


def key_length(body: ItemBody, _register: Register) -> Said:
    """R06 in one item, for types with one key among options."""
    field, options = choices(body)
    keys = [(number, option) for number, option in enumerate(options) if option.key]
    others = [length(option) for option in options if not option.key]
    if len(keys) != 1 or not others:
        return
    number, key = keys[0]
    usual, own = median(others), length(key)
    if abs(own - usual) > NEAR and not SHORTEST * usual <= own <= LONGEST * usual:
        more = "long" if own > usual else "short"
        message = f"the key has {own} characters, the others about {usual:g}: too {more}"
        yield (field, number, "text"), message


def option_lengths(body: ItemBody, _register: Register) -> Said:
    """R07."""
    field, options = choices(body)
    lengths = sorted(length(option) for option in options)
    if len(lengths) > 1 and lengths[-1] - lengths[0] > CLOSE and lengths[-1] > SPREAD * lengths[0]:
        yield (field,), f"the options have {lengths[0]} to {lengths[-1]} characters"


def key_lengths(bank: Bank, _register: Register) -> SaidOf:
    """R06 over the bank: keys of questions, and right reasons, each by themselves."""
    questions = [body.options for body in bank.items if isinstance(body, SingleBody)]
    reasons = [b.reasons for b in bank.items if isinstance(b, TrueFalseBody) and b.reasons]
    for what, asked in (("keys", questions), ("right reasons", reasons)):
        for message in _shares(what, asked):
            yield bank.whole, message


def _shares(what: str, asked: Sequence[Sequence[Option]]) -> Iterator[str]:
    for word, sign in (("longest", 1), ("shortest", -1)):
        telling = [options for options in asked if _one_stands_out(options, sign)]
        if len(telling) < ENOUGH:
            continue
        low, high = (share * sum(1 / len(options) for options in telling) for share in (LOW, HIGH))
        count = sum(_key_stands_out(options, sign) for options in telling)
        if not low <= count <= high:
            yield (
                f"{count} of {len(asked)} {what} are the {word} option: "
                f"{low:.0f} to {high:.0f} would not show"
            )


def _one_stands_out(options: Sequence[Option], sign: int) -> bool:
    """Whether one option alone is the longest (sign 1) or the shortest (sign -1)."""
    lengths = sorted(sign * length(option) for option in options)
    return lengths[-1] > lengths[-2]


def _key_stands_out(options: Sequence[Option], sign: int) -> bool:
    return max(options, key=lambda option: sign * length(option)).key
