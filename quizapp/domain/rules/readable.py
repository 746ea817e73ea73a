"""Every text that readers see of items, lessons, claims and figures, without Markdown's marks.

A rule about words is one function on the texts of one record; `for_items` and `for_the_rest`
make the rules of the engine from it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quizapp.domain.course import Claim
from quizapp.domain.figures.models import Figure
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.lesson import Lesson
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Path, Register, Said, SaidOf, Where
from quizapp.domain.rules.visible_text import texts_of

_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_BOX = re.compile(r"\s*:::+\s*(?:(?:evidence|hard)\s+(.*))?")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_RULE_OF_TABLE = re.compile(r"[\s|:-]+")


@lru_cache(maxsize=8_192)  # every rule reads the same texts
def _read(markdown: str) -> str:
    return plain_text(_NOTE.sub("", markdown))


@dataclass(frozen=True, slots=True)
class Text:
    """One text: where in its record it stands, what it is there, as written and as read.

    `role` is that of an item's text; those of other records are `lesson`, `claim` and `figure`.
    """

    path: Path
    role: str
    markdown: str

    @property
    def plain(self) -> str:
        """The text without marks, on one line."""
        return _read(self.markdown)


@dataclass(frozen=True, slots=True)
class Texts:
    """What a reader sees of one record."""

    where: Where
    texts: tuple[Text, ...]


WordRule = Callable[[Sequence[Text], Register], Said]


def for_items(rule: WordRule) -> Callable[[ItemBody, Register], Said]:
    """The rule as one about an item. What learners may type is not ours to word."""

    def check(body: ItemBody, register: Register) -> Said:
        return rule(item_texts(body), register)

    return check


def for_the_rest(rule: WordRule) -> Callable[[Bank, Register], SaidOf]:
    """The rule as one about the lessons, claims and figures of a course."""

    def check(bank: Bank, register: Register) -> SaidOf:
        for one in records(bank):
            for path, message in rule(one.texts, register):
                yield Where(one.where.kind, one.where.id, path), message

    return check


def item_texts(body: ItemBody) -> tuple[Text, ...]:
    """The texts of an item that its author worded."""
    return tuple(
        Text(text.path, text.role, text.text) for text in texts_of(body) if text.role != "answer"
    )


def records(bank: Bank) -> Iterator[Texts]:
    """The texts of every lesson, claim and figure."""
    for lesson in bank.lessons:
        yield Texts(Where("lesson", lesson.id), tuple(lesson_texts(lesson, bank)))
    for claim in bank.claims:
        yield Texts(Where("claim", claim.id), tuple(_of_claim(claim)))
    for figure in bank.figures:
        yield Texts(Where("figure", figure.id), tuple(_of_figure(figure)))


def lesson_texts(lesson: Lesson, bank: Bank) -> Iterator[Text]:
    """The texts of a lesson: its front matter, then the passages of its body."""
    head = lesson.head
    for name in ("title", "summary", "content_note"):
        if getattr(head, name):
            yield Text((name,), "lesson", getattr(head, name))
    lists = (("objectives", "text"), ("terms", "definition"), ("dates", "text"), ("people", "role"))
    for name, field in lists:
        for number, entry in enumerate(getattr(head, name)):
            yield Text((name, number, field), "lesson", getattr(entry, field))
    for line, passage in passages(bank.bodies.get(lesson.id, "")):
        yield Text(("body", line), "lesson", passage)


def passages(body: str) -> Iterator[tuple[int, str]]:
    """Cut a lesson's Markdown into what is read in one go, each with the line it begins on, from 0.

    These are paragraphs, headings, entries of lists, cells of tables and the titles of boxes.
    """
    begun, lines = 0, list[str]()
    for number, line in enumerate([*body.split("\n"), ""]):
        alone = line.startswith(("#", "|")) or _BOX.match(line)
        if lines and (alone or not line.strip() or _ITEM.match(line)):
            yield begun, " ".join(lines)
            lines = []
        if alone:
            yield from ((number, part) for part in _alone(line))
        elif line.strip():
            begun = begun if lines else number
            lines.append(_ITEM.sub("", line.strip()))


def _alone(line: str) -> Iterator[str]:
    box = _BOX.match(line)
    if box:
        yield from filter(None, [box[1]])
    elif not _RULE_OF_TABLE.fullmatch(line):
        cells = line.strip("| ").split("|") if line.startswith("|") else [line.lstrip("# ")]
        yield from (cell.strip() for cell in cells if cell.strip())


def _of_claim(claim: Claim) -> Iterator[Text]:
    for name in ("restated", "correction", "note"):
        if getattr(claim, name):
            yield Text((name,), "claim", getattr(claim, name))


def _of_figure(figure: Figure) -> Iterator[Text]:
    for name in ("title", "desc", "note"):
        if getattr(figure, name):
            yield Text((name,), "figure", getattr(figure, name))
