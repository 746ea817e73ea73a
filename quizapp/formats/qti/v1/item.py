"""QTI 1.2: one item. Its kind comes from its metadata, else from what it asks and how it is marked."""

from collections.abc import Callable

from quizapp.formats.html import plain_of
from quizapp.formats.qti.question import Content, NotTakenError, Question, refuse_too_many
from quizapp.formats.qti.tree import Element, number, words_of
from quizapp.formats.qti.v1 import answers, lists
from quizapp.formats.qti.v1.material import Response, material_html, presentation_of
from quizapp.formats.qti.v1.parts import Item
from quizapp.formats.qti.v1.rules import rules_of

_NOT_TAKEN = {
    "calculated_question": "Its numbers are drawn anew by a formula, which cannot be done here.",
    "hot_spot_question": "It is answered on a picture, which cannot be done here.",
    "file_upload_question": "Its answer is a file to hand in, which cannot be taken here.",
}
_KINDS = {
    "multiple_choice_question": "choice", "true_false_question": "choice",
    "multiple_answers_question": "choices", "short_answer_question": "short",
    "numerical_question": "numeric", "essay_question": "essay", "text_only_question": "text",
    "fill_in_multiple_blanks_question": "blanks", "multiple_dropdowns_question": "dropdowns",
    "matching_question": "matching", "ordering_question": "ordering",
    "categorization_question": "groups",
    "cc.multiple_choice.v0p1": "choice", "cc.true_false.v0p1": "choice",
    "cc.multiple_response.v0p1": "choices", "cc.fib.v0p1": "short",
    "cc.pattern_match.v0p1": "short", "cc.essay.v0p1": "essay",
    "multiple choice": "choice", "true/false": "choice", "multiple response": "choices",
    "multiple answer": "choices", "essay": "essay", "matching": "matching", "ordering": "ordering",
}  # fmt: skip
_FIELDS = ("question_type", "cc_profile", "qmd_itemtype")


def content_of(element: Element, question: Question) -> Content:
    """The fields of an item (its names made plain). Raises NotTakenError."""
    shown = element.find("presentation")
    if shown is None:
        raise NotTakenError("There is no text in it.")
    fields = _fields(element)
    presentation = presentation_of(shown)
    refuse_too_many(len(presentation.responses))
    said = {
        one.get("ident", ""): question.markdown(_all_material(one))
        for one in element.iterchildren("itemfeedback")
    }
    said = {name: text for name, text in said.items() if text}
    item = Item(fields, shown, presentation, rules_of(element), said, question)
    kind = _kind(item)
    content = _READERS[kind](item)
    content.setdefault("explanation", item.explanation())
    points = number(fields.get("points_possible"))
    if points is not None and 0 < points <= 1_000 and points != 1 and kind != "text":
        content["points"] = points
    return {key: value for key, value in content.items() if value != ""}


def _fields(element: Element) -> dict[str, str]:
    """Metadata by name, as Canvas and as older programs write it."""
    found: dict[str, str] = {}
    for one in element.iter("qtimetadatafield"):
        label, entry = one.find("fieldlabel"), one.find("fieldentry")
        if label is not None and entry is not None:
            found[words_of(label).lower()] = words_of(entry)
    for old in element.iterfind("itemmetadata/qmd_itemtype"):
        found.setdefault("qmd_itemtype", words_of(old))
    return found


def _all_material(element: Element) -> str:
    return "".join(f"<div>{material_html(one)}</div>" for one in element.iter("material"))


def _kind(item: Item) -> str:
    for name in _FIELDS:
        said = item.fields.get(name, "").lower()
        if said in _NOT_TAKEN:
            raise NotTakenError(_NOT_TAKEN[said])
        kind = _KINDS.get(said)
        if kind and (item.responses or kind == "text"):
            return _corrected(kind, item)
    return _inferred(item)


def _corrected(kind: str, item: Item) -> str:
    """A short answer with several fields is a text with blanks."""
    return "fill" if kind == "short" and len(item.responses) > 1 else kind


def _inferred(item: Item) -> str:
    responses = item.responses
    if not responses:
        return "text"
    if any(one.drawn or one.tag in ("response_xy", "response_grp") for one in responses):
        raise NotTakenError(_NOT_TAKEN["hot_spot_question"])
    first = responses[0]
    chosen = [one for one in responses if one.tag == "response_lid"]
    if len(responses) > 1:
        if len(chosen) < len(responses):
            return "fill"
        return _several_lists(item)
    return _one_list(item, first) if chosen else _one_field(item, first)


def _one_field(item: Item, response: Response) -> str:
    if not any(rule.values(response.identifier) or rule.ranges for rule in item.rules):
        return "essay"
    return "numeric" if response.numeric else "short"


def _one_list(item: Item, response: Response) -> str:
    if response.cardinality == "ordered":
        return "ordering"
    if _bracketed(item, response):
        return "blanks"
    return "choices" if response.cardinality == "multiple" else "choice"


def _several_lists(item: Item) -> str:
    if all(_bracketed(item, one) for one in item.responses):
        return "blanks"
    if all(one.cardinality == "multiple" for one in item.responses):
        return "groups"
    return "matching" if all(plain_of(one.html) for one in item.responses) else "dropdowns"


def _bracketed(item: Item, response: Response) -> bool:
    text = item.presentation.html(item.shown, lambda _: "")
    return any(f"[{name}]" in text for name in answers.names_of(response))


_READERS: dict[str, Callable[[Item], Content]] = {
    "text": lambda item: {"type": "text", "stem": item.stem()},
    "essay": lambda item: {"type": "essay", "stem": item.stem()},
    "choice": lists.choice,
    "choices": lists.choices,
    "ordering": lists.ordering,
    "matching": lists.matching,
    "groups": lists.groups,
    "short": answers.short,
    "numeric": answers.numeric,
    "blanks": answers.blanks,
    "dropdowns": answers.blanks,
    "fill": answers.fill,
}
