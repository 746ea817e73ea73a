"""The templates of Anki's cards: fields, conditions and filters in double braces.

Anki's manual, "Card templates". What is wrong in a template costs a field, never the note.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from quizapp.formats.anki import clozes

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|\{\{\{(.+?)\}\}\}|\{\{(.+?)\}\}", re.DOTALL)
_OTHER_BRACES = "{{=<% %>=}}"
_NOTHING = re.compile(r"(?:\s|&nbsp;|</?(?:br|div)\s*/?>)*", re.IGNORECASE)
_HTML_TAG = re.compile(r"<[^>]*>")
_READING = re.compile(r" ?([^ >\[\]]+)\[(?!sound:)([^\[\]]+)\]")
_DEEPEST = 30
MOST_RENDERED = 200_000  # characters of one side
MOST_TEMPLATE = 100_000


@dataclass(frozen=True, slots=True)
class Reference:
    """A field and the filters before it, the outermost first."""

    key: str
    filters: tuple[str, ...] = ()


@dataclass(slots=True)
class Section:
    """What is shown where a field has content, or where it has none."""

    key: str
    empty: bool
    nodes: list["Node"] = field(default_factory=list)


Node = str | Reference | Section


@dataclass(frozen=True, slots=True)
class Scene:
    """What a template is filled with: the fields of a note, and which card it is."""

    fields: Mapping[str, str]
    number: int = 1
    answer: bool = False
    cloze: Callable[[str], str] | None = None  # instead of the usual look of clozes


class TooLongError(ValueError):
    """What a template makes of a note is longer than anybody reads."""


@lru_cache(maxsize=512)
def parsed(template: str) -> tuple[Node, ...]:
    """A template as nodes. Sections that are never closed end with the template."""
    text = template[:MOST_TEMPLATE]
    if text.lstrip().startswith(_OTHER_BRACES):
        text = text.lstrip().removeprefix(_OTHER_BRACES).replace("<%", "{{").replace("%>", "}}")
    root = Section("", False)
    stack = [root]
    at = 0
    for tag in _TAG.finditer(text):
        if tag.start() > at:
            stack[-1].nodes.append(text[at : tag.start()])
        at = tag.end()
        if inner := tag[1] or tag[2]:
            _take(stack, inner.strip())
    if at < len(text):
        stack[-1].nodes.append(text[at:])
    return tuple(root.nodes)


def _take(stack: list[Section], inner: str) -> None:
    sign, key = inner[:1], inner[1:].strip()
    if sign in ("#", "^") and len(stack) < _DEEPEST:
        section = Section(key, sign == "^")
        stack[-1].nodes.append(section)
        stack.append(section)
    elif sign == "/":
        if any(section.key == key for section in stack[1:]):
            while stack.pop().key != key:
                pass
    elif sign not in ("#", "^", "!"):
        *filters, name = inner.split(":")
        stack[-1].nodes.append(Reference(name.strip(), tuple(one.strip() for one in filters)))


def references(nodes: tuple[Node, ...] | list[Node]) -> Iterator[Reference]:
    """All fields that a template may show."""
    for node in nodes:
        if isinstance(node, Reference):
            yield node
        elif isinstance(node, Section):
            yield from references(node.nodes)


def filled(nodes: tuple[Node, ...] | list[Node], scene: Scene) -> str:
    """The HTML of one side. Raises TooLongError."""
    made: list[str] = []
    length = 0
    for text in _texts(nodes, scene):
        length += len(text)
        if length > MOST_RENDERED:
            raise TooLongError
        made.append(text)
    return "".join(made)


def _texts(nodes: tuple[Node, ...] | list[Node], scene: Scene) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Reference):
            yield _shown(node, scene)
        elif _has(node.key, scene) != node.empty:
            yield from _texts(node.nodes, scene)


def _has(key: str, scene: Scene) -> bool:
    if key not in scene.fields and re.fullmatch(r"c\d+", key):
        return key == f"c{scene.number}"
    return not is_blank(scene.fields.get(key, ""))


def asks(nodes: tuple[Node, ...] | list[Node], scene: Scene) -> bool:
    """Whether a front shows anything of the note: Anki makes no card where it does not."""
    return any(
        not is_blank(scene.fields.get(node.key, ""))
        if isinstance(node, Reference)
        else isinstance(node, Section)
        and _has(node.key, scene) != node.empty
        and asks(node.nodes, scene)
        for node in nodes
    )


def is_blank(html: str) -> bool:
    """Whether a field counts as empty, as in Anki."""
    return _NOTHING.fullmatch(html) is not None


def _shown(reference: Reference, scene: Scene) -> str:
    text = scene.fields.get(reference.key, "")
    for name in reversed(reference.filters):
        text = _filtered(name, text, scene)
    return text


def _filtered(name: str, text: str, scene: Scene) -> str:
    """A filter that nobody knows changes nothing, as in Anki."""
    match name.partition(" ")[0]:
        case "cloze":
            return _cloze(text, scene)
        case "cloze-only":
            return clozes.only(clozes.parsed(text), scene.number)
        case "type" | "hint" | "tts":
            return text if scene.answer and name in ("type", "hint") else ""
        case "text":
            return _HTML_TAG.sub("", text)
        case "kanji" | "kana":
            return _READING.sub(r"\1" if name == "kanji" else r"\2", text)
    return text


def _cloze(text: str, scene: Scene) -> str:
    if scene.cloze is not None:
        return scene.cloze(text)
    side = clozes.answer if scene.answer else clozes.question
    return side(clozes.parsed(text), scene.number)
