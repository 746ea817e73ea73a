"""Moodle XML: every type that it has becomes one of ours, or the report says why not."""

import base64
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Event, Medium, Notice, RefusedError, Skipped
from quizapp.formats.entries import media_address as address
from quizapp.formats.registry import format_of, read
from quizapp.formats.source import Source

PNG = base64.b64encode(b"\x89PNG picture").decode()


def events(tmp_path: Path, text: str | bytes, name: str = "quiz.xml") -> list[Event]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    source = Source.of(path)
    form = format_of(source)
    assert form.name == "moodle_xml"
    return list(read(source, form))


def question(kind: str, inside: str, text: str = "<p>Which?</p>", name: str = "Which?") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inside}'
        "</question>"
    )


def answer(text: str, fraction: object, feedback: str = "", inside: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f"<feedback><text><![CDATA[{feedback}]]></text></feedback>{inside}</answer>"
    )


def one(tmp_path: Path, written: str) -> tuple[dict[str, Any], list[str]]:
    """The content of a file's only question, without its id, and what was told."""
    found = events(tmp_path, f"<quiz>{written}</quiz>")
    entries = [event for event in found if isinstance(event, Entry)]
    assert len(entries) == 1, found
    content = dump_body(entries[0].body)
    assert content.pop("id") == "q1"
    return content, [event.text for event in found if isinstance(event, Notice)]


def skipped(tmp_path: Path, written: str) -> str:
    """Why a file's only question was left out."""
    found = events(tmp_path, f"<quiz>{written}</quiz>")
    (reason,) = [event.reason for event in found if isinstance(event, Skipped)]
    assert not any(isinstance(event, Entry | Medium) for event in found)
    return reason


def test_one_right_choice(tmp_path: Path) -> None:
    inside = (
        "<generalfeedback><text>&lt;i&gt;Because.&lt;/i&gt;</text></generalfeedback>"
        "<defaultgrade>2.5</defaultgrade><single>true</single><shuffleanswers>1</shuffleanswers>"
        + answer("<b>a</b>", 100, "yes")
        + answer("b", 50)
        + answer("c", "-33.333")
        + answer("d", "-15")
        + answer("d", "-15")
        + answer("e", "0")
        + "<tags><tag><text>x</text></tag><tag><text>x</text></tag><tag><text>y</text></tag></tags>"
    )
    content, told = one(tmp_path, question("multichoice", inside))
    assert content == {
        "type": "single",
        "stem": "Which?",
        "explanation": "*Because.*",
        "points": 2.5,
        "tags": ["x", "y"],
        "options": [
            {"text": "**a**", "key": True, "feedback": "yes"},
            {"text": "b", "credit": 0.5},
            {"text": "c", "credit": -0.33333},
            {"text": "d", "credit": -0.15},
            {"text": "e"},
        ],
    }
    assert told == ["a choice that was there twice is there once now"]


@pytest.mark.parametrize(
    ("shares", "earned"),
    [
        ((50, 50, -50), (None, None, None)),
        ((50, 50, 0), (0.5, 0.5, 0.0)),
        ((60, 40, -100), (0.6, 0.4, -1.0)),
    ],
)
def test_several_right_choices(
    tmp_path: Path, shares: tuple[int, ...], earned: tuple[float | None, ...]
) -> None:
    inside = "<single>false</single>" + "".join(
        answer(text, share) for text, share in zip("abc", shares, strict=True)
    )
    content, _ = one(tmp_path, question("multichoice", inside))
    assert content["type"] == "multi"
    assert [option.get("key", False) for option in content["options"]] == [True, True, False]
    assert tuple(option.get("credit") for option in content["options"]) == earned


def test_two_fully_right_choices_become_a_question_with_several_answers(tmp_path: Path) -> None:
    inside = answer("a", 100) + answer("b", 100) + answer("c", 0)
    content, told = one(tmp_path, question("multichoice", inside))
    assert content["type"] == "multi"
    assert "more than one choice is fully right" in told[0]


