"""QTI 2 and 3: an answer that is a number: typed, or set on a slider."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from quizapp.formats.qti.kinds import share_of
from quizapp.formats.qti.question import Content, NotTakenError, Question
from quizapp.formats.qti.tree import Element, cut, number, words_of
from quizapp.formats.qti.v2.choices import body_words, stem_around
from quizapp.formats.qti.v2.feedback import Said
from quizapp.formats.qti.v2.scoring import Declared, points_of

NUMBERS = ("float", "integer")
_LINE_BLOCKS = ("p", "div", "li", "td", "th", "itemBody", "prompt", "blockquote")
_GAP = "____"
_BRANCHES = ("responseIf", "responseElseIf")


@dataclass(frozen=True, slots=True)
class _Near:
    """A rule: near `written` (None is the declared answer) earns `points`; None if it says none."""

    written: str | None
    mode: str
    width: str
    points: float | None

    def tolerance(self, value: Decimal) -> Decimal:
        """How far a number may be from `value`."""
        if self.mode not in ("absolute", "relative") or number(self.width) is None:
            return Decimal(0)
        width = abs(decimal(self.width))
        return round(width * abs(value) / 100 if self.mode == "relative" else width, 9)


def numeric(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """A number with its tolerance, and other numbers that count."""
    rules = list(_rules(root, response.identifier))
    fields = _fields(response, rules, points_of(root, {}) or 1.0, said)
    if stands_alone(interaction) or interaction.tag == "sliderInteraction":
        stem = stem_around(root, interaction, question)
    else:
        cut(interaction, _GAP)
        stem = body_words(root, question)
    return {"type": "numeric", "stem": stem, "explanation": said.explanation, **fields}


def _rules(root: Element, identifier: str) -> Iterator[_Near]:
    for branch in root.iterfind("responseProcessing//*"):
        if branch.tag not in _BRANCHES:
            continue
        for test in branch.iterfind("equal"):
            if any(one.get("identifier") == identifier for one in test.iterchildren("variable")):
                value = test.find("baseValue")
                widths = (test.get("tolerance") or "0").split()
                yield _Near(
                    None if value is None else words_of(value),
                    test.get("toleranceMode", "exact"),
                    max(widths, key=lambda width: number(width) or 0.0),
                    _points(branch),
                )


def _points(branch: Element) -> float | None:
    for setting in branch.iterchildren("setOutcomeValue"):
        value = setting.find("baseValue")
        if value is not None and value.get("baseType") in NUMBERS:
            return number(words_of(value))
    return None


def _fields(response: Declared, rules: list[_Near], whole: float, said: Said) -> Content:
    """Answer, tolerance, further accepted values, and wrong ones of which something is said."""
    best = max(response.mapped.values(), default=0.0)
    by_points = {key: value / best for key, value in response.mapped.items() if value > 0}
    declared = dict.fromkeys(response.correct, 1.0) | by_points
    by_rule = [(str(one.written), one) for one in rules if one.written is not None and one.points]
    ruled = {key for key, _ in by_rule}
    values: list[tuple[str, float, _Near | None]] = [
        (key, share, None) for key, share in declared.items() if key not in ruled
    ]
    values += [(key, min(1.0, (rule.points or 0) / whole), rule) for key, rule in by_rule]
    main = next((one for one in values if one[0] in response.correct), None)
    main = main or next((one for one in values if one[1] == 1.0), None)
    if main is None:
        raise NotTakenError("The file does not say which number is right.")
    answer = decimal(main[0])
    content: Content = {"answer": answer}
    rule = main[2] or next((one for one in rules if one.written is None), None)
    if rule is not None:
        content["tolerance"] = rule.tolerance(answer)
    content["also"] = [
        _also(key, share, rule, said.by_value.get(key))
        for key, share, rule in values
        if (key, share, rule) != main
    ]
    known = {key for key, _, _ in values}
    content["distractors"] = [
        {"value": decimal(key), "feedback": text}
        for key, text in said.by_value.items()
        if key not in known
    ]
    return content


def _also(key: str, share: float, rule: _Near | None, feedback: str | None) -> Content:
    value = decimal(key)
    fields: Content = {"answer": value}
    if rule is not None:
        fields["tolerance"] = rule.tolerance(value)
    if share < 1:
        fields["credit"] = share_of(share, 1.0)
    return fields | ({"feedback": feedback} if feedback else {})


def decimal(text: str) -> Decimal:
    """A finite number of at most nine decimals. Raises NotTakenError."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise NotTakenError(f"Its answer “{text[:80]}” is not a number.") from None
    if not value.is_finite() or abs(value) > 10**15:
        raise NotTakenError(f"Its answer “{text[:80]}” is no number that can be taken here.")
    return round(value, 9)


def slider(
    root: Element, interaction: Element, response: Declared, said: Said, question: Question
) -> Content:
    """A number to set on a scale: it is typed here."""
    low, high = interaction.get("lowerBound", ""), interaction.get("upperBound", "")
    question.note(f"A slider from {low} to {high} became a number to type.")
    return numeric(root, interaction, response, said, question)


def stands_alone(interaction: Element) -> bool:
    """Whether it is the only thing in its paragraph, and no text comes after it."""
    if (interaction.tail or "").strip():
        return False
    node = interaction
    while node.tag not in _LINE_BLOCKS and node.getparent() is not None:
        node = node.getparent()  # type: ignore[assignment]  # not None: the loop has asked
    if node.tag == "itemBody":
        before = interaction.getprevious()
        text = node.text if before is None else before.tail
        return not (text or "").strip()
    after = node.getnext()
    return not words_of(node) and (node.tail or "").strip() == "" and after is None
