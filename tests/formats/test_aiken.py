"""Aiken: what Moodle reads, and what teachers write."""

from pathlib import Path
from typing import Any

import pytest

from quizapp.formats.aiken import FORMAT
from quizapp.formats.entries import Event
from quizapp.formats.inspection import inspect
from tests.formats.reading import bodies, events_of, notices, skipped, source_of


def read(folder: Path, content: str | bytes) -> list[Event]:
    return events_of(FORMAT, source_of(folder, content))


def single(stem: str, *texts: str, kind: str = "single") -> dict[str, Any]:
    options = [
        {"text": text.removeprefix("*"), **({"key": True} if text[:1] == "*" else {})}
        for text in texts
    ]
    return {"type": kind, "stem": stem, "options": options}


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("Which?\nA. one\nB. two\nANSWER: B", single("Which?", "one", "*two")),
        ("Which?\n\nA) one\n\nB) two\n\nanswer: a", single("Which?", "*one", "two")),
        ("1. Which?\na) one\nb) two\nAnswer: (b).", single("Which?", "one", "*two")),
        ("7. Oktober?\nA)one\nB)two\nANSWER: A", single(r"7\. Oktober?", "*one", "two")),
        ("Which\nof them?\nA. one\nmore\nB. two\nANSWER: A", single("Which\\\nof them?", "*one\\\nmore", "two")),
        ("Which?\nA. one\nB. two\nC. three\nANSWER: A, C", single("Which?", "*one", "two", "*three", kind="multi")),
        ("Which?\nA. one\nB. two\nC. three\nANSWER: A and B", single("Which?", "*one", "*two", "three", kind="multi")),
        ("A <b>?\nA. <i>\nB. *\nANSWER: A", single(r"A \<b\>?", r"*\<i\>", r"\*")),
        ("Who was\nB. Franklin?\nA. one\nB. two\nANSWER: A", single("Who was\\\nB. Franklin?", "*one", "two")),
    ],
)  # fmt: skip
def test_a_question(tmp_path: Path, written: str, body: dict[str, Any]) -> None:
    events = read(tmp_path, written)
    assert skipped(events) == []
    assert bodies(events) == [body]


GOOD = "Good?\nA. x\nB. y\nANSWER: A\n"


@pytest.mark.parametrize(
    ("written", "where", "reason"),
    [
        ("Q\nA. x\nANSWER: A", 6, "the choices: at least 2 allowed, here there are 1"),
        ("A. x", 6, "a choice stands before any question."),
        ("ANSWER: A", 6, "a line “ANSWER:” stands without a question."),
        ("Q\nA. x\nB. y\nANSWER: C", 6, "its answer in line 9 is “C”, which is not a letter from A to B."),
        ("Q\nA. x\nB. y\nANSWER: both", 6, "its answer in line 9 is “both”, which is not a letter from A to B."),
        ("Q\nA. x\nB. y\nANSWER:", 6, "its answer in line 9 is “”, which is not a letter from A to B."),
        ("Q\nA. x\nB. y", 6, "the question has no line “ANSWER:”."),
        ("Q\nANSWER: A", 6, "the question has no choices above line 7."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken(tmp_path: Path, written: str, where: int, reason: str) -> None:
    events = read(tmp_path, f"{GOOD}\n{written}\n\n{GOOD}")
    assert len(bodies(events)) == 2
    assert skipped(events) == [(f"line {where}", reason)]


def test_a_file_that_ends_too_soon(tmp_path: Path) -> None:
    events = read(tmp_path, f"{GOOD}\nQ")
    assert skipped(events) == [("line 6", "the question has no choices.")]


@pytest.mark.parametrize(
    ("answer", "body"), [("A", single("Q", "*a", "b")), ("C", single("Q", "a", "*b"))]
)
def test_choices_that_say_and_earn_the_same_are_one(
    tmp_path: Path, answer: str, body: dict[str, Any]
) -> None:
    twice = "A. a\nB. b\nC. b" if answer == "A" else "A. a\nB. a\nC. b"
    events = read(tmp_path, f"Q\n{twice}\nANSWER: {answer}")
    assert bodies(events) == [body]
    assert notices(events) == [("line 1", "a choice that was there twice is there once now.")]


def test_one_text_that_is_right_and_wrong_is_left_out(tmp_path: Path) -> None:
    events = read(tmp_path, "Q\nA. a\nB. a\nC. b\nANSWER: A\n\nR\nA. x\nB. y\nANSWER: B")
    assert bodies(events) == [single("R", "x", "*y")]
    reason = "“a” is there twice, once marked right and once wrong"
    assert skipped(events) == [("line 1", reason)]


def test_encodings(tmp_path: Path) -> None:
    events = read(tmp_path, "Größe?\r\nA. x\r\nB. y\r\nANSWER: A".encode("cp1252"))
    assert bodies(events)[0]["stem"] == "Größe?"
    assert "Windows-1252" in notices(events)[0][1]


def test_it_is_recognised(tmp_path: Path) -> None:
    assert inspect(source_of(tmp_path, GOOD)).form.name == "aiken"
    for other in ("Q {=a}", "<a>A. x\nANSWER: A</a>", "A. only\n", "text", "\x00"):
        assert FORMAT.suits(source_of(tmp_path, other)) == 0
