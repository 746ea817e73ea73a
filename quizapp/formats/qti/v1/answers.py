"""QTI 1.2: typed answers: short, numbers, and blanks in a text, typed or chosen."""

from decimal import Decimal, InvalidOperation
from html import escape

from quizapp.formats.html import plain_of
from quizapp.formats.qti.kinds import blank_mark, chosen_blank, listed_answers, with_blanks
from quizapp.formats.qti.question import Content, NotTakenError
from quizapp.formats.qti.v1.material import Label, Response
from quizapp.formats.qti.v1.parts import Item
from quizapp.formats.qti.v1.rules import Rule, points_by_value

_PATTERN = "textregex"
_CHOSEN = ("dropdown", "wordbank")


def short(item: Item) -> Content:
    """A word or a name, typed."""
    response = item.responses[0]
    lists = _lists(item, response)
    known = {*lists["answers"], *lists.get("partial", ()), *lists.get("reject", ())}
    notes = {key: text for key, text in item.feedback(response).items() if key in known}
    return {"type": "short", "stem": item.stem(), **lists} | ({"notes": notes} if notes else {})


def _lists(item: Item, response: Response) -> Content:
    return listed_answers(points_by_value(item.rules, response.identifier))


def numeric(item: Item) -> Content:
    """A number: each rule with points is an accepted value with its tolerance."""
    name = item.responses[0].identifier
    scored = [rule for rule in item.rules if (rule.points or 0) > 0]
    best = max((rule.points or 0 for rule in scored), default=0)
    found: list[tuple[Decimal, Decimal, float]] = []
    for rule in scored:
        share = (rule.points or 0) / best
        found += [(value, off, share) for value, off in _values(rule, name)]
    found.sort(key=lambda one: -one[2])
    if not found:
        raise NotTakenError("The file does not say which number is right.")
    answer, tolerance, _ = found[0]
    content: Content = {"type": "numeric", "stem": item.stem(), "answer": answer}
    if tolerance:
        content["tolerance"] = tolerance
    also = [
        {"answer": value}
        | ({"tolerance": off} if off else {})
        | ({"credit": round(share, 4)} if share < 1 else {})
        for value, off, share in found[1:]
    ]
    return content | ({"also": also} if also else {})


def _values(rule: Rule, name: str) -> list[tuple[Decimal, Decimal]]:
    """Values and tolerances of a rule; a range around a value is its tolerance."""
    exact = [_decimal(text) for text in rule.values(name)]
    found: list[tuple[Decimal, Decimal]] = []
    ranges = [(low, high) for response, low, high in rule.ranges if response == name]
    for low, high in ranges:
        bottom, top = _decimal(str(low)), _decimal(str(high))
        middle = (bottom + top) / 2
        inside = [value for value in exact if bottom <= value <= top]
        exact = [value for value in exact if value not in inside]
        found.append((inside[0] if middle in inside else middle, (top - bottom) / 2))
    return found + [(value, Decimal(0)) for value in exact]


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise NotTakenError(f"Its answer “{text[:80]}” is not a number.") from None
    if not value.is_finite():
        raise NotTakenError(f"Its answer “{text[:80]}” is not a number.")
    return round(value, 9)


def names_of(response: Response) -> list[str]:
    """What may stand in square brackets in the text for a blank."""
    identifier = response.identifier.removeprefix("response_")
    return [name for name in dict.fromkeys((identifier, plain_of(response.html))) if name]


def blanks(item: Item) -> Content:
    """A text in which [name] stands for a blank."""
    html = item.presentation.html(item.shown, lambda _: "")
    made: dict[str, Content] = {}
    for place, response in enumerate(item.responses, 1):
        made[str(place)] = _blank(item, response)
        html = _placed(html, response, place)
    stem = with_blanks(item.question.markdown(html))
    return {"type": "cloze", "stem": stem, "blanks": made}


def _placed(html: str, response: Response, place: int) -> str:
    for name in names_of(response):
        written = f"[{escape(name, quote=False)}]"
        if written in html:
            return html.replace(written, blank_mark(place), 1)
    return f"{html}<p>{escape(plain_of(response.html))}: {blank_mark(place)}</p>"


def _blank(item: Item, response: Response) -> Content:
    if not response.labels or response.tag != "response_lid":
        return _lists(item, response)
    kinds = {(label.element.get("answer_type") or "").lower() for label in response.labels}
    texts = {label.identifier: plain_of(label.html) for label in response.labels if _listed(label)}
    if len(texts) < len(response.labels):
        item.question.note("Answers that are patterns were left out.")
    points = points_by_value(item.rules, response.identifier)
    right = [texts[key] for key, value in points.items() if value > 0 and key in texts]
    said = {texts[key]: one for key, one in item.feedback(response).items() if texts.get(key)}
    if _is_chosen(item, kinds, texts):
        blank = chosen_blank(right, list(texts.values()))
        wrong = [text for text in said if text not in blank["answers"]]
        return blank | {"notes": said, "reject": wrong}
    answers = list(dict.fromkeys([*right, *(text for text in texts.values() if text)]))
    if not answers:
        raise NotTakenError("The file does not say what is right in one of the blanks.")
    return {"answers": answers, "notes": said}


def _is_chosen(item: Item, kinds: set[str], texts: dict[str, str]) -> bool:
    """Whether a blank is chosen from a list: as it is said, else where its labels differ."""
    if len(set(texts.values())) < 2:
        return False
    declared = item.fields.get("question_type", "")
    if declared or "openentry" in kinds:
        return bool(kinds & set(_CHOSEN)) or declared == "multiple_dropdowns_question"
    return len({text.casefold() for text in texts.values()}) > 1


def _listed(label: Label) -> bool:
    return (label.element.get("scoring_algorithm") or "").lower() != _PATTERN


def fill(item: Item) -> Content:
    """A text between whose pieces the fields stand."""
    places = {response.identifier: place for place, response in enumerate(item.responses, 1)}
    stem = item.stem(lambda response: blank_mark(places[response.identifier]))
    made = {str(place): _blank(item, response) for place, response in enumerate(item.responses, 1)}
    return {"type": "cloze", "stem": with_blanks(stem), "blanks": made}