def test_the_best_choice_is_raised_where_none_is_fully_right(tmp_path: Path) -> None:
    content, told = one(tmp_path, question("multichoice", answer("a", 37) + answer("b", 0)))
    assert content["options"][0] == {"text": "a", "key": True}
    assert "37%" in told[0]


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (answer("a", "abc") + answer("b", 0), "“abc” is not a number"),
        (answer("a", 0) + answer("b", 0), "no choice is right"),
        ("", "there are no choices"),
        ("<single>0</single>" + answer("a", 0) + answer("b", 0), "no choice is right"),
        (answer("", 100) + answer("b", 0), "its text is empty"),
    ],
)
def test_choices_that_cannot_be_taken(tmp_path: Path, inside: str, why: str) -> None:
    assert why in skipped(tmp_path, question("multichoice", inside))


def test_a_grade_beyond_all_points_is_told(tmp_path: Path) -> None:
    _, told = one(tmp_path, question("multichoice", answer("a", "1000 %") + answer("b", "0,0")))
    assert "beyond 100 %" in told[0]


@pytest.mark.parametrize(
    ("shuffle", "texts", "fixed", "lost"),
    [
        ("0", ("1900", "1950"), True, False),
        ("0", ("b", "a"), False, True),
        ("true", ("1900", "1950"), False, False),
    ],
)
def test_a_fixed_order_is_kept_where_it_is_that_of_the_values(
    tmp_path: Path, shuffle: str, texts: tuple[str, str], fixed: bool, lost: bool
) -> None:
    inside = f"<shuffleanswers>{shuffle}</shuffleanswers>" + answer(texts[0], 100)
    content, told = one(tmp_path, question("multichoice", inside + answer(texts[1], 0)))
    assert content.get("fixed_order", False) is fixed
    assert any("order of the choices" in text for text in told) is lost


def test_true_or_false(tmp_path: Path) -> None:
    inside = answer("true", 0, "no") + answer("false", 100, "right")
    content, told = one(tmp_path, question("truefalse", inside))
    assert content["answer"] is False
    assert content["explanation"] == "**True:** no\n\n**False:** right"
    assert told == ["the feedback on true and on false went into the explanation"]
    neither = answer("true", 0) + answer("false", 0)
    assert "true or false" in skipped(tmp_path, question("truefalse", neither))


def test_short_answers(tmp_path: Path) -> None:
    inside = (
        "<usecase>1</usecase>"
        + answer("Bern", 100, "yes")
        + answer("bern", 50)
        + answer("Berne", 50, "nearly")
        + answer("Zürich", 0, "larger")
        + answer("*", 0, "no")
        + answer("", 0)
    )
    content, told = one(tmp_path, question("shortanswer", inside))
    assert content["answers"] == ["Bern"]
    assert content["partial"] == {"Berne": 0.5}
    assert content["reject"] == ["Zürich"]
    assert content["notes"] == {"Bern": "yes", "Berne": "nearly", "Zürich": "larger"}
    assert "the feedback on all other answers is not kept" in told
    assert any("capital and small letters" in text for text in told)


def test_stars_in_short_answers(tmp_path: Path) -> None:
    inside = answer("*Bern*", 100) + answer(r"2\*3 &amp; <b>4</b>", 100)
    content, told = one(tmp_path, question("shortanswer", inside))
    assert content["answers"] == ["Bern", "2*3 & 4"]
    assert "“Bern” counts" in told[0]


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (answer("*", 100), "any answer is right"),
        (answer("a", 0), "no answer is right"),
        ("", "there are no answers"),
    ],
)
def test_short_answers_that_cannot_be_taken(tmp_path: Path, inside: str, why: str) -> None:
    assert why in skipped(tmp_path, question("shortanswer", inside))


