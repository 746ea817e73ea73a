"""R16, R17 and R19: what makes a stem, or a statement, clear at the first reading."""

import re

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.flashcard import FlashcardBody
from quizapp.domain.items.text import TextBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.bank import Bank, in_use, place_of_set
from quizapp.domain.rules.finding import Register, Said, SaidOf
from quizapp.domain.rules.readability import grade
from quizapp.domain.rules.visible_text import choices
from quizapp.domain.rules.word_forms import words_of

FEWEST, LONGEST_STEM, LONGEST_OPTION = 5, 32, 12
# The level is judged from so many words on.
HARDEST_GRADE, ENOUGH_WORDS = 10.0, 20
# The share of statements that are true; judged from so many statements on.
TRUE_LOW, TRUE_HIGH, ENOUGH = 0.4, 0.6, 10

_BLANK = re.compile(r"\{\{\d+\}\}|_{2,}")
_HOW_MANY = re.compile(r"\s*\(?(?:select|choose) (?:\d|two|three|four|five)\.?\)?$", re.IGNORECASE)
_UNFOCUSED = re.compile(
    r"\b(?:which|what)(?: one)?(?: of (?:the following|these)(?: \w+)?| statements?)"
    r" (?:is|are) (?:true|false|correct|right|wrong)\b",
    re.IGNORECASE,
)


def focused_stem(body: ItemBody, _register: Register) -> Said:
    """R16. Statements to judge, texts and cards ask in their own way."""
    if isinstance(body, TextBody | FlashcardBody | TrueFalseBody):
        return
    stem = _HOW_MANY.sub("", plain_text(body.stem)).rstrip("'\"’”)")
    blank = _BLANK.search(stem)
    if not (blank or stem.endswith(("?", ":"))):
        yield ("stem",), "a stem ends with ? or : or has a blank"
    if body.type != "cloze" and blank and blank.start() == 0:
        yield ("stem",), "the blank is first: begin with what is known"
    if _UNFOCUSED.search(stem):
        yield ("stem",), "ask one question that can be answered before the options are read"
    if len(words_of(stem)) + len(_BLANK.findall(stem)) < FEWEST:
        yield ("stem",), f"fewer than {FEWEST} words: say what is asked"


def length_and_level(body: ItemBody, _register: Register) -> Said:
    """R17. The level is that of stem and explanation together: one sentence says little."""
    if isinstance(body, TextBody):
        return
    count = len(words_of(body.stem))
    if count > LONGEST_STEM:
        yield ("stem",), f"the stem has {count} words: {LONGEST_STEM} at most"
    field, options = choices(body)
    for number, option in enumerate(options):
        if (count := len(words_of(option.text))) > LONGEST_OPTION:
            yield (field, number, "text"), f"the option has {count} words: {LONGEST_OPTION} at most"
    if len(words_of(body.stem)) + len(words_of(body.explanation)) < ENOUGH_WORDS:
        return
    level = grade(_BLANK.sub("this", body.stem), body.explanation)
    if level > HARDEST_GRADE:
        yield ("explanation",), f"stem and explanation read at grade {level:.1f}: 10 at most"


def one_proposition(body: ItemBody, _register: Register) -> Said:
    """R19 in one item; that there are reasons to choose is R04."""
    if not isinstance(body, TrueFalseBody):
        return
    stem = plain_text(body.stem)
    if found := re.search(r"\bbecause\b|;", stem, re.IGNORECASE):
        yield ("stem",), f"“{found[0]}” joins two statements: which of them is to be judged?"


def share_of_true(bank: Bank, _register: Register) -> SaidOf:
    """R19 over the bank, and in each set."""
    answers = [body.answer for body in bank.items if isinstance(body, TrueFalseBody)]
    true = sum(answers)
    if len(answers) >= ENOUGH and not TRUE_LOW <= true / len(answers) <= TRUE_HIGH:
        yield bank.whole, f"{true} of {len(answers)} statements are true: 40% to 60% would not show"
    for one in bank.sets:
        of_set = [body.answer for body in in_use(one) if isinstance(body, TrueFalseBody)]
        if len(of_set) > 1 and len(set(of_set)) == 1:
            truth = "true" if of_set[0] else "false"
            yield place_of_set(one), f"all {len(of_set)} statements are {truth}"
