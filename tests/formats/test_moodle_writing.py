"""Moodle XML that is written here: what comes back when it is read again, and what is announced."""

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from quizapp.domain.items.registry import dump_body, load_body
from quizapp.domain.items.sorting import fixed_positions
from quizapp.formats.entries import Entry, Event, Medium, Notice, media_address
from quizapp.formats.format import Writing
from quizapp.formats.html import html_of, html_of_line, markdown_of, plain_of
from quizapp.formats.moodle.writing.texts import clean
from quizapp.formats.registry import FORMATS, format_of, read
from quizapp.formats.source import Source
from tests.domain.items.cases import CONTENTS, content, contents

FORM = FORMATS["moodle_xml"]
PICTURE = b"\x89PNG picture"
LOST = {
    "objective", "bloom", "claims", "facts", "sources", "difficulty", "as_of", "status", "enemies",
    "review", "waivers", "answered", "misconception", "misconceptions", "wrong_truth", "reasons",
    "date", "rubric", "id", "hint",
}  # fmt: skip
SHOWN = {"stem", "text", "feedback", "left"}
WORDS = {"answers", "reject", "options", "partial", "notes"}


def xml(entries: list[Entry], title: str = "Korea & <more>") -> bytes:
    assert FORM.write is not None
    stream = io.BytesIO()
    FORM.write(entries, stream, Writing(title, lambda _: PICTURE))
    return stream.getvalue()


def read_back(entries: list[Entry]) -> list[Event]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quiz.xml"
        path.write_bytes(xml(entries))
        source = Source.of(path)
        assert format_of(source) is FORM
        return list(read(source, FORM))


def through(body: dict[str, Any]) -> dict[str, Any]:
    """The content that an item has after it was written and read."""
    events = read_back([Entry(load_body(body), "here")])
    entries = [one for one in events if isinstance(one, Entry)]
    assert len(entries) == 1, events
    return dump_body(entries[0].body)


def lost(body: dict[str, Any]) -> list[str]:
    assert FORM.losses is not None
    return [loss.what for loss in FORM.losses(Entry(load_body(body), "here"))]


def canonical(body: dict[str, Any]) -> dict[str, Any]:
    """An item as it looks, without what is announced to be lost."""
    made: dict[str, Any] = _seen(dump_body(load_body(body)), "")
    kind = made["type"]
    if kind in ("matching", "categorise"):
        made = _as_matching(made)
    if kind not in ("single", "multi"):
        made.pop("fixed_order", None)
    if made.get("fixed_order"):
        texts = [one["text"] for one in made["options"]]
        made["options"] = [made["options"][place] for place in fixed_positions(texts)]
    for one in made["options"] if kind == "multi" and _own_credits(made) else []:
        one["credit"] = round(one.get("credit", 0.0), 5)
    if kind == "cloze":
        _renumber(made)
    return {name: value for name, value in made.items() if value not in ([], {}, "")}


def _own_credits(made: dict[str, Any]) -> bool:
    return any("credit" in one for one in made["options"])


def _as_matching(made: dict[str, Any]) -> dict[str, Any]:
    """The words on the right are plain in Moodle."""
    if made["type"] == "categorise":
        groups, options = made.pop("groups"), made.pop("options")
        made["pairs"] = [{"left": one["text"], "right": one["group"]} for one in options]
        filled = {one["group"] for one in options}
        made["extra"] = [{"text": group} for group in groups if group not in filled]
    made["pairs"] = [{**pair, "right": _plain(pair["right"])} for pair in made["pairs"]]
    made["extra"] = [{"text": _plain(one["text"])} for one in made.get("extra", [])]
    return {**made, "type": "matching"}


def _plain(markdown: str) -> str:
    return plain_of(html_of_line(markdown))


def _renumber(made: dict[str, Any]) -> None:
    blanks = made["blanks"]
    order = sorted(blanks, key=lambda name: made["stem"].index(f"{{{{{name}}}}}"))
    for place, name in enumerate(order):
        made["stem"] = made["stem"].replace(f"{{{{{name}}}}}", f"<{place}>")
    made["blanks"] = {str(place): _blank(blanks[name]) for place, name in enumerate(order)}


def _blank(blank: dict[str, Any]) -> dict[str, Any]:
    if "options" not in blank:
        return blank
    listed = set(blank["options"])
    answers = [one for one in blank["options"] if one in blank["answers"]]
    return {"options": blank["options"], "answers": answers,
            "partial": {k: v for k, v in blank.get("partial", {}).items() if k in listed},
            "notes": {k: v for k, v in blank.get("notes", {}).items() if k in listed}}  # fmt: skip


