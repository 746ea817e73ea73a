"""QTI 2 and 3: what is said after an answer, and about which option or answer."""

from dataclasses import dataclass, field

from quizapp.formats.qti.question import Question, for_outcome, paragraphs
from quizapp.formats.qti.tree import Element, cut, words_of
from quizapp.formats.qti.v2.scoring import comparisons

_BLOCKS = ("feedbackBlock", "feedbackInline")


@dataclass
class Said:
    """`by_value` is what is said about one option or answer, `general` what is said in any case."""

    by_value: dict[str, str] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    for_teachers: list[str] = field(default_factory=list)

    @property
    def explanation(self) -> str:
        """All that belongs to no single answer."""
        return paragraphs(self.general)


def taken_feedback(root: Element, question: Question) -> Said:
    """What an item says after the answer; its elements are taken out of the item's text."""
    said = Said()
    values = _values_by_message(root)
    for element in [*root.iter(*_BLOCKS), *root.iterchildren("modalFeedback")]:
        text = question.words(element)
        owner = _choice_around(element)
        cut(element)
        if not text:
            continue
        if owner is not None:
            said.by_value.setdefault(owner, text)
            continue
        named = values.get(element.get("identifier", ""))
        if named and not said.by_value.keys() & set(named):
            said.by_value.update(dict.fromkeys(named, text))
        else:
            said.general.append(for_outcome(element.get("identifier", ""), text))
    for element in list(root.iter("rubricBlock")):
        if "candidate" in (element.get("view") or "candidate").split():
            element.tag = "div"  # part of what is asked
        else:
            said.for_teachers.append(question.words(element))
            cut(element)
    return said


def _choice_around(element: Element) -> str | None:
    for above in element.iterancestors("simpleChoice", "inlineChoice", "hottext"):
        return above.get("identifier")
    return None


def _values_by_message(root: Element) -> dict[str, list[str]]:
    """For each message the options or answers that bring it up."""
    found: dict[str, list[str]] = {}
    processing = root.find("responseProcessing")
    for response in root.iterchildren("responseDeclaration"):
        for branch, values in comparisons(processing, response.get("identifier", "")):
            for setting in branch.iterchildren("setOutcomeValue"):
                for message in setting.iterchildren("baseValue"):
                    if message.get("baseType") == "identifier":
                        found.setdefault(words_of(message), []).extend(values)
    for choice in root.iter("simpleChoice", "hottext"):  # a message of the same name as the option
        identifier = choice.get("identifier", "")
        found.setdefault(identifier, [identifier])
    return found
