"""Open Trivia DB, OpenTriviaQA, Kahoot, JSON lists and lettered choices."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from quizapp.formats.aiken import LETTERS
from quizapp.formats.entries import Entry, RefusedError
from quizapp.formats.inspection import inspect
from quizapp.formats.json_list import FORMAT as JSON_LIST
from quizapp.formats.kahoot import FORMAT as KAHOOT
from quizapp.formats.opentdb import FORMAT as OPENTDB
from quizapp.formats.opentriviaqa import FORMAT as TRIVIA
from tests.formats.anki_files import package
from tests.formats.reading import bodies, events_of, notices, skipped, source_of


def choice(stem: str, *texts: str, kind: str = "single", **more: Any) -> dict[str, Any]:
    options = [
        {"text": text.removeprefix("*"), **({"key": True} if text[:1] == "*" else {})}
        for text in texts
    ]
    return {"type": kind, "stem": stem, "options": options, **more}


# ---- Open Trivia DB ------------------------------------------------------------------------------

ASKED = {"type": "multiple", "difficulty": "hard", "category": "Science: Computers &amp; so",
         "question": "Is &quot;5 &amp;lt; 6&quot;?", "correct_answer": "yes", "incorrect_answers": ["no"]}  # fmt: skip


def test_open_trivia_db(tmp_path: Path) -> None:
    asked = [
        ASKED,
        {**ASKED, "type": "boolean", "correct_answer": "False", "incorrect_answers": ["True"]},
        {**ASKED, "correct_answer": None},
        "nothing",
        {**ASKED, "incorrect_answers": []},
        {**ASKED, "incorrect_answers": ["yes"]},
    ]
    source = source_of(tmp_path, json.dumps({"response_code": 0, "results": asked}), "a.json")
    assert inspect(source).form is OPENTDB
    events = events_of(OPENTDB, source)
    stem = r'Is "5 \&lt; 6"?'  # decoded once
    assert bodies(events)[:2] == [
        choice(stem, "*yes", "no", difficulty=4),
        {"type": "true_false", "stem": stem, "answer": False, "difficulty": 4},
    ]
    assert [where for where, _ in skipped(events)] == [
        "question 3",
        "question 4",
        "question 5",
        "question 6",
    ]
    [first, *_] = [event for event in events if isinstance(event, Entry)]
    assert first.category == ("Science", "Computers & so")


@pytest.mark.parametrize("text", ['{"a": 1}', "[" * 100_000, '{"results": 7}', "{"])
def test_other_json_is_refused(text: str, tmp_path: Path) -> None:
    for form in (OPENTDB, JSON_LIST):
        with pytest.raises(RefusedError):
            events_of(form, source_of(tmp_path, text))


# ---- OpenTriviaQA --------------------------------------------------------------------------------


def test_open_trivia_qa(tmp_path: Path) -> None:
    raw = (
        b"\xef\xbb\xbf#Q Which caf\xe9?\r\nof the two\r\n^ Caf\xc3\xa9\r\nA Caf\xc3\xa9\r\nB Bar\r\n\r\n"
        b"#Q Is it?\n^ True\nA True\nB False\n#Q No blank line?\n^ x\nA x\nB y\n\n\n"
        b"#Q Cut\n\nin two?\n^ x\nA x\nB y\n\n#Q Wrong?\n^ z\nA x\nB y\n"
    )
    source = source_of(tmp_path, raw, "history")
    assert inspect(source).form is TRIVIA
    events = events_of(TRIVIA, source)
    assert bodies(events) == [
        choice("Which café?\\\nof the two", "*Café", "Bar"),
        {"type": "true_false", "stem": "Is it?", "answer": True},
        choice("No blank line?", "*x", "y"),
    ]
    assert [where for where, _ in skipped(events)] == ["line 17", "line 24"]
    assert notices(events)[-1][0] == "the file"


def test_what_stands_before_the_first_mark(tmp_path: Path) -> None:
    events = events_of(TRIVIA, source_of(tmp_path, "words\nmore\n\n#Q A?\n^ x\nA x\nB y\n"))
    assert len(bodies(events)) == 1
    assert [where for where, _ in skipped(events)] == ["line 1"]


# ---- Kahoot --------------------------------------------------------------------------------------

HEAD = ["Question - max 120 characters", "Answer 1 - max 75", "Answer 2 - max 75",
        "Answer 3 - max 75", "Answer 4 - max 75", "Time limit (sec)", "Correct answer(s)"]  # fmt: skip


def kahoot(*lines: list[Any]) -> bytes:
    book = Workbook()
    for _ in range(6):
        book.active.append([None])  # type: ignore[union-attr]
    book.active.append([None, "Quiz template"])  # type: ignore[union-attr]
    for number, line in enumerate([HEAD, *lines]):
        book.active.append([number or None, *line])  # type: ignore[union-attr]
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_kahoot(tmp_path: Path) -> None:
    raw = kahoot(
        ["When?", 9, 10.0, 11.5, None, 30, 2],
        ["Which?", "a", "b", "c", "d", 30, "1,3"],
        ["Which?", "a", "b", "c", "d", 30, "1,2,3,4"],
        ["Which?", "a", "b", None, "d", 30, 3],
        ["Which?", "a", "b", None, None, 30, "a"],
        [None] * 7,
        ["Which?", "a", "b", None, None, 30, 1.2],
    )
    source = source_of(tmp_path, raw, "a.xlsx")
    assert inspect(source).form is KAHOOT
    events = events_of(KAHOOT, source)
    assert bodies(events) == [
        choice("When?", "9", "*10", "11.5"),
        choice("Which?", "*a", "b", "*c", "d", kind="multi"),
        choice("Which?", "*a", "*b", "*c", "*d", kind="multi"),
        choice("Which?", "*a", "*b", kind="multi"),
    ]
    assert [where for where, _ in skipped(events)] == ["row 12", "row 13"]
    assert notices(events) == [("the file", "Time limits of single questions are not taken over.")]


def test_kahoot_as_csv_and_a_suspicion(tmp_path: Path) -> None:
    text = ",Question,Answer1,Answer2,Time,Correct\n" + '1,"Who ""so""?",x,y,60,1\n' * 5
    source = source_of(tmp_path, text, "kahoot.csv")
    assert inspect(source).form is KAHOOT
    events = events_of(KAHOOT, source)
    assert bodies(events) == [choice('Who "so"?', "*x", "y")] * 5
    assert "Answer 1 is marked right in all 5 questions" in notices(events)[-1][1]


def test_no_kahoot(tmp_path: Path) -> None:
    assert KAHOOT.suits(source_of(tmp_path, "question,answer 1,correct\na,b,c")) == 0
    assert KAHOOT.suits(source_of(tmp_path, "PK\x03\x04", "a.xlsx")) == 0
    with pytest.raises(RefusedError, match="no row with"):
        events_of(KAHOOT, source_of(tmp_path, "a,b\nc,d"))


def test_a_workbook_that_is_damaged_or_names_its_columns_too_late(tmp_path: Path) -> None:
    book, late = Workbook(), BytesIO()
    for _ in range(120):
        book.active.append(["words"])  # type: ignore[union-attr]
    book.active.append([None, *HEAD])  # type: ignore[union-attr]
    book.save(late)
    assert KAHOOT.suits(source_of(tmp_path, late.getvalue(), "a.xlsx")) == 0
    made = kahoot(["Which?", "a", "b", None, None, 30, 1])
    assert KAHOOT.suits(source_of(tmp_path, made, "a.xlsx")) == 95
    with ZipFile(BytesIO(made)) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    damaged = package({**members, "xl/worksheets/sheet1.xml": b"<worksheet><"})
    assert KAHOOT.suits(source_of(tmp_path, damaged, "a.xlsx")) == 0


def test_a_kahoot_without_questions_is_refused(tmp_path: Path) -> None:
    source = source_of(tmp_path, ",Question,Answer1,Answer2,Time,Correct\n", "kahoot.csv")
    assert events_of(KAHOOT, source) == []
    with pytest.raises(RefusedError, match="there is no question in it"):
        inspect(source)


def test_a_question_that_is_too_long_is_skipped(tmp_path: Path) -> None:
    long = "x" * 30_000
    text = f",Question,Answer1,Answer2,Time,Correct\n1,{long},x,y,60,1\n"
    assert [where for where, _ in skipped(events_of(KAHOOT, source_of(tmp_path, text)))] == [
        "row 2"
    ]
    trivia = events_of(TRIVIA, source_of(tmp_path, f"#Q {long}?\n^ x\nA x\nB y\n"))
    assert len(skipped(trivia)) == 1


def test_open_trivia_qa_that_is_empty_or_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert events_of(TRIVIA, source_of(tmp_path, "\n\n")) == []
    monkeypatch.setattr("quizapp.formats.opentriviaqa.MOST_TEXT", 3)
    with pytest.raises(RefusedError, match="Split it"):
        events_of(TRIVIA, source_of(tmp_path, "#Q A?\n^ x\nA x\nB y\n"))


# ---- JSON lists ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "body"),
    [
        ({"question": "Q", "options": {"A": "x", "B": "y"}, "answer": "B", "note": "n"}, choice("Q", "x", "*y", explanation="n")),
        ({"question": "Q", "options": {"a": "x", "b": "y", "c": "z"}, "answer": "AC"}, choice("Q", "*x", "y", "*z", kind="multi")),
        ({"prompt": "Q", "choices": ["x", "y"], "correctIndex": 1}, choice("Q", "x", "*y")),
        ({"question": "Q", "choices": [{"text": "x"}, {"text": "y"}], "answer": "y"}, choice("Q", "x", "*y")),
        ({"question": "Q", "answers": ["x", "y", "z"], "correct": [0, 2]}, choice("Q", "*x", "y", "*z", kind="multi")),
        ({"term": "Q", "definition": "x*"}, {"type": "flashcard", "front": "Q", "back": r"x\*"}),
    ],
)  # fmt: skip
def test_a_json_list(one: dict[str, Any], body: dict[str, Any], tmp_path: Path) -> None:
    for listed in ([one], {"questions": [one]}):
        source = source_of(tmp_path, json.dumps(listed), "a.json")
        assert inspect(source).form is JSON_LIST
        assert bodies(events_of(JSON_LIST, source)) == [body]


def test_what_a_json_list_has_no_use_for(tmp_path: Path) -> None:
    good = {"question": "Q", "options": ["x", "y"]}
    listed = [
        *({**good, "answer": a} for a in ("E", 7, True, None, ["x", "q"])),
        7,
        {"question": "Q"},
    ]
    assert len(skipped(events_of(JSON_LIST, source_of(tmp_path, json.dumps(listed))))) == 7


# ---- Lettered choices ----------------------------------------------------------------------------


def test_lettered_choices(tmp_path: Path) -> None:
    text = "Which?\n\nA. one\n\nB. two\n\nB\n\n\nWhich two? (Select two.)\n\na. x\n\nb. y\n\nc. z\n\nac\n"
    source = source_of(tmp_path, text)
    assert inspect(source).form is LETTERS
    assert bodies(events_of(LETTERS, source)) == [
        choice("Which?", "one", "*two"),
        choice(r"Which two? \(Select two.\)", "*x", "y", "*z", kind="multi"),
    ]
    for other in ("words", "<A. x\nB. y\nA", "A. x\n"):
        assert LETTERS.suits(source_of(tmp_path, other)) == 0
