"""R34: a wrong choice stands for a wrong idea, and says what to make of it."""

from collections.abc import Iterator

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.options import Distractor
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.rules.finding import Path, Register, Said
from quizapp.domain.rules.visible_text import choices

# The tag of items on method, whose distractors may all stand for one wrong idea.
METHOD = "method"
# From so many options that mislead, more than one idea is asked for.
SEVERAL = 3


def distractors(body: ItemBody, _register: Register) -> Said:
    """R34: the code and the feedback of each; that none is a joke is for the reviewer."""
    for path, one in _wrong(body):
        for what, given in (("misconception", one.misconception), ("feedback", one.feedback)):
            if not given:
                yield (*path, what), f"the distractor has no {what}"
    if isinstance(body, TrueFalseBody) and body.wrong_truth is None:
        yield ("wrong_truth",), "the wrong truth value stands for no misconception"


def one_idea(body: ItemBody, _register: Register) -> Said:
    """R34's softer part: all the options that mislead stand for one idea.

    Only where there are enough of them. A true/false item is about one idea by its nature, and
    the wrong values of a numeric item are not seen by who answers.
    """
    if not isinstance(body, SingleBody | MultiBody) or METHOD in body.tags:
        return
    codes = [option.misconception for option in body.options if not option.key]
    if len(codes) >= SEVERAL and len(set(codes)) == 1 and codes[0]:
        yield ("options",), f"all distractors stand for {codes[0]}: is there no other error?"


def _wrong(body: ItemBody) -> Iterator[tuple[Path, Distractor]]:
    field, options = choices(body)
    yield from (((field, n), option) for n, option in enumerate(options) if not option.key)
    if isinstance(body, NumericBody):
        yield from ((("distractors", n), entry) for n, entry in enumerate(body.distractors))
    elif isinstance(body, MatchingBody):
        yield from ((("extra", n), entry) for n, entry in enumerate(body.extra))
