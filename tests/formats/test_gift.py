"""GIFT: every kind of question, and what Moodle takes badly."""

from pathlib import Path
from typing import Any

import pytest

from quizapp.formats.entries import Entry, Event, media_address
from quizapp.formats.gift import FORMAT
from quizapp.formats.inspection import inspect
from tests.formats.reading import bodies, events_of, notices, skipped, source_of


def read(folder: Path, content: str | bytes) -> list[Event]:
    return events_of(FORMAT, source_of(folder, content, "file.gift"))


def options(*texts: str, key: str = "*", **more: Any) -> list[dict[str, Any]]:
    """Options, those with a star being right."""
    made = []
    for text in texts:
        one: dict[str, Any] = {"text": text.removeprefix(key)}
        if text.startswith(key):
            one["key"] = True
        made.append(one)
    return made


ONE = {"answers": ["x"], "type": "short", "stem": "Q"}


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("How high? {~low =high ~flat}", {"type": "single", "stem": "How high?", "options": options("low", "*high", "flat")}),
        ("How? {~%50%half#Nearly. =whole#Yes. ~none}", {"type": "single", "stem": "How?", "options": [
            {"text": "half", "credit": 0.5, "feedback": "Nearly."}, {"text": "whole", "key": True, "feedback": "Yes."}, {"text": "none"}]}),
        ("Two? {~%50%a ~%50%b ~%-100%c ~d}", {"type": "multi", "stem": "Two?", "options": [
            {"text": "a", "key": True, "credit": 0.5}, {"text": "b", "key": True, "credit": 0.5}, {"text": "c", "credit": -1.0}, {"text": "d"}]}),
        ("Thirds? {~%33.33333%a ~%33%b ~%33.333%c ~d}", {"type": "multi", "stem": "Thirds?", "options": [
            *({"text": t, "key": True, "credit": 0.33333} for t in "abc"), {"text": "d"}]}),
        ("One? {~%100%a ~b}", {"type": "single", "stem": "One?", "options": options("*a", "b")}),
        ("It is so. {T}", {"type": "true_false", "stem": "It is so.", "answer": True}),
        ("It is so. {false#No.#Yes.####All.}", {"type": "true_false", "stem": "It is so.", "answer": False, "explanation": "All.\n\nNo.\n\nYes."}),
        ("Who? {=Ada =%50%A. L. =%0%Bob#Not Bob. =ada}", {"type": "short", "stem": "Who?", "answers": ["Ada"],
            "partial": {"A. L.": 0.5}, "reject": ["Bob"], "notes": {"Bob": r"Not Bob."}}),
        ("Who? {Ada}", {"type": "short", "stem": "Who?", "answers": ["Ada"]}),
        ("Who? {=%50%Ada =%25%Eve}", {"type": "short", "stem": "Who?", "answers": ["Ada"], "partial": {"Eve": 0.25}}),
        ("How many? {#3}", {"type": "numeric", "stem": "How many?", "answer": 3}),
        ("How many? {#3:0.5}", {"type": "numeric", "stem": "How many?", "answer": 3, "tolerance": 0.5}),
        ("How many? {#2.5..3.5}", {"type": "numeric", "stem": "How many?", "answer": 3, "tolerance": 0.5}),
        ("How many? {#=%50%3:1#About. =-4,5}", {"type": "numeric", "stem": "How many?", "answer": -4.5,
            "also": [{"answer": 3, "tolerance": 1, "credit": 0.5, "feedback": "About."}]}),
        ("How many? {#=3#Yes. ~#No.####All.}", {"type": "numeric", "stem": "How many?", "answer": 3, "explanation": "All.\n\nYes.\n\nNo."}),
        ("Match. {=a -> 1 =b->2 = -> 3 =b -> 2}", {"type": "matching", "stem": "Match.",
            "pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "extra": [{"text": "3"}]}),
        ("Write. {}", {"type": "essay", "stem": "Write."}),
        ("Write. {####Think.}", {"type": "essay", "stem": "Write.", "explanation": "Think."}),
        ("Only text.", {"type": "text", "stem": "Only text."}),
        ("Sky is {=blue ~red} today.", {"type": "single", "stem": r"Sky is \_\_\_\_\_ today.", "options": options("*blue", "red")}),
        (r"Five? {~\= 2 + 2 =\= 2 + 3 ~\#5 ~\{x\} ~a\\b ~a\:b}", {"type": "single", "stem": "Five?",
            "options": options(r"= 2 \+ 2", r"*= 2 \+ 3", r"\#5", r"\{x\}", r"a\\b", "a:b")}),
        (r"One\nTwo \\neq {=x}", {"type": "short", "stem": "One\\\nTwo \\\\neq", "answers": ["x"]}),
        ("[html]<p>A <b>bold</b></p><script>x()</script> {=<i>x</i>}", {**ONE, "stem": "A **bold**"}),
        ("[markdown]A **bold** {=*x* =[plain]<b>}", {**ONE, "stem": "A **bold**", "answers": ["x", "<b>"]}),
        ("[plain]A <b>bold</b> {=x}", {**ONE, "stem": r"A \<b\>bold\</b\>"}),
        ("A <b>bold</b>\nline &amp; so {=x}", {**ONE, "stem": "A **bold**\\\nline & so"}),
        ("First tag? {=<html> ~<body>}", {"type": "single", "stem": "First tag?", "options": options(r"*\<html\>", r"\<body\>")}),
        ("Red? {=#f00 ~#0f0}", {"type": "single", "stem": "Red?", "options": options(r"*\#f00", r"\#0f0")}),
        ('Link? {=<a href="http://a.b/#c=d">x</a> ~y}', {"type": "single", "stem": "Link?", "options": options("*[x](http://a.b/#c=d)", "y")}),
        ("Same? {=a ~. ~.}", {"type": "single", "stem": "Same?", "options": options("*a", ".")}),
        ("Both? {=a =b ~c}", {"type": "multi", "stem": "Both?", "options": options("*a", "*b", "c")}),
        ("Both? {=a =b ~%-50%c}", {"type": "multi", "stem": "Both?", "options": [
            {"text": "a", "key": True}, {"text": "b", "key": True}, {"text": "c"}]}),
        (r"Half \(\frac{1}{2}\)? {=x}", {**ONE, "stem": r"Half \\\(\\frac\{1\}\{2\}\\\)?"}),
        ("Gap? {=x}\n// a remark\n", {**ONE, "stem": "Gap?"}),
        ("Star? {=*x* =*}", {**ONE, "stem": "Star?"}),
    ],
)  # fmt: skip
def test_a_question(tmp_path: Path, written: str, body: dict[str, Any]) -> None:
    events = read(tmp_path, written)
    assert skipped(events) == []
    assert bodies(events) == [body]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Q {=a", "the { is never closed"),
        ("Q =a}", "there is a } without a {"),
        ("Q {#}", "there is no number that is right."),
        ("Q {#many}", "“many” is not a number."),
        ("Q {#*}", "there is no number that is right."),
        ("Q {#inf}", "“inf” is not a number."),
        ("Q {=%0%a}", "no answer is right."),
        ("Q {=*}", "no answer is right."),
        ("Q {~a ~b}", "no answer is right."),
        ("Q {~%100%a}", "the choices: at least 2 allowed, here there are 1"),
        ("Q {=. ~. ~a}", "“.” is there twice, once marked right and once wrong"),
        ("Q {=a -> b =c}", "in a matching question each = needs a ->."),
        ("Q {=a -> b}", "the pairs: at least 2 allowed"),
        ("{=a}", "the question is empty"),
        ("Q {#1e30}", "the answer: "),
    ],
)
def test_what_cannot_be_taken(tmp_path: Path, written: str, reason: str) -> None:
    events = read(tmp_path, f"Good {{T}}\n\n\n::Name::{written}\n\n::Good too::x {{F}}")
    named = written.startswith("{=")  # then the name is the question
    assert len(bodies(events)) == 3 - (not named)
    if not named:
        [(where, why)] = skipped(events)
        assert where == "line 4, “Name”"
        assert why.startswith(reason)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Q {~=%50%a =b ~c}", "an answer has both = and a percentage; the percentage counts."),
        ("Q {~%20%a ~%20%b ~c}", "the right answers add up to 40 %."),
        ("Q {#=%50%3}", "no number earns all points; the one that earns most does here."),
        ("Q {#=3 =%0%4#No.}", "the feedback on “4” was left out."),
        ("Q {=a ~b ~b}", "an answer was there twice; once is enough."),
        ("[html]<img src='@@PLUGINFILE@@/a.png'> Q {=a}", "The picture or sound “a.png” is not part of a GIFT file."),
        ("I {1:SA:=am =m} {1:MC:~=b~c}.", "this is a text with gaps of Moodle, which GIFT has not; only its first gap was read."),
        ("A {=a} and {=b}", "there are braces { } in the question that are not escaped; they were taken as text."),
    ],
)  # fmt: skip
def test_what_is_not_taken_as_written_is_told(tmp_path: Path, written: str, told: str) -> None:
    events = read(tmp_path, written)
    assert notices(events) == [("line 1", told)]
    assert len(bodies(events)) == 1