def _seen(part: Any, name: str) -> Any:
    if isinstance(part, dict) and name == "notes":
        return {_key(key, name): _seen(value, "feedback") for key, value in part.items()}
    if isinstance(part, dict):
        return {
            _key(key, name): _seen(value, key) for key, value in part.items() if key not in LOST
        }
    if isinstance(part, list):
        return [_seen(one, name) for one in part]
    if isinstance(part, str) and name in ("explanation", "sample"):
        return markdown_of(clean(html_of(part)), str)
    if isinstance(part, str) and name in SHOWN:
        made = html_of if "\n" in part else html_of_line
        return _gaps(markdown_of(clean(made(part)), str))
    if isinstance(part, str) and name in WORDS:
        return " ".join(clean(part).split())
    return part


def _gaps(stem: str) -> str:
    return stem.replace(r"\{\{", "{{").replace(r"\}\}", "}}")


def _key(key: str, name: str) -> str:
    return " ".join(clean(key).split()) if name in ("partial", "notes") else key


def same(body: dict[str, Any]) -> None:
    made = through(body)
    if made["type"] in ("matching", "categorise"):
        assert canonical(made) == canonical(body)
    else:
        assert canonical(made) == canonical(body)


@pytest.mark.parametrize("name", [name for name in CONTENTS if name != "flashcard"])
def test_each_type_comes_back_without_what_is_announced_as_lost(name: str) -> None:
    body = content(name, explanation="Because **so**.\n\n- one\n- two", tags=["war", "1950"])
    same(body)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_item_comes_back(data: st.DataObject) -> None:
    names = [name for name in CONTENTS if name != "flashcard"]
    same(data.draw(contents(names)))


