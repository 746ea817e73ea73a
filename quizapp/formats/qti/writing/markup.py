"""Building blocks of an item: elements, texts, outcomes and rules, under the names of 2.1."""

import re
from collections.abc import Callable, Iterable, Mapping

import lxml.html
from lxml import etree

from quizapp.formats.html import html_of, html_of_line
from quizapp.formats.qti.tree import Element

Address = Callable[[str], str]  # the address of one of our files → where it lies for the item
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # in XML 1.0
RESPONSE = "RESPONSE"
_ORDER = (
    "responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback",
)  # fmt: skip


def make(tag: str, text: str = "", **attributes: str) -> Element:
    """An element; attributes under the names of 2.1."""
    element = etree.Element(tag)
    for name, value in attributes.items():
        element.set(name, clean(value))
    if text:
        element.text = clean(text)
    return element


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """`make`, as the last child."""
    element = make(tag, text, **attributes)
    parent.append(element)
    return element


def clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return FORBIDDEN.sub("", text)


def figure(value: float) -> str:
    """A number as short as it can be: 1, 0.5, 0.333333333."""
    return f"{round(float(value), 9):.9f}".rstrip("0").rstrip(".") or "0"


def shown(markdown: str, address: Address) -> str:
    """Markdown as HTML: what stands on one line as it is shown on one line."""
    made = html_of if "\n" in markdown else html_of_line
    return clean(made(markdown, address))


def add_html(parent: Element, html: str) -> None:
    """HTML of ours as elements at the end of a parent."""
    wrapped = lxml.html.fragment_fromstring(html, create_parent="div")
    parent.text = wrapped.text
    for child in list(wrapped):
        parent.append(_plain(child))


def _plain(element: Element) -> Element:
    """The same elements outside of HTML's classes, with what XHTML has of attributes."""
    copy = etree.Element(str(element.tag))
    for name in ("src", "href", "alt", "title", "lang", "start", "id"):
        if (value := element.get(name)) is not None:
            copy.set(name, value)
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        copy.append(_plain(child))
    return copy


def new_item(identifier: str, title: str, points: float) -> Element:
    """An item without its responses and its text."""
    item = make("assessmentItem", identifier=identifier, title=title)
    item.set("adaptive", "false")
    item.set("timeDependent", "false")
    outcome = add(item, "outcomeDeclaration", identifier="SCORE", cardinality="single")
    outcome.set("baseType", "float")
    outcome.set("normalMaximum", figure(points))
    add(add(outcome, "defaultValue"), "value", "0")
    most = add(item, "outcomeDeclaration", identifier="MAXSCORE", cardinality="single")
    most.set("baseType", "float")
    add(add(most, "defaultValue"), "value", figure(points))
    return item


def declare(
    item: Element,
    base: str,
    correct: Iterable[str],
    mapped: Mapping[str, float] | None = None,
    *,
    identifier: str = RESPONSE,
    cardinality: str = "single",
    upper: float | None = None,
) -> None:
    """Say what is right, and what each value earns."""
    response = add(item, "responseDeclaration", identifier=identifier, cardinality=cardinality)
    response.set("baseType", base)
    values = list(correct)
    if values:
        right = add(response, "correctResponse")
        for value in values:
            add(right, "value", value)
    if mapped:
        mapping = add(response, "mapping", defaultValue="0", lowerBound="0")
        if upper is not None:
            mapping.set("upperBound", figure(upper))
        for key, points in mapped.items():
            add(mapping, "mapEntry", mapKey=key, mappedValue=figure(points))


def arrange(item: Element) -> None:
    """Bring the parts into the order of the schema."""
    item[:] = sorted(item, key=lambda part: _ORDER.index(str(part.tag)))


def body_of(item: Element, html: str) -> Element:
    """The item's text, with the stem in it."""
    body = add(item, "itemBody")
    add_html(add(body, "div"), html)
    return body


def comparison(tag: str, value: str, base: str, **attributes: str) -> Element:
    """The response compared with a value."""
    test = make(tag, **attributes)
    add(test, "variable", identifier=RESPONSE)
    add(test, "baseValue", value, baseType=base)
    return test


def setting(identifier: str, value: str, base: str) -> Element:
    """An outcome set to a value."""
    element = make("setOutcomeValue", identifier=identifier)
    add(element, "baseValue", value, baseType=base)
    return element
