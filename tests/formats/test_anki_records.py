"""What a collection of Anki knows of each card: when it is due, and how it was answered."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.formats.entries import CardRecord
from tests.formats.anki_files import CREATED, Made, entries, model, read_bare


def records(made: Made) -> list[CardRecord]:
    return [card for entry in entries(read_bare(made)) for card in entry.cards]


def test_when_cards_are_due(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2", model(*((f"{n}{{{{Front}}}}", "{{Back}}") for n in range(9))))
    made.note("f", "b", cards=())
    rows: list[dict[str, int]] = [
        {"type": 0, "queue": 0, "due": 7},
        {"type": 2, "queue": 2, "due": 7},
        {"type": 1, "queue": 1, "due": CREATED + 5},
        {"type": 1, "queue": 3, "due": 8},
        {"type": 2, "queue": -1, "due": 9},
        {"type": 2, "queue": 2, "due": -100_000, "did": 3, "odid": 2, "odue": 10},
        {"type": 1, "queue": 0, "due": 3},
        {"type": 2, "queue": 2, "due": 999_999_999},
        {"type": 2, "queue": -2, "due": 11},
    ]
    for ordinal, row in enumerate(rows):
        made.card(1, ordinal, **row)
    first = datetime.fromtimestamp(CREATED, UTC)
    found = records(made)
    day = timedelta(days=1)
    assert [card.due for card in found] == [
        None, first + 7 * day, first + timedelta(seconds=5), first + 8 * day, first + 9 * day,
        first + 10 * day, None, None, first + 11 * day,
    ]  # fmt: skip
    assert [card.suspended for card in found] == [n == 4 for n in range(9)]


def test_a_card_in_a_filtered_deck_belongs_to_its_own(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2")
    made.note("f", "b", cards=())
    made.card(1, 0, did=3, odid=2)
    assert entries(read_bare(made))[0].category == ("Top", "Below")


@pytest.mark.parametrize(
    ("data", "stability", "difficulty"),
    [('{"s":12.5,"d":4,"dr":0.9}', 12.5, 4.0), ("", None, None), ("{", None, None), ("[]", None, None),
     ('{"s":true,"d":4}', None, None), ('{"s":1,"d":40}', None, None), ('{"s":NaN,"d":4}', None, None),
     ("[" * 900, None, None)],
)  # fmt: skip
def test_what_fsrs_remembers(
    tmp_path: Path, data: str, stability: float | None, difficulty: float | None
) -> None:
    made = Made(tmp_path / "c.anki2")
    made.note("f", "b", cards=())
    made.card(1, 0, type=2, queue=2, data=data)
    [card] = records(made)
    assert (card.stability, card.difficulty) == (stability, difficulty)


@pytest.mark.parametrize(("version", "ratings"), [(2, [2, 3, 4, 1, 2]), (1, [3, 4, 4, 1, 2])])
def test_the_answers_come_along(tmp_path: Path, version: int, ratings: list[int]) -> None:
    made = Made(tmp_path / "c.anki2", conf=f'{{"schedVer":{version}}}')
    made.note("f", "b", cards=())
    made.card(1, 0, type=2, queue=2)
    at = 1_700_000_000_000
    rows = [(2, 0), (3, 2), (4, 0), (1, 1), (2, 1)]
    for place, (ease, kind) in enumerate(rows):
        made.answered(100, at + place, ease, kind)
    made.answered(100, at + 50, 0, 4)  # put there by hand
    made.answered(100, at + 51, 3, 5)  # rescheduled
    made.answered(100, at + 52, 3, 3, factor=0)  # crammed
    made.answered(100, 5, 3, 1)  # before there was Anki
    made.answered(999, at + 53, 3, 1)  # of no card
    [card] = records(made)
    assert [review.rating for review in card.reviews] == ratings
    assert card.reviews[0].at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert card.reviews[0].duration_ms == 4000


def test_an_early_collection_without_filtered_decks(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2", conf="{}")
    made.note("f", "b")
    made.database.executescript("alter table cards drop column odid; drop table revlog")
    assert [card.kind for card in records(made)] == ["forward"]


def test_values_of_any_kind_are_taken_as_they_can(tmp_path: Path) -> None:
    made = Made(tmp_path / "c.anki2")
    made.note("f", "b", cards=())
    made.card(1, 0, due=b"\xff", data=b"\xff\xfe", type="x")
    made.database.execute("update notes set tags = 5, guid = x'ff'")
    [entry] = entries(read_bare(made))
    assert entry.body.tags == ("5",)
    assert entry.cards[0].due is None
