"""The names of QTI 2 and 3 made one: without namespaces, and 3.0's in the spelling of 2.x.

`qti-choice-interaction response-identifier="R"` is `choiceInteraction responseIdentifier="R"`.
"""

import re
from functools import lru_cache
from typing import TypeAlias

from lxml import etree
from lxml.etree import _Element

Element: TypeAlias = _Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_INCLUDED = "{http://www.w3.org/2001/XInclude}include"
_HYPHEN = re.compile(r"-([a-z0-9])")


def plain_names(root: Element) -> Element:
    """The same tree renamed in place; it holds no comments."""
    for element in root.iter():
        tag = str(element.tag)
        name, third = _name(tag)
        if name != tag:
            element.tag = name
        for key in element.keys():  # noqa: SIM118 (an element itself iterates its children)
            if third or key[0] == "{":
                _rename(element, str(key), third)
    return root


def cut_inclusions(root: Element) -> bool:
    """Take out what would bring in other files; whether there was any."""
    found = list(root.iter(_INCLUDED))
    for element in found:
        cut(element)
    return bool(found)


def _rename(element: Element, key: str, third: bool) -> None:
    """Give an attribute its plain name."""
    kept = _attribute(key, third)
    if kept != key:
        value = element.attrib.pop(key)
        if kept:
            element.set(kept, value)


@lru_cache(maxsize=1_000)
def _name(tag: str) -> tuple[str, bool]:
    """The plain name of an element, and whether it was in the spelling of 3.0."""
    name = tag.rpartition("}")[2]
    if name == "qti-content-body":
        return "div", True
    if name.startswith("qti-"):
        return camel(name[4:]), True
    return name, False


@lru_cache(maxsize=1_000)
def _attribute(key: str, third: bool) -> str:
    """The plain name of an attribute; empty where it is dropped."""
    if key == _LANG:
        return "lang"
    if key.startswith("{"):
        return ""
    return camel(key) if third and not key.startswith("data-") else key


def camel(name: str) -> str:
    """`response-identifier` → `responseIdentifier`."""
    return _HYPHEN.sub(lambda match: match[1].upper(), name)


def cut(element: Element, instead: str = "") -> None:
    """Take an element out of its parent and leave a text in its place; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    text = instead + (element.tail or "")
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    parent.remove(element)
    element.tail = None


def swap(element: Element, other: Element) -> None:
    """Put another element in the place of one; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    other.tail = element.tail
    element.tail = None
    parent.replace(element, other)


def inner_html(element: Element) -> str:
    """What is in an element, as HTML."""
    made = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return made[made.index(">") + 1 : made.rindex("<")] if made.endswith(">") else ""


def words_of(element: Element) -> str:
    """All text in an element on one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def flag(element: Element, name: str) -> bool | None:
    """A true or false attribute as people write it; None where it says neither."""
    value = (element.get(name) or "").strip().lower()
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
        value
    )


def number(text: str | None) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None