def test_names_categories_ids_and_tags(tmp_path: Path) -> None:
    text = (
        "$CATEGORY: $course$/top/Cold War//peace/Korea\n"
        "// [id:7] [tag:one] [tag:two words]\n// [tag:one]\n"
        "::First\\: one::Q1 {T}\n::Second::Q2 {F}\n\n$CATEGORY:\n\n// nothing\n\nQ3 {=x}"
    )
    first, second, third = read(tmp_path, text)
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert isinstance(third, Entry)
    assert (first.where, first.own_id) == ("line 4, “First: one”", "7")
    assert first.category == second.category == ("Cold War/peace", "Korea")
    assert first.body.tags == ("one", "two words")
    assert (second.where, second.own_id, second.body.tags) == ("line 5, “Second”", None, ())
    assert (third.where, third.category) == ("line 11", ())
    assert [one.body.id for one in (first, second, third)] == ["q1", "q2", "q3"]


def test_a_blank_line_within_braces_does_not_end_a_question(tmp_path: Path) -> None:
    assert bodies(read(tmp_path, "Q {\n~a\n\n=b\n\n~c\n}\n\nNext {T}"))[0]["options"] == options(
        "a", "*b", "c"
    )
    for next_one in ("::N::Good {F}", "Good {F}", "$CATEGORY: x\nGood {F}"):
        events = read(tmp_path, f"Q {{~a =b\n\n{next_one}")
        assert [body["type"] for body in bodies(events)] == ["true_false"]
        assert len(skipped(events)) == 1


