"""Questions with something to choose, to pair or to put in order."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from quizapp.domain.items.sorting import fixed_positions
from quizapp.domain.items.wording import escape_markdown, squash
from quizapp.formats.choices import ONCE, kept_once
from quizapp.formats.moodle.question import Given, Question, UnfitError, content, plain
from quizapp.formats.safe_xml import child, children

Fields = dict[str, Any]


def multichoice(question: Question) -> Fields:
    """One right choice or several."""
    given = [
        replace(one, text=question.markdown(one.node))
        for one in question.answers()
        if one.node is not None
    ]
    return choices(question, given, single=question.flag("single", default=True))


def choices(question: Question, given: list[Given], *, single: bool) -> Fields:
    """The fields of a single or a multi from graded choices."""
    given = _once(question, given)
    _note_order(question, [one.text for one in given])
    fixed = {"fixed_order": True} if _keeps_order(question, given) else {}
    whole = sum(one.share >= 1 for one in given)
    if single and whole > 1:
        question.notices.append(
            "more than one choice is fully right, so it became a question with several answers"
        )
    if single and whole <= 1:
        return {"type": "single", "options": _one_right(question, given), **fixed}
    return {"type": "multi", "options": _several_right(given, single), **fixed}


def _once(question: Question, given: list[Given]) -> list[Given]:
    """Without choices that are there twice for the same grade."""
    kept = [given[place] for place in kept_once([(one.text, one.share) for one in given])]
    if len(kept) < len(given):
        question.notices.append(ONCE)
    return kept


def _one_right(question: Question, given: list[Given]) -> list[Fields]:
    best = max(given, key=lambda one: one.share, default=None)
    if best is None:
        raise UnfitError("there are no choices")
    if best.share <= 0:
        raise UnfitError("no choice is right")
    if best.share < 1:
        question.notices.append(
            f"no choice earned all the points; the best ({best.share:.0%}) now does"
        )
    return [
        _option(one, key=one is best, credit=None if one is best else one.share) for one in given
    ]


def _several_right(given: list[Given], single: bool) -> list[Fields]:
    """The default is one up per right choice and one down per wrong one; else there are credits."""
    keys = [one for one in given if one.share > 0]
    if not keys:
        raise UnfitError("no choice is right")
    share = 1 / len(keys)
    usual = not single and all(
        abs(one.share - (share if one.share > 0 else -share)) < 1e-4 for one in given
    )
    return [
        _option(one, key=one.share > 0, credit=None if usual else one.share, zero=True)
        for one in given
    ]


def _option(one: Given, *, key: bool, credit: float | None, zero: bool = False) -> Fields:
    option: Fields = {"text": one.text, "key": key}
    if one.feedback:
        option["feedback"] = one.feedback
    if credit is not None and (credit or zero):
        option["credit"] = credit
    return option


def _keeps_order(question: Question, given: list[Given]) -> bool:
    """Here a fixed order is that of the values in the texts; so it is kept only where it is that."""
    texts = [one.text for one in given]
    return not _shuffled(question) and fixed_positions(texts) == list(range(len(texts)))


def _note_order(question: Question, texts: list[str]) -> None:
    if not _shuffled(question) and fixed_positions(texts) != list(range(len(texts))):
        question.lost.add("the order of the choices, which are shuffled here")


def _shuffled(question: Question) -> bool:
    return question.flag("shuffleanswers", default=True)


def true_false(question: Question) -> Fields:
    """A statement; what was said about either answer goes into the explanation."""
    by_text = {plain(one.text).lower(): one for one in question.answers()}
    yes, no = by_text.get("true"), by_text.get("false")
    shares = (yes.share if yes else 0.0, no.share if no else 0.0)
    if shares[0] == shares[1]:
        raise UnfitError("it does not say whether true or false is right")
    said = [f"**{label}** {one.feedback}" for label, one in (("True:", yes), ("False:", no))
            if one and one.feedback]  # fmt: skip
    if said:
        question.notices.append("the feedback on true and on false went into the explanation")
    explanation = [part for part in (question.text("generalfeedback"), *said) if part]
    return {
        "type": "true_false",
        "answer": shares[0] > shares[1],
        "explanation": "\n\n".join(explanation),
    }


def matching(question: Question) -> Fields:
    """Pairs; an entry without a left side is one to spare."""
    pairs, spare = [], []
    for node in children(question.node, "subquestion"):
        left = question.markdown(node)
        answer = child(node, "answer")
        if question.node.get("type") == "ddmatch":
            right = question.markdown(answer)
        else:
            right = escape_markdown(plain(content(answer)))
        if left and right:
            pairs.append({"left": left, "right": right})
        elif right:
            spare.append(right)
    taken = {squash(pair["right"]) for pair in pairs}
    extra = [text for text in _distinct(spare) if squash(text) not in taken]
    return {"type": "matching", "pairs": pairs, "extra": [{"text": text} for text in extra]}


def _distinct(texts: Iterable[str]) -> list[str]:
    return list({squash(text): text for text in texts}.values())


def ordering(question: Question) -> Fields:
    """Steps in the order in which the file lists them."""
    steps = [question.markdown(node) for node in children(question.node, "answer")]
    return {"type": "ordering", "order": [{"text": step} for step in steps]}


def kprime(question: Question) -> Fields:
    """Statements that are each sorted under one of the columns."""
    columns = {node.get("number"): question.markdown(child(node, "responsetext"))
               for node in children(question.node, "column")}  # fmt: skip
    right = {
        node.get("rownumber"): columns.get(node.get("columnnumber"))
        for node in children(question.node, "weight")
        if _weight(child(node, "value"))
    }
    rows = [
        {"text": question.markdown(child(node, "optiontext")), "group": right[node.get("number")]}
        for node in children(question.node, "row")
        if right.get(node.get("number"))
    ]
    groups = list(columns.values())
    return {"type": "categorise", "groups": groups, "options": rows}


def _weight(node: Any) -> bool:
    try:
        return float((node.text if node is not None else None) or 0) > 0
    except ValueError:
        return False