def test_a_partly_right_answer_is_raised_where_none_is_right(tmp_path: Path) -> None:
    content, told = one(tmp_path, question("shortanswer", answer("a", 50) + answer("b", 20)))
    assert (content["answers"], content["partial"]) == (["a"], {"b": 0.2})
    assert "50%" in told[0]


def near(tolerance: str) -> str:
    return f"<tolerance>{tolerance}</tolerance>"


def test_numbers(tmp_path: Path) -> None:
    inside = (
        answer("3.141592653589793", 100, "", near("0.001"))
        + answer("3,1", 50, "rough", near("0.1"))
        + answer("3.1411", 0, "too near to be wrong")
        + answer("4", 0, "no", near(""))
        + answer("*", 0, "")
        + "<units><unit><multiplier>1000</multiplier><unit_name>mm</unit_name></unit>"
        "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
    )
    content, told = one(tmp_path, question("numerical", inside))
    assert content == {
        "type": "numeric",
        "stem": "Which?",
        "answer": 3.141592654,
        "tolerance": 0.001000001,
        "also": [{"answer": 3.1, "tolerance": 0.1, "credit": 0.5, "feedback": "rough"}],
        "distractors": [{"value": 4, "feedback": "no"}],
        "unit": "m",
    }
    assert told == ["of its units only the first is kept"]


def test_what_is_said_about_numbers_and_cannot_be_kept_is_told(tmp_path: Path) -> None:
    inside = (
        answer("2", 50, "good", near("0.00000000001"))
        + answer("3", 20)
        + answer("*", 0, "otherwise")
    )
    content, told = one(tmp_path, question("numerical", inside))
    assert (content["answer"], content["tolerance"]) == (2, 1e-9)
    assert [text[:12] for text in told] == ["the feedback", "no answer ea", "what was sai"]


def test_a_guess_of_the_encoding_is_told(tmp_path: Path) -> None:
    written = f"<quiz>{question('description', '', 'für <file/>', 'für')}</quiz>"
    found = events(tmp_path, written.replace("</question>", "<file/></question>").encode("cp1252"))
    notice, entry = found
    assert isinstance(notice, Notice)
    assert isinstance(entry, Entry)
    assert entry.body.stem == "für"


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (answer("zero", 100), "“zero” is not a number"),
        (answer("1e-19", 100), "more decimals"),
        (answer("1e99", 100), "not a number that can be kept"),
        (answer("NaN", 100), "not a number that can be kept"),
        (answer("*", 100), "any number is right"),
        (answer("1", 0), "no answer is right"),
        (answer("1", 100, "", near("x")), "“x” is not a number"),
    ],
)
def test_numbers_that_cannot_be_taken(tmp_path: Path, inside: str, why: str) -> None:
    assert why in skipped(tmp_path, question("numerical", inside))


def pair(left: str, right: str) -> str:
    return (
        f'<subquestion format="html"><text><![CDATA[{left}]]></text>'
        f"<answer><text>{right}</text></answer></subquestion>"
    )


@pytest.mark.parametrize("kind", ["matching", "match", "ddmatch"])
def test_pairs(tmp_path: Path, kind: str) -> None:
    inside = (
        pair("<b>a</b>", "1") + pair("b", "2 * 3") + pair("", "1") + pair("", "4") + pair("", "4")
    )
    content, _ = one(tmp_path, question(kind, inside))
    assert content["pairs"] == [{"left": "**a**", "right": "1"}, {"left": "b", "right": r"2 \* 3"}]
    assert content["extra"] == [{"text": "4"}]
    assert "allowed" in skipped(tmp_path, question(kind, pair("a", "1")))


def test_steps_in_order(tmp_path: Path) -> None:
    content, _ = one(tmp_path, question("ordering", answer("x", 1) + answer("y", 2)))
    assert content["order"] == [{"text": "x"}, {"text": "y"}]


