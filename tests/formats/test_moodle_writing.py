"""Moodle XML that is written here: what comes back when it is read again, and what is announced."""

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.items.registry import dump_body, load_body
from quizapp.domain.items.sorting import fixed_positions
from quizapp.formats.entries import Entry, Event
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
    "date", "rubric", "id",
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
    made.pop("points", None)


def _blank(blank: dict[str, Any]) -> dict[str, Any]:
    if "options" not in blank:
        return blank
    listed = set(blank["options"])
    answers = [one for one in blank["options"] if one in blank["answers"]]
    return {"options": blank["options"], "answers": answers,
            "partial": {k: v for k, v in blank.get("partial", {}).items() if k in listed},
            "notes": {k: v for k, v in blank.get("notes", {}).items() if k in listed}}  # fmt: skip


def _seen(part: Any, name: str) -> Any:
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
