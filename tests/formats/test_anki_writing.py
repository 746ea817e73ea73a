"""Exported packages of Anki: what goes in comes out again, but for the losses that were announced."""

import json
import re
import sqlite3
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import assume, given, settings

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import dump_body, load_body, type_of
from quizapp.formats.anki.formats import ANKI
from quizapp.formats.entries import Entry, Event, Loss, Medium, Notice, media_address
from quizapp.formats.format import Writing
from quizapp.formats.html import html_of, markdown_of
from quizapp.formats.source import Source
from tests.domain.items.cases import CONTENTS, contents

FILES = {"/media/3f.png": b"\x89PNG\r\n", "/media/aa": b"ID3sound"}


def written(entries: Iterable[Entry], title: str = "Set") -> bytes:
    """The package as bytes."""
    assert ANKI.write
    target = BytesIO()
    ANKI.write(entries, target, Writing(title, FILES.__getitem__))
    return target.getvalue()


def told(entry: Entry) -> list[Loss]:
    """What is announced of an entry."""
    assert ANKI.losses
    return list(ANKI.losses(entry))


def events(folder: Path, package: bytes) -> list[Event]:
    """What is read back."""
    path = folder / "set.apkg"
    path.write_bytes(package)
    assert ANKI.read
    return list(ANKI.read(Source.of(path)))


def entry(content: dict[str, Any], **about: Any) -> Entry:
    return Entry(load_body({"id": "q1", **content}), "here", **about)


def back(folder: Path, *entries: Entry) -> list[Entry]:
    """The entries after export and import."""
    return [one for one in events(folder, written(entries)) if isinstance(one, Entry)]


CARD = {"type": "flashcard", "front": "Front \\*", "back": "**Back**"}
EVERY = [
    CARD,
    {**CARD, "reversed": True, "more": "Below\n\nand more"},
    {**CARD, "typed": True},
    {**CARD, "typed": True, "reversed": True, "tags": ["a", "b::c"]},
    {**CARD, "more": "x", "sides": [{"front": "S2", "back": "B2", "typed": True}]},
    {**CARD, "sides": [{"front": "S2", "back": "B2"}, {"front": "S5", "back": "B5", "ordinal": 5}]},
    {**CARD, "reversed": True, "sides": [{"front": "S4", "back": "B4", "ordinal": 4}]},
    {
        "type": "cloze",
        "stem": "Ends \\} \\*{{2}}\\* and {{7}}.\n\nThen \\{\\{c1::x\\}\\}",
        "blanks": {
            "2": {"answers": ["a::b}} <i> {{c3::"], "hint": "ends::}"},
            "7": {"answers": ["c:"]},
        },
        "explanation": "Because **so**.",
    },
]


@pytest.mark.parametrize("content", EVERY)
def test_cards_and_clozes_come_back_as_they_were(tmp_path: Path, content: dict[str, Any]) -> None:
    first = entry(content, own_id="guid<1>", category=("Deep", "down"))
    assert told(first) == []
    [again] = back(tmp_path, first)
    assert dump_body(again.body) == dump_body(first.body)
    assert again.own_id == "guid<1>"
    assert again.category == ("Set", "Deep", "down")
    assert again.card_count == len(type_of(first.body).card_sides(first.body))


def test_many_items_keep_their_order_and_ids_that_stay(tmp_path: Path) -> None:
    first = [Entry(load_body({**CARD, "id": f"I-{n}", "front": f"{n}"}), "") for n in range(30)]
    again = back(tmp_path, *first)
    assert [one.body.model_dump()["front"] for one in again] == [str(n) for n in range(30)]
    ids = [one.own_id for one in again]
    assert len(set(ids)) == len(ids)
    assert [one.own_id for one in back(tmp_path, *first)] == ids
    assert written(first) == written(first)


def test_two_entries_with_one_id_are_two_notes(tmp_path: Path) -> None:
    again = back(tmp_path, entry(CARD, own_id="x"), entry({**CARD, "front": "2"}, own_id="x"))
    assert len({one.own_id for one in again}) == 2


def test_files_come_along_under_names_that_tell_their_kind(tmp_path: Path) -> None:
    content = {
        "type": "flashcard",
        "front": "![map](/media/3f.png) and ![](/media/3f.png)",
        "back": "[Listen](/media/aa) and [gone](/media/none.png) or ![](/media/none.png)",
    }
    found = events(tmp_path, written([entry(content)]))
    media = {one.name: one.read() for one in found if isinstance(one, Medium)}
    assert media == {"3f.png": b"\x89PNG\r\n", "aa.mp3": b"ID3sound"}
    [again] = [one for one in found if isinstance(one, Entry)]
    front, behind = again.body.model_dump()["front"], again.body.model_dump()["back"]
    assert front == f"![map]({media_address('3f.png')}) and ![]({media_address('3f.png')})"
    assert f"[aa.mp3]({media_address('aa.mp3')})" in behind
    assert [one.text for one in found if isinstance(one, Notice)]
    assert [loss.what for loss in told(entry(content))] == ["the words of links to files"]


