"""The answers of a GIFT question as the fields of a body, one function for each kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from quizapp.domain.items.wording import joined, squash
from quizapp.formats.gift.section import Kind, truth_of
from quizapp.formats.gift.texts import Texts
from quizapp.formats.gift.weights import MOST, Listed, TooManyError, distinct, listed

_PLACES = Decimal("1e-9")


class UnreadableError(ValueError):
    """The answers make no question; the message says why."""


@dataclass
class Answers:
    """The fields found; what belongs into the explanation besides; what was not taken as written."""

    fields: dict[str, Any]
    asides: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Reader = Callable[[str, Texts], Answers]


def _nothing(name: str) -> Reader:
    return lambda _answers, _texts: Answers({"type": name})


def _true_false(answers: str, texts: Texts) -> Answers:
    parts = answers.split("#")
    found = Answers({"type": "true_false", "answer": truth_of(answers)})
    for said in (part.strip() for part in parts[1:3]):
        if said:
            found.asides.append(texts.markdown(said))
    if found.asides:
        found.notes.append("the feedback on true and false stands in the explanation")
    return found


def _short(answers: str, texts: Texts) -> Answers:
    found = Answers({"type": "short"})
    full: list[str] = []
    partial: dict[str, float] = {}
    reject: list[str] = []
    notes: dict[str, str] = {}
    seen: set[str] = set()
    for one in listed(answers, "="):
        text = _without_wildcards(texts.plain(one.text), found)
        if not text or joined(text) in seen:
            continue
        seen.add(joined(text))
        if one.share >= 1:
            full.append(text)
        elif one.share > 0:
            partial[text] = one.share
        else:
            reject.append(text)
        if one.feedback and (said := texts.markdown(one.feedback)):
            notes[text] = said
    if not full and partial:
        best = max(partial, key=lambda text: partial[text])
        found.notes.append(f"no answer earns all points; “{best}” does here")
        del partial[best]
        full = [best]
    if not full:
        raise UnreadableError("no answer is right")
    found.fields |= {"answers": full, "partial": partial, "reject": reject, "notes": notes}
    return found


def _without_wildcards(text: str, found: Answers) -> str:
    """A star is dropped, for answers are compared as a whole; one after a backslash is a star."""
    if "*" not in text:
        return text
    parts = text.split("\\*")
    if text == "*":
        found.notes.append("“*”, which stands for any other answer, was left out")
        return ""
    if any("*" in part for part in parts):
        found.notes.append(f"“{text}”: the star, which stands for any letters, was left out")
    return " ".join("*".join(part.replace("*", " ") for part in parts).split())


def _choice(answers: str, texts: Texts) -> Answers:
    found = Answers({})
    listed_ = listed(answers)
    if any(one.right and one.weight is not None for one in listed_):
        found.notes.append("an answer has both = and a percentage; the percentage counts")
    if any(not one.text and one.feedback for one in listed_):
        listed_ = [
            one if one.text else replace(one, text="#" + one.feedback, feedback="")
            for one in listed_
        ]
        found.notes.append("an answer begins with a # that is not escaped; it was taken as text")
    named = distinct([(texts.markdown(one.text), one) for one in listed_])
    if len(named) < len(listed_):
        found.notes.append("an answer was there twice; once is enough")
    options = [_option(text, one, texts) for text, one in named]
    shares = [one.share for _, one in named]
    whole = [place for place, share in enumerate(shares) if share >= 1]
    if len(whole) == 1 and (any(one.right for _, one in named) or _alone(shares)):
        kind = "single"
        for place, share in enumerate(shares):
            if place != whole[0] and share:
                options[place]["credit"] = share
        options[whole[0]]["key"] = True
    else:
        kind = "multi"
        _several(options, shares, whole, found)
    found.fields |= {"type": kind, "options": options}
    return found


def _alone(shares: list[float]) -> bool:
    return sum(share > 0 for share in shares) == 1


def _option(text: str, one: Listed, texts: Texts) -> dict[str, Any]:
    option: dict[str, Any] = {"text": text}
    if one.feedback and (said := texts.markdown(one.feedback)):
        option["feedback"] = said
    return option


def _several(
    options: list[dict[str, Any]], shares: list[float], whole: list[int], found: Answers
) -> None:
    """Mark the right options of several, with their shares where they are not plain."""
    right = [place for place, share in enumerate(shares) if share > 0]
    if not right:
        raise UnreadableError("no answer is right")
    for place in right:
        options[place]["key"] = True
    if len(whole) > 1:
        found.notes.append(
            f"{len(whole)} answers are right on their own; all are to be chosen here"
        )
        if len(whole) == len(right) and not any(share < 0 for share in shares):
            return
        shares = [1 / len(whole) if share >= 1 else share for share in shares]
    if _by_the_house_rule(shares):
        return
    for option, share in zip(options, shares, strict=True):
        if share:
            option["credit"] = round(share, 5)
    total = sum(share for share in shares if share > 0)
    if not 0.99 <= total <= 1.01 and len(whole) < 2:
        found.notes.append(f"the right answers add up to {total * 100:.0f} %")


def _by_the_house_rule(shares: list[float]) -> bool:
    """Whether each wrong choice takes off what each right one earns: that needs no shares."""
    right = [share for share in shares if share > 0]
    each = 1 / len(right)
    return all(abs(abs(share) - each) < 1e-4 for share in shares)


def _matching(answers: str, texts: Texts) -> Answers:
    found = Answers({"type": "matching"})
    pairs: dict[tuple[str, str], None] = {}
    extra: list[str] = []
    if answers.count("=") > MOST:
        raise TooManyError(f"there are more than {MOST} pairs")
    for one in answers.split("=")[1:]:
        left, arrow, right = one.partition("->")
        if not one.strip():
            continue
        if not arrow:
            raise UnreadableError("in a matching question each = needs a ->")
        pair = texts.markdown(left), texts.markdown(right)
        if pair in pairs:
            found.notes.append("a pair was there twice; once is enough")
        elif pair[0]:
            pairs[pair] = None
        else:
            extra.append(pair[1])
    taken = {squash(right) for _, right in pairs}
    found.fields["pairs"] = [{"left": left, "right": right} for left, right in pairs]
    found.fields["extra"] = [
        {"text": text} for text in dict.fromkeys(extra) if text and squash(text) not in taken
    ]
    return found


def _numeric(answers: str, texts: Texts) -> Answers:
    found = Answers({"type": "numeric"})
    right, _, wrong = answers[1:].partition("~")
    accepted: list[tuple[Decimal, Decimal, Listed]] = []
    for one in listed(right, "="):
        value = _range(one.text)
        if value is None and one.text != "*":
            raise UnreadableError(f"“{texts.plain(one.text)}” is not a number")
        if value is not None and one.share > 0:
            accepted.append((*value, one))
        elif one.feedback or value is not None:
            found.notes.append(f"the feedback on “{texts.plain(one.text)}” was left out")
    if not accepted:
        raise UnreadableError("there is no number that is right")
    first = max(accepted, key=lambda one: one[2].share)
    if first[2].share < 1:
        found.notes.append("no number earns all points; the one that earns most does here")
    accepted.remove(first)
    found.fields |= {"answer": first[0], "tolerance": first[1], "also": [
        {"answer": value, "tolerance": width, "credit": one.share,
         "feedback": texts.markdown(one.feedback) or None}
        for value, width, one in accepted
    ]}  # fmt: skip
    for said in (first[2].feedback, wrong.partition("#")[2]):
        if said.strip():
            found.asides.append(texts.markdown(said))
    if found.asides:
        found.notes.append("the feedback on the answer stands in the explanation")
    return found


def _range(written: str) -> tuple[Decimal, Decimal] | None:
    """The middle and the tolerance of "3", "3:0.5" or "2.5..3.5"; None for what is no number."""
    low, dots, high = written.partition("..")
    middle, _, width = written.partition(":")
    try:
        if dots:
            ends = _number(low), _number(high)
            value, tolerance = (ends[0] + ends[1]) / 2, abs(ends[1] - ends[0]) / 2
        else:
            value, tolerance = _number(middle), abs(_number(width or "0"))
    except InvalidOperation:
        return None
    return _rounded(value), _rounded(tolerance)


def _number(written: str) -> Decimal:
    text = written.strip().replace("\N{MINUS SIGN}", "-")
    number = Decimal(text.replace(",", ".") if text.count(",") == 1 else text)
    if not number.is_finite():
        raise InvalidOperation
    return number


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_PLACES).normalize() if abs(number) < 10**16 else number


READERS: Mapping[Kind, Reader] = {
    "text": _nothing("text"),
    "essay": _nothing("essay"),
    "true_false": _true_false,
    "short": _short,
    "choice": _choice,
    "matching": _matching,
    "numeric": _numeric,
}