def test_a_brace_that_is_not_closed_costs_no_other_question(tmp_path: Path) -> None:
    events = read(tmp_path, "::One::Q {=a ~b\n::Two::Match {=a -> 1 =b -> 2 =c -> 3}\n")
    assert [body["type"] for body in bodies(events)] == ["matching"]
    [(where, reason)] = skipped(events)
    assert where.startswith("line 1, “One”")
    assert "never closed" in reason


def test_a_picture_stands_where_a_file_may_be_found(tmp_path: Path) -> None:
    [body] = bodies(read(tmp_path, "[html]<img src\\='a.png' alt\\='A'> Q {=a}"))
    assert body["stem"] == f"![A]({media_address('a.png')}) Q"


@pytest.mark.parametrize(
    "raw",
    [b"\xef\xbb\xbf// c\r\n\r\n::Q1::A? {T}\r\n", b"::Q1::A? {T}\r\r::Q2::B? {F}\r", "::Q1::A? {T}".encode("utf-16")],
)  # fmt: skip
def test_marks_and_ends_of_lines(tmp_path: Path, raw: bytes) -> None:
    assert bodies(read(tmp_path, raw))[0] == {"type": "true_false", "stem": "A?", "answer": True}


def test_old_encodings_and_control_characters_are_told(tmp_path: Path) -> None:
    events = read(tmp_path, "Gr\xf6\xdfe? {T}\x0b".encode("cp1252"))
    assert bodies(events)[0]["stem"] == "Größe?"
    assert [where for where, _ in notices(events)] == ["the file", "the file"]


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.txt", "::Q::A? {T}", "gift"),
        ("a.txt", "A? {=b ~c}", "gift"),
        ("a.gift", "Only text", "gift"),
    ],
)
def test_it_is_recognised(tmp_path: Path, name: str, content: str, form: str) -> None:
    assert inspect(source_of(tmp_path, content, name)).form.name == form


@pytest.mark.parametrize(
    "content",
    ["<quiz>{=a}</quiz>", '{"a": [{=b}]}', "just text", "a\tb", "Q\nA. x\nB. y\nANSWER: A"],
)
def test_other_files_are_not(tmp_path: Path, content: str) -> None:
    assert FORMAT.suits(source_of(tmp_path, content)) < 50


def test_long_and_broken_files_take_no_long_time(tmp_path: Path) -> None:
    hostile = (
        "{" * 100_000
        + "\n\n"
        + ":" * 200_000
        + "\n\n"
        + "~%" * 50_000
        + "\n\n"
        + "Q {~"
        + "~a" * 50_000
    )
    good = "".join(f"::Q{n}::How many are {n}? {{=a{n} ~b ~c#No.}}\n\n" for n in range(2_000))
    events = read(tmp_path, f"{hostile}\n\n{good}")
    assert len(bodies(events)) == 2_000
    assert len(skipped(events)) == 4


@pytest.mark.parametrize("answers", ["~a" * 600, "=a" * 600, "=a->b" * 600, "#" + "=1:" * 600])
def test_more_answers_than_any_question_has(answers: str, tmp_path: Path) -> None:
    [(_, reason)] = skipped(read(tmp_path, f"Q {{{answers}}}"))
    assert reason.startswith("there are more than 500")


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("It is so. {TRUE# #Yes.}", {"type": "true_false", "stem": "It is so.", "answer": True, "explanation": "Yes."}),
        ("Match. {= =a -> 1 =b -> 2}", {"type": "matching", "stem": "Match.",
            "pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}]}),
        ("Some? {~%47%a =b ~c}", {"type": "single", "stem": "Some?", "options": [
            {"text": "a", "credit": 0.47}, {"text": "b", "key": True}, {"text": "c"}]}),
    ],
)  # fmt: skip
def test_what_is_written_carelessly(tmp_path: Path, written: str, body: dict[str, Any]) -> None:
    assert bodies(read(tmp_path, written)) == [body]


@pytest.mark.parametrize(
    ("written", "reason"),
    [("Who} is {=a ~b}", "not escaped"), ("Who is } it", "without a {"), ("Who is {=a ~b", "never closed")],
)  # fmt: skip
def test_braces_that_do_not_pair_are_told(tmp_path: Path, written: str, reason: str) -> None:
    assert reason in " ".join(
        words for pair in [*skipped(read(tmp_path, written)), *notices(read(tmp_path, written))] for words in pair
    )  # fmt: skip


def test_its_signs_in_a_table_mean_little(tmp_path: Path) -> None:
    assert 0 < FORMAT.suits(source_of(tmp_path, "Who? {=a ~b}", "a.csv")) < 50
