"""Notes of Anki as items: templates, clozes, sides, and what is known of each card."""

from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.anki import clozes
from quizapp.formats.anki.hidden import without_hidden
from quizapp.formats.anki.templates import Scene, TooLongError, filled, parsed
from quizapp.formats.entries import Notice, Skipped
from tests.formats.anki_files import BASIC, CLOZE, Made, entries, model, read_bare

FIELDS = {
    "A": "one",
    "B": "<b>two</b>",
    "Empty": " <br> ",
    "Ruby": "漢字[かんじ] と 音[おと]",
    "C": "{{c1::x::y}} z",
}


def shown(template: str, **about: Any) -> str:
    return filled(parsed(template), Scene(FIELDS, **about))


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("<p>{{A}}</p>", "<p>one</p>"),
        ("{{ A }}{{{B}}}", "one<b>two</b>"),
        ("{{Nowhere}}", ""),
        ("{{#A}}yes{{/A}}{{^A}}no{{/A}}", "yes"),
        ("{{#Empty}}yes{{/Empty}}{{^Empty}}no{{/Empty}}", "no"),
        ("{{#A}}{{#Empty}}x{{/Empty}}{{^Empty}}y{{/Empty}}{{/A}}", "y"),
        ("{{#A}}never closed {{A}}", "never closed one"),
        ("{{/A}}{{#A}}{{#B}}crossed{{/A}} after", "crossed after"),
        ("{{#c1}}first{{/c1}}{{#c2}}second{{/c2}}", "first"),
        ("{{! a remark }}<!-- {{A}} -->{{A}}<!-- {{A}}", "one"),
        ("{{=<% %>=}}<%A%>", "one"),
        ("{{text:B}}", "two"),
        ("{{kanji:Ruby}}|{{kana:Ruby}}", "漢字 と音|かんじ とおと"),
        ("{{furigana:Ruby}}", "漢字[かんじ] と 音[おと]"),
        ("{{tts en_US:A}}{{hint:A}}{{type:A}}", ""),
        ("{{unknown:A}}", "one"),
        ("{{cloze:C}}", "[…: y] z"),
        ("{{cloze-only:C}}", "x"),
        ("{{text:cloze:C}}", "[…: y] z"),
    ],
)
def test_fronts_are_filled(template: str, made: str) -> None:
    assert shown(template) == made


def test_backs_show_what_was_hidden_or_typed() -> None:
    assert shown("{{cloze:C}}{{type:A}}{{hint:A}}", answer=True) == "<b>x</b> zoneone"
    assert shown("{{cloze:C}}", number=2) == ""


def test_a_template_makes_no_more_than_a_card_can_hold() -> None:
    with pytest.raises(TooLongError):
        filled(parsed("{{A}}" * 50), Scene({"A": "x" * 5_000}))
    deep = "{{#A}}" * 100 + "{{A}}"
    assert shown(deep) == "one"


@pytest.mark.parametrize(
    ("text", "front", "back"),
    [
        ("{{c1::a}} {{c2::b}}", "[…] b", "<b>a</b> b"),
        ("{{c1::a::h}}{{c1::b}}", "[…: h][…]", "<b>a</b><b>b</b>"),
        ("{{c1::a {{c2::b}} c}}", "[…]", "<b>a b c</b>"),
        ("{{c2::a {{c1::b::h}} c}}", "a […: h] c", "a <b>b</b> c"),
        ("{{c1,2::a}}", "[…]", "<b>a</b>"),
        ("{{c1::a}} }} {{c1::open", "[…] }} {{c1::open", "<b>a</b> }} {{c1::open"),
        ("{{c2::other}}", "", ""),
        ("{{c1::}}", "[…]", "<b></b>"),
        ("{{c1::::h}}", "[…: h]", "<b></b>"),
        ("{{c9::{{c2::open}} {{c1::x}}", "{{c9::open […]", "{{c9::open <b>x</b>"),
    ],
)
def test_clozes(text: str, front: str, back: str) -> None:
    parts = clozes.parsed(text)
    assert clozes.question(parts, 1) == front
    assert clozes.answer(parts, 1) == back


def test_clozes_nest_only_so_deep() -> None:
    parts = clozes.parsed("{{c1::" * 5_000 + "x" + "}}" * 5_000)
    assert len(list(clozes.deletions(parts))) == 8


