"""One item of the house as an item of QTI."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.domain.items.numbers import number_text
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.options import Option
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.short import ShortBody
from quizapp.domain.items.sorting import fixed_positions
from quizapp.formats.html import html_of
from quizapp.formats.qti.tree import Element
from quizapp.formats.qti.writing import feedback as said
from quizapp.formats.qti.writing.cloze import cloze
from quizapp.formats.qti.writing.markup import (
    RESPONSE,
    Address,
    add,
    add_html,
    arrange,
    body_of,
    clean,
    comparison,
    declare,
    figure,
    new_item,
    setting,
    shown,
)
from quizapp.formats.qti.writing.pairs import categorise, matching


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What an item is made from. `title` is for lists of items."""

    identifier: str
    title: str
    body: Any
    address: Address


def item_of(plan: Blueprint) -> Element:
    """The item, under the names of 2.1."""
    item = new_item(plan.identifier, plan.title, plan.body.points)
    _WRITERS[plan.body.type](item, plan.body, plan.address)
    said.explain(item, plan.body.explanation, plan.address)
    arrange(item)
    return item


def _choice(item: Element, body: Any, address: Address) -> None:
    several = body.type == "multi"
    options: Sequence[Option] = body.options
    if body.fixed_order:
        options = [options[place] for place in fixed_positions([o.text for o in options])]
    names = {f"C{place}": option for place, option in enumerate(options, 1)}
    keys = [name for name, option in names.items() if option.key]
    points = _points(names, body.points, len(keys) if several else 1, several=several)
    weighted = several or any(option.credit for option in options if not option.key)
    cardinality = "multiple" if several else "single"
    mapped = points if weighted else None
    declare(item, "identifier", keys, mapped, cardinality=cardinality, upper=body.points)
    asked = add(body_of(item, shown(body.stem, address)), "choiceInteraction")
    _ask(asked, body.fixed_order, maxChoices="0" if several else "1")
    for name, option in names.items():
        add_html(add(asked, "simpleChoice", identifier=name), shown(option.text, address))
    (said.sum_of_maps if weighted else said.all_or_nothing)(item)
    remarks = {name: option.feedback for name, option in names.items() if option.feedback}
    said.say_by_option(item, remarks, cardinality, address)


def _points(
    names: dict[str, Option], whole: float, keys: int, *, several: bool
) -> dict[str, float]:
    """What each option earns; without credits in a multiple choice one up, one down."""
    with_credits = any(option.credit is not None for option in names.values())
    earned: dict[str, float] = {}
    for name, option in names.items():
        share = option.credit
        if share is None and option.key and not with_credits:
            share = 1 / keys
        elif share is None and option.key:
            share = 0.0 if several else 1.0
        elif share is None and several and not with_credits:
            share = -1 / keys
        if share:
            earned[name] = share * whole
    return earned


def _ask(interaction: Element, fixed: bool, **attributes: str) -> None:
    interaction.set("responseIdentifier", RESPONSE)
    interaction.set("shuffle", "false" if fixed else "true")
    for name, value in attributes.items():
        interaction.set(name, value)


def _true_false(item: Element, body: Any, address: Address) -> None:
    declare(item, "identifier", ["true" if body.answer else "false"])
    asked = add(body_of(item, shown(body.stem, address)), "choiceInteraction")
    _ask(asked, fixed=True, maxChoices="1")
    add(asked, "simpleChoice", "True", identifier="true")
    add(asked, "simpleChoice", "False", identifier="false")
    said.all_or_nothing(item)


def _short(item: Element, body: ShortBody, address: Address) -> None:
    mapped = dict.fromkeys(body.answers, body.points)
    mapped |= {answer: share * body.points for answer, share in body.partial.items()}
    mapped |= dict.fromkeys(body.reject, 0.0)
    declare(item, "string", body.answers[:1], mapped)
    field = add(body_of(item, shown(body.stem, address)), "div")
    add(field, "textEntryInteraction", responseIdentifier=RESPONSE)
    said.sum_of_maps(item)
    notes = [(comparison("match", one, "string"), text) for one, text in body.notes.items()]
    said.say_by_test(item, notes, address)


def _numeric(item: Element, body: NumericBody, address: Address) -> None:
    declare(item, "float", [number_text(body.answer)])
    field = add(body_of(item, shown(body.stem, address)), "div")
    add(field, "textEntryInteraction", responseIdentifier=RESPONSE)
    condition = add(add(item, "responseProcessing"), "responseCondition")
    branch = add(condition, "responseIf")
    width = number_text(body.tolerance)
    test = add(branch, "equal", toleranceMode="absolute", tolerance=f"{width} {width}")
    add(test, "variable", identifier=RESPONSE)
    add(test, "correct", identifier=RESPONSE)
    score = add(branch, "setOutcomeValue", identifier="SCORE")
    add(score, "variable", identifier="MAXSCORE")
    for other in body.also:
        branch = add(condition, "responseElseIf")
        branch.append(_near(other.answer, other.tolerance))
        branch.append(setting("SCORE", figure(other.credit * body.points), "float"))
    remarks = [(_near(o.answer, o.tolerance), o.feedback) for o in body.also if o.feedback]
    remarks += [(_near(o.value, 0), o.feedback) for o in body.distractors if o.feedback]
    said.say_by_test(item, remarks, address)


def _near(value: Any, tolerance: Any) -> Element:
    width = number_text(tolerance) if tolerance else "0"
    return comparison(
        "equal", number_text(value), "float", toleranceMode="absolute", tolerance=f"{width} {width}"
    )


def _ordering(item: Element, body: OrderingBody, address: Address) -> None:
    mixed = sorted(body.order, key=lambda step: step.internal_id)
    names = {step.internal_id: f"C{place}" for place, step in enumerate(mixed, 1)}
    correct = [names[step.internal_id] for step in body.order]
    declare(item, "identifier", correct, cardinality="ordered")
    asked = add(body_of(item, shown(body.stem, address)), "orderInteraction")
    _ask(asked, fixed=False)
    for step in mixed:
        choice = add(asked, "simpleChoice", identifier=names[step.internal_id])
        add_html(choice, shown(step.text, address))
    said.all_or_nothing(item)


def _essay(item: Element, body: Any, address: Address) -> None:
    declare(item, "string", [])
    whole = body_of(item, shown(body.stem, address))
    add(whole, "extendedTextInteraction", responseIdentifier=RESPONSE)
    if body.sample:
        rubric = add(whole, "rubricBlock", use="scoring", view="scorer")
        add_html(add(rubric, "div"), clean(html_of(body.sample, address)))
    add(item, "responseProcessing")


def _text(item: Element, body: Any, address: Address) -> None:
    body_of(item, shown(body.stem, address))


_WRITERS: dict[str, Callable[[Element, Any, Address], None]] = {
    "single": _choice,
    "multi": _choice,
    "true_false": _true_false,
    "short": _short,
    "numeric": _numeric,
    "matching": matching,
    "categorise": categorise,
    "ordering": _ordering,
    "cloze": cloze,
    "essay": _essay,
    "text": _text,
}
WRITTEN = frozenset(_WRITERS)
