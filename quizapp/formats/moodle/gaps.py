"""Texts with gaps: embedded answers, words to drag or to select, gaps in brackets."""

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from quizapp.domain.items.wording import joined
from quizapp.formats.html import plain_of
from quizapp.formats.moodle.choices import choices
from quizapp.formats.moodle.embedded import Gap, parts_of
from quizapp.formats.moodle.graded import typed
from quizapp.formats.moodle.question import Given, Question, UnfitError, content, share_of
from quizapp.formats.moodle.typed import decimal, number
from quizapp.formats.safe_xml import child, children, text_of

Fields = dict[str, Any]
MOST_OPTIONS = 20
MOST_GAPS = 50

# Brackets that hardly any text has; the first pair that it does not have is taken.
_SIGNS = (("\u2e28", "\u2e29"), ("\u2997", "\u2998"), ("\u29fc", "\u29fd"), ("\u2774", "\u2775"))
_WORD_GAP = re.compile(r"\[\[([0-9]{1,3})\]\]")


def cloze(question: Question) -> Fields:
    """Embedded answers. One gap that takes several choices is a question of its own kind."""
    holder = next(iter(reversed(list(children(question.node, "questiontext")))), None)
    fields = embedded(question, content(holder), _form(holder))
    old = question.files.old_image
    picture = f"\n\n![]({question.files.address(old)})" if old else ""
    return {**fields, "stem": f"{fields['stem']}{picture}"}


def _form(holder: etree._Element | None) -> str:
    return "html" if holder is None else holder.get("format", "html")


def embedded(question: Question, text: str, form: str) -> Fields:
    """The fields of a text with embedded answers."""
    parts = list(parts_of(question.lightened(text)))
    gaps = [part for part in parts if isinstance(part, Gap)]
    if not gaps:
        raise UnfitError("there is no gap in the text")
    if len(gaps) > MOST_GAPS:
        raise UnfitError(f"there are {len(gaps)} gaps; {MOST_GAPS} can be kept")
    if len({gap.weight for gap in gaps}) > 1:
        question.lost.add("the different weights of gaps, which count the same here")
    alone = _ALONE.get(gaps[0].kind or "") if len(gaps) == 1 else None
    fields = alone(question, parts, form, gaps[0]) if alone else None
    if fields is None:
        blanks = [_blank(question, place, gap, form) for place, gap in enumerate(gaps, 1)]
        around = [part for part in parts if isinstance(part, str)]
        fields = gapped(question, around, form, blanks)
    return {**fields, "points": float(sum(gap.weight for gap in gaps))}


def gapped(question: Question, around: Sequence[str], form: str, blanks: list[Fields]) -> Fields:
    """The fields of a cloze: the text around its gaps, and what goes into them.

    While the text becomes Markdown, signs of punctuation that are not in it stand for the gaps.
    """
    whole = set("".join(around))
    opened, closed = next(pair for pair in _SIGNS if not whole & set(pair) or pair == _SIGNS[-1])
    places = [f"{opened}{place}{closed}" for place in range(1, len(blanks) + 1)]
    held = "".join(text + place for text, place in zip(around, [*places, ""], strict=True))
    stem = re.sub(f"{opened}([0-9]+){closed}", r"{{\1}}", question.in_markdown(held, form))
    numbered = {str(place): blank for place, blank in enumerate(blanks, 1)}
    return {"type": "cloze", "stem": stem, "blanks": numbered}


def _several(question: Question, parts: list[str | Gap], form: str, gap: Gap) -> Fields | None:
    around = "".join(part for part in parts if isinstance(part, str))
    given = _given(question, gap, form, in_words=False)
    return {**choices(question, given, single=False), "stem": question.in_markdown(around, form)}


def _number(question: Question, parts: list[str | Gap], form: str, gap: Gap) -> Fields | None:
    """A single number with a tolerance, which only a question of its own can hold."""
    written = [(one, *one.text.partition(":")[::2]) for one in _given(question, gap, form)]
    if not any(tolerance.strip("0. ") for _, _, tolerance in written):
        return None
    accepted: list[Fields] = []
    wrong: list[Fields] = []
    for one, value, tolerance in written:
        if value.strip() == "*" and one.share <= 0:
            continue
        said = one.feedback or None
        if one.share > 0:
            near = abs(decimal(tolerance or "0"))
            fields = {"answer": decimal(value), "tolerance": near, "credit": one.share}
            accepted.append({**fields, "feedback": said})
        else:
            wrong.append({"value": decimal(value), "feedback": said})
    around = "".join(part if isinstance(part, str) else "…" for part in parts)
    fields = number(accepted, wrong, question.notices)
    return {**fields, "stem": question.in_markdown(around, form)}


