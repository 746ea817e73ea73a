"""The page of cards that a learner has set aside: suspended, put off until tomorrow, flagged."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.models.flashcards import CardState
from quizapp.models.items import Card
from quizapp.models.learners import Learner
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.crowd import Crowd
from tests.support.drill import Drill, cards_of, item_of, states_of
from tests.support.quizzes import begin, make_quiz
from tests.support.visitor import Visitor

ASIDE = "/study/aside"


def page(person: Person, path: str = ASIDE) -> str:
    answer = person.client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def listed(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li id="card-(\d+)"', html)]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def three(session: Session, mina: Person) -> dict[str, int]:
    """A card with each of the marks."""
    kinds = ("suspend", "bury", "flag")
    marked = {kind: card.id for kind, card in zip(kinds, cards_of(session)[:3], strict=True)}
    for kind, card in marked.items():
        Drill(mina).mark(card, kind)
    return marked


@pytest.mark.parametrize(
    ("kind", "button", "column"),
    [
        ("suspend", "Bring it back", "suspended"),
        ("bury", "Bring it back today", "buried_until"),
        ("flag", "Take the flag off", "flagged"),
    ],
)
def test_what_was_set_aside_can_be_brought_back(
    mina: Person, session: Session, three: dict[str, int], kind: str, button: str, column: str
) -> None:
    shown = page(mina, f"{ASIDE}?kind={kind}")
    assert listed(shown) == [three[kind]]
    assert button in shown
    assert "1945: a line on a map" in words(shown)
    fields = {"card": str(three[kind]), "kind": kind, "on": "0", "back": "aside"}
    for _ in range(2):  # a form that is sent again changes nothing more
        answer = mina.client.send_form("/study/mark", fields)
        assert answer.status_code == 303
        assert answer.location == f"{ASIDE}?kind={kind}"
        assert listed(page(mina, answer.location)) == []
        if kind != "bury":
            assert not getattr(states_of(session, mina)[three[kind]], column)
    assert three[kind] in {int(card["id"]) for card in Drill(mina).queue(limit=100)["cards"]}


def test_the_choices_of_a_question_stand_apart(mina: Person) -> None:
    asked = {
        "id": "T-single", "type": "single", "stem": "Which river is the border in the north?",
        "options": [{"text": "The Yalu", "key": True}, {"text": "The Han"}, {"text": "The Amur"}],
    }  # fmt: skip
    item_id = make_quiz(contents=[asked]).items["T-single"]
    with write() as writing:
        home = item_of(writing, "T-single").set_id
        card = Card(item_id=item_id, set_id=home, kind="forward", ordinal=0, position=1, auto=True,
                    created_at=START)  # fmt: skip
        writing.add(card)
        writing.flush()
        card_id = card.id
    Drill(mina).mark(card_id, "flag")
    assert re.search(r"north\? · The \w+ · The \w+ · The \w+", words(page(mina)))


def test_the_page_opens_where_there_is_something(
    mina: Person, session: Session, three: dict[str, int]
) -> None:
    assert listed(page(mina)) == [three["suspend"]]
    Drill(mina).mark(three["suspend"], "suspend", on=False)
    assert listed(page(mina)) == [three["bury"]]
    assert re.search(r"Until tomorrow\s+1 Flagged\s+1", words(page(mina)))
    assert listed(page(mina, f"{ASIDE}?kind=nonsense")) == [three["bury"]]


def test_tomorrow_a_card_put_off_is_no_longer_set_aside(
    mina: Person, three: dict[str, int], clock: FixedClock
) -> None:
    assert listed(page(mina, f"{ASIDE}?kind=bury")) == [three["bury"]]
    clock.move(days=1)
    assert listed(page(mina, f"{ASIDE}?kind=bury")) == []


def test_without_any_the_page_says_how_they_come_here(mina: Person) -> None:
    shown = words(page(mina))
    assert "Nothing is set aside" in shown
    assert "Study" in shown


def test_nobody_sees_the_cards_of_others(jun: Person, three: dict[str, int]) -> None:
    for kind in ("suspend", "bury", "flag"):
        assert listed(page(jun, f"{ASIDE}?kind={kind}")) == []
    fields = {"card": str(three["flag"]), "kind": "flag", "on": "0", "back": "aside"}
    jun.client.send_form("/study/mark", fields)
    assert listed(page(jun)) == []


def test_strangers_are_asked_to_start(client: Visitor) -> None:
    assert client.get(ASIDE).status_code == 303


def test_a_retired_card_is_no_longer_listed(mina: Person, three: dict[str, int]) -> None:
    with write() as session:
        session.execute(update(Card).where(Card.id == three["flag"]).values(retired_at=START))
    assert listed(page(mina, f"{ASIDE}?kind=flag")) == []


def test_a_card_gives_nothing_away_while_its_question_is_being_asked(
    mina: Person, session: Session, clock: FixedClock
) -> None:
    text = {
        "id": "T-cloze", "type": "cloze", "stem": "In {{1}} the ministers met in {{2}}.",
        "blanks": {"1": {"answers": ["1945"]}, "2": {"answers": ["Moscow"]}},
    }  # fmt: skip
    item_id = make_quiz(contents=[text]).items["T-cloze"]
    with write() as writing:
        home = item_of(writing, "T-cloze").set_id
        card = Card(item_id=item_id, set_id=home, kind="cloze", ordinal=1, position=1, auto=True,
                    created_at=START)  # fmt: skip
        writing.add(card)
        writing.flush()
        card_id = card.id
    Drill(mina).mark(card_id, "flag")
    assert "In […] the ministers met in Moscow." in words(page(mina))
    attempt = begin(mina.id, "made-up", clock.now())
    assert listed(page(mina)) == [card_id]
    assert "ministers met" not in page(mina)
    mina.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(uuid4())})
    assert "ministers met" in page(mina)


def test_many_stand_on_several_pages(mina: Person, session: Session) -> None:
    Crowd(session, mina.id).grow(70)
    with write() as writing:
        writing.execute(
            update(CardState).where(CardState.learner_id == mina.id).values(suspended=True)
        )
    pages = [listed(page(mina, f"{ASIDE}?kind=suspend&page={n}")) for n in (1, 2, 3)]
    assert [len(one) for one in pages] == [30, 30, 10]
    assert len({card for one in pages for card in one}) == 70
    assert "1 to 30 of 70" in page(mina)
    for odd in ("99", "0", "x", "9" * 30):
        assert listed(page(mina, f"{ASIDE}?kind=suspend&page={odd}")) in pages
    fields = {"card": str(pages[2][0]), "kind": "suspend", "on": "0", "back": "aside", "page": "3"}
    assert mina.client.send_form("/study/mark", fields).location == f"{ASIDE}?kind=suspend&page=3"


def test_the_page_is_found_from_study_its_end_and_progress(mina: Person) -> None:
    assert f'href="{ASIDE}"' in page(mina, "/study")
    assert f'href="{ASIDE}"' in page(mina, "/progress")
    with write() as session:
        session.execute(update(Learner).where(Learner.id == mina.id).values(new_per_day=0))
    assert f'href="{ASIDE}"' in page(mina, "/study")
