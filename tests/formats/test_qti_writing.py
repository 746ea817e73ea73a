"""Packages of QTI that are written here: what comes back when they are read again."""

import io
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from quizapp.domain.items.registry import dump_body, load_body
from quizapp.domain.items.sorting import fixed_positions
from quizapp.formats.entries import Entry, Medium, Notice, Skipped, media_address
from quizapp.formats.format import Format, Writing
from quizapp.formats.html import html_of, html_of_line, markdown_of
from quizapp.formats.qti.formats import QTI21, QTI30
from quizapp.formats.qti.writing.markup import clean
from quizapp.formats.source import Source
from tests.domain.items.cases import CONTENTS, content, contents

BOTH = pytest.mark.parametrize("form", [QTI21, QTI30], ids=lambda form: form.name)
PICTURE = b"\x89PNG picture"
LOST = {
    "objective", "bloom", "claims", "facts", "sources", "difficulty", "as_of", "status", "enemies",
    "review", "waivers", "answered", "misconception", "misconceptions", "wrong_truth", "reasons",
    "unit", "date", "rubric", "id", "hint",
}  # fmt: skip
SHOWN = {"stem", "text", "feedback", "left", "right", "group", "groups"}
WORDS = {"answers", "reject", "options", "partial", "notes"}


def written(form: Format, entries: list[Entry], folder: Path) -> Source:
    """The entries as a file of a format."""
    assert form.write is not None
    stream = io.BytesIO()
    form.write(entries, stream, Writing("Korea & <more>", lambda _: PICTURE))
    path = folder / "set.zip"
    path.write_bytes(stream.getvalue())
    return Source.of(path)


def read_back(form: Format, source: Source) -> list[Any]:
    assert form.read is not None
    return list(form.read(source))


def entry(body: dict[str, Any], **fields: Any) -> Entry:
    return Entry(load_body(body), "here", **fields)


def through(form: Format, body: dict[str, Any]) -> dict[str, Any]:
    """The content that an item has after it was written and read."""
    with tempfile.TemporaryDirectory() as folder:
        events = read_back(form, written(form, [entry(body)], Path(folder)))
    entries = [one for one in events if isinstance(one, Entry)]
    assert len(entries) == 1, events
    return dump_body(entries[0].body)


def canonical(body: dict[str, Any]) -> dict[str, Any]:
    """An item as it looks, without what is announced to be lost."""
    made: dict[str, Any] = _seen(dump_body(load_body(body)), "")
    kind = made["type"]
    if kind == "numeric":
        made["distractors"] = [one for one in made.get("distractors", []) if "feedback" in one]
    if kind not in ("single", "multi", "matching", "categorise"):
        made.pop("fixed_order", None)
    if made.get("fixed_order") and "options" in made and kind != "categorise":
        made["options"] = _by_value(made["options"])
    for one in [*made.get("extra", []), *(made["options"] if kind == "categorise" else [])]:
        one.pop("feedback", None)
    for blank in made.get("blanks", {}).values():
        if "options" in blank:
            blank["answers"] = [one for one in blank["answers"] if one in blank["options"]]
    if kind == "categorise":
        made["options"] = sorted(made["options"], key=str)
        made["groups"] = sorted(made["groups"])
    if kind == "matching":
        made["pairs"] = sorted(made["pairs"], key=str)
        made["extra"] = sorted(made.get("extra", []), key=str)
    return {name: value for name, value in made.items() if value not in ([], {}, "")}