MARKDOWN = st.one_of(
    st.sampled_from(
        [
            "**a** and *b*", "`x < y` & z", "[link](https://e.org/?a=1&b=2)", "- one\n- two",
            "a\n\nb", "a\\\nb", r"\$\$x\_1\$\$", "{1:SHORTANSWER:=x}", "[한국]{lang=ko}", "1. x",
            "| a | b |\n|---|---|\n| c | d |", "=x", "%50%x", "a~b#c}d", "&lt;", "#", "x#y", "*", "[]{}", "[0]{0}",
        ]
    ),
    st.text(st.sampled_from(list("ab #~}{=%:*\\&;<>'\"")), min_size=1, max_size=8).filter(str.strip),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(stem=MARKDOWN, said=MARKDOWN, more=MARKDOWN)
def test_texts_with_marks_come_back(stem: str, said: str, more: str) -> None:
    options = [
        {"text": "right", "key": True, "feedback": said},
        {"text": f"x {more}", "credit": -0.25},
    ]
    same(content("single", stem=stem, options=options, explanation=more))
    pairs = [{"left": f"l {said}", "right": "plain"}, {"left": "l", "right": "r"}]
    same(content("matching", stem=stem, pairs=pairs, extra=[]))


@settings(max_examples=60, deadline=None)
@given(stem=MARKDOWN, said=MARKDOWN, word=MARKDOWN, other=MARKDOWN, listed=st.booleans())
def test_gaps_with_marks_come_back(
    stem: str, said: str, word: str, other: str, listed: bool
) -> None:
    answers = [
        " ".join(f"{one} {end}".split()) for one, end in ((word, "a"), (other, "b"), ("", "c"))
    ]
    blank: dict[str, Any] = {
        "answers": answers[:1],
        "partial": {answers[1]: 0.25},
        "notes": {answers[0]: said, answers[1]: "so"},
    }
    if listed:
        blank["options"] = answers
    stem = stem.replace("{", "(") + "\n\n{{4}} **{{2}}**"
    body = content("cloze", stem=stem, blanks={"4": blank, "2": {"answers": ["x"]}}, points=4)
    same(body)
    assert lost(body) == []


def test_every_field_of_typed_answers_comes_back() -> None:
    same(
        content(
            "short",
            answers=["Seoul", "Hanyang", "a*b", "x<y>z", "AT&T", "&lt;"],
            partial={"Keijo": 0.33333},
            reject=["Pusan", "*"],
            notes={"Hanyang": "Its *old* name.", "Pusan": "That is a port."},
            misconceptions=...,
            points=4.5,
        )
    )
    same(
        content(
            "numeric",
            answer=38.125,
            tolerance=0.25,
            unit="km",
            also=[
                {"answer": 100.5, "tolerance": 1, "credit": 0.5, "feedback": "In miles."},
                {"answer": 7},
            ],
            distractors=[{"value": 17, "feedback": "That is Vietnam."}, {"value": 18}],
        )
    )


def test_pictures_are_within_the_file() -> None:
    body = content(
        "single",
        stem="See ![a map](/media/abc) and [text](/media/notes.pdf)",
        options=[{"text": "![](/media/abc)", "key": True}, {"text": "none"}],
    )
    events = read_back([Entry(load_body(body), "here")])
    media = [event for event in events if isinstance(event, Medium)]
    assert [medium.name for medium in media] == ["abc.png", "notes.pdf"]
    assert media[0].read() == PICTURE
    (entry,) = [event for event in events if isinstance(event, Entry)]
    picture, notes = media_address("abc.png"), media_address("notes.pdf")
    assert entry.body.stem == f"See ![a map]({picture}) and [text]({notes})"
    assert not any(isinstance(event, Notice) for event in events)


def test_a_picture_on_the_right_leaves_its_description_or_a_number() -> None:
    pairs = [{"left": "a", "right": "![](/media/x)"}, {"left": "b", "right": "![map](/media/y)"}]
    made = through(content("matching", pairs=pairs, extra=[]))
    assert [pair["right"] for pair in made["pairs"]] == [r"\(1\)", "map"]


def test_own_ids_categories_and_names() -> None:
    body = load_body(content("text", stem="word " * 60, tags=["a", "b"]))
    entries = [
        Entry(body, "here", own_id="T & F", category=("Seas/Lakes", "Deep")),
        Entry(body, "here"),
    ]
    first, second = [event for event in read_back(entries) if isinstance(event, Entry)]
    assert (first.own_id, first.category) == ("T & F", ("Seas/Lakes", "Deep"))
    assert (second.own_id, second.category) == (None, ("Korea & <more>",))
    root = etree.fromstring(xml(entries))
    name = root.xpath("string(question[2]/name/text)")
    assert len(str(name)) <= 80
    assert root.xpath("count(question)") == 4


def test_what_a_category_cannot_hold_does_no_harm() -> None:
    body = load_body(content("text", stem="a\x0bb", explanation="c\x01d"))
    assert b"ab" in xml([Entry(body, "here")])
    assert "characters that XML cannot hold" in lost(content("text", stem="a\x0bb"))


def test_shares_are_as_moodle_has_them() -> None:
    options = [{"text": text, "key": True} for text in "abc"] + [{"text": "d"}]
    root = etree.fromstring(xml([Entry(load_body(content("multi", options=options)), "here")]))
    shares = root.xpath("question[2]/answer/@fraction")
    assert shares == ["33.33333", "33.33333", "33.33333", "-33.33333"]


@pytest.mark.parametrize(
    ("name", "changes", "what"),
    [
        ("single", {"claims": ["P1.1"]}, "the claims"),
        ("single", {"difficulty": 3, "bloom": "apply"}, "the difficulty"),
        ("single", {}, "the misconceptions behind wrong answers"),
        ("multi", {"options": [{"text": "a", "id": "x", "key": True}, {"text": "b"}]}, "the ids"),
        ("true_false", {}, "the reasons to choose from"),
        ("short", {}, "the misconceptions behind wrong answers"),
        ("matching", {}, "what is said about a wrong choice"),
        ("matching", {"extra": [{"text": "**x**"}]}, "the form of the words on the right"),
        ("matching", {"fixed_order": True}, "the fixed order"),
        ("categorise", {}, "it becomes a matching question"),
        ("ordering", {}, "the dates of the steps"),
        ("cloze", {"points": 3}, "its points"),
        ("cloze", {"points": 2}, "answers that no option has"),
        ("cloze", {"stem": "{{1}}", "blanks": {"1": {"answers": ["a"], "hint": "b"}}}, "the hints"),
        ("essay", {}, "the criteria"),
    ],
)
def test_losses_are_told(name: str, changes: dict[str, Any], what: str) -> None:
    assert any(what in text for text in lost(content(name, **changes)))


def test_flashcards_are_left_out() -> None:
    assert FORM.losses is not None
    (loss,) = FORM.losses(Entry(load_body(content("flashcard")), "here"))
    assert loss.whole
    assert lost(content("numeric", distractors=[])) == []
