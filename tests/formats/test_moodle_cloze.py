"""Texts with gaps: embedded answers in Moodle XML and in text files, words to drag, missing words."""

from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Notice, Skipped
from quizapp.formats.moodle.embedded import Gap, parts_of
from quizapp.formats.registry import FORMATS, format_of, read
from quizapp.formats.source import Source
from tests.formats.test_moodle_xml import answer, one, question, skipped

CLOZE = FORMATS["moodle_cloze"]


def embedded(tmp_path: Path, text: str) -> tuple[dict[str, Any], list[str]]:
    return one(tmp_path, question("cloze", "", text))


def in_text(tmp_path: Path, text: str) -> list[dict[str, Any] | str]:
    """The contents or the reasons from a text file."""
    path = tmp_path / "gaps.txt"
    path.write_text(text, encoding="utf-8")
    found = list(read(Source.of(path), CLOZE))
    return [
        dump_body(event.body) if isinstance(event, Entry) else event.reason
        for event in found
        if isinstance(event, Entry | Skipped)
    ]


def test_gaps_of_each_kind(tmp_path: Path) -> None:
    text = (
        "<p>One {1:SHORTANSWER:=Bern#<b>yes</b>~%50%Berne~Zürich#no~*#else}, "
        "<b>{2:MC:~a &amp; b~=c#good}</b>; {:NM:=5:0.1~%50%6} {3:MWC:%100%it\\}s \\~ &#39;x&#39;}</p>"
    )
    content, told = embedded(tmp_path, text)
    assert content["stem"] == "One {{1}}, **{{2}}**; {{3}} {{4}}"
    assert content["points"] == 7
    assert content["blanks"] == {
        "1": {
            "answers": ["Bern"],
            "partial": {"Berne": 0.5},
            "reject": ["Zürich"],
            "notes": {"Bern": "**yes**", "Zürich": "no"},
        },
        "2": {"answers": ["c"], "options": ["a & b", "c"], "notes": {"c": "good"}},
        "3": {"answers": ["5"], "partial": {"6": 0.5}},
        "4": {"answers": ["it}s ~ 'x'"]},
    }
    assert "the tolerance 0.1 of a number in a gap is not kept" in told
    assert "the feedback on all other answers is not kept" in told
    assert any("different weights" in text for text in told)
    assert any("capital and small" in text for text in told)


def test_a_single_number_with_a_tolerance_is_a_question_of_its_own(tmp_path: Path) -> None:
    content, _ = embedded(tmp_path, "Pi is {1:NUMERICAL:=3.14:0.01~%50%3:0.2#rough~4#no~*#else}.")
    assert content["type"] == "numeric"
    assert content["stem"] == "Pi is …."
    assert (content["answer"], content["tolerance"]) == (3.14, 0.01)
    assert content["also"] == [{"answer": 3, "tolerance": 0.2, "credit": 0.5, "feedback": "rough"}]
    assert content["distractors"] == [{"value": 4, "feedback": "no"}]
    assert embedded(tmp_path, "Pi is {1:NUMERICAL:=3.14:0}.")[0]["type"] == "cloze"


def test_a_single_gap_for_several_choices_is_a_question_of_its_own(tmp_path: Path) -> None:
    content, _ = embedded(tmp_path, "Which? {2:MULTIRESPONSE:=<i>a</i>~=b~c}")
    assert content["type"] == "multi"
    assert content["stem"] == "Which?"
    assert [option["text"] for option in content["options"]] == ["*a*", "b", "c"]
    assert content["points"] == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no gap", "no gap"),
        ("{1:MULTICHOICE}", "here there are 0"),
        ("{1:MC:=a}", "here there are 1"),
        ("{1:MC:=<img src='a.png'>~b}", "has no words"),
        ("{1:MC:a~b}", "no answer is right"),
        ("{1:NM:=zero}", "“zero” is not a number"),
        ("{1:NM:=zero:1}", "“zero” is not a number"),
        ("{1:MR:=a~=b~c} {1:SA:=x}", "gap 1 asks for several choices"),
        ("{1:REGEXP:=a}", "type REGEXP"),
        ("{1:SA:*}", "gap 1"),
        ("{1:SA:=a", "no gap"),
    ],
)
def test_gaps_that_cannot_be_taken(tmp_path: Path, text: str, why: str) -> None:
    assert why in skipped(tmp_path, question("cloze", "", text))


def test_the_best_answer_of_a_gap_is_raised(tmp_path: Path) -> None:
    content, told = embedded(tmp_path, "{1:MULTICHOICE:Pear#no~%50%Apple#yes}")
    assert content["blanks"]["1"]["answers"] == ["Apple"]
    assert "50%" in told[0]


def test_points_of_a_cloze_are_those_of_its_gaps_unless_it_says_more(tmp_path: Path) -> None:
    graded = question("cloze", "<defaultgrade>4.5</defaultgrade>", "{2:SA:=a} {2:SA:=b}")
    assert one(tmp_path, graded)[0]["points"] == 4.5


def test_an_old_picture_stands_under_the_text(tmp_path: Path) -> None:
    inside = "<image>x.png</image><image_base64>YWJj</image_base64>"
    content, _ = one(tmp_path, question("cloze", inside, "{1:SA:=a}"))
    assert content["stem"].startswith("{{1}}\n\n![](/media/in-")