def test_hidden_elements_of_a_template() -> None:
    hidden = "<div style=\"display: none\">a<div>b</div></div><p style='visibility:hidden'>c</p>d"
    assert without_hidden(hidden) == "d"
    assert without_hidden('<b style="display:none">open') == '<b style="display:none">open'
    assert without_hidden('<b style="color:red">x</b>') == '<b style="color:red">x</b>'


def one(tmp_path: Path, kind: dict[str, Any], *fields: str, cards: tuple[int, ...] = (0,)) -> Any:
    """The content of the item that a note becomes, without its id."""
    made = Made(tmp_path / "c.anki2", kind)
    made.note(*fields, cards=cards)
    [entry] = entries(read_bare(made))
    return {
        name: value for name, value in dump_body(entry.body).items() if name not in ("id", "type")
    }


@pytest.mark.parametrize(
    ("question", "answer", "front", "back"),
    [
        ("{{Front}}", "{{Front}}<hr id='answer'>{{Back}}", "f", "b"),
        ("{{Front}}", "{{Front}} {{Back}}<hr id=answer>more", "f", "b\n\n---\n\nmore"),
        ("{{Front}}", "{{Front}}<br>{{Back}}", "f", "b"),
        ("{{Front}}", "{{FrontSide}}", "f", "—"),
        ("{{Front}}", "{{Front}}", "f", "f"),
        ("{{Front}}<script>x()</script><style>b{}</style>", "{{Back}}<hr id=more>u", "f", "b"),
        ("{{Tags}}{{Type}}{{Deck}}{{Subdeck}}{{Card}}", "{{Back}}", "OwnDefaultDefaultCard 1", "b"),
    ],
)
def test_the_back_leaves_out_the_front(
    tmp_path: Path, question: str, answer: str, front: str, back: str
) -> None:
    made = one(tmp_path, model((question, answer)), "f", "b")
    assert (made["front"], made["back"]) == (front, back)
    assert made.get("more", "") == ("u" if "id=more" in answer else "")


def test_two_cards_that_mirror_each_other_are_one_reversed_card(tmp_path: Path) -> None:
    kind = model(("{{Front}}", "{{Back}}"), ("{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}}"))
    assert one(tmp_path, kind, "f", "b", cards=(0, 1)) == {
        "front": "f",
        "back": "b",
        "reversed": True,
    }


def test_other_cards_are_sides_whose_ordinals_stay(tmp_path: Path) -> None:
    kind = model(*((f"{n} {{{{Front}}}}", f"{{{{Back}}}} {n}") for n in range(5)))
    made = one(tmp_path, kind, "f", "b", cards=(0, 1, 4))
    assert made["sides"] == [
        {"front": "1 f", "back": "b 1"},
        {"front": "4 f", "back": "b 4", "ordinal": 5},
    ]


def test_cards_count_but_those_without_a_front_are_left_out(tmp_path: Path) -> None:
    kind = model(("{{Front}}", "{{Back}}"), ("{{Nowhere}}", "{{Back}}"))
    made = Made(tmp_path / "c.anki2", kind)
    made.note("f", "b", cards=(0, 1, 9))
    entry, notice = read_bare(made)
    assert entries([entry])[0].card_count == 3
    assert len(entries([entry])[0].cards) == 1
    assert isinstance(notice, Notice)
    assert notice.text == "2 cards of it have no front and stayed out."


