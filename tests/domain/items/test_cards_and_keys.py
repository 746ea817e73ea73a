"""Cards made of items, and keys in one line."""

import pytest
from pydantic import ValidationError

from quizapp.domain.items.plugin import ResponseError
from quizapp.domain.items.registry import ITEM_TYPES, type_of
from quizapp.domain.items.text import TextBody
from tests.domain.items.cases import MASK, load, parse, public


def _sides(name: str, **changes: object) -> list[object]:
    body = load(name, **changes)
    return list(type_of(body).card_sides(body))


def test_flashcard_forward_and_reversed() -> None:
    body = load("flashcard", typed=True, accept=["July 1953"], more="At Panmunjom.")
    forward, backward = type_of(body).card_sides(body)
    assert (forward.kind, forward.ordinal, forward.front_md) == ("forward", 0, "Armistice?")
    assert forward.back_md == "**27 July 1953**\n\nAt Panmunjom."
    assert forward.accept == ("27 July 1953", "July 1953")
    assert (backward.kind, backward.ordinal, backward.front_md) == (
        "reversed",
        1,
        "**27 July 1953**",
    )
    assert backward.accept == ("Armistice?",)
    assert forward.auto
    assert backward.auto
    assert forward.typed
    assert len(_sides("flashcard", reversed=False)) == 1


def test_further_sides_of_a_flashcard_follow_with_ordinals_of_their_own() -> None:
    sides = [
        {"front": "Where?", "back": "*Panmunjom*"},
        {"front": "Who signed?", "back": "Harrison", "ordinal": 7, "typed": True, "accept": ["H."]},
    ]
    cards = type_of(load("flashcard")).card_sides(load("flashcard", sides=sides, more="L7"))
    assert [(card.kind, card.ordinal) for card in cards] == [
        ("forward", 0),
        ("reversed", 1),
        ("forward", 2),
        ("forward", 7),
    ]
    where, who = cards[2:]
    assert (where.front_md, where.back_md, where.typed) == ("Where?", "*Panmunjom*\n\nL7", False)
    assert where.accept == ("Panmunjom",)
    assert who.typed
    assert who.accept == ("Harrison", "H.")
    assert all(card.auto for card in cards)


@pytest.mark.parametrize("ordinal", [1, 2, True])
def test_the_ordinal_of_a_further_side_is_its_own(ordinal: object) -> None:
    sides = [{"front": "a", "back": "b"}, {"front": "c", "back": "d", "ordinal": ordinal}]
    with pytest.raises(ValidationError):
        load("flashcard", sides=sides)


def test_a_hint_stands_with_its_blank_alone() -> None:
    blanks = {"1": {"answers": ["Moscow"], "hint": "a <city> {0}"}, "2": {"answers": ["five"]}}
    body = load("cloze", blanks=blanks)
    first, second = type_of(body).card_sides(body)
    assert first.front_md == r"Ministers in \[…: a \<city\> \{0\}\] planned up to five years."
    assert second.front_md == r"Ministers in Moscow planned up to \[…\] years."
    assert '<span data-blank="1"></span> (a &lt;city&gt; {0})' in public(body)["prompt_html"]


def test_cloze_makes_a_card_for_each_blank() -> None:
    body = load("cloze")
    first, second = type_of(body).card_sides(body)
    assert first.front_md == r"Ministers in \[…\] planned up to five years."
    assert first.back_md == "Ministers in **Moscow** planned up to five years."
    assert second.front_md == r"Ministers in Moscow planned up to \[…\] years."
    assert [(side.kind, side.ordinal, side.auto) for side in (first, second)] == [
        ("cloze", 1, True),
        ("cloze", 2, True),
    ]
    assert second.accept == ("five", "5")
    assert second.reject == ("ten",)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("single", "The 38th parallel"),
        ("multi", "China; North Korea"),
        ("true_false", "False: It was a ceasefire"),
        ("short", "Soviet Union"),
        ("numeric", "4 km"),
        (
            "matching",
            "Shtykov – Soviet officer; Hodge – US governor; Cho Man-sik – Nationalist leader",
        ),
        ("ordering", "Annexation → Surrender → Conference → Committee"),
        ("cloze", "Moscow; five"),
        ("categorise", "Fact: It was signed in 1953, It held; Opinion: It was unwise"),
        ("essay", "Two powers drew it, because each had troops there."),
        ("text", ""),
        ("flashcard", "27 July 1953"),
    ],
)
def test_plain_keys(name: str, key: str) -> None:
    body = load(name)
    assert type_of(body).plain_key(body) == key


@pytest.mark.parametrize("name", [n for n in ITEM_TYPES if n not in ("text", "flashcard", "cloze")])
def test_questions_give_one_card_on_request(name: str) -> None:
    body = load(name)
    [side] = type_of(body).card_sides(body)
    assert (side.kind, side.ordinal, side.auto) == ("forward", 0, False)
    assert body.stem in side.front_md
    assert side.back_md


def test_only_typed_types_give_typed_cards() -> None:
    typed = {
        name
        for name in ITEM_TYPES
        for side in type_of(load(name)).card_sides(load(name))
        if side.typed
    }
    assert typed == {"short", "numeric"}


@pytest.mark.parametrize("name", ["text", "flashcard"])
def test_what_is_not_asked_takes_only_null_and_earns_nothing(name: str) -> None:
    body = load(name)
    plugin = type_of(body)
    assert plugin.max_points(body) == 0.0
    assert plugin.key(body, MASK) is None
    assert parse(body, None) is None
    assert list(public(body)) == ["prompt_html"]
    with pytest.raises(ResponseError):
        parse(body, {})


def test_points_are_what_a_full_answer_earns() -> None:
    body = load("single", points=2.5)
    assert type_of(body).max_points(body) == 2.5
    assert isinstance(load("text"), TextBody)
