"""Packages of Anki: which collection counts, the media beside it, and files that mean harm."""

import json
import sqlite3
from pathlib import Path

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.anki import package as packages
from quizapp.formats.anki.formats import ANKI
from quizapp.formats.anki.wire import WireError, fields, number, text
from quizapp.formats.entries import (
    Entry,
    Medium,
    Notice,
    RefusedError,
    Skipped,
    media_address,
)
from quizapp.formats.inspection import inspect
from quizapp.formats.source import Source
from tests.formats.anki_files import (
    Made,
    entries,
    message,
    package,
    packed,
    read,
    read_bare,
)

FIXTURES = Path(__file__).parent / "fixtures" / "anki"
UPDATE = "Please update to the latest Anki version, then import the .colpkg/.apkg file again."


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A collection with one note."""
    one = Made(tmp_path / "collection.anki2")
    one.note("Front", "Back")
    return one


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "set.apkg"


def dummy(tmp_path: Path) -> bytes:
    one = Made(tmp_path / "dummy.anki2")
    one.note(UPDATE, "")
    return one.bytes()


@pytest.mark.parametrize("name", ["modern.apkg", "legacy.apkg"])
def test_both_generations_as_the_official_library_writes_them(name: str) -> None:
    assert ANKI.read
    source = Source.of(FIXTURES / name)
    events = list(ANKI.read(source))
    found = {one.body.id: one for one in entries(events)}
    bodies = {
        key: {k: v for k, v in dump_body(one.body).items() if k != "id"}
        for key, one in found.items()
    }
    picture, sound = media_address("a map.png"), media_address("tone & co.mp3")
    card = {"type": "flashcard"}
    assert bodies == {
        "q1": {
            **card,
            "front": "When did it **begin**?",
            "back": f"In 1950 ![]({picture})",
            "tags": ["w::x"],
        },
        "q2": {**card, "front": "Hear it", "back": f"[tone & co.mp3]({sound})"},
        "q3": {**card, "front": "Korea", "back": "한국", "reversed": True, "tags": ["tags", "two"]},
        "q4": {**card, "front": "North", "back": "South", "reversed": True},
        "q5": {**card, "front": "East", "back": "West"},
        "q6": {**card, "front": "Capital?", "back": "Seoul", "typed": True},
        "q7": {
            "type": "cloze",
            "stem": "{{1}} met {{2}}.",
            "explanation": "In 1950",
            "blanks": {
                "1": {"answers": ["Truman"], "hint": "president"},
                "2": {"answers": ["Attlee"]},
            },
        },
        "q8": {
            **card,
            "front": r"\[…\] and \[…\], ports",
            "back": "**Busan** and **Incheon**, ports",
            "sides": [
                {"front": r"Busan and Incheon, \[…\]", "back": "Busan and Incheon, **ports**"}
            ],
        },
        "q9": {
            **card,
            "front": r"\[…\]",
            "back": "**outer inner end**\\\nmore",
            "sides": [{"front": r"outer \[…\] end", "back": "outer **inner** end\\\nmore"}],
        },
    }
    assert [one.reason for one in events if isinstance(one, Skipped)] == [
        "it hides parts of an image, which cannot be shown here"
    ]
    assert {one.name: len(one.read()) for one in events if isinstance(one, Medium)} == {
        "a map.png": 69,
        "tone & co.mp3": 4,
    }
    assert not [one for one in events if isinstance(one, Notice)]
    assert found["q2"].category == ("History", "Places")
    assert len({one.own_id for one in found.values()}) == 9
    assert [one.card_count for one in found.values()] == [1, 1, 2, 2, 1, 1, 2, 2, 2]
    [first], [second] = found["q1"].cards, found["q2"].cards
    assert second.suspended
    assert not first.suspended
    assert first.due
    assert first.stability
    assert first.difficulty
    assert [one.rating for one in first.reviews] == [3]
    assert first.reviews[0].at.tzinfo
    assert [(one.kind, one.ordinal) for one in found["q9"].cards] == [
        ("forward", 0),
        ("forward", 2),
    ]
    assert [(one.kind, one.ordinal) for one in found["q7"].cards] == [("cloze", 1), ("cloze", 2)]
    assert [(one.kind, one.ordinal) for one in found["q3"].cards] == [
        ("forward", 0),
        ("reversed", 1),
    ]
    report = inspect(source).as_json()
    assert (report["format"], report["items"], report["cards"], report["media"]) == (
        "anki",
        9,
        14,
        2,
    )


def test_of_two_old_collections_the_newer_one_counts(
    tmp_path: Path, made: Made, file: Path
) -> None:
    old = Made(tmp_path / "older")
    old.note("Old", "Note")
    content = package(
        {"collection.anki2": old.bytes(), "collection.anki21": made.bytes(), "media": "{}"}
    )
    [entry] = entries(read(file, content))
    assert dump_body(entry.body)["front"] == "Front"


def test_a_new_collection_is_read_even_if_the_version_is_missing(
    tmp_path: Path, made: Made, file: Path
) -> None:
    members: dict[str, bytes | str] = {"collection.anki21b": packed(made.bytes())}
    [entry] = entries(read(file, package({**members, "collection.anki2": dummy(tmp_path)})))
    assert dump_body(entry.body)["front"] == "Front"


@pytest.mark.parametrize(
    ("version", "member", "reason"),
    [(4, "collection.anki21b", "newer Anki"), (3, "collection.anki2", "no collection"),
     (2, "collection.anki21b", "no collection"), (1, "media", "no collection"),
     (1, "collection.anki2", "says to update")],
)  # fmt: skip
def test_a_note_that_says_to_update_is_never_taken(
    tmp_path: Path, file: Path, version: int, member: str, reason: str
) -> None:
    content = package({"meta": message((1, version)), member: dummy(tmp_path)})
    with pytest.raises(RefusedError, match=reason):
        read(file, content)


def test_a_version_that_cannot_be_read_is_refused(file: Path, made: Made) -> None:
    with pytest.raises(RefusedError, match="version"):
        read(file, package({"meta": b"\xff", "collection.anki2": made.bytes()}))


def test_media_are_named_found_missing_or_too_large(
    made: Made, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "MOST_MEDIUM", 1000)
    made.note('<img src="a%20b.png"><img src="gone.png"> <img src="lost.png">', "[sound:c.mp3]")
    made.note('<img src="lost.png">', "x")
    listed = {"0": "a b.png", "1": "gone.png", "2": "c.mp3", "3": "/etc/passwd"}
    content = package({
        "collection.anki2": made.bytes(), "media": json.dumps(listed),
        "0": b"png", "2": b"x" * 1001, "3": b"?",
    })  # fmt: skip
    events = read(file, content)
    media = [one for one in events if isinstance(one, Medium)]
    assert [(one.name, one.size, one.read()) for one in media] == [
        ("a b.png", 3, b"png"),
        ("/etc/passwd", 1, b"?"),
    ]
    told = [f"{one.where}: {one.text}" for one in events if isinstance(one, Notice)]
    assert told[:2] == [
        "the file “gone.png”: It is missing in the package.",
        "the file “c.mp3”: It is larger than 0 MB and is left out.",
    ]
    assert [one for one in told if "lost.png" in one] == [
        "note 2: The file “lost.png” is missing in the package."
    ]
    assert media_address("a b.png") in dump_body(entries(events)[1].body)["front"]


def test_packed_media_have_a_list_of_messages(made: Made, file: Path) -> None:
    first = message((1, b"a.png"), (2, 3))
    second = message((1, "ü.png".encode()), (2, 2))
    content = package({
        "meta": message((1, 3)), "collection.anki21b": packed(made.bytes()),
        "media": packed(message((1, first), (1, second))), "0": packed(b"abc"), "1": b"no",
    })  # fmt: skip
    one, other = (event for event in read(file, content) if isinstance(event, Medium))
    assert (one.name, one.size, one.read()) == ("a.png", 3, b"abc")
    assert (other.name, other.size) == ("ü.png", 2)
    with pytest.raises(RefusedError, match="damaged"):
        other.read()


@pytest.mark.parametrize("media", [b"[1]", b"{", b"\xff"])
def test_a_broken_list_of_media_is_refused(made: Made, file: Path, media: bytes) -> None:
    with pytest.raises(RefusedError, match="damaged"):
        read(file, package({"collection.anki2": made.bytes(), "media": media}))


def test_a_broken_packed_list_is_refused(made: Made, file: Path) -> None:
    content = {"collection.anki21b": packed(made.bytes()), "media": packed(b"\x0a\x7f")}
    with pytest.raises(RefusedError, match="list of media"):
        read(file, package(content))


def test_a_bare_collection_has_no_files(made: Made) -> None:
    made.note('<img src="a.png">', "x")
    events = read_bare(made)
    assert len(entries(events)) == 2
    assert [one.text for one in events if isinstance(one, Notice)] == [
        "One image or sound is mentioned, but not in this file. A package (.apkg) would hold them."
    ]


def test_what_a_file_is_shows_in_it_not_in_its_name(tmp_path: Path, made: Made) -> None:
    content = made.bytes()
    other = tmp_path / "other.db"
    sqlite3.connect(other, isolation_level=None).executescript("create table words (id)").close()
    told = {
        "a.apkg": (package({"collection.anki2": content}), 100),
        "b.zip": (package({"collection.anki21b": b""}), 100),
        "c.anki2": (content, 90),
        "d.db": (content, 90),
        "e.apkg": (b"<html>", 60),
        "f.apkg": (package({"media": "{}"}), 60),
        "g.zip": (package({"imsmanifest.xml": "<x/>"}), 0),
        "h.zip": (b"PK\x03\x04 broken", 0),
        "i.colpkg": (b"PK\x03\x04 broken", 60),
        "j.db": (other.read_bytes(), 0),
        "k.txt": (b"::Q:: a {T}", 0),
    }
    for name, (raw, expected) in told.items():
        path = tmp_path / name
        path.write_bytes(raw)
        assert ANKI.suits(Source.of(path)) == expected, name


def test_the_tables_of_schema_18(tmp_path: Path) -> None:
    one = Made(tmp_path / "new.anki2", ver=18, models="", decks="", conf="")
    database = one.database
    database.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    database.executescript(
        "create table notetypes (id integer primary key, name text, config blob);"
        "create table fields (ntid integer, ord integer, name text collate unicase, config blob);"
        "create table templates (ntid integer, ord integer, name text, config blob);"
        "create table decks (id integer primary key, name text collate unicase);"
        "create table config (key text primary key, val blob);"
        "insert into config values ('schedVer', x'31');"
    )
    database.execute("insert into decks values (1, ?)", ("A\x1fB",))
    database.execute(
        "insert into notetypes values (1, 'N', ?), (2, 'C', ?)", (b"", message((1, 1)))
    )
    names = [(1, 1, "Second"), (1, 0, "First"), (2, 0, "Text")]
    database.executemany("insert into fields values (?, ?, ?, null)", names)
    card = message((1, b"{{First}}"), (2, b"{{Second}}"))
    cloze = message((1, b"{{cloze:Text}}"), (2, b"{{cloze:Text}}"))
    rows = [(1, 0, card), (2, 0, cloze), (2, 1, b"\xff")]
    database.executemany("insert into templates values (?, ?, 'T', ?)", rows)
    one.note("q", "a")
    one.note("{{c1::x}}", kind=2)
    database.execute("update cards set type = 2, queue = 2")
    one.answered(100, 1_700_000_000_000, 2, 0)
    first, second = entries(read_bare(one))
    assert dump_body(first.body) == {"type": "flashcard", "id": "q1", "front": "q", "back": "a"}
    assert second.body.type == "cloze"
    assert first.category == ("A", "B")
    assert first.cards[0].reviews[0].rating == 3


def test_the_wire_format() -> None:
    eight, four = b"\x09" + bytes(8), b"\x15" + bytes(4)
    assert [key for key, _ in fields(eight + four + message((3, 7)))] == [1, 2, 3]
    assert number(message((1, 3), (1, 5)), 1) == 5
    assert number(b"", 1) == 0
    assert text(message((2, "é".encode())), 2) == "é"
    assert text(b"", 2) == ""
    for broken in (b"\x0a\x05ab", b"\x08", b"\x0b", b"\x08" + b"\xff" * 11):
        with pytest.raises(WireError):
            list(fields(broken))


def test_every_note_is_an_entry_or_skipped(made: Made) -> None:
    made.note("no cards", "x", cards=())
    made.note("no type", "x", kind=9)
    made.note("", "empty front")
    made.note("y" * 300_001, "long")
    made.note("twice", "old", guid="same", changed=1)
    made.note("twice", "new", guid="same", changed=2)
    made.note("twice", "newest, without cards", guid="same", changed=3, cards=())
    made.note("z" * 20_001, "too long for a side")
    events = read_bare(made)
    skipped = [one.reason for one in events if isinstance(one, Skipped)]
    assert skipped == [
        "it has no cards",
        "its note type is missing",
        "the front of every card of it is empty",
        "its text is too long",
        "another note has the same id and was changed later; that one is taken",
        "another note has the same id and was changed later; that one is taken",
        "the front is longer than 20,000 characters",
    ]
    assert [dump_body(one.body)["back"] for one in entries(events)] == ["Back", "new"]
    assert all(isinstance(one, Entry | Skipped) for one in events)
