"""Every mark of a lesson file, and the place of every mistake in one."""

import pytest

from quizapp.content.lessons import LessonFile, read_lesson
from quizapp.domain.lesson import LessonText
from tests.support.small_course import LESSON

HEAD = LESSON[: LESSON.index("---\nThe moon") + 4]
FIRST = HEAD.count("\n") + 1  # the line of the file on which the body begins


def read(body: str, head: str = HEAD) -> LessonFile:
    return read_lesson(head + body, "l.md")


def text_of(body: str) -> LessonText:
    found = read(body)
    assert [str(problem) for problem in found.problems] == []
    assert found.lesson is not None
    return found.lesson.text


def complaints(body: str) -> list[str]:
    return [str(problem) for problem in read(body).problems]


def test_a_term_is_a_button_that_opens_its_entry() -> None:
    text = text_of("A [spring *tide*](term:spring-tide) comes.")
    assert text.segments == (
        {
            "kind": "html",
            "html": '<p>A <button class="term" popovertarget="term-spring-tide" type="button">'
            "spring <em>tide</em></button> comes.</p>",
        },
    )
    assert text.terms_used == ("spring-tide",)


def test_sources_are_numbered_in_the_order_of_first_use() -> None:
    text = text_of("A.[^S2] B.[^S1]\n\n::: claim C1\nC.[^S3] D.[^S2]\n:::\n")
    assert text.notes == ("S2", "S1", "S3")
    first, claim = text.segments
    assert (
        '<a class="note" href="#source-S2" id="ref-S2" aria-label="Source 1">1</a>' in first["html"]
    )
    assert 'href="#source-S1" id="ref-S1" aria-label="Source 2">2</a>' in first["html"]
    assert 'href="#source-S2" id="ref-S2-2" aria-label="Source 1">1</a>' in claim["html"]


def test_a_heading_without_a_note_in_its_name() -> None:
    text = text_of("## The *end*[^S1]\n\nx\n\n### The end\n\n## 조선\n")
    assert [(h.id, h.level, h.text) for h in text.headings] == [
        ("the-end", 2, "The end"),
        ("the-end-2", 3, "The end"),
        ("part", 2, "조선"),
    ]
    assert '<h2 id="the-end">The <em>end</em><sup>' in text.segments[0]["html"]


def test_the_boxes() -> None:
    text = text_of(
        "Before.\n\n::: claim C1\nBox *one*.\n:::\n::: checkpoint L1-01\n:::\n"
        "::: evidence How do we *know*?\nBy looking.\n:::\nAfter.\n"
    )
    assert text.segments == (
        {"kind": "html", "html": "<p>Before.</p>"},
        {"kind": "claim", "claim": "C1", "html": "<p>Box <em>one</em>.</p>"},
        {"kind": "checkpoint", "item": "L1-01"},
        {
            "kind": "evidence",
            "id": "evidence-1",
            "title": "How do we know?",
            "html": "<p>By looking.</p>",
        },
        {"kind": "html", "html": "<p>After.</p>"},
    )


def test_a_hard_passage_holds_other_boxes() -> None:
    text = text_of(
        "::: hard War\nx\n\n::: claim C1\ny\n:::\n\nz\n:::\n\nlast\n\n::: hard Famine\n:::\n"
    )
    assert [segment["kind"] for segment in text.segments] == [
        "hard_start", "html", "claim", "html", "hard_end", "html", "hard_start", "hard_end",
    ]  # fmt: skip
    assert text.segments[0] == {"kind": "hard_start", "id": "hard-1", "title": "War"}
    assert text.segments[4] == {"kind": "hard_end", "id": "hard-1"}
    assert text.segments[6]["id"] == "hard-2"


def test_a_box_ends_a_paragraph() -> None:
    text = text_of("One line\n::: checkpoint L1-01\n:::\nanother")
    assert [segment["kind"] for segment in text.segments] == ["html", "checkpoint", "html"]


def test_foreign_words_carry_their_language() -> None:
    assert '<span lang="ko">사리</span>' in text_of("[사리]{lang=ko}").segments[0]["html"]


