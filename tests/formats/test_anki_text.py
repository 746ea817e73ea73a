"""Text files of Anki and CrowdAnki's JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.anki.formats import ANKI, CROWD, TEXT
from quizapp.formats.entries import Event, Notice, RefusedError, Skipped, media_address
from quizapp.formats.source import Source
from tests.formats.anki_files import BASIC, CLOZE, entries, model

FIXTURES = Path(__file__).parent / "fixtures" / "anki"


def source(tmp_path: Path, content: str | bytes, name: str = "notes.txt") -> Source:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source.of(path)


def read(tmp_path: Path, content: str | bytes) -> list[Event]:
    assert TEXT.read
    return list(TEXT.read(source(tmp_path, content)))


def bodies(events: list[Event]) -> list[dict[str, Any]]:
    made = [dump_body(one.body) for one in entries(events)]
    return [{k: v for k, v in one.items() if k not in ("id", "type")} for one in made]


def test_notes_as_the_official_library_writes_them_are_those_of_its_package() -> None:
    assert TEXT.read
    assert ANKI.read
    rows = list(TEXT.read(Source.of(FIXTURES / "notes.txt")))
    notes = list(ANKI.read(Source.of(FIXTURES / "modern.apkg")))
    assert bodies(rows)[:8] == bodies(notes)[:8]
    assert [one.own_id for one in entries(rows)] == [one.own_id for one in entries(notes)]
    assert [one.category for one in entries(rows)] == [one.category for one in entries(notes)]
    assert [one.card_count for one in entries(rows)] == [one.card_count for one in entries(notes)]
    assert [one.where for one in rows if isinstance(one, Skipped)] == ["line 16"]


def test_a_head_says_what_the_columns_are(tmp_path: Path) -> None:
    text = (
        "#separator:Semicolon\n#html:true\n#notetype:Basic\n#deck:A::B\n#tags:one two\n"
        "#guid column:2\n#tags column:4\n#columns:Front;ID;Back;Tags\n"
        '<b>f</b>;g1;"said ""yes""\nand; no";three\n# a remark\n\nf2;g2;b2\n'
    )
    events = read(tmp_path, text)
    first, second = entries(events)
    assert bodies(events) == [
        {"front": "**f**", "back": 'said "yes" and; no', "tags": ["one", "two", "three"]},
        {"front": "f2", "back": "b2", "tags": ["one", "two"]},
    ]
    assert (first.own_id, first.where, first.category) == ("g1", "line 9", ("A", "B"))
    assert (second.own_id, second.where) == ("g2", "line 13")


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("tab", "\t"),
        ("Comma", ","),
        ("|", "|"),
        ("pipe", "|"),
        ("colon", ":"),
        ("space", " "),
        ("", "\t"),
    ],
)
def test_separators(tmp_path: Path, said: str, sign: str) -> None:
    head = f"#separator:{said}\n" if said else ""
    assert bodies(read(tmp_path, f"{head}f{sign}b\n")) == [{"front": "f", "back": "b"}]


def test_without_html_signs_are_signs(tmp_path: Path) -> None:
    events = read(tmp_path, '#separator:tab\n#html:false\na <b> c\t"x\ny"\n')
    assert bodies(events) == [{"front": "a \\<b\\> c", "back": "x\\\ny"}]


@pytest.mark.parametrize(
    ("text", "html"), [("a <i>b</i>\tc\n", True), ("a < b\tc\n", False), ("a <x> b\tc\n", False)]
)
def test_html_is_recognised_by_its_tags(tmp_path: Path, text: str, html: bool) -> None:
    front = bodies(read(tmp_path, text))[0]["front"]
    assert ("*b*" in front) is html


@pytest.mark.parametrize(
    ("kind", "row", "made", "cards"),
    [
        ("Basic", "f\tb", {"front": "f", "back": "b"}, 1),
        ("Basic", "f\tb\tc\t\td", {"front": "f", "back": "b\n\nc\n\nd"}, 1),
        ("Basic (and reversed card)", "f\tb", {"front": "f", "back": "b", "reversed": True}, 2),
        ("Basic (optional reversed card)", "f\tb\ty", {"front": "f", "back": "b", "reversed": True}, 2),
        ("Basic (optional reversed card)", "f\tb\t", {"front": "f", "back": "b"}, 1),
        ("Basic (type in the answer)", "f\tb", {"front": "f", "back": "b", "typed": True}, 1),
        ("", "head\t{{c1::x}} y\tmore", {
            "stem": "{{1}} y", "blanks": {"1": {"answers": ["x"]}}, "explanation": "head\n\nmore"}, 1),
    ],
)  # fmt: skip
def test_note_types_are_told_by_name(
    tmp_path: Path, kind: str, row: str, made: dict[str, Any], cards: int
) -> None:
    events = read(tmp_path, f"#notetype:{kind}\n{row}\n")
    assert bodies(events) == [made]
    assert entries(events)[0].card_count == cards


def test_rows_that_are_no_notes_are_told(tmp_path: Path) -> None:
    long = "x" * 100_001
    rows = f"front\tback\ttags\na\tb\tt1 t2\n\tb\n{long}\t{long}\t\t{long}\nonly\n"
    events = read(tmp_path, rows)
    assert bodies(events) == [
        {"front": "a", "back": "b", "tags": ["t1", "t2"]},
        {"front": "only", "back": "—"},
    ]
    assert [(one.where, one.reason) for one in events if isinstance(one, Skipped)] == [
        ("line 1", "this row names the columns"),
        ("line 3", "the first field is empty"),
        ("line 4", "its text is too long"),
    ]
    assert [one.text for one in events if isinstance(one, Notice)] == [
        "It has a card without an answer; “—” stands there."
    ]


def test_a_quotation_that_never_ends_costs_the_rest(tmp_path: Path) -> None:
    events = read(tmp_path, 'a\tb\nc\t"d\n' + "e\tf\n" * 50_000)
    assert bodies(events) == [{"front": "a", "back": "b"}]
    assert [one.where for one in events if isinstance(one, Skipped)] == ["line 2"]


def test_commas_within_quotation_marks_part_nothing(tmp_path: Path) -> None:
    events = read(tmp_path, '"a, b; c",x\n"d; e",y\n"f",z\n')
    assert [one["back"] for one in bodies(events)] == ["x", "y", "z"]


def test_a_guessed_encoding_is_told(tmp_path: Path) -> None:
    events = read(tmp_path, "caf\u00e9\tb\n".encode("cp1252"))
    assert bodies(events)[0]["front"] == "café"
    assert any("Windows-1252" in one.text for one in events if isinstance(one, Notice))


def test_text_is_recognised_by_its_head_or_perhaps_by_its_rows(tmp_path: Path) -> None:
    told = {
        "#separator:tab\na\tb\n": 95,
        "\ufeff#deck:x\na\tb\n": 95,
        "a\tb\nc\td\n": 15,
        "a,b\n": 15,
        "one line of words\n": 0,
        '{"a":\t1,\n"b":\t2}\n': 0,
        "<a>,\n</a>,\n": 0,
        "": 0,
        "a\x00\tb": 0,
    }
    assert {text: TEXT.suits(source(tmp_path, text)) for text in told} == told


def crowd(tmp_path: Path, deck: Any) -> list[Event]:
    assert CROWD.read
    text = deck if isinstance(deck, str) else json.dumps(deck)
    return list(CROWD.read(source(tmp_path, text, "deck.json")))


DECK = {
    "__type__": "Deck",
    "name": "Top",
    "note_models": [
        {**BASIC, "crowdanki_uuid": "m1"},
        {**CLOZE, "crowdanki_uuid": "m2"},
        {**model(("{{A}}?", "{{B}}"), ("{{#B}}{{B}}!{{/B}}", "{{A}}"), ("static", "x"), fields=("A", "B")),
         "crowdanki_uuid": "m3"},
    ],
    "notes": [
        {"fields": ["f", '<img src="a.png">'], "guid": "g1", "note_model_uuid": "m1", "tags": ["t"]},
        {"fields": ["x" * 300_001, "b"], "guid": "g2", "note_model_uuid": "m1"},
        {"fields": "none", "note_model_uuid": "?"},
        "no note",
    ],
    "children": [
        {
            "name": "Below",
            "notes": [
                {"fields": ["{{c1::a}} {{c3::b}}", ""], "note_model_uuid": "m2", "guid": "g4"},
                {"fields": ["a", "b"], "note_model_uuid": "m3", "guid": "g5"},
                {"fields": ["a", ""], "note_model_uuid": "m3", "guid": "g6"},
            ],
        }
    ],
}  # fmt: skip


def test_decks_of_crowdanki(tmp_path: Path) -> None:
    events = crowd(tmp_path, DECK)
    picture = media_address("a.png")
    assert bodies(events) == [
        {"front": "f", "back": f"![]({picture})", "tags": ["t"]},
        {"stem": "{{1}} {{3}}", "blanks": {"1": {"answers": ["a"]}, "3": {"answers": ["b"]}}},
        {"front": "a?", "back": "b", "sides": [{"front": "b\\!", "back": "a"}]},
        {"front": "a?", "back": "—"},
    ]
    assert [(one.own_id, one.category, one.card_count) for one in entries(events)] == [
        ("g1", ("Top",), 1),
        ("g4", ("Top", "Below"), 2),
        ("g5", ("Top", "Below"), 2),
        ("g6", ("Top", "Below"), 1),
    ]
    assert [one.reason for one in events if isinstance(one, Skipped)] == [
        "its text is too long",
        "its note type is missing",
    ]
    assert "One image" in str(events[-1])


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"meta": 1, "cards": []}', '{"notes": 5}', '{"notes": ' + "[" * 99_999]
)
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RefusedError):
        crowd(tmp_path, text)


def test_crowdanki_is_told_by_its_words(tmp_path: Path) -> None:
    told = {
        '{"__type__": "Deck", "crowdanki_uuid": "x"}': 95,
        '{"__type__": "Deck", "notes": []}': 70,
        '{"meta": 1}': 0,
        "[]": 0,
    }
    assert {text: CROWD.suits(source(tmp_path, text)) for text in told} == told


def test_a_row_of_very_many_fields_is_no_note(tmp_path: Path) -> None:
    wide = "\t".join("x" * 200)
    events = read(tmp_path, f"#separator:tab\na\tb\n{wide}\nc\td\n")
    assert len(list(entries(events))) == 2
    (left_out,) = (one for one in events if isinstance(one, Skipped))
    assert left_out == Skipped("line 3", "it has 200 fields; at most 100 are read")
