"""R12, R14 and R24: words that tie a key to its stem, to the other options, or to another item."""

from collections.abc import Iterator

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.cloze import ClozeBody
from quizapp.domain.items.numbers import number_text
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.short import ShortBody
from quizapp.domain.rules.bank import Bank, in_use
from quizapp.domain.rules.finding import Path, Register, Said, SaidOf, Where
from quizapp.domain.rules.visible_text import choices
from quizapp.domain.rules.word_forms import content_stems, folded, holds, likeness, listed

# How much more than any other option a key may share with the rest.
MORE = 1.25


def clang(body: ItemBody, _register: Register) -> Said:
    """R12."""
    field, options = choices(body)
    elsewhere = {s for option in options if not option.key for s in content_stems(option.text)}
    asked = content_stems(body.stem)
    for number, option in enumerate(options):
        if option.key and (shared := (asked & content_stems(option.text)) - elsewhere):
            message = f"of all options only the key takes up {listed(shared)} from the stem"
            yield (field, number, "text"), message


def convergence(body: ItemBody, _register: Register) -> Said:
    """R14, for one key among three or more options."""
    field, options = choices(body)
    if len(options) < 3 or sum(option.key for option in options) != 1:
        return
    stems = [content_stems(option.text) for option in options]
    shares = [
        sum(likeness(own, other) for at, other in enumerate(stems) if at != number)
        for number, own in enumerate(stems)
    ]
    key = next(number for number, option in enumerate(options) if option.key)
    most = max(share for number, share in enumerate(shares) if number != key)
    if shares[key] > MORE * most + 1e-9:
        message = "the key shares more words with the other options than any of them does"
        yield (field, key, "text"), message


def independence(bank: Bank, _register: Register) -> SaidOf:
    """R24: the key of one item in the stems of others of its lesson; one finding an item."""
    for one in bank.sets:
        items = [body for body in in_use(one) if body.stem]
        stems = {body.id: folded(body.stem) for body in items}
        for body in items:
            strangers = [
                other.id
                for other in items
                if other is not body
                and other.id not in body.enemies
                and body.id not in other.enemies
            ]
            for path, key in _keys(body):
                telling = [name for name in strangers if holds(stems[name], folded(key))]
                if telling and content_stems(key):
                    message = f"“{key}” is in the stem of {', '.join(telling)}: are they enemies?"
                    yield Where("item", body.id, path), message
                    break


def _keys(body: ItemBody) -> Iterator[tuple[Path, str]]:
    """The words that would answer an item, with their fields."""
    field, options = choices(body)
    for number, option in enumerate(options):
        if option.key:
            yield (field, number, "text"), option.text
    if isinstance(body, ShortBody):
        for number, answer in enumerate(body.answers):
            yield ("answers", number), answer
    elif isinstance(body, NumericBody):
        yield ("answer",), number_text(body.answer)
    elif isinstance(body, ClozeBody):
        for name, blank in body.blanks.items():
            for number, answer in enumerate(blank.answers):
                yield ("blanks", name, "answers", number), answer
