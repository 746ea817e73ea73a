"""QTI 2 and 3: text entry, inline choice and gap match: blanks in a text, or one typed answer."""

import re

from quizapp.domain.items.wording import joined
from quizapp.formats.qti.kinds import (
    blank_mark,
    chosen_blank,
    listed_answers,
    share_of,
    with_blanks,
)
from quizapp.formats.qti.question import SAME_WEIGHTS, Content, NotTakenError, Question
from quizapp.formats.qti.tree import Element, cut
from quizapp.formats.qti.v2.choices import body_words, stem_around
from quizapp.formats.qti.v2.feedback import Said
from quizapp.formats.qti.v2.numbers import NUMBERS, numeric, stands_alone
from quizapp.formats.qti.v2.scoring import Declared

_NUMBERED = re.compile(r"_([1-9][0-9]?)$")


def typed(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """One blank to type into: a number, a short answer, or a cloze where it stands in a text."""
    if response.base in NUMBERS:
        return numeric(root, interaction, response, said, question)
    lists = answer_lists(response)
    if stands_alone(interaction) and not _NUMBERED.search(response.identifier):
        stem = stem_around(root, interaction, question)
        notes = {answer: text for answer, text in said.by_value.items() if _listed(answer, lists)}
        content = {"type": "short", "stem": stem, "explanation": said.explanation, **lists}
        return content | ({"notes": notes} if notes else {})
    name = _names([interaction])[0]
    cut(interaction, blank_mark(name))
    return cloze(root, {str(name): lists}, said, question)


def _listed(answer: str, lists: Content) -> bool:
    forms = {joined(one) for group in lists.values() for one in group}
    return joined(answer) in forms


def cloze(root: Element, blanks: dict[str, Content], said: Said, question: Question) -> Content:
    """A cloze of the blanks whose marks are in the text."""
    stem = with_blanks(body_words(root, question))
    return {"type": "cloze", "stem": stem, "explanation": said.explanation, "blanks": blanks}


def blanks_of(
    root: Element,
    interactions: list[Element],
    responses: dict[str, Declared],
    said: Said,
    question: Question,
) -> Content:
    """Several blanks, typed or chosen."""
    blanks: dict[str, Content] = {}
    for place, interaction in zip(_names(interactions), interactions, strict=True):
        response = responses[interaction.get("responseIdentifier", "")]
        if interaction.tag == "textEntryInteraction":
            blanks[str(place)] = answer_lists(response)
            if response.base in NUMBERS:
                question.note("A number in a blank is compared here as it is written.")
            cut(interaction, blank_mark(place))
        else:
            blanks[str(place)] = _selected(interaction, response, question)
            _in_place(interaction, place)
    if len({one.best for one in responses.values() if one.weighted}) > 1:
        question.general.add(SAME_WEIGHTS)
    return cloze(root, blanks, said, question)


def _names(interactions: list[Element]) -> list[int]:
    """The numbers of the blanks: as their responses are numbered, else in their order."""
    found = [_NUMBERED.search(one.get("responseIdentifier", "")) for one in interactions]
    numbers = [int(match[1]) for match in found if match]
    if len(set(numbers)) == len(interactions):
        return numbers
    return list(range(1, len(interactions) + 1))


def _in_place(interaction: Element, place: int) -> None:
    prompt = interaction.find("prompt")
    if prompt is None:
        cut(interaction, blank_mark(place))
        return
    for other in list(interaction):
        if other is not prompt:
            interaction.remove(other)
    prompt.tail = None
    interaction.text = None
    interaction.tag, prompt.tag = "p", "span"
    prompt.tail = f" {blank_mark(place)}"


def _selected(interaction: Element, response: Declared, question: Question) -> Content:
    """A blank that is chosen from a list."""
    texts = {
        one.get("identifier", ""): question.plain(one)
        for one in interaction.iterchildren("inlineChoice", "simpleChoice")
    }
    points = dict.fromkeys(response.correct, 1.0)
    if response.weighted:
        points = {key: value for key, value in response.mapped.items() if value > 0}
    best = max(points.values(), default=0.0)
    keys = [key for key, value in points.items() if value == best and key in texts]
    keys.sort(key=lambda key: key not in response.correct)
    blank = chosen_blank([texts[key] for key in keys], list(texts.values()))
    less = {texts[key]: share_of(value, best) for key, value in points.items() if key in texts}
    partial = {text: share for text, share in less.items() if text not in blank["answers"]}
    return blank | ({"partial": partial} if partial else {})


def answer_lists(response: Declared) -> Content:
    """Accepted, partly accepted and rejected answers, by the mapping, else as declared right."""
    if response.template == "match_correct" or not response.mapped:
        return listed_answers(dict.fromkeys(response.correct, 1.0))
    best = max(response.mapped.values())
    first = {key: best for key in response.correct if key not in response.mapped}
    ordered = sorted(response.mapped, key=lambda key: key not in response.correct)
    return listed_answers(first | {key: response.mapped[key] for key in ordered})


def gap_match(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """Words to drag into the gaps of a text: blanks that are chosen from all the words."""
    if next(interaction.iter("gapImg"), None) is not None:
        raise NotTakenError("Pictures are dragged into gaps; only words can be.")
    texts: dict[str, str] = {}
    for one in list(interaction.iterchildren("gapText")):
        texts[one.get("identifier", "")] = question.plain(one)
        cut(one)
    pairs = response.correct or [key for key, points in response.mapped.items() if points > 0]
    right = _by_gap(pairs, texts)
    blanks: dict[str, Content] = {}
    for place, gap in enumerate(list(interaction.iter("gap")), 1):
        answers = [texts[one] for one in right.get(gap.get("identifier", ""), [])]
        blanks[str(place)] = chosen_blank(answers, list(texts.values()))
        cut(gap, blank_mark(place))
    interaction.tag = "div"
    for prompt in interaction.iterchildren("prompt"):
        prompt.tag = "p"
    return cloze(root, blanks, said, question)


def _by_gap(pairs: list[str], texts: dict[str, str]) -> dict[str, list[str]]:
    """The words by gap; people write the pair in either order."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        first, _, second = pair.partition(" ")
        word, gap = (first, second) if first in texts else (second, first)
        if word in texts:
            found.setdefault(gap, []).append(word)
    return found
