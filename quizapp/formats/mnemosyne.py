"""Cards of Mnemosyne 1 and of SuperMemo, as each writes them in XML.

The databases of Mnemosyne 1 (`.mem`) are Python pickles: whoever opens one runs what is in it. They
are refused unread, with advice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from quizapp.formats.building import build
from quizapp.formats.entries import Event, Notice, RefusedError, media_address
from quizapp.formats.format import Format
from quizapp.formats.html import markdown_of
from quizapp.formats.safe_xml import child, records, text_of
from quizapp.formats.source import Source

_ROOT = re.compile(r"<mnemosyne[\s>]")
_COLLECTION = re.compile(r"<SuperMemoCollection[\s>]")
_PICKLE = b"--- Mnemosyne Data Base"
_DEFAULT = "<default>"
_SOUND = re.compile(r"<sound\b([^<>]*?)/?>", re.IGNORECASE)
_CARD_STYLE = re.compile(r"<card\b[^<>]*>", re.IGNORECASE)
_FORMULA = re.compile(r"</?(\$\$?)>|</?latex>", re.IGNORECASE)
_EXPORT = (
    "This is a database of Mnemosyne 1. Such a file can run programs on the computer that opens it,"
    " so it is not read here. In Mnemosyne choose File, Export and the format “XML”, and bring that"
    " file."
)


@dataclass
class _Sides:
    """Turns what stands on cards into Markdown, and keeps the names of the files it mentions."""

    files: set[str] = field(default_factory=set)

    def markdown(self, written: str) -> str:
        """One side; the end of a line is the end of a line on the card, too."""
        html = _CARD_STYLE.sub("", _SOUND.sub(r"<audio\1></audio>", written.strip()))
        html = _FORMULA.sub(lambda match: match[1] or "", html)
        return markdown_of(re.sub(r"\r\n?|\n", "<br>", html), self._address)

    def _address(self, name: str) -> str:
        name = name.replace("\\", "/").lstrip("/")
        self.files.add(name)
        return media_address(name)


def _suits(source: Source) -> int:
    if source.head.startswith(_PICKLE) or source.suffix == ".mem":
        return 95
    return 95 if _ROOT.search(source.head_text) else 0


def _read(source: Source) -> Iterator[Event]:
    if source.head.startswith(_PICKLE) or source.suffix == ".mem":
        raise RefusedError(_EXPORT)
    sides, number, learnt = _Sides(), 0, 0
    for node in records(source.open, ["item"]):
        if isinstance(node, Notice):
            yield node
            continue
        number += 1
        learnt += node.get("gr", "0") not in ("0", "1")
        category = text_of(child(node, "cat")).strip()
        yield _flashcard(
            sides, number, child(node, "Q"), child(node, "A"), node.get("id"),
            () if category in ("", _DEFAULT) else (category,),
        )  # fmt: skip
    if learnt:
        yield Notice("the file", f"The schedule of {learnt} cards starts anew.")
    yield from _missing(sides)


def _flashcard(
    sides: _Sides,
    number: int,
    front: etree._Element | None,
    back: etree._Element | None,
    own_id: str | None,
    category: tuple[str, ...] = (),
) -> Event:
    content = {
        "type": "flashcard",
        "id": f"q{number}",
        "front": sides.markdown(text_of(front)),
        "back": sides.markdown(text_of(back)),
    }
    return build(content, f"card {number}", own_id=own_id, category=category, card_count=1)


def _missing(sides: _Sides) -> Iterator[Notice]:
    if sides.files:
        named = ", ".join(sorted(sides.files)[:10])
        text = f"{len(sides.files)} pictures or sounds do not come with the XML: {named}."
        yield Notice("the file", text)


def _suits_supermemo(source: Source) -> int:
    return 95 if _COLLECTION.search(source.head_text) else 0


def _read_supermemo(source: Source) -> Iterator[Event]:
    """Elements with a question and an answer; topics, which are for reading, are counted."""
    sides, number, topics = _Sides(), 0, 0
    for node in records(source.open, ["Content"]):
        if isinstance(node, Notice):
            yield node
            continue
        element = node.getparent()
        kind = "" if element is None else text_of(child(element, "Type")).strip()
        answer = child(node, "Answer")
        if kind in ("Topic", "Concept") or (answer is None and kind != "Item"):
            topics += 1
            continue
        number += 1
        own_id = "" if element is None else text_of(child(element, "ID")).strip()
        yield _flashcard(sides, number, child(node, "Question"), answer, own_id or None)
    if topics:
        yield Notice("the file", f"{topics} topics, which ask nothing, were left out.")
    yield from _missing(sides)


MNEMOSYNE = Format("mnemosyne", "Mnemosyne XML", ".xml", _suits, _read)
SUPERMEMO = Format("supermemo", "SuperMemo XML", ".xml", _suits_supermemo, _read_supermemo)
