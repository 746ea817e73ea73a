"""OpenTriviaQA: blocks of a question, the right answer and its choices, as plain text.

#Q Which river is the border?
^ Yalu
A Han
B Yalu
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO

from quizapp.formats.building import build
from quizapp.formats.choices import choice_question
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.format import Format
from quizapp.formats.html import markdown_of_text
from quizapp.formats.source import MOST_TEXT, Source

_SIGNS = re.compile(r"^#Q .*\n(?:.*\n){0,20}?\^ ", re.MULTILINE)
_CHOICE = re.compile(r"([A-Z]) (.*)")
_TRUTH = {"true": True, "false": False}


def suits(source: Source) -> int:
    """Whether there are the marks “#Q” and “^”."""
    return 95 if _SIGNS.search(source.head_text) else 0


def read(source: Source) -> Iterator[Event]:
    """The events of a file of OpenTriviaQA."""
    if source.size > MOST_TEXT:
        raise RefusedError(f"This text is larger than {MOST_TEXT // 2**20} MB. Split it.")
    number = 0
    mixed = False
    with source.open() as stream:
        for begun, block, guessed in _blocks(stream):
            mixed = mixed or guessed
            number += 1
            yield from _question(block, begun, number)
    if mixed:
        told = (
            "Some lines are not UTF-8; they were read as Windows-1252. Check letters with accents."
        )
        yield Notice("the file", told)


def _blocks(stream: BinaryIO) -> Iterator[tuple[int, list[str], bool]]:
    """Line and lines of each question, and whether an encoding was guessed.

    A question ends with a blank line; what comes after it without a mark has no place.
    """
    block: list[str] = []
    begun, mixed, lost = 0, False, False
    for place, raw in enumerate(stream, 1):
        line, guessed = _line(raw)
        mixed = mixed or guessed
        if block and (not line or line.startswith("#Q")):
            yield begun, block, mixed
            block = []
        if line.startswith("#Q"):
            begun, lost = place, False
            block = [line]
        elif block:
            block.append(line)
        elif line and not lost and begun == 0:
            lost = True
            yield place, [line], mixed
    if block:
        yield begun, block, mixed


def _line(raw: bytes) -> tuple[str, bool]:
    """A line, and whether its encoding was guessed: these files mix two of them."""
    raw = raw.removeprefix(BOM_UTF8).rstrip(b"\r\n").replace(b"\x00", b"")
    try:
        return raw.decode().strip(), False
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").strip(), True


def _question(block: list[str], begun: int, number: int) -> Iterator[Event]:
    where = f"line {begun}"
    key = next((place for place, line in enumerate(block) if line.startswith("^")), None)
    if not block[0].startswith("#Q") or key is None:
        told = "its answer is not named after ^; is there a blank line within the question?"
        yield Skipped(where, told)
        return
    stem = markdown_of_text("\n".join([block[0][2:], *block[1:key]]))
    answer = block[key][1:].strip()
    texts = [found[2].strip() for line in block[key + 1 :] if (found := _CHOICE.fullmatch(line))]
    right = {texts.index(answer)} if answer in texts else set[int]()
    if not right:
        yield Skipped(where, f"its answer “{answer[:60]}” is none of the choices.")
        return
    notes: list[str] = []
    if sorted(text.lower() for text in texts) == ["false", "true"]:
        content = {"type": "true_false", "stem": stem, "answer": _TRUTH[answer.lower()]}
    else:
        content, notes = choice_question(stem, [markdown_of_text(text) for text in texts], right)
    made = build({**content, "id": f"q{number}"}, where)
    if isinstance(made, Entry):
        yield from (Notice(where, f"{note}.") for note in notes)
    yield made


FORMAT = Format("opentriviaqa", "OpenTriviaQA", ".txt", suits=suits, read=read)
