"""What the versions of QTI share: options by what they earn, typed answers, blanks in a text."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import isclose

from quizapp.domain.items.sorting import fixed_positions
from quizapp.domain.items.wording import joined
from quizapp.formats.choices import kept_once
from quizapp.formats.qti.question import (
    ALL_OR_NOTHING,
    KEPT_ORDER,
    Content,
    NotTakenError,
    Question,
)

NO_KEY = "The file does not say which answer is right (a poll?)."
_BLANK_START, _BLANK_END = "\ue010", "\ue011"  # they pass the way to Markdown unchanged
_BLANK = re.compile(f"{_BLANK_START}([0-9]+){_BLANK_END}")
_NEARLY = 0.9999  # two options cannot both earn all points where one is to be chosen

Options = Mapping[str, str]  # Markdown by identifier


def _options(
    texts: Options,
    points: Mapping[str, float],
    feedback: Mapping[str, str],
    question: Question,
    right: Collection[str] = (),
) -> dict[str, Content]:
    """The options without empty ones, of which none may be right, and without twins."""
    made: dict[str, Content] = {}
    for identifier, text in texts.items():
        if not text:
            if points.get(identifier, 0.0) > 0:
                raise NotTakenError("The right option is empty.")
            question.note("An empty option was left out.")
            continue
        said = feedback.get(identifier)
        made[identifier] = {"text": text} | ({"feedback": said} if said else {})
    keys = list(made)
    kept = kept_once([(made[key]["text"], (points.get(key, 0.0), key in right)) for key in keys])
    if len(kept) < len(keys):
        question.note("A choice that was there twice is there once now.")
    return {keys[place]: made[keys[place]] for place in kept}


def one_of(
    texts: Options, points: Mapping[str, float], feedback: Mapping[str, str], question: Question
) -> Content:
    """One option to choose, by what each earns: single choice, or true or false.

    Of true and false, what is said about each is returned as `remarks`.
    """
    options = _options(texts, points, feedback, question)
    known = {key: points.get(key, 0.0) for key in options}
    best = max(known, key=lambda key: known[key], default="")
    most = known.get(best, 0.0)
    if most <= 0:
        raise NotTakenError(NO_KEY)
    others = {key: value for key, value in known.items() if key != best and value}
    truth = {key: _plain_word(text) for key, text in texts.items()}
    if sorted(truth.values()) == ["false", "true"] and not others:
        remarks = [f"{texts[key]}: {said}" for key, said in feedback.items() if key in texts]
        return {"type": "true_false", "answer": truth[best] == "true", "remarks": remarks}
    options[best]["key"] = True
    for key, value in others.items():
        if value == most:
            question.note(
                "More than one option earns all the points; one is shown as the right one."
            )
        options[key]["credit"] = round(max(-1.0, min(value / most, _NEARLY)), 4)
    return {"type": "single", "options": list(options.values())}


def _plain_word(text: str) -> str:
    return text.strip(" *.").lower()


def several_of(
    texts: Options,
    points: Mapping[str, float],
    feedback: Mapping[str, str],
    question: Question,
    *,
    whole: float | None = None,
    right: Collection[str] = (),
) -> Content:
    """Several options to choose, by what each earns; `whole` are all points, else their sum.

    `right` are those that are right though they earn nothing by themselves. Where every right option earns what every wrong one costs, the house counts so by itself.
    """
    options = _options(texts, points, feedback, question, right)
    known = {key: points.get(key, 0.0) for key in options}
    above = sum(value for value in known.values() if value > 0)
    if not above:
        raise NotTakenError(NO_KEY)
    whole = whole or above
    same = len({abs(value) for value in known.values()}) == 1
    one_up_one_down = same and isclose(whole, above, abs_tol=1e-6)
    for key, value in known.items():
        if value > 0 or (value == 0 and key in right):
            options[key]["key"] = True
        if value and not one_up_one_down:
            options[key]["credit"] = round(max(-1.0, min(1.0, value / whole)), 4)
    return {"type": "multi", "options": list(options.values())}


def all_of(
    texts: Options, keys: Iterable[str], feedback: Mapping[str, str], question: Question
) -> Content:
    """Several options to choose of which only is known which are right together."""
    right = set(keys)
    question.general.add(ALL_OR_NOTHING)
    points = {key: 1.0 if key in right else -1.0 for key in texts}
    return several_of(texts, points, feedback, question)


def matched(stem: str, pairs: Sequence[tuple[str, str]], spare: Iterable[str]) -> Content:
    """Pairs of Markdown, and entries to spare on the right; one pair alone becomes a choice."""
    used = {right for _, right in pairs}
    extra = [{"text": text} for text in dict.fromkeys(spare) if text and text not in used]
    if len(pairs) == 1 and extra:
        (left, right) = pairs[0]
        options = [{"text": right, "key": True}, *extra]
        shown = "\n\n".join(part for part in (stem, left) if part)
        return {"type": "single", "stem": shown, "options": options}
    made = [{"left": left, "right": right} for left, right in pairs]
    return {"type": "matching", "stem": stem, "pairs": made, "extra": extra}


def order_fields(question: Question, texts: list[str], shuffled: bool | None) -> Content:
    """Whether the order stays: only the order of values can be kept here."""
    if shuffled is not False:
        return {}
    if fixed_positions(texts) == list(range(len(texts))):
        return {"fixed_order": True}
    question.general.add(KEPT_ORDER)
    return {}


def share_of(points: float, whole: float) -> float:
    """A part of the points as a share that is neither nothing nor all."""
    return min(max(round(points / whole, 4), 0.0001), _NEARLY)


def listed_answers(points: Mapping[str, float]) -> Content:
    """Accepted, partly accepted and rejected answers; capitals make no difference here."""
    best = max(points.values(), default=0.0)
    whole = [answer for answer, value in points.items() if answer and value == best > 0]
    if not whole:
        raise NotTakenError("The file does not say which answer is right.")
    taken = {joined(answer) for answer in whole}
    lists: Content = {"answers": whole}
    for answer, value in points.items():
        if not answer or joined(answer) in taken:
            continue
        taken.add(joined(answer))
        if 0 < value < best:
            lists.setdefault("partial", {})[answer] = share_of(value, best)
        else:
            lists.setdefault("reject", []).append(answer)
    return lists


def blank_mark(number: int) -> str:
    """What stands for a blank until the text is Markdown."""
    return f"{_BLANK_START}{number}{_BLANK_END}"


def with_blanks(markdown: str) -> str:
    """The text with the blanks as the house writes them."""
    return _BLANK.sub(r"{{\1}}", markdown)


def chosen_blank(answers: list[str], options: list[str]) -> Content:
    """A blank that is chosen. Raises NotTakenError if nothing is right or an option has no words."""
    if not answers:
        raise NotTakenError("The file does not say what is right in one of the blanks.")
    if not all(options):
        raise NotTakenError("One of the options of a blank has no words (a picture?).")
    return {"answers": list(dict.fromkeys(answers)), "options": list(dict.fromkeys(options))}
