"""QTI 2 and 3: choice, hot text and order."""

from lxml import etree

from quizapp.formats.qti.kinds import NO_KEY, all_of, one_of, order_fields, several_of
from quizapp.formats.qti.question import (
    Content,
    NotTakenError,
    Question,
    paragraphs,
)
from quizapp.formats.qti.tree import Element, cut, flag, swap
from quizapp.formats.qti.v2.feedback import Said
from quizapp.formats.qti.v2.scoring import Declared


def choice(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """A choice of one or several options."""
    elements = list(interaction.iterchildren("simpleChoice"))
    texts = {one.get("identifier", ""): question.words(one) for one in elements}
    stem = stem_around(root, interaction, question)
    content = chosen(stem, texts, response, said, question)
    if content["type"] == "true_false":
        return content
    order = order_fields(question, list(texts.values()), flag(interaction, "shuffle"))
    return content | order


def hottext(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """A choice among marked words of a text: the text is asked about, the words are the options."""
    marked = interaction.iter("hottext")
    texts = {one.get("identifier", ""): question.words(one) for one in marked}
    for one in list(interaction.iter("hottext")):
        one.tag = "strong"
    interaction.tag = "div"
    for prompt in interaction.iterchildren("prompt"):
        prompt.tag = "p"
    stem = body_words(root, question)
    return chosen(stem, texts, response, said, question)


def chosen(
    stem: str, texts: dict[str, str], response: Declared, said: Said, question: Question
) -> Content:
    """Single, multiple or true/false, by what is right."""
    common = {"stem": stem, "explanation": said.explanation}
    points = {key: response.mapped.get(key, response.others) for key in texts}
    if response.cardinality == "single":
        if not response.weighted:
            points = dict.fromkeys(response.correct[:1], 1.0)
        made = one_of(texts, points, said.by_value, question)
        explanation = paragraphs([*said.general, *made.pop("remarks", [])])
        return common | {"explanation": explanation} | made
    if response.weighted:
        return common | several_of(
            texts,
            points,
            said.by_value,
            question,
            whole=response.whole,
            right=response.correct,
        )
    if not response.correct:
        raise NotTakenError(NO_KEY)
    return common | all_of(texts, response.correct, said.by_value, question)


def ordering(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """Steps to put in order."""
    texts = {
        one.get("identifier", ""): question.words(one)
        for one in interaction.iterchildren("simpleChoice")
    }
    stem = stem_around(root, interaction, question)
    if not response.correct:
        raise NotTakenError("The file does not say which order is right.")
    if set(response.correct) != set(texts) or len(response.correct) != len(texts):
        raise NotTakenError("Only some of its entries belong into the order.")
    return {
        "type": "ordering",
        "stem": stem,
        "explanation": said.explanation,
        "order": [{"text": texts[identifier]} for identifier in response.correct],
    }


def stem_around(root: Element, interaction: Element, question: Question) -> str:
    """The text of the item, with the interaction's own prompt where the interaction stood."""
    prompt = interaction.find("prompt")
    if prompt is None:
        cut(interaction, " ")
    else:
        shown = etree.Element("div")
        prompt.tag = "p"
        prompt.tail = None
        shown.append(prompt)
        swap(interaction, shown)
    return body_words(root, question)


def body_words(root: Element, question: Question) -> str:
    """The text of the item."""
    body = root.find("itemBody")
    return "" if body is None else question.words(body)
