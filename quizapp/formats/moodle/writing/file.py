"""The file as a whole: a category where it changes, and one question after the other."""

from collections.abc import Iterable
from typing import BinaryIO

from lxml import etree

from quizapp.formats.entries import Entry
from quizapp.formats.format import Writing
from quizapp.formats.moodle.writing.questions import question
from quizapp.formats.moodle.writing.texts import add_text


def write(entries: Iterable[Entry], stream: BinaryIO, writing: Writing) -> None:
    """Moodle XML. Entries without a category of their own stand in one with the set's title."""
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    current: tuple[str, ...] | None = None
    for entry in entries:
        path = entry.category or (writing.title,)
        if path != current:
            current = path
            _put(stream, _category(path))
        _put(stream, question(entry.body, entry.own_id, writing.load))
    stream.write(b"</quiz>\n")


def _put(stream: BinaryIO, element: etree._Element) -> None:
    etree.indent(element)
    stream.write(etree.tostring(element, encoding="utf-8"))
    stream.write(b"\n")


def _category(path: tuple[str, ...]) -> etree._Element:
    made = etree.Element("question", type="category")
    names = "/".join(name.replace("/", "//") for name in path)
    add_text(etree.SubElement(made, "category"), f"$course$/top/{names}")
    return made