def test_statements_in_columns(tmp_path: Path) -> None:
    inside = "".join(
        f'<row number="{n}"><optiontext><text>s{n}</text></optiontext></row>'
        f'<column number="{n}"><responsetext><text>c{n}</text></responsetext></column>'
        for n in (1, 2)
    )
    weights = (("1", "1", "1.0"), ("1", "2", "0"), ("2", "1", "x"), ("2", "2", "1.0"))
    inside += "".join(
        f'<weight rownumber="{row}" columnnumber="{column}"><value>{value}</value></weight>'
        for row, column, value in weights
    )
    content, _ = one(tmp_path, question("kprime", inside))
    assert content["groups"] == ["c1", "c2"]
    assert content["options"] == [{"text": "s1", "group": "c1"}, {"text": "s2", "group": "c2"}]


def test_essays_and_descriptions(tmp_path: Path) -> None:
    inside = (
        "<graderinfo><text>Look for x.</text></graderinfo><attachmentsrequired>1"
        "</attachmentsrequired><responsetemplate><text>Dear</text></responsetemplate>"
    )
    content, told = one(tmp_path, question("essay", inside))
    assert content == {"type": "essay", "stem": "Which?", "sample": "Look for x."}
    assert len(told) == 3
    assert one(tmp_path, question("description", ""))[0] == {"type": "text", "stem": "Which?"}
    assert "the question" in skipped(tmp_path, question("description", "", text="", name=""))


def test_files_come_along_under_names_of_their_own(tmp_path: Path) -> None:
    other = base64.b64encode(b"other picture").decode()
    text = '<img src="@@PLUGINFILE@@/a%20b.png" alt="A"><a href="@@PLUGINFILE@@/f/c.pdf">c</a>'

    def described(files: str) -> str:
        return question("description", "", text).replace("</text></q", f"</text>{files}</q")

    first = described(
        f'<file name="a b.png" path="/" encoding="base64">{PNG[:8]}\n {PNG[8:]}</file>'
        f'<file name="c.pdf" path="/f/" encoding="base64">{PNG}</file>'
    )
    same = described(f'<file name="a b.png">{PNG}</file><file name="c.pdf" path="/f/">{PNG}</file>')
    different = described(f'<file name="a b.png" encoding="base64">{other}</file>')
    found = events(tmp_path, f"<quiz>{first}{same}{different}{different}</quiz>")
    media = [event for event in found if isinstance(event, Medium)]
    own = f"{sha256(b'other picture').hexdigest()[:8]}/a b.png"
    assert [medium.name for medium in media] == ["a b.png", "f/c.pdf", own]
    assert media[0].read() == b"\x89PNG picture"
    assert media[0].size == len(media[0].read())
    stems = [event.body.stem for event in found if isinstance(event, Entry)]
    assert stems[0] == f"![A]({address('a b.png')})[c]({address('f/c.pdf')})"
    assert stems[0] == stems[1]
    assert address(own) in stems[2]
    assert any(isinstance(event, Notice) and "f/c.pdf" in event.text for event in found)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ('<file name="a.png" encoding="base64">@@@</file>', "damaged"),
        ('<file name="a.png" encoding="base64"></file>', "empty"),
        ('<file name="a.png" encoding="hex">00</file>', "not in base64"),
    ],
)
def test_files_that_cannot_be_taken_do_not_stop_the_question(
    tmp_path: Path, file: str, why: str
) -> None:
    content, told = one(tmp_path, question("description", file))
    assert content["stem"] == "Which?"
    assert any("a.png" in text and why in text for text in told)


def test_a_file_that_is_too_large_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.formats.moodle.media.MOST_BYTES", 3)
    file = f'<file name="a.png" encoding="base64">{PNG}</file>'
    _, told = one(tmp_path, question("description", file))
    assert "larger" in told[0]


