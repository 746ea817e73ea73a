"""Calculated questions: values for the letters of a formula come from a list in the file.

Here there are no questions that change from learner to learner, so the first values are taken.
"""

import re
from decimal import Decimal
from typing import Any

from lxml import etree

from quizapp.domain.items.numbers import number_text
from quizapp.formats.moodle.choices import multichoice
from quizapp.formats.moodle.formula import worked_out
from quizapp.formats.moodle.question import Question, UnfitError, content, share_of
from quizapp.formats.moodle.typed import number
from quizapp.formats.safe_xml import child, children, text_of

Fields = dict[str, Any]

_FORMULA = re.compile(r"\{=((?:[^{}]|\{[^{}]{1,60}\}){1,500})\}")
_NAME = re.compile(r"\{([A-Za-z][^{}<>=\"']{0,60})\}")
_MOST_PLACES = 9
_RELATIVE, _FIGURES = "1", "2"


def calculated(question: Question) -> Fields:
    """A number that is worked out from the values."""
    values = _filled(question)
    accepted: list[Fields] = []
    for node in children(question.node, "answer"):
        share = share_of(node.get("fraction"), question.notices)
        if share > 0:
            exact = worked_out(content(node), values)
            feedback = question.markdown(child(node, "feedback")) or None
            accepted.append({**_range(node, exact), "credit": share, "feedback": feedback})
    return number(accepted, [], question.notices)


def calculated_choice(question: Question) -> Fields:
    """Choices whose numbers are worked out from the values."""
    _filled(question)
    return multichoice(question)


def _filled(question: Question) -> dict[str, str]:
    """Put the first values into all texts of the question; give them by name."""
    values = _first_values(question.node)
    for text in question.node.iter("{*}text"):
        if text.text and "{" in text.text and not _is_formula_of_answer(text):
            text.text = _with_values(text.text, values)
    named = ", ".join(f"{name} = {value}" for name, value in values.items())
    question.notices.append(f"its values do not change here; they are {named or 'none'}")
    return values


def _is_formula_of_answer(text: etree._Element) -> bool:
    """The text of an answer that is a formula as a whole, without the signs around it."""
    holder = text.getparent()
    return holder is not None and holder.tag == "answer" and "{=" not in (text.text or "")


def _with_values(text: str, values: dict[str, str]) -> str:
    worked = _FORMULA.sub(lambda m: _shown(worked_out(m[1], values)), text)
    return _NAME.sub(lambda m: values.get(m[1], m[0]), worked)


def _first_values(node: etree._Element) -> dict[str, str]:
    values = {}
    for definition in node.iter("{*}dataset_definition"):
        name = text_of(child(definition, "name")).strip()
        first = next(definition.iter("{*}dataset_item"), None)
        value = text_of(child(first, "value")).strip() if first is not None else ""
        if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?", value):
            raise UnfitError(f"there is no value for {name or 'a letter'} of the formula")
        values[name] = value
    return values


def _range(node: etree._Element, exact: float) -> Fields:
    tolerance = abs(float(text_of(child(node, "tolerance")).strip() or 0))
    if text_of(child(node, "tolerancetype")).strip() in (_RELATIVE, ""):
        tolerance *= abs(exact)
    rounded = _rounded(node, exact)
    if abs(rounded - exact) > tolerance:
        rounded = exact
    return {"answer": _decimal(rounded), "tolerance": _decimal(tolerance)}


def _rounded(node: etree._Element, exact: float) -> float:
    """As the file says that the answer is shown: to so many places, or so many figures."""
    length = text_of(child(node, "correctanswerlength")).strip()
    places = int(length) if length.isdecimal() and len(length) < 3 else 2
    if text_of(child(node, "correctanswerformat")).strip() == _FIGURES:
        return float(f"{exact:.{max(1, places)}g}")
    return round(exact, places)


def _decimal(value: float) -> Decimal:
    return Decimal(number_text(round(Decimal(value), _MOST_PLACES)))


def _shown(value: float) -> str:
    return number_text(Decimal(f"{value:.6g}"))
