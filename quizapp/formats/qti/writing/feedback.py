"""What an item says after the answer, and the rules by which it is marked and said."""

from collections.abc import Mapping, Sequence

from quizapp.formats.html import html_of
from quizapp.formats.qti.tree import Element
from quizapp.formats.qti.writing.markup import (
    RESPONSE,
    Address,
    add,
    add_html,
    clean,
    setting,
    shown,
)

_MESSAGE, _EXPLANATION = "FEEDBACK", "EXPLANATION"


def sum_of_maps(item: Element, responses: Sequence[str] = (RESPONSE,)) -> Element:
    """Rules: the points of the mappings added up."""
    rules = add(item, "responseProcessing")
    score = add(rules, "setOutcomeValue", identifier="SCORE")
    into = score if len(responses) == 1 else add(score, "sum")
    for response in responses:
        add(into, "mapResponse", identifier=response)
    return rules


def all_or_nothing(item: Element) -> Element:
    """Rules: all points for the declared right response."""
    rules = add(item, "responseProcessing")
    branch = add(add(rules, "responseCondition"), "responseIf")
    test = add(branch, "match")
    add(test, "variable", identifier=RESPONSE)
    add(test, "correct", identifier=RESPONSE)
    score = add(branch, "setOutcomeValue", identifier="SCORE")
    add(score, "variable", identifier="MAXSCORE")
    return rules


def say_by_option(
    item: Element, said: Mapping[str, str], cardinality: str, address: Address
) -> None:
    """Messages that come up with an option of the same identifier."""
    rules = item.find("responseProcessing")
    if not said or rules is None:
        return
    _outcome(item, _MESSAGE, cardinality)
    chosen = add(rules, "setOutcomeValue", identifier=_MESSAGE)
    add(chosen, "variable", identifier=RESPONSE)
    for identifier, text in said.items():
        _message(item, _MESSAGE, identifier, shown(text, address))


def say_by_test(item: Element, said: Sequence[tuple[Element, str]], address: Address) -> None:
    """Messages that come up where the response passes a test; the first that it passes counts."""
    rules = item.find("responseProcessing")
    if not said or rules is None:
        return
    _outcome(item, _MESSAGE, "single")
    condition = add(rules, "responseCondition")
    for place, (test, text) in enumerate(said):
        branch = add(condition, "responseElseIf" if place else "responseIf")
        branch.append(test)
        branch.append(setting(_MESSAGE, f"message_{place + 1}", "identifier"))
        _message(item, _MESSAGE, f"message_{place + 1}", shown(text, address))


def explain(item: Element, explanation: str, address: Address) -> None:
    """What is said after any answer."""
    rules = item.find("responseProcessing")
    if not explanation or rules is None:
        return
    _outcome(item, _EXPLANATION, "single")
    rules.append(setting(_EXPLANATION, "explanation", "identifier"))
    _message(item, _EXPLANATION, "explanation", clean(html_of(explanation, address)))


def _outcome(item: Element, identifier: str, cardinality: str) -> None:
    outcome = add(item, "outcomeDeclaration", identifier=identifier, cardinality=cardinality)
    outcome.set("baseType", "identifier")


def _message(item: Element, outcome: str, identifier: str, html: str) -> None:
    message = add(item, "modalFeedback", outcomeIdentifier=outcome, showHide="show")
    message.set("identifier", identifier)
    add_html(add(message, "div"), html)