def test_a_note_has_fewer_than_a_hundred_cards(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2", CLOZE)
    made.note(
        "".join(f"{{{{c{n}::a {{{{c{n}::b}}}}}}}}" for n in range(1, 121)), cards=tuple(range(120))
    )
    events = read_bare(made)
    [entry] = entries(events)
    assert len(dump_body(entry.body)["sides"]) == 98
    assert entry.card_count == 120
    assert [event.text for event in events if isinstance(event, Notice)] == [
        "Only its first 99 cards of 120 are taken."
    ]


def test_a_typed_card_takes_its_field(tmp_path: Path) -> None:
    kind = model(
        ("{{Front}}{{type:Back}}", "{{type:Back}} ({{Front}})"),
        ("{{Back}}{{type:Front}}", "{{Front}}"),
    )
    assert one(tmp_path, kind, "f", "<i>b</i>", cards=(0, 1)) == {
        "front": "f",
        "back": "*b* \\(f\\)",
        "typed": True,
        "accept": ["b"],
        "sides": [{"front": "*b*", "back": "f", "typed": True}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::a}} and {{c1::b}}", "{{c1::a {{c2::b}}}}", "{{c1::<img src=x.png>}}", "{{c1,2::a}}",
        "<ul><li>{{c1::a}}</li></ul>", "{{c1::}}", "\ue000 {{c1::a}}", "{{c1::H<sub>2</sub>O}}",
        "{{c100::a}}",
    ],
)  # fmt: skip
def test_clozes_that_are_no_blanks_are_flashcards(tmp_path: Path, text: str) -> None:
    made = Made(tmp_path / "c.anki2", CLOZE)
    numbers = {n for one in clozes.deletions(clozes.parsed(text)) for n in one.numbers}
    made.note(text, "more", cards=tuple(n - 1 for n in numbers))
    [entry] = entries(read_bare(made))
    assert entry.body.type == "flashcard"
    assert entry.card_count == len(numbers)
    assert len(entry.cards) == len(numbers)


def test_a_cloze_with_fewer_cards_than_blanks_keeps_to_its_cards(tmp_path: Path) -> None:
    made = one(tmp_path, CLOZE, "{{c1::a}} {{c2::b}}", "", cards=(1,))
    assert made == {"front": "a \\[…\\]", "back": "a **b**"}


def test_a_cloze_keeps_words_and_hints_without_their_look(tmp_path: Path) -> None:
    made = one(tmp_path, CLOZE, "Is {{c1::<b>5&nbsp;&lt; 6</b>::<i>sum</i>}}?", "Yes")
    assert made == {
        "stem": "Is {{1}}?",
        "blanks": {"1": {"answers": ["5 < 6"], "hint": "sum"}},
        "explanation": "Yes",
    }


def test_what_a_click_shows_or_was_typed_is_told_once(tmp_path: Path) -> None:
    kind = model(('{{Front}}{{hint:Back}}<p style="display:none">{{Back}}</p>', "{{Back}}"))
    typed = {
        **CLOZE,
        "tmpls": [
            {"ord": 0, "qfmt": "{{type:cloze:Text}}{{cloze:Text}}", "afmt": "{{cloze:Text}}"}
        ],
    }
    made = Made(tmp_path / "c.anki2", kind, typed)
    made.note("f", "b")
    made.note("g", "b")
    made.note("{{c1::x}}", "b", kind=2)
    events = read_bare(made)
    assert dump_body(entries(events)[0].body)["front"] == "f"
    assert [event.text for event in events if isinstance(event, Notice)] == [
        "What a click on the front shows in Anki (a hint) is left out there.",
        "The answers were typed in Anki; here they are only thought of.",
    ]


def test_a_note_too_long_for_a_card_is_skipped(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2", model(("{{Front}}" * 100, "{{Back}}")))
    made.note("x" * 10_000, "b")
    [event] = read_bare(made)
    assert isinstance(event, Skipped)
    assert event.reason == "it is too long for a card"


def test_images_hidden_by_an_add_on_are_skipped(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2", {**BASIC, "name": "Image Occlusion Enhanced+"})
    made.note("x", "b")
    [event] = read_bare(made)
    assert isinstance(event, Skipped)


def test_a_note_type_without_templates_and_a_card_beyond_them(tmp_path: Path) -> None:
    kind = model(("{{Front}}", "{{Back}}"))
    kind["tmpls"].append("no template")
    made = Made(tmp_path / "c.anki2", kind)
    made.note("front", "back", cards=(0, 7))
    [entry] = entries(read_bare(made))
    assert [card.ordinal for card in entry.cards] == [0]


def test_numbers_of_a_collection_that_are_none(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2", {**BASIC, "type": "x", "flds": [{"name": "Front", "ord": "x"}, {"name": "Back", "ord": 1}]})  # fmt: skip
    made.note("front", "back")
    made.database.execute("update cards set due = 'soon', odue = 'never', type = 'x'")
    [entry] = entries(read_bare(made))
    assert entry.card_count == 1


def test_a_card_of_a_moment_that_no_calendar_has(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2")
    made.note("front", "back")
    made.answered(100, 9_000_000_000_000_000_000, 3, 1)
    [entry] = entries(read_bare(made))
    assert [len(card.reviews) for card in entry.cards] == [0]