def test_a_file_that_is_too_large_for_xml_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    large = "QUJD" * 2_800_000  # more than libxml2 takes for one text
    file = f'<file name="film.mp4" encoding="base64">{large}</file>'
    small = f'<file name="a.png" encoding="base64">{PNG}</file>'
    written = question("description", file) + question("description", small)
    found = events(tmp_path, f"<quiz>{written}</quiz>")
    assert [type(event) for event in found if not isinstance(event, Notice)] == [
        Entry, Medium, Entry,
    ]  # fmt: skip
    told = [event.text for event in found if isinstance(event, Notice) and "film.mp4" in event.text]
    assert told[0].startswith("the file “film.mp4” is larger than the 7 MB that a file within XML")


def test_wrong_choices_with_the_same_text_are_one(tmp_path: Path) -> None:
    answers = answer("A", 100) + answer("B", 0) + answer("B", 0)
    content, told = one(tmp_path, question("multichoice", f"<single>true</single>{answers}"))
    assert [option["text"] for option in content["options"]] == ["A", "B"]
    assert "a choice that was there twice is there once now" in told


def test_one_text_that_is_right_and_wrong_is_left_out(tmp_path: Path) -> None:
    answers = answer("A", 100) + answer("A", 0) + answer("B", 0)
    reason = skipped(tmp_path, question("multichoice", f"<single>true</single>{answers}"))
    assert reason == "“A” is there twice, once marked right and once wrong"


def test_files_of_a_question_that_was_skipped_come_with_the_next(tmp_path: Path) -> None:
    file = f'<file name="a.png" encoding="base64">{PNG}</file>'
    text = '<img src="@@PLUGINFILE@@/a.png">'
    written = question("stack", file, text) + question("truefalse", file, text)
    written += question("description", file, text)
    found = events(tmp_path, f"<quiz>{written}</quiz>")
    assert [type(event) for event in found[:4]] == [Skipped, Skipped, Medium, Entry]


def test_pictures_of_old_files_and_in_the_text(tmp_path: Path) -> None:
    old = f"<image>old/x.png</image><image_base64>{PNG}</image_base64>"
    found = events(tmp_path, f"<quiz>{question('description', old)}</quiz>")
    medium, entry = found[:2]
    assert isinstance(medium, Medium)
    assert isinstance(entry, Entry)
    assert medium.name == "x.png"
    assert entry.body.stem == f"Which?\n\n![]({address('x.png')})"
    within = f'<img src="data:image/png;base64,{PNG}"><img src="data:image/svg+xml,%3Csvg/%3E">'
    media = events(tmp_path, f"<quiz>{question('description', '', within)}</quiz>")[:2]
    assert [m.name[-4:] for m in media if isinstance(m, Medium)] == [".png", ".svg"]
    broken = "<image>x.png</image><image_base64>!</image_base64>"
    assert "damaged" in one(tmp_path, question("description", broken))[1][0]


@pytest.mark.parametrize(
    ("form", "text", "stem"),
    [
        ("plain_text", "a *b*\n<i>c", "a \\*b\\*\\\n\\<i\\>c"),
        ("moodle_auto_format", "a\nb <i>c</i>", "a\\\nb *c*"),
        ("moodle_auto_format", "<p>a\nb</p>", "a b"),
        ("markdown", "*a* ![x](@@PLUGINFILE@@/y.png)", f"*a* ![x]({address('y.png')})"),
        ("html", "a &lt;b&gt; $$x_1$$", r"a \<b\> \$\$x\_1\$\$"),
    ],
)
def test_forms_of_text(tmp_path: Path, form: str, text: str, stem: str) -> None:
    written = question("description", "", text).replace('format="html"', f'format="{form}"')
    assert one(tmp_path, written)[0]["stem"] == stem


