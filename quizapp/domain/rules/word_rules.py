"""The rules about words and sources, under their numbers, as the engine takes them."""

from collections.abc import Callable

from quizapp.domain.items.body import ItemBody
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.coverage import coverage, untested_claims
from quizapp.domain.rules.duplicates import near_duplicates
from quizapp.domain.rules.estimates import numeric_keys, owned_in_items, owned_in_lessons
from quizapp.domain.rules.finding import Register, Said, SaidOf
from quizapp.domain.rules.readable import WordRule, for_items, for_the_rest
from quizapp.domain.rules.sourcing import figures, pictures, sources, state_media
from quizapp.domain.rules.vocabulary import names, opinion, originality, style, time_words

# What holds for the texts of every kind of record.
_EVERYWHERE: dict[str, WordRule] = {
    "R23": originality,
    "R27": opinion,
    "R28": names,
    "R36": pictures,
    "R37": style,
    "R38": state_media,
}


def _both(
    one: Callable[[Bank, Register], SaidOf], other: Callable[[Bank, Register], SaidOf]
) -> Callable[[Bank, Register], SaidOf]:
    def check(bank: Bank, register: Register) -> SaidOf:
        yield from one(bank, register)
        yield from other(bank, register)

    return check


WORD_ITEM_RULES: dict[str, Callable[[ItemBody, Register], Said]] = {
    **{name: for_items(rule) for name, rule in _EVERYWHERE.items()},
    "R29": time_words,
    "R30": numeric_keys,
}
WORD_ITEM_HINTS: dict[str, Callable[[ItemBody, Register], Said]] = {"R30": owned_in_items}
WORD_BANK_RULES: dict[str, Callable[[Bank, Register], SaidOf]] = {
    "R25": near_duplicates,
    **{name: for_the_rest(rule) for name, rule in _EVERYWHERE.items()},
    "R26": coverage,
    "R36": _both(for_the_rest(pictures), figures),
    "R38": _both(for_the_rest(state_media), sources),
}
WORD_BANK_HINTS: dict[str, Callable[[Bank, Register], SaidOf]] = {
    "R26": untested_claims,
    "R30": owned_in_lessons,
}