_ALONE = {"several": _several, "number": _number}


def _given(question: Question, gap: Gap, form: str, *, in_words: bool = True) -> list[Given]:
    return [
        Given(
            plain_of(one.text) if in_words else question.in_markdown(one.text, form),
            share_of(one.percent, question.notices),
            question.in_markdown(one.feedback, form),
        )
        for one in gap.choices
    ]


def _blank(question: Question, place: int, gap: Gap, form: str) -> Fields:
    if gap.kind is None:
        raise UnfitError(f"gap {place} is of the type {gap.name}, which is not known here")
    if gap.kind == "several":
        raise UnfitError(f"gap {place} asks for several choices, which a gap cannot hold here")
    if gap.by_case:
        question.lost.add("the difference between capital and small letters in answers")
    given = _given(question, gap, form)
    try:
        if gap.kind == "choice":
            return chosen(question, given)
        if gap.kind == "number":
            given = [_plain_number(question, one) for one in given]
        return typed(given, question.notices)
    except UnfitError as error:
        raise UnfitError(f"gap {place}: {error}") from None


def _plain_number(question: Question, given: Given) -> Given:
    value, _, tolerance = given.text.partition(":")
    if value.strip() != "*":
        decimal(value)
    if tolerance.strip("0. "):
        question.notices.append(
            f"the tolerance {tolerance.strip()} of a number in a gap is not kept"
        )
    return Given(value.strip(), given.share, given.feedback)


def chosen(question: Question, given: list[Given]) -> Fields:
    """The fields of a gap that is chosen from a list."""
    options = list(dict.fromkeys(one.text for one in given))
    if "" in options:
        raise UnfitError("a choice has no words (a picture cannot be chosen in a text)")
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise UnfitError(
            f"a list of choices takes 2 to {MOST_OPTIONS}, here there are {len(options)}"
        )
    fields = typed(given, question.notices, stars=False)
    noted = {joined(text) for text in fields["notes"]}
    reject = [text for text in fields["reject"] if joined(text) in noted]
    return {**fields, "reject": reject, "options": options}


def words(question: Question) -> Fields:
    """Words to drag or to select: `[[2]]` is a gap that takes the second word of the list."""
    holder = child(question.node, "questiontext")
    around = _WORD_GAP.split(question.lightened(content(holder)))
    listed = [
        (plain_of(content(node)), text_of(child(node, "group")).strip())
        for node in question.node
        if node.tag in ("dragbox", "selectoption")
    ]
    blanks = []
    for place in around[1::2]:
        if not 1 <= int(place) <= len(listed):
            raise UnfitError(f"there is no word number {place} for the gap [[{place}]]")
        word, group = listed[int(place) - 1]
        blanks.append(_word(word, [other for other, theirs in listed if theirs == group]))
    if not blanks:
        raise UnfitError("there is no gap in the text")
    return gapped(question, around[::2], _form(holder), blanks)


def _word(word: str, group: list[str]) -> Fields:
    """A gap and the words that may go there; where there is only one, it is typed."""
    options = list(dict.fromkeys(group))
    if len(options) > MOST_OPTIONS:
        raise UnfitError(
            f"a list of choices takes 2 to {MOST_OPTIONS}, here there are {len(options)}"
        )
    return {"answers": [word], "options": options} if len(options) > 1 else {"answers": [word]}


def gap_fill(question: Question) -> Fields:
    """Gaps that stand in brackets, with the right words inside: `The [cat|dog] sat`."""
    holder = child(question.node, "questiontext")
    signs = (question.raw("delimitchars").strip() or "[]")[:2]
    within = re.compile(
        f"{re.escape(signs[0])}([^{re.escape(signs)}]{{1,500}}){re.escape(signs[-1])}"
    )
    around = within.split(question.lightened(content(holder)))
    right = [
        [word for part in found.split("|") if (word := plain_of(part))] for found in around[1::2]
    ]
    if not right:
        raise UnfitError("there is no gap in the text")
    wrong = [plain_of(one.text) for one in question.answers() if one.share <= 0]
    pool = list(dict.fromkeys([*(word for words_ in right for word in words_[:1]), *wrong]))
    listed = question.raw("answerdisplay").strip() in ("dropdown", "dragdrop")
    blanks: list[Fields] = [
        {"answers": accepted, "options": pool} if listed and 2 <= len(pool) <= MOST_OPTIONS
        else {"answers": accepted} for accepted in right
    ]  # fmt: skip
    return gapped(question, around[::2], _form(holder), blanks)