@pytest.mark.parametrize("kind", [name for name in CONTENTS if name not in ("flashcard", "cloze")])
def test_other_questions_become_plain_cards_and_that_is_said(tmp_path: Path, kind: str) -> None:
    first = entry({"stem": "Asked", **CONTENTS[kind], "type": kind, "id": "q1"})
    sides = type_of(first.body).card_sides(first.body)
    losses = told(first)
    assert losses
    if not sides:
        assert losses[0].whole
        return
    [again] = back(tmp_path, first)
    assert again.body.type == "flashcard"
    assert again.body.model_dump()["front"] == normal(sides[0].front_md)
    assert again.body.model_dump()["back"] == normal(sides[0].back_md)
    assert again.body.model_dump()["more"] == normal(first.body.explanation)


def test_what_a_card_cannot_hold_is_said() -> None:
    body = {
        **CARD,
        "accept": ["b"],
        "typed": True,
        "points": 3,
        "explanation": "e",
        "tags": ["two words"],
        "sides": [{"front": "x", "back": "y", "accept": ["z"], "ordinal": 999}],
    }
    what = [loss.what for loss in told(entry(body))]
    assert what == [
        "left out: explanation, points, other accepted answers",
        "the spaces in its tags become underscores",
        "other accepted answers of its further sides",
        "the ordinals of its further sides",
    ]
    blanks = {"1": {"answers": ["a", "b"]}}
    assert told(entry({"type": "cloze", "stem": "{{1}}", "blanks": blanks}))


def test_announced_losses_are_all_that_is_lost(tmp_path: Path) -> None:
    body = {**CARD, "sides": [{"front": "x", "back": "y", "ordinal": 999}], "tags": ["two words"]}
    [again] = back(tmp_path, entry(body))
    assert dump_body(again.body) == {
        "id": "q1",
        **CARD,
        "sides": [{"front": "x", "back": "y"}],
        "tags": ["two_words"],
    }


def normal(markdown: str) -> str:
    """Markdown as it is after being HTML, with its blanks."""
    made = markdown_of(html_of(re.sub(r"\{\{(\d+)\}\}", "\ue000\\1\ue001", markdown)))
    return re.sub("\ue000(\\d+)\ue001", r"{{\1}}", made)


def normal_body(body: ItemBody) -> dict[str, Any]:
    made = dump_body(body)
    for name in ("front", "back", "more", "stem", "explanation"):
        if name in made:
            made[name] = normal(made[name])
    for side in made.get("sides", ()):
        side |= {"front": normal(side["front"]), "back": normal(side["back"])}
    return made


@settings(max_examples=40, deadline=None)
@given(content=contents(["flashcard", "cloze"]))
def test_any_card_comes_back_or_was_announced(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]
) -> None:
    first = entry({**content, "id": "q1", "fixed_order": False})
    expected = normal_body(first.body)
    assume(all(expected.get(name, "x") for name in ("front", "back", "stem")))
    if expected.get("more") == "":  # marks alone say nothing
        del expected["more"]
    # A further side that is the first one turned round is the reversed card.
    turned = expected.get("back"), expected.get("front")
    sides = expected.get("sides", ())
    assume(all((one["front"], one["back"]) != turned for one in sides))
    assume(all(one["front"] and one["back"] for one in sides))  # as above: marks alone are no words
    # A quotation is typed without its mark: its words come back as an answer that is accepted too.
    assume(not any(one.get("typed") and one["back"].lstrip().startswith(">") for one in sides))
    [again] = back(tmp_path_factory.mktemp("p"), first)
    if not told(first):
        assert dump_body(again.body) == expected


def test_the_collection_is_one_that_old_versions_open(tmp_path: Path) -> None:
    with ZipFile(BytesIO(written([entry(CARD)]))) as archive:
        assert set(archive.namelist()) == {"collection.anki2", "media"}
        archive.extract("collection.anki2", tmp_path)
    database = sqlite3.connect(tmp_path / "collection.anki2")
    version, models = database.execute("select ver, models from col").fetchone()
    database.close()
    assert version == 11
    assert [model["name"] for model in json.loads(models).values()] == ["Quiz card"]
