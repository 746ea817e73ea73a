"""QTI 2 and 3: one item, whatever it asks for."""

from collections.abc import Callable

from lxml import etree

from quizapp.formats.qti.question import (
    Content,
    NotTakenError,
    Question,
    paragraphs,
    refuse_too_many,
)
from quizapp.formats.qti.tree import Element, cut, flag, swap, words_of
from quizapp.formats.qti.v2 import blanks, choices, numbers, pairs
from quizapp.formats.qti.v2.feedback import Said, taken_feedback
from quizapp.formats.qti.v2.scoring import Declared, declared, points_of

Reader = Callable[[Element, Element, Declared, Said, Question], Content]

_READERS: dict[str, Reader] = {
    "choiceInteraction": choices.choice,
    "hottextInteraction": choices.hottext,
    "orderInteraction": choices.ordering,
    "textEntryInteraction": blanks.typed,
    "sliderInteraction": numbers.slider,
    "gapMatchInteraction": blanks.gap_match,
    "matchInteraction": pairs.match,
    "associateInteraction": pairs.associate,
}
_IN_TEXT = {"textEntryInteraction", "inlineChoiceInteraction", "choiceInteraction"}
_NO_QUESTIONS = {"mediaInteraction", "endAttemptInteraction"}
_ON_PICTURES = {
    "hotspotInteraction", "selectPointInteraction", "graphicOrderInteraction",
    "graphicAssociateInteraction", "graphicGapMatchInteraction", "positionObjectInteraction",
}  # fmt: skip
_PROGRAMS = {"customInteraction", "portableCustomInteraction"}
_ADAPTIVE = "It is adaptive: it goes on by what was answered, which cannot be done here."
_TEMPLATE = "It is a template whose values are drawn anew each time, which cannot be done here."
_PROGRAM = "It brings its own program (a custom interaction), which is never run here."
_PICTURE = "It is answered on a picture, which cannot be done here."


def content_of(root: Element, question: Question) -> Content:
    """The fields of an item (its names made plain). Raises NotTakenError."""
    _refuse_what_runs(root)
    refuse_too_many(sum(1 for _ in root.iterchildren("responseDeclaration")))
    said = taken_feedback(root, question)
    interactions = _interactions(root, question)
    responses = declared(root)
    _show_media(root)
    content = _asked(root, interactions, responses, said, question)
    points = points_of(root, responses)
    if points is not None and points != 1 and content["type"] != "text":
        content["points"] = points
    _tell_teachers(content, said, question)
    return {key: value for key, value in content.items() if value != ""}


def _refuse_what_runs(root: Element) -> None:
    if any(True for _ in root.iter(*_PROGRAMS)):
        raise NotTakenError(_PROGRAM)
    if flag(root, "adaptive"):
        raise NotTakenError(_ADAPTIVE)
    if any(True for _ in root.iter("templateDeclaration", "templateProcessing")):
        raise NotTakenError(_TEMPLATE)
    if root.find("itemBody") is None:
        raise NotTakenError("There is no text in it.")


def _interactions(root: Element, question: Question) -> list[Element]:
    """What is to be answered, in order; buttons and players are no questions."""
    found: list[Element] = []
    for element in list(root.iter()):
        tag = str(element.tag)
        if not tag.endswith("Interaction"):
            continue
        if tag == "endAttemptInteraction":
            question.note("A button (“{}”) was left out.".format(element.get("title", "")))
            cut(element)
        elif tag == "mediaInteraction":
            element.tag = "div"
        else:
            found.append(element)
    return found


def _asked(
    root: Element,
    interactions: list[Element],
    responses: dict[str, Declared],
    said: Said,
    question: Question,
) -> Content:
    names = {str(one.tag) for one in interactions}
    if not interactions:
        said.general, shown = [], paragraphs([choices.body_words(root, question), *said.general])
        return {"type": "text", "stem": shown}
    if names & _ON_PICTURES:
        raise NotTakenError(_PICTURE)
    for name, what in (("drawing", "a drawing"), ("upload", "a file to hand in")):
        if f"{name}Interaction" in names:
            raise NotTakenError(f"Its answer is {what}, which cannot be taken here.")
    if names == {"extendedTextInteraction"}:
        return _essay(root, interactions, responses, said, question)
    for one in interactions:
        responses.setdefault(one.get("responseIdentifier", ""), Declared(""))
    first = interactions[0]
    response = responses[first.get("responseIdentifier", "")]
    if len(interactions) == 1 and (reader := _READERS.get(str(first.tag))):
        return reader(root, first, response, said, question)
    if names <= _IN_TEXT and all(_fits_a_blank(one, responses) for one in interactions):
        return blanks.blanks_of(root, interactions, responses, said, question)
    kinds = ", ".join(sorted(name.removesuffix("Interaction") for name in names))
    raise NotTakenError(f"It holds several questions of different kinds ({kinds}).")


def _fits_a_blank(interaction: Element, responses: dict[str, Declared]) -> bool:
    response = responses[interaction.get("responseIdentifier", "")]
    return interaction.tag != "choiceInteraction" or response.cardinality == "single"


def _essay(
    root: Element,
    interactions: list[Element],
    responses: dict[str, Declared],
    said: Said,
    question: Question,
) -> Content:
    if len(interactions) > 1:
        raise NotTakenError("It asks for several long texts in one question.")
    samples = [text for one in responses.values() for text in one.correct]
    stem = choices.stem_around(root, interactions[0], question)
    content = {"type": "essay", "stem": stem, "explanation": said.explanation}
    sample = paragraphs([question.markdown(_escaped(text)) for text in samples])
    return content | ({"sample": sample} if sample else {})


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _tell_teachers(content: Content, said: Said, question: Question) -> None:
    words = paragraphs(said.for_teachers)
    if not words:
        return
    if content["type"] == "essay" and "sample" not in content:
        content["sample"] = words
    else:
        question.note("What it says to those who mark it was left out.")


def _show_media(root: Element) -> None:
    """Objects become pictures or links, as HTML has them."""
    for element in list(root.iter("object")):
        address, kind = element.get("data"), element.get("type", "")
        if not address:
            continue
        picture = kind.startswith("image/")
        shown = etree.Element("img" if picture else "a")
        shown.set("src" if picture else "href", address)
        text = words_of(element)
        if picture:
            shown.set("alt", text)
        else:
            shown.text = text or address.rsplit("/", 1)[-1]
        swap(element, shown)