@pytest.mark.parametrize(("kind", "holder"), [("ddwtos", "dragbox"), ("gapselect", "selectoption")])
def test_words_to_drag_or_select(tmp_path: Path, kind: str, holder: str) -> None:
    words = (("<b>cat</b>", 1), ("dog", 1), ("mat", 2))
    inside = "".join(
        f"<{holder}><text><![CDATA[{word}]]></text><group>{group}</group></{holder}>"
        for word, group in words
    )
    content, _ = one(tmp_path, question(kind, inside, "The [[1]] on the [[3]], the [[1]]"))
    assert content["stem"] == "The {{1}} on the {{2}}, the {{3}}"
    assert content["blanks"]["1"] == {"answers": ["cat"], "options": ["cat", "dog"]}
    assert content["blanks"]["2"] == {"answers": ["mat"]}
    assert "no word number 9" in skipped(tmp_path, question(kind, inside, "[[9]]"))
    assert "no gap" in skipped(tmp_path, question(kind, inside, "text"))
    many = inside * 11
    assert "22" not in skipped(tmp_path, question(kind, "", "[[1]]"))
    assert one(tmp_path, question(kind, many, "[[1]]"))[0]["type"] == "cloze"


def test_too_many_words_for_a_gap(tmp_path: Path) -> None:
    inside = "".join(f"<dragbox><text>word {n}</text><group>1</group></dragbox>" for n in range(21))
    assert "here there are 21" in skipped(tmp_path, question("ddwtos", inside, "[[1]]"))


@pytest.mark.parametrize("display", ["gapfill", "dropdown"])
def test_gaps_in_brackets(tmp_path: Path, display: str) -> None:
    inside = f"<answerdisplay>{display}</answerdisplay>" + answer("cow", 0) + answer("cat", 100)
    content, _ = one(
        tmp_path, question("gapfill", inside, "The [cat|tom cat] saw the [<b>dog</b>]")
    )
    assert content["stem"] == "The {{1}} saw the {{2}}"
    blank = content["blanks"]["1"]
    assert blank["answers"] == ["cat", "tom cat"]
    assert blank.get("options") == (None if display == "gapfill" else ["cat", "dog", "cow"])
    own_signs = "<delimitchars>%%</delimitchars>"
    content, _ = one(tmp_path, question("gapfill", own_signs, "[a] %b%"))
    assert content["stem"] == r"\[a\] {{1}}"
    assert "no gap" in skipped(tmp_path, question("gapfill", "", "The cat"))


def test_a_text_file_with_embedded_answers_is_one_question(tmp_path: Path) -> None:
    (content,) = in_text(tmp_path, "* Bern: {1:SA:=yes}\n* Rome: {1:SA_:=x}{2:SAC:=\nno}\n\nEnd")
    assert content == "gap 2 is of the type SA_, which is not known here"
    (content,) = in_text(tmp_path, "* Bern: {1:SA:=yes}\n* Rome:\n\nEnd {2:SAC:=\nno}")
    assert isinstance(content, dict)
    assert content["stem"] == "\\* Bern: {{1}}\\\n\\* Rome:\n\nEnd {{2}}"
    assert content["points"] == 3
    assert in_text(tmp_path, "nothing to fill in") == ["there is no gap in the text"]


def test_missing_words_are_one_question_a_paragraph(tmp_path: Path) -> None:
    first, second, third, fourth = in_text(
        tmp_path,
        "We study {=the body#yes ~25%stars ~ stones \\= rocks}\nas infants.\n\n"
        "Into the {=Lesson} activity.\n\n\n{~a ~b}\n\nplain",
    )
    assert isinstance(first, dict)
    assert first["stem"] == "We study {{1}} as infants."
    assert first["blanks"]["1"] == {
        "answers": ["the body"],
        "partial": {"stars": 0.25},
        "notes": {"the body": "yes"},
        "options": ["the body", "stars", "stones = rocks"],
    }
    assert isinstance(second, dict)
    assert second["blanks"]["1"] == {"answers": ["Lesson"]}
    assert third == "no answer is right"
    assert fourth == "there is no gap in the text"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Where? {1:SHORTANSWER:=here}", "moodle_cloze"),
        ("We study {=the body ~stars}.", "gift"),
        ("::Name::Where? {1:SHORTANSWER:=here}", "gift"),
        ("<quiz><question type='cloze'>{1:SA:=x}</question></quiz>", "moodle_xml"),
    ],
)
def test_the_format_is_told_by_the_gaps(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / "some.txt"
    path.write_text(text, encoding="utf-8")
    assert format_of(Source.of(path)).name == name


def test_notices_of_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "gaps.txt"
    path.write_bytes("für {1:SAC:=x}{2:NM:=5:1}".encode("cp1252"))
    told = [e.text for e in read(Source.of(path), CLOZE) if isinstance(e, Notice)]
    assert len(told) == 4


def test_a_long_text_without_end_is_looked_at_once() -> None:
    assert list(parts_of("{1:SA:" * 50_000)) == ["{1:SA:" * 50_000]
    gaps = [part for part in parts_of("{1:SA:=a}" * 20_000) if isinstance(part, Gap)]
    assert len(gaps) == 20_000


def test_a_single_number_without_a_tolerance_or_with_any(tmp_path: Path) -> None:
    body, told = embedded(tmp_path, "There are {1:NUMERICAL:=4:0} of {1:SHORTANSWER:=them}.")
    assert body["blanks"] == {"1": {"answers": ["4"]}, "2": {"answers": ["them"]}}
    assert not any("tolerance" in text for text in told)


def test_a_text_too_long_for_a_question_is_skipped(tmp_path: Path) -> None:
    [reason] = in_text(tmp_path, f"{'x ' * 20_000}{{1:SHORTANSWER:=them}}")
    assert isinstance(reason, str)
