"""QTI 2 and 3: text entry, inline choice and gap match: blanks in a text, or one typed answer."""

from decimal import Decimal, InvalidOperation

from quizapp.domain.items.wording import joined
from quizapp.formats.qti.kinds import blank_mark, chosen_blank, listed_answers, with_blanks
from quizapp.formats.qti.question import SAME_WEIGHTS, Content, NotTakenError, Question
from quizapp.formats.qti.tree import Element, cut, words_of
from quizapp.formats.qti.v2.choices import body_words, stem_around
from quizapp.formats.qti.v2.feedback import Said
from quizapp.formats.qti.v2.scoring import Declared, tolerance_of

_NUMBERS = ("float", "integer")
_LINE_BLOCKS = ("p", "div", "li", "td", "th", "itemBody", "prompt", "blockquote")
_GAP = "____"


def typed(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """One blank to type into: a number, a short answer, or a cloze where it stands in a text."""
    if response.base in _NUMBERS:
        return _numeric(root, interaction, response, said, question)
    lists = answer_lists(response)
    if _stands_alone(interaction):
        stem = stem_around(root, interaction, question)
        notes = {answer: text for answer, text in said.by_value.items() if _listed(answer, lists)}
        content = {"type": "short", "stem": stem, "explanation": said.explanation, **lists}
        return content | ({"notes": notes} if notes else {})
    cut(interaction, blank_mark(1))
    return cloze(root, {"1": lists}, said, question)


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
    for place, interaction in enumerate(interactions, 1):
        response = responses[interaction.get("responseIdentifier", "")]
        if interaction.tag == "textEntryInteraction":
            blanks[str(place)] = answer_lists(response)
            if tolerance_of(root, response.identifier):
                question.note("The tolerance of a number in a blank was left out.")
            cut(interaction, blank_mark(place))
        else:
            blanks[str(place)] = _selected(interaction, response, question)
            _in_place(interaction, place)
    if len({one.best for one in responses.values() if one.weighted}) > 1:
        question.general.add(SAME_WEIGHTS)
    return cloze(root, blanks, said, question)


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
    keys = [key for key in response.correct if key in texts]
    if response.weighted:
        above = {key: points for key, points in response.mapped.items() if points > 0}
        best = max(above.values(), default=0)
        keys = [key for key, points in above.items() if points == best and key in texts]
    return chosen_blank([texts[key] for key in keys], list(texts.values()))


def answer_lists(response: Declared) -> Content:
    """Accepted, partly accepted and rejected answers, by the mapping, else as declared right."""
    if response.template == "match_correct" or not response.mapped:
        return listed_answers(dict.fromkeys(response.correct, 1.0))
    best = max(response.mapped.values())
    first = {key: best for key in response.correct if key not in response.mapped}
    ordered = sorted(response.mapped, key=lambda key: key not in response.correct)
    return listed_answers(first | {key: response.mapped[key] for key in ordered})


def _numeric(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    alone = _stands_alone(interaction)
    width = tolerance_of(root, response.identifier)
    fields = number_fields(response, width)
    if alone or interaction.tag == "sliderInteraction":
        stem = stem_around(root, interaction, question)
    else:
        cut(interaction, _GAP)
        stem = body_words(root, question)
    return {"type": "numeric", "stem": stem, "explanation": said.explanation, **fields}


def number_fields(response: Declared, width: tuple[str, float] | None) -> Content:
    """Answer, tolerance and further accepted values."""
    best = max(response.mapped.values(), default=0.0)
    by_points = {key: points / best for key, points in response.mapped.items() if points > 0}
    values = dict.fromkeys(response.correct, 1.0) | by_points
    numbers = {_decimal(key): share for key, share in values.items()}
    ordered = sorted(numbers.items(), key=lambda pair: pair[1] < 1)
    if not ordered or ordered[0][1] < 1:
        raise NotTakenError("The file does not say which number is right.")
    answer = _decimal(response.correct[0]) if response.correct else ordered[0][0]
    content: Content = {"answer": answer}
    if width is not None:
        mode, size = width
        off = Decimal(str(size)) * (abs(answer) / 100 if mode == "relative" else 1)
        content["tolerance"] = round(off, 9) if mode != "exact" else Decimal(0)
    also = [(value, share) for value, share in ordered if value != answer]
    if also:
        content["also"] = [
            {"answer": value} | ({"credit": round(share, 4)} if share < 1 else {})
            for value, share in also
        ]
    return content


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise NotTakenError(f"Its answer “{text[:80]}” is not a number.") from None
    if not value.is_finite():
        raise NotTakenError(f"Its answer “{text[:80]}” is not a number.")
    return round(value, 9)


def slider(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """A number to set on a scale: it is typed here."""
    low, high = interaction.get("lowerBound", ""), interaction.get("upperBound", "")
    question.note(f"A slider from {low} to {high} became a number to type.")
    return _numeric(root, interaction, response, said, question)


def _stands_alone(interaction: Element) -> bool:
    """Whether it is the only thing in its paragraph, and no text comes after it."""
    if (interaction.tail or "").strip():
        return False
    node = interaction
    while node.tag not in _LINE_BLOCKS and node.getparent() is not None:
        node = node.getparent()  # type: ignore[assignment]
    if node.tag == "itemBody":
        before = interaction.getprevious()
        text = node.text if before is None else before.tail
        return not (text or "").strip()
    after = node.getnext()
    return not words_of(node) and (node.tail or "").strip() == "" and after is None


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
