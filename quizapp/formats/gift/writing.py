"""Write GIFT. Texts are marked as Markdown, which Moodle reads too."""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any, BinaryIO

from quizapp.domain.items.categorise import CategoriseBody
from quizapp.domain.items.essay import EssayBody
from quizapp.domain.items.flashcard import FlashcardBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.items.numbers import number_text
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.options import Option, keys_of
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.short import ShortBody
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.text import TextBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.items.wording import plain_text
from quizapp.formats.entries import Entry, Loss
from quizapp.formats.format import Writing
from quizapp.formats.gift.marks import escaped, without_controls
from quizapp.formats.gift.reading import events_of
from quizapp.formats.gift.weights import percent
from quizapp.formats.losing import UnwritableError, losses_of

_STEERS = re.compile(r"\s*(?:%|\[(?:html|markdown|plain|moodle)\])")
_LONGEST_ANSWER = 255  # characters that Moodle takes


def write(entries: Iterable[Entry], target: BinaryIO, writing: Writing) -> None:
    """Write the entries, under their categories."""
    target.write(f"// {' '.join(writing.title.split())}\n\n".encode())
    category: tuple[str, ...] = ()
    for entry in entries:
        if entry.category != category:
            category = entry.category
            target.write(_category(category).encode())
        target.write(_question(entry).encode())


def losses(entry: Entry) -> Iterable[Loss]:
    """What GIFT cannot hold of an entry."""
    return losses_of(entry, lambda one: _category(one.category) + _question(one), events_of)


def _category(path: tuple[str, ...]) -> str:
    parts = [" ".join(part.split()).replace("/", "//") for part in path]
    return f"$CATEGORY: {'/'.join(parts)}\n\n"


def _question(entry: Entry) -> str:
    body = entry.body
    answers = _answers(body)
    stem = body.front if isinstance(body, FlashcardBody) else body.stem
    said = body.more if isinstance(body, FlashcardBody) else body.explanation
    if said and answers is not None:
        answers = [*answers, f"####{_text(said)}"]
    if answers is None:
        inside = ""
    elif not answers or isinstance(body, TrueFalseBody):
        inside = " {" + "".join(answers) + "}"
    else:
        inside = " {\n\t" + "\n\t".join(answers) + "\n}"
    if isinstance(body, NumericBody):
        inside = inside.replace("{", "{#", 1)
    return f"{_comment(entry)}::{escaped(body.id)}::[markdown]{_words(stem)}{inside}\n\n"


def _comment(entry: Entry) -> str:
    marks = [f"[id:{_bracketed(entry.own_id)}]"] if entry.own_id else []
    marks += [f"[tag:{_bracketed(tag)}]" for tag in entry.body.tags]
    return f"// {' '.join(marks)}\n" if marks else ""


def _bracketed(text: str) -> str:
    return " ".join(text.split()).replace("]", "\\]")


def _words(markdown: str) -> str:
    return escaped(without_controls(markdown))


def _text(markdown: str) -> str:
    """A text among the answers; marked once more where its beginning would steer."""
    mark = "[markdown]" if _STEERS.match(markdown) else ""
    return mark + _words(markdown)


def _plain(answer: str) -> str:
    """A typed answer: plain words in a text that is Markdown elsewhere."""
    if "->" in answer:  # the sign of matching questions
        return "[html]" + _words(escape(answer, quote=False).replace("*", "\\*"))
    starred = answer.replace("*", "\\*")
    same = plain_text(starred) == answer == starred and not _STEERS.match(answer)
    return ("" if same else "[plain]") + _words(starred)


def _answers(body: Any) -> list[str] | None:
    for kind, writer in _WRITERS.items():
        if isinstance(body, kind):
            return writer(body)
    raise UnwritableError("GIFT has no texts with gaps")


def _option(option: Option, share: float) -> str:
    sign = "=" if share == 1 else "~" if not share else f"~{percent(share)}"
    return f"{sign}{_text(option.text)}{_said(option.feedback)}"


def _said(feedback: str | None) -> str:
    return f"#{_text(feedback)}" if feedback else ""


def _single(body: SingleBody) -> list[str]:
    return [_option(option, 1 if option.key else option.credit or 0) for option in body.options]


def _multi(body: MultiBody) -> list[str]:
    """Without shares of their own a wrong choice takes off what a right one earns."""
    if any(option.credit is not None for option in body.options):
        shares = [option.credit or 0.0 for option in body.options]
    else:
        each = 1 / len(keys_of(body.options))
        shares = [each if option.key else -each for option in body.options]
    return [
        f"~{percent(share) if share else ''}{_text(option.text)}{_said(option.feedback)}"
        for option, share in zip(body.options, shares, strict=True)
    ]


def _true_false(body: TrueFalseBody) -> list[str]:
    return ["TRUE" if body.answer else "FALSE"]


def _short(body: ShortBody) -> list[str]:
    listed = [(answer, "") for answer in body.answers]
    listed += [(answer, percent(share)) for answer, share in body.partial.items()]
    listed += [(answer, "%0%") for answer in body.reject]
    return [
        f"={share}{_plain(answer)}{_said(_note(body.notes.get(answer)))}"
        for answer, share in listed
    ]


def _note(markdown: str | None) -> str | None:
    """An arrow would make the question one of matching."""
    return markdown.replace("->", "→") if markdown else None


def _numeric(body: NumericBody) -> list[str]:
    also = [
        f"={'' if one.credit == 1 else percent(one.credit)}{number_text(one.answer)}"
        f":{number_text(one.tolerance)}{_said(one.feedback)}"
        for one in body.also
    ]
    return [f"={number_text(body.answer)}:{number_text(body.tolerance)}", *also]


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"={_text(left.replace('->', '→'))} -> {_text(right)}" for left, right in pairs]


def _matching(body: MatchingBody) -> list[str]:
    pairs = [(pair.left, pair.right) for pair in body.pairs]
    return _pairs(pairs) + [f"= -> {_text(one.text)}" for one in body.extra]


def _categorise(body: CategoriseBody) -> list[str]:
    return _pairs((option.text, option.group) for option in body.options)


def _ordering(body: OrderingBody) -> list[str]:
    return _pairs((step.text, str(place)) for place, step in enumerate(body.order, 1))


def _flashcard(body: FlashcardBody) -> list[str]:
    answer = plain_text(body.back)
    if len(answer) > _LONGEST_ANSWER or "\n\n" in body.back:
        raise UnwritableError("its back is too long for a short answer, and GIFT has no flashcards")
    return [f"={_plain(one)}" for one in dict.fromkeys((answer, *body.accept))]


_WRITERS: dict[type, Callable[[Any], list[str] | None]] = {
    SingleBody: _single,
    MultiBody: _multi,
    TrueFalseBody: _true_false,
    ShortBody: _short,
    NumericBody: _numeric,
    MatchingBody: _matching,
    CategoriseBody: _categorise,
    OrderingBody: _ordering,
    FlashcardBody: _flashcard,
    EssayBody: lambda _body: [],
    TextBody: lambda _body: None,
}
