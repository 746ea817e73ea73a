"""Questions whose answer is typed: words, a number, an essay; and text that is only read."""

from decimal import ROUND_UP, Decimal, InvalidOperation
from typing import Any

from quizapp.formats.moodle.graded import typed
from quizapp.formats.moodle.question import Given, Question, UnfitError, content, plain, share_of
from quizapp.formats.safe_xml import child, children, text_of

Fields = dict[str, Any]

_MOST_PLACES = 9
_STEP = Decimal("1e-9")
_MOST_DIGITS = 30


def short_answer(question: Question) -> Fields:
    """Words."""
    if question.flag("usecase", default=False):
        question.lost.add("the difference between capital and small letters in answers")
    given = [Given(_words(one), one.share, one.feedback) for one in question.answers()]
    return {"type": "short", **typed(given, question.notices)}


def _words(given: Given) -> str:
    if given.node is not None and given.node.get("format") == "plain_text":
        return " ".join(given.text.split())
    return plain(given.text)


def numerical(question: Question) -> Fields:
    """A number; the first answer that earns all the points is the one shown."""
    accepted: list[Fields] = []
    wrong: list[Fields] = []
    for node in children(question.node, "answer"):
        share = share_of(node.get("fraction"), question.notices)
        feedback = question.markdown(child(node, "feedback")) or None
        written = plain(content(node))
        if written == "*":
            _any_number(question, share, feedback)
        elif share > 0:
            value = {"answer": decimal(written), "tolerance": _tolerance(node)}
            accepted.append({**value, "credit": share, "feedback": feedback})
        else:
            value_of = decimal(written)
            wrong.append({"value": round(value_of, _MOST_PLACES), "feedback": feedback})
    fields = number(accepted, wrong, question.notices)
    unit = _unit(question)
    return {**fields, "unit": unit} if unit else fields


def number(accepted: list[Fields], wrong: list[Fields], notices: list[str]) -> Fields:
    """The fields of a numeric item from accepted ranges and wrong values."""
    if not accepted:
        raise UnfitError("no answer is right")
    accepted = [_short(one) for one in accepted]
    first = max(accepted, key=lambda one: one["credit"])  # of equal ones the first
    if first["credit"] < 1:
        notices.append(
            f"no answer earned all the points; the best ({first['credit']:.0%}) now does"
        )
    if first["feedback"]:
        notices.append(
            f"what was said about the right answer is not kept: {first['feedback'][:80]}"
        )
    return {
        "type": "numeric",
        "answer": first["answer"],
        "tolerance": first["tolerance"],
        "also": [_bare(one) for one in accepted if one is not first],
        "distractors": [_bare(one) for one in wrong if not _within(one["value"], first)],
    }


def _bare(one: Fields) -> Fields:
    return {name: value for name, value in one.items() if value is not None}


def _within(value: Decimal, accepted: Fields) -> bool:
    return bool(abs(value - accepted["answer"]) <= accepted["tolerance"])


def _any_number(question: Question, share: float, feedback: str | None) -> None:
    if share > 0:
        raise UnfitError("any number is right")
    if feedback:
        question.notices.append("the feedback on all other answers is not kept")


def decimal(written: str) -> Decimal:
    """A number as written. Raises UnfitError where it is none."""
    try:
        value = Decimal(written.replace(",", ".").replace("\u2212", "-").replace(" ", ""))
    except InvalidOperation:
        raise UnfitError(f"“{written[:40]}” is not a number") from None
    if not value.is_finite() or value.adjusted() > _MOST_DIGITS:
        raise UnfitError(f"“{written[:40]}” is not a number that can be kept")
    return value


def _short(accepted: Fields) -> Fields:
    """With as many decimals as can be kept; the tolerance makes up for the rest."""
    value, near = accepted["answer"], accepted["tolerance"]
    rounded = value.quantize(_STEP) if _places(value) > _MOST_PLACES else value
    if abs(rounded - value) > max(near, abs(value) * _STEP * 1_000):
        raise UnfitError(f"{value:.6g} has more decimals than can be kept")
    wider = near if rounded == value else near + _STEP
    if _places(wider) > _MOST_PLACES:
        wider = wider.quantize(_STEP, ROUND_UP)
    return {**accepted, "answer": rounded, "tolerance": wider}


def _places(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _tolerance(node: Any) -> Decimal:
    raw = text_of(child(node, "tolerance")).strip()
    return abs(decimal(raw)) if raw else Decimal(0)


def _unit(question: Question) -> str | None:
    """The unit by which others are measured; others are not kept."""
    units = [
        unit for holder in children(question.node, "units") for unit in children(holder, "unit")
    ]
    named = [
        (text_of(child(unit, "multiplier")).strip(), text_of(child(unit, "unit_name")).strip())
        for unit in units
    ]
    if len(named) > 1:
        question.notices.append("of its units only the first is kept")
    base = next((name for multiplier, name in named if multiplier in ("1", "1.0", "")), None)
    return base or (named[0][1] if named else None) or None


def essay(question: Question) -> Fields:
    """A text; the notes for graders become the model answer."""
    if question.raw("responsetemplate").strip():
        question.lost.add("the text that stood in the answer box from the beginning")
    if question.raw("attachmentsrequired").strip() not in ("", "0"):
        question.lost.add("the wish for files with the answer")
    notes = question.text("graderinfo")
    if notes:
        question.notices.append("the notes for graders became the model answer")
    return {"type": "essay", "sample": notes}


def description(_: Question) -> Fields:
    """Text to read."""
    return {"type": "text"}
