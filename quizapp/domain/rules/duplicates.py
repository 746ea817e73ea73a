"""R25: stems that are nearly the same, anywhere in the bank."""

from itertools import combinations

from quizapp.domain.items.body import ItemBody
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Register, SaidOf, Where
from quizapp.domain.rules.visible_text import texts_of
from quizapp.domain.rules.word_forms import content_stems, likeness

# The share of words that two stems may have in common.
MOST = 0.8


def near_duplicates(bank: Bank, _register: Register) -> SaidOf:
    """R25. The later item of a pair is the one that is told of."""
    asked = [(body, content_stems(_asked(body))) for body in bank.items if body.stem]
    for (one, words), (other, others) in combinations(asked, 2):
        if likeness(words, others) > MOST:
            message = f"nearly the stem of {one.id}: ask for something else, or in other words"
            yield Where("item", other.id, ("stem",)), message


def _asked(body: ItemBody) -> str:
    """The stem, with what it asks to arrange: "put these in order" is said of many things."""
    arranged = (text.text for text in texts_of(body) if text.role in ("left", "step", "group"))
    return " ".join((body.stem, *arranged))
