"""Read Aiken: a question, choices with letters, and a line that names the right one.

More patiently than Moodle: small letters, numbered questions, questions and choices of several
lines, several right letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.formats.building import build
from quizapp.formats.choices import choice_question
from quizapp.formats.entries import Event, Notice, Skipped
from quizapp.formats.html import markdown_of_text
from quizapp.formats.source import Source

_CHOICE = re.compile(r"\s*([A-Za-z])([.)])\s*(.*)")
_ANSWER = re.compile(r"\s*ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(
    r"\(?([A-Za-z](?:(?:\s*[,;&+]\s*|\s+and\s+|\s*)[A-Za-z])*)[.)]{0,2}", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(\d{1,4})[.)]\s+")
_LETTERS_ALONE = re.compile(r"\s*([A-Ja-j](?:[\s,;&]*[A-Ja-j]){0,9})\s*\.?\s*")
_LETTERS_BELOW = re.compile(
    r"^\s*[Aa][.)] .*\n(?:.*\n){1,40}?\s*[Bb][.)] .*\n(?:.*\n){0,40}?\s*[A-Ja-j]{1,6}\s*$",
    re.MULTILINE,
)
_SIGNS = re.compile(r"^\s*[Aa][.)].*\n(?:.*\n){1,60}?\s*ANSWERS?\s*:", re.MULTILINE | re.IGNORECASE)


def suits(source: Source) -> int:
    """Whether it looks like Aiken: lettered choices with a line “ANSWER:” below."""
    head = source.head_text
    if "\x00" in head[:200] or head.lstrip("\ufeff \n").startswith(("<", "{", "[")):
        return 0
    return 90 if _SIGNS.search(head) else 0


@dataclass
class _Question:
    """What was read of a question so far."""

    line: int
    stem: list[str] = field(default_factory=list)
    choices: list[list[str]] = field(default_factory=list)  # lines of each
    paused: bool = False  # a blank line came after the choices

    @property
    def lines(self) -> list[str]:
        """Where a line without a letter goes: to the choice above it, or to the question."""
        return self.choices[-1] if self.choices else self.stem

    def expects(self, letter: str) -> bool:
        """Whether this letter is the next."""
        return ord(letter.upper()) - ord("A") == len(self.choices)


def suits_letters(source: Source) -> int:
    """Whether choices with letters are followed by a line of letters alone."""
    head = source.head_text
    if "\x00" in head[:200] or head.lstrip("\ufeff \n").startswith(("<", "{", "[")):
        return 0
    return 70 if _LETTERS_BELOW.search(head) else 0


def read_letters(source: Source) -> Iterator[Event]:
    """The events of a text in which a line of letters alone names the right choices."""
    return read(source, _LETTERS_ALONE)


def read(source: Source, answers: re.Pattern[str] = _ANSWER) -> Iterator[Event]:
    """The events of an Aiken file. `answers` is the line that names the right letters."""
    decoded = source.text()
    yield from decoded.notices
    yield from events_of(decoded.text, answers)


def events_of(text: str, answers: re.Pattern[str] = _ANSWER) -> Iterator[Event]:
    """The events of a text."""
    asked: _Question | None = None
    number = 0
    for place, line in enumerate(text.replace("\x00", "").split("\n"), 1):
        if not line.strip():
            if asked is not None and asked.choices:
                asked.paused = True
        elif (answer := answers.fullmatch(line)) and (answers is _ANSWER or asked is not None):
            number += 1
            yield from _finished(asked, answer[1], place, number)
            asked = None
        elif (choice := _CHOICE.match(line)) and _takes(asked, choice[1]):
            if asked is None:
                number += 1
                yield Skipped(f"line {place}", "a choice stands before any question.")
            else:
                asked.choices.append([choice[3].strip()])
                asked.paused = False
        elif asked is not None and not asked.paused:
            asked.lines.append(line.strip())
        else:
            if asked is not None:
                number += 1
                yield _unfinished(asked)
            asked = _Question(place, [_without_number(line, number + 1)])
    if asked is not None:
        yield _unfinished(asked)


def _takes(asked: _Question | None, letter: str) -> bool:
    """Whether a line that begins with this letter is a choice and not a sentence (“A. Lincoln …”)."""
    return letter.upper() == "A" if asked is None else asked.expects(letter)


def _without_number(line: str, number: int) -> str:
    found = _NUMBER.match(line)
    return line[found.end() :].strip() if found and int(found[1]) == number else line.strip()


def _unfinished(asked: _Question) -> Skipped:
    what = "has no line “ANSWER:”" if asked.choices else "has no choices"
    return Skipped(f"line {asked.line}", f"the question {what}.")


def _finished(asked: _Question | None, answer: str, line: int, number: int) -> Iterator[Event]:
    if asked is None:
        yield Skipped(f"line {line}", "a line “ANSWER:” stands without a question.")
        return
    where = f"line {asked.line}"
    letters = _LETTERS.fullmatch(answer.strip())
    right = {ord(c.upper()) - ord("A") for c in _alone(letters[1])} if letters else set()
    if not right or max(right) >= len(asked.choices):
        last = chr(ord("A") + len(asked.choices) - 1)
        named = f"“{answer.strip()[:40]}”, which is not a letter from A to {last}"
        yield Skipped(where, f"its answer in line {line} is {named}." if asked.choices else
                      f"the question has no choices above line {line}.")  # fmt: skip
        return
    texts = [markdown_of_text("\n".join(lines)) for lines in asked.choices]
    content, notes = choice_question(markdown_of_text("\n".join(asked.stem)), texts, right)
    yield from (Notice(where, f"{note}.") for note in notes)
    yield build({**content, "id": f"q{number}"}, where)


def _alone(letters: str) -> str:
    return re.sub(r"\band\b|[^A-Za-z]", "", letters, flags=re.IGNORECASE)