def test_categories_names_and_own_ids(tmp_path: Path) -> None:
    def category(path: str) -> str:
        return f'<question type="category"><category><text>{path}</text></category></question>'

    named = question("description", "<idnumber>T &amp; F</idnumber>", "", "only a *name*")
    found = events(
        tmp_path,
        f"<quiz>{category('$course$/top/Seas//Lakes/Deep')}{named}{category('$system$')}"
        f"{question('description', '')}</quiz>",
    )
    first, second = [event for event in found if isinstance(event, Entry)]
    assert first.category == ("Seas/Lakes", "Deep")
    assert (first.own_id, first.body.stem) == ("T & F", r"only a \*name\*")
    assert first.where == "question 1, “only a *name*”"
    assert (second.category, second.own_id, second.body.id) == ((), None, "q2")


def test_what_many_questions_lose_is_counted_once(tmp_path: Path) -> None:
    inside = (
        "<hint><text>think</text></hint><correctfeedback><text>Bravo!</text></correctfeedback>"
        "<incorrectfeedback><text>Your answer is incorrect.</text></incorrectfeedback>"
        + answer("a", 100)
        + answer("b", 0)
    )
    written = question("multichoiceset", inside, name="Label") * 2
    told = [e.text for e in events(tmp_path, f"<quiz>{written}</quiz>") if isinstance(e, Notice)]
    assert len(told) == 4
    assert all("of 2 questions not kept: " in text for text in told)


def test_a_bad_number_of_points_is_told(tmp_path: Path) -> None:
    content, told = one(tmp_path, question("description", "<defaultgrade>x</defaultgrade>"))
    assert "points" not in content
    assert "counts 1 point" in told[0]


def test_texts_that_are_far_too_long_are_not_worked_through(tmp_path: Path) -> None:
    assert "200,000" in skipped(tmp_path, question("description", "", "<b>*</b>_" * 30_000))
    assert "50 can be kept" in skipped(tmp_path, question("cloze", "", "{1:SA:=a}" * 51))


@pytest.mark.parametrize("kind", ["ddmarker", "randomsamatch", "stack", "newtype", ""])
def test_other_types_are_named(tmp_path: Path, kind: str) -> None:
    assert f"“{kind}”" in skipped(tmp_path, question(kind, ""))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"<?xml version='1.0'?><MOODLE_BACKUP><INFO/></MOODLE_BACKUP>", "moodle.xml"),
        (b"<moodle_backup/>".replace(b"/>", b"></moodle_backup>"), "moodle_backup.xml"),
        (b"\x1f\x8b\x08backup", "course.mbz"),
        (b"PK\x03\x04backup", "course.mbz"),
    ],
)
def test_a_backup_of_a_course_is_told_apart(tmp_path: Path, raw: bytes, name: str) -> None:
    with pytest.raises(RefusedError, match="backup of a Moodle course"):
        events(tmp_path, raw, name)


def test_hostile_xml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="DOCTYPE"):
        events(tmp_path, '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz><question type="x"/></quiz>')
    with pytest.raises(RefusedError, match="line 2"):
        events(tmp_path, '<quiz><question type="essay">\n<name>')


def test_a_pair_without_both_sides_is_passed_by(tmp_path: Path) -> None:
    inside = pair("one", "1") + pair("two", "2") + pair("", "") + pair("", "3")
    body, _ = one(tmp_path, question("matching", inside))
    assert [one["left"] for one in body["pairs"]] == ["one", "two"]
    assert body["extra"] == [{"text": "3"}]


def test_an_essay_without_notes_has_no_model_answer(tmp_path: Path) -> None:
    body, told = one(tmp_path, question("essay", "<attachmentsrequired>0</attachmentsrequired>"))
    assert "sample" not in body
    assert told == []


def test_the_same_picture_twice_in_the_text_is_one_file(tmp_path: Path) -> None:
    text = f'<p>Look: <img alt="a" src="data:image/png;base64,{PNG}"></p>' * 2
    found = events(tmp_path, f"<quiz>{question('description', '', text)}</quiz>")
    assert len([event for event in found if isinstance(event, Medium)]) == 1
