"""Text files of Moodle with gaps: a Cloze question (one a file), and missing words (one a paragraph).

`The capital is {1:SHORTANSWER:=Paris}.` · `We study {=anatomy ~reflexology#no} as infants.`
"""

import re
from collections.abc import Iterator

from lxml import etree

from quizapp.formats.building import build
from quizapp.formats.entries import Entry, Event, Notice, Skipped
from quizapp.formats.moodle.embedded import Gap, parts_of
from quizapp.formats.moodle.gaps import chosen, embedded, gapped
from quizapp.formats.moodle.graded import typed
from quizapp.formats.moodle.media import Files, Names
from quizapp.formats.moodle.question import Given, Question, UnfitError, plain, share_of
from quizapp.formats.source import Source

_START = re.compile(r"\{\d*:[A-Z_]{2,20}:")
_MISSING = re.compile(r"\{\s*([=~](?:[^{}\\]|\\.)*)\}")
_ANSWER = re.compile(r"(?<!\\)([=~])\s*(?:%?(-?\d{1,3}(?:\.\d{1,7})?)%)?((?:[^=~\\]|\\.)*)")
_SPACE = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\([~=#{}:])")


def suits(source: Source) -> int:
    """Embedded answers are certain; missing words are in GIFT too, whose reader knows them."""
    text = source.head_text
    if text.lstrip("\ufeff \n").startswith("<") or "\x00" in text:
        return 0
    if "::" in text:  # a named question of GIFT
        return 20 if _START.search(text) else 0
    if any(isinstance(part, Gap) and part.kind for part in parts_of(text)):
        return 85
    return 10 if _MISSING.search(text) else 0


def read(source: Source) -> Iterator[Event]:
    """One question where there are embedded answers (or no gap at all), else one a paragraph."""
    decoded = source.text()
    yield from decoded.notices
    text = decoded.text
    if any(isinstance(part, Gap) for part in parts_of(text)) or not _MISSING.search(text):
        yield from _events(_question(1), text)
        return
    paragraphs = [part for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    for number, paragraph in enumerate(paragraphs, 1):
        yield from _events(_question(number), paragraph)


def _question(number: int) -> Question:
    node = etree.Element("question")
    return Question(node, number, Files(node, Names()))


def _events(question: Question, text: str) -> Iterator[Event]:
    where = f"question {question.number}"
    missing = _MISSING.search(text)
    try:
        if missing is None:
            fields = embedded(question, text, "moodle_auto_format")
        else:
            fields = _missing_word(question, text, missing)
    except UnfitError as error:
        yield Skipped(where, str(error))
        return
    made = build({"id": f"q{question.number}", **fields}, where)
    if isinstance(made, Entry):
        lost = [f"not kept: {what}" for what in sorted(question.lost)]
        for told in dict.fromkeys([*question.notices, *lost, *question.files.notices]):
            yield Notice(where, told)
    yield made


def _missing_word(question: Question, text: str, missing: re.Match[str]) -> dict[str, object]:
    given = [_given(question, *found) for found in _ANSWER.findall(missing[1])]
    blank = chosen(question, given) if len(given) > 1 else typed(given, question.notices)
    around = (text[: missing.start()], text[missing.end() :])
    return gapped(question, [_SPACE.sub(" ", part) for part in around], "html", [blank])


def _given(question: Question, sign: str, percent: str, rest: str) -> Given:
    answer, _, feedback = rest.partition("#")
    share = 1.0 if sign == "=" else share_of(percent, question.notices)
    return Given(plain(_bare(answer)), share, question.in_markdown(_bare(feedback)))


def _bare(text: str) -> str:
    return _ESCAPE.sub(r"\1", text).strip()
