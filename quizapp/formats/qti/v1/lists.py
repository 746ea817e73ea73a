"""QTI 1.2: choices, orders, matching and groups."""

from quizapp.formats.html import plain_of
from quizapp.formats.qti.kinds import all_of, matched, one_of, order_fields, several_of
from quizapp.formats.qti.question import Content, NotTakenError
from quizapp.formats.qti.v1.material import Response
from quizapp.formats.qti.v1.parts import Item
from quizapp.formats.qti.v1.rules import all_together, points_by_value, sequence

_NO_GROUP = "None of these"


def choice(item: Item) -> Content:
    """One of several, or true or false."""
    response = _first(item)
    texts = _texts(item, response)
    points = points_by_value(item.rules, response.identifier)
    feedback = item.feedback(response)
    content = {"stem": _stem_with(item, response)}
    content |= one_of(texts, points, feedback, item.question)
    for place, remark in enumerate(content.pop("remarks", [])):
        item.said[f"remark {place}"] = remark
    if content["type"] == "true_false":
        return content
    return content | order_fields(item.question, list(texts.values()), response.shuffled)


def choices(item: Item) -> Content:
    """Several of several."""
    response = _first(item)
    texts = _texts(item, response)
    together = all_together(item.rules, response.identifier)
    feedback = item.feedback(response)
    content = {"stem": _stem_with(item, response)}
    points = points_by_value(item.rules, response.identifier)
    if together or item.fields.get("scoring_algorithm", "").lower() == "allornothing":
        right = together or [key for key, value in points.items() if value > 0]
        content |= all_of(texts, right, feedback, item.question)
    else:
        content |= several_of(texts, points, feedback, item.question)
    return content | order_fields(item.question, list(texts.values()), response.shuffled)


def ordering(item: Item) -> Content:
    """Steps in order."""
    response = _first(item)
    texts = _texts(item, response)
    order = sequence(item.rules, response.identifier)
    if not order:
        raise NotTakenError("The file does not say which order is right.")
    if sorted(order) != sorted(texts):
        raise NotTakenError("Only some of its entries belong into the order.")
    return {
        "type": "ordering",
        "stem": _stem_with(item, response),
        "order": [{"text": texts[key]} for key in order],
    }


def matching(item: Item) -> Content:
    """Each response is an entry on the left; its labels are the entries on the right."""
    pairs: list[tuple[str, str]] = []
    spare: list[str] = []
    for response in item.responses:
        left = item.question.markdown(response.html)
        texts = _texts(item, response)
        spare += texts.values()
        key = _best(points_by_value(item.rules, response.identifier))
        right = texts.get(key or "", "")
        if left and right:
            pairs.append((left, right))
        else:
            item.question.note(f"“{plain_of(response.html)[:60]}” belongs to nothing: left out.")
    return matched(item.stem(), pairs, spare)


def groups(item: Item) -> Content:
    """Each response is a group; the right labels of it belong there."""
    names = [item.question.markdown(response.html) for response in item.responses]
    texts: dict[str, str] = {}
    belongs: dict[str, str] = {}
    for name, response in zip(names, item.responses, strict=True):
        texts |= _texts(item, response)
        for rule in item.rules:
            if (rule.points or 0) > 0:
                belongs |= dict.fromkeys(rule.values(response.identifier), name)
    if not belongs:
        raise NotTakenError("The file does not say what belongs together.")
    if any(key not in belongs for key in texts):
        item.question.note(f"For what belongs into no group there is a group “{_NO_GROUP}”.")
        names.append(_NO_GROUP)
    options = [
        {"text": text, "group": belongs.get(key, _NO_GROUP)} for key, text in sorted(texts.items())
    ]
    return {"type": "categorise", "stem": item.stem(), "groups": names, "options": options}


def _first(item: Item) -> Response:
    if not item.responses[0].labels:
        raise NotTakenError("There is nothing to choose from.")
    return item.responses[0]


def _texts(item: Item, response: Response) -> dict[str, str]:
    """The Markdown of the labels by identifier."""
    return {one.identifier: item.question.markdown(one.html) for one in response.labels}


def _stem_with(item: Item, response: Response) -> str:
    """The text, and what stands directly above the options."""
    own = item.question.markdown(response.html) if plain_of(response.html) else ""
    return "\n\n".join(part for part in (item.stem(), own) if part)


def _best(points: dict[str, float]) -> str | None:
    above = {key: value for key, value in points.items() if value > 0}
    return max(above, key=lambda key: above[key]) if above else None