def test_words_and_minutes() -> None:
    text = text_of("one two three[^S1] — four\n\n" + "word " * 200)
    assert (text.words, text.minutes) == (204, 2)


def test_what_the_marks_refer_to_has_a_place() -> None:
    found = read("A [x](term:spring-tide)\nand b.[^S1]\n\n::: claim C1\nc\n:::\n")
    places = [
        (kind, name, place.line - FIRST, place.column) for kind, name, place in found.references
    ]
    assert places == [
        ("source", "S1", 1, 7),
        ("term", "spring-tide", 0, 7),
        ("claim", "C1", 3, 11),
    ]


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("x\n\n:::\n", 2, "1: a ::: that closes nothing"),
        ("x\n\n::: claim C1\ny\n", 2, "1: the box 'claim' is never closed with :::"),
        ("::: clam C1\ny\n:::\n", 0, "5: the box 'clam' is unknown (there are: claim, "),
        ("::: claim\ny\n:::\n", 0, "5: a claim box says which one after its name"),
        ("::: checkpoint L1-01\ny\n:::\n", 0, "5: a checkpoint box is empty"),
        ("::: claim C1\n::: claim C2\n:::\n:::\n", 1, "1: a claim box holds no other box"),
        ("::: hard A\n::: hard B\n:::\n:::\n", 1, "5: a hard box holds no other hard box"),
        ("> ::: claim C1\n> y\n> :::\n", 0, "3: a box cannot stand inside a list or a quot"),
        ("- a\n\n  ::: claim C1\n  y\n  :::\n", 2, "3: a box cannot stand inside a list or a"),
        ("x [y](term:Spring)\n", 0, "7: 'term:Spring' is not the id of a term"),
        ("x\ny [z](term:a b)\n", 1, "5: this ](term: is not a complete mark"),
        ("x [^ S1]\n", 0, "3: this [^ is not a complete mark"),
        ("# Title\n", 0, "1: headings begin with ##"),
    ],
)
def test_mistakes_are_found_where_they_stand(body: str, line: int, message: str) -> None:
    found = complaints(body)
    assert any(one.startswith(f"l.md:{FIRST + line}:{message}") for one in found), found


def test_authors_html_is_shown_and_not_obeyed() -> None:
    text = text_of("<script>alert(1)</script>\n\n<b onclick=x>y</b>\n")
    assert "<script" not in text.segments[0]["html"]
    assert "&lt;b onclick=x&gt;" in text.segments[0]["html"]


def test_a_title_of_a_box_is_plain_text() -> None:
    text = text_of("::: hard <img src=x onerror=alert(1)>\nx\n:::\n")
    assert text.segments[0]["title"] == "<img src=x onerror=alert(1)>"


def test_front_matter_mistakes_have_the_files_lines() -> None:
    found = read_lesson(LESSON.replace("summary: Two bulges.", "sumary: Two bulges."), "l.md")
    assert [str(problem) for problem in found.problems] == [
        "l.md:2:1: the field 'summary' is missing",
        "l.md:5:1: the field 'sumary' is unknown",
    ]
    assert found.lesson is None


def test_a_file_without_front_matter() -> None:
    found = read_lesson("# Hello\n", "l.md")
    assert found.problems[0].unreadable
    assert str(found.problems[0]).startswith("l.md:1:1: a lesson begins with front matter")


def test_the_digest_follows_what_readers_see() -> None:
    one, again, other = read("x\n"), read("x\n"), read("y\n")
    assert one.lesson is not None
    assert again.lesson is not None
    assert other.lesson is not None
    assert one.lesson.digest == again.lesson.digest
    assert one.lesson.digest != other.lesson.digest


def test_a_day_that_does_not_exist() -> None:
    found = read_lesson(LESSON.replace("2025-12-31", "2025-02-31"), "l.md")
    assert str(found.problems[0]) == "l.md:7:8: as_of: 2025-02-31 is not a day of the calendar"