def _by_value(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [options[place] for place in fixed_positions([one["text"] for one in options])]


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
        return markdown_of(clean(made(part)), str)
    if isinstance(part, str) and name in WORDS:
        return " ".join(clean(part).split())
    return part


def _key(key: str, name: str) -> str:
    return " ".join(clean(key).split()) if name in ("partial", "notes") else key


@BOTH
@pytest.mark.parametrize("name", [name for name in CONTENTS if name != "flashcard"])
def test_each_type_comes_back_without_what_is_announced_as_lost(form: Format, name: str) -> None:
    body = content(name, explanation="Because **so**.\n\n- one\n- two", tags=["war", "1950"])
    if name == "text":
        body.pop("explanation")
    assert canonical(through(form, body)) == canonical(body)


@BOTH
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_item_comes_back(form: Format, data: st.DataObject) -> None:
    names = [name for name in CONTENTS if name != "flashcard"]
    body = data.draw(contents(names))
    assert canonical(through(form, body)) == canonical(body)


@settings(max_examples=30, deadline=None)
@given(
    shares=st.lists(st.sampled_from([None, -1, -0.5, 0.25, 0.3333, 0.5]), min_size=1, max_size=4),
    points=st.sampled_from([1, 2.5, 3, 100]),
)
def test_shares_of_the_points_come_back(shares: list[float | None], points: float) -> None:
    others: list[dict[str, Any]] = [
        {"text": f"option {place}"} | ({"credit": credit} if credit else {})
        for place, credit in enumerate(shares)
    ]
    single = content("single", options=[{"text": "right", "key": True}, *others], points=points)
    assert canonical(through(QTI21, single)) == canonical(single)
    for other in others:
        other["key"] = (other.get("credit") or 0) > 0
    options = [{"text": "right", "key": True, "credit": 0.4}, *others]
    multi = content("multi", options=options, points=points)
    assert canonical(through(QTI21, multi)) == canonical(multi)


@BOTH
def test_typed_answers_keep_parts_and_notes(form: Format) -> None:
    body = content(
        "short",
        answers=["Seoul", "Hanyang"],
        partial={"Keijo": 0.5},
        reject=["Pusan"],
        notes={"Hanyang": "Its *old* name.", "Pusan": "That is a port."},
        misconceptions=...,
        points=4,
    )
    assert canonical(through(form, body)) == canonical(body)


@BOTH
def test_a_number_keeps_its_tolerance_and_other_values(form: Format) -> None:
    body = content(
        "numeric",
        unit=...,
        answer=38.125,
        tolerance=0.25,
        also=[
            {"answer": 100.5, "tolerance": 1, "credit": 0.5, "feedback": "In miles."},
            {"answer": 7},
        ],
        distractors=[{"value": 17, "feedback": "That is Vietnam."}],
    )
    assert canonical(through(form, body)) == canonical(body)


@BOTH
def test_blanks_keep_their_numbers_and_parts(form: Format) -> None:
    body = content(
        "cloze",
        stem="Was it {{7}} or\n\n{{3}}",
        blanks={
            "7": {"answers": ["a b"], "options": ["x", "a b", "y"], "partial": {"y": 0.25}},
            "3": {"answers": ["five"], "partial": {"six": 0.5}, "reject": ["ten"]},
        },
    )
    assert canonical(through(form, body)) == canonical(body)


@BOTH
def test_languages_stay(form: Format) -> None:
    body = content("essay", stem="What is [집]{lang=ko}?", rubric=..., points=1)
    assert canonical(through(form, body))["stem"] == "What is [집]{lang=ko}?"


@BOTH
def test_one_blank_alone_stays_a_cloze(form: Format) -> None:
    body = content("cloze", stem="Fill in:\n\n{{1}}", blanks={"1": {"answers": ["x"]}})
    assert canonical(through(form, body)) == canonical(body)


@BOTH
def test_a_matching_whose_entries_share_their_right_side_comes_back(form: Format) -> None:
    pairs = [
        {"left": "1", "right": "odd"},
        {"left": "3", "right": "odd"},
        {"left": "2", "right": "even"},
    ]
    body = content("matching", pairs=pairs, extra=...)
    assert canonical(through(form, body)) == canonical(body)


@BOTH
def test_files_tags_and_ids_come_along(form: Format, tmp_path: Path) -> None:
    body = content(
        "single", stem="See ![map](/media/ab12.png) and [it](/media/ab12.png)", tags=["x y"]
    )
    source = written(form, [entry(body, own_id="own.1"), entry(body, own_id="own.1")], tmp_path)
    events = read_back(form, source)
    entries = [one for one in events if isinstance(one, Entry)]
    assert [one.own_id for one in entries] == ["own.1", "own.1_2"]
    assert entries[0].body.tags == ("x y",)
    media = [one for one in events if isinstance(one, Medium)]
    assert [(one.name, one.size, one.read()) for one in media] == [
        ("media/ab12.png", len(PICTURE), PICTURE)
    ]
    address = media_address("media/ab12.png")
    assert entries[0].body.stem == f"See ![map]({address}) and [it]({address})"
    assert not [one for one in events if isinstance(one, Skipped | Notice)]


def test_files_without_an_end_get_one_and_those_gone_are_left_out(tmp_path: Path) -> None:
    address, gone, locked = (media_address(name) for name in ("m", "gone", "locked"))

    def load(asked: str) -> bytes:
        if asked == locked:
            raise FileNotFoundError(asked)
        return PICTURE if asked == address else b""

    stem = f"![m]({address}) ![g]({gone}) ![l]({locked})"
    assert QTI21.write is not None
    for name in ("one.zip", "two.zip"):
        with (tmp_path / name).open("wb") as stream:
            QTI21.write([entry(content("single", stem=stem))], stream, Writing("x", load))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    events = read_back(QTI21, Source.of(tmp_path / "one.zip"))
    name = f"media/{address.rsplit('/', 1)[-1]}.png"
    assert [one.name for one in events if isinstance(one, Medium)] == [name]
    assert len([one for one in events if isinstance(one, Notice) and "is missing" in one.text]) == 2


@BOTH
def test_the_package_is_whole_and_names_are_those_of_the_version(
    form: Format, tmp_path: Path
) -> None:
    bodies = [content(name) for name in CONTENTS if name != "flashcard"]
    source = written(form, [entry(body) for body in bodies], tmp_path)
    assert form.suits(source) > 90
    with ZipFile(source.path) as archive:
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
        files = {one.get("href") for one in manifest.iter("{*}file")}
        assert files == set(archive.namelist()) - {"imsmanifest.xml"}
        test = etree.fromstring(archive.read("assessment.xml"))
        assert test.get("title") == "Korea & <more>"
        names = {
            etree.QName(element).localname
            for name in archive.namelist()
            if name.startswith("items/")
            for element in etree.fromstring(archive.read(name)).iter("*")
        }
    third = form is QTI30
    assert ("qti-choice-interaction" in names) is third
    assert ("choiceInteraction" in names) is not third
    assert not {name for name in names if third and name.lower() != name}
    assert {"div", "strong"} <= names | {"strong"}


def test_an_id_that_qti_cannot_hold_is_made_fit(tmp_path: Path) -> None:
    source = written(QTI21, [entry(content("single"), own_id="1 a/ä")], tmp_path)
    found = [one for one in read_back(QTI21, source) if isinstance(one, Entry)]
    assert found[0].own_id == "item_1_a__"


def test_what_is_lost_is_told_before() -> None:
    assert QTI21.losses is not None
    told = {name: [loss.what for loss in QTI21.losses(entry(content(name)))] for name in CONTENTS}
    assert told["flashcard"] == ["QTI has no flashcards, so it is left out"]
    assert told["text"] == []
    assert told["single"] == ["the misconceptions behind wrong answers"]
    assert "the unit" in told["numeric"]
    assert "the dates of the steps" in told["ordering"]
    assert "the criteria" in told["essay"]
    assert "the reasons to choose from" in told["true_false"]
    assert "what is said about a wrong choice" in told["matching"]
    assert "what is said about a wrong choice" in told["categorise"]
    assert next(iter(QTI30.losses(entry(content("flashcard"))))).whole  # type: ignore[misc]


def test_common_fields_and_odd_characters_are_told() -> None:
    assert QTI30.losses is not None
    body = content("short", difficulty=3, stem="a\ufffe", notes=..., misconceptions=..., reject=...)
    told = [one.what for one in QTI30.losses(entry(body | {"notes": {}}, category=("deck",)))]
    assert told == ["the difficulty", "characters that XML cannot hold", "the folder it is in"]
    blank = {"answers": ["a", "b"], "options": ["a", "c"], "notes": {"a": "n"}}
    cloze = content("cloze", stem="{{1}}", blanks={"1": blank})
    assert [one.what for one in QTI30.losses(entry(cloze))] == [
        "what is said about an answer",
        "answers that no option has",
    ]


def test_a_card_is_never_written(tmp_path: Path) -> None:
    source = written(QTI21, [entry(content("flashcard")), entry(content("text"))], tmp_path)
    assert [type(one) for one in read_back(QTI21, source)] == [Entry]
