"""The study pages without JavaScript: one card a page, every step a form."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.models.flashcards import CardState
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.models.learners import Learner
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import FIRST_SET, Drill, item_of, log_of, states_of
from tests.support.visitor import Visitor

SET = f"/study/sets/{FIRST_SET}"


@pytest.fixture
def drill(mina: Person) -> Drill:
    return Drill(mina)


def page(person: Person, path: str = SET) -> str:
    response = person.client.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None, name
    return found[1]


def answer(person: Person, html: str, rating: int, **more: str) -> str:
    fields = {name: hidden(html, name) for name in ("review", "card")}
    response = person.client.send_form(
        "/study/answer", {**fields, "set": FIRST_SET, "rating": str(rating), **more}
    )
    assert response.status_code == 303
    return page(person, response.location)


def test_the_back_is_not_in_the_page_before_it_is_asked_for(mina: Person) -> None:
    first = page(mina)
    assert "Moscow" not in first
    assert "Show the answer" in first
    shown = page(mina, f"{SET}?card={hidden(first, 'card')}")
    assert "Moscow" in shown
    assert "again in 10 min" in shown


def test_an_answer_is_recorded_once_and_the_next_card_comes(mina: Person, session: Session) -> None:
    card = hidden(page(mina), "card")
    shown = page(mina, f"{SET}?card={card}")
    following = answer(mina, shown, 3)
    assert hidden(following, "card") != card
    answer(mina, shown, 1)  # sent again by the back button
    assert [(row.card_id, row.rating) for row in log_of(session, mina)] == [(int(card), 3)]


def test_undo_shows_the_card_again(mina: Person, session: Session) -> None:
    card = hidden(page(mina), "card")
    answer(mina, page(mina, f"{SET}?card={card}"), 3)
    review = log_of(session, mina)[0].id
    response = mina.client.send_form("/study/undo", {"review": str(review), "set": FIRST_SET})
    assert response.status_code == 303
    again = page(mina, response.location)
    assert "Taken back" in again
    assert hidden(again, "card") == card
    assert "Show the answer" in again
    assert states_of(session, mina)[int(card)].state == "new"


def test_four_buttons_are_a_setting(mina: Person) -> None:
    card = hidden(page(mina), "card")
    assert "Hard" not in page(mina, f"{SET}?card={card}")
    with write() as session:
        session.execute(update(Learner).where(Learner.id == mina.id).values(buttons=4))
    shown = page(mina, f"{SET}?card={card}")
    for word in ("Forgot", "Hard", "Good", "Easy"):
        assert word in shown


def test_a_typed_answer_is_compared(mina: Person, drill: Drill, session: Session) -> None:
    typed = next(card for card in drill.queue()["cards"] if card["typed"])
    right = re.sub("<[^>]+>", "", typed["back_html"]).split("\n")[0]
    assert "I was right" not in page(mina, f"{SET}?card={typed['id']}&answer={right}")
    wrong = page(mina, f"{SET}?card={typed['id']}&answer=nothing+of+the+kind")
    assert "I was right" in wrong
    assert "<del>" in wrong
    answer(mina, wrong, 3, answer="nothing of the kind\x00")
    assert log_of(session, mina)[0].answer == "nothing of the kind"


@pytest.mark.parametrize(
    ("kind", "column"), [("suspend", "suspended"), ("flag", "flagged"), ("bury", "buried_until")]
)
def test_marks_are_forms(mina: Person, session: Session, kind: str, column: str) -> None:
    card = hidden(page(mina), "card")
    fields = {"card": card, "kind": kind, "on": "1", "set": FIRST_SET}
    response = mina.client.send_form("/study/mark", fields)
    assert response.status_code == 303
    assert getattr(states_of(session, mina)[int(card)], column)
    stays = hidden(page(mina), "card") == card
    assert stays == (kind == "flag")


def test_the_end_says_what_comes_when_and_offers_more(
    mina: Person, drill: Drill, clock: FixedClock
) -> None:
    with write() as session:
        session.execute(update(Learner).where(Learner.id == mina.id).values(new_per_day=2))
    for number, card in enumerate(drill.queue()["cards"]):
        drill.answer(card["id"], 1 if number else 3)
    end = page(mina)
    assert "Done for now" in end
    assert "2 answers today, 1 of them known" in end
    assert "in 10 min" in end
    assert "Take what comes in the next minutes now" in end
    assert "more new cards anyway" in end
    assert "Show the answer" in page(mina, f"{SET}?extra=10")
    assert "Show the answer" in page(mina, f"{SET}?ahead=1")
    assert "Show the answer" in page(mina, f"{SET}?mode=cram")


def test_somebody_without_cards_is_sent_to_the_lessons(mina: Person, session: Session) -> None:
    with write() as writing:
        writing.execute(update(Learner).where(Learner.id == mina.id).values(new_per_day=0))
    end = page(mina, "/study")
    assert "No cards yet" in end
    assert "Read the next lesson" in end


def test_after_a_gap_there_is_a_plan_and_a_way_to_do_it_all(
    mina: Person, drill: Drill, session: Session, clock: FixedClock
) -> None:
    item = item_of(session, "L1-F01")
    with write() as writing:
        for number in range(84):
            overdue(writing, mina, item, number, clock)
    shown = page(mina, "/study")
    assert re.search(r"84 due: 20 a day until \w+day", shown)
    assert "a day until" not in page(mina, "/study?all=1")


def overdue(writing: Session, person: Person, like: Item, number: int, clock: FixedClock) -> None:
    """One more item with a card that should have been seen last week."""
    day = clock.now().date()
    item = Item(
        set_id=like.set_id, code=f"X{number}", type=like.type, position=900 + number, revision=1,
        facts=[], claims=[], created_at=clock.now(),
    )  # fmt: skip
    writing.add(item)
    writing.flush()
    content = {"type": "flashcard", "id": f"X{number}", "front": f"Front {number}", "back": "Back"}
    card = Card(
        item_id=item.id, set_id=like.set_id, kind="forward", ordinal=0, auto=True,
        position=90_000 + number, created_at=clock.now(),
    )  # fmt: skip
    writing.add(
        ItemRevision(
            item_id=item.id, number=1, content=content, digest=f"{number:064}",
            created_at=clock.now(),
        )
    )  # fmt: skip
    writing.add(card)
    writing.flush()
    writing.add(
        CardState(
            learner_id=person.id, card_id=card.id, set_id=like.set_id, item_id=item.id,
            state="review", due=clock.now() - timedelta(days=7), stability=4.0, difficulty=5.0,
            introduced_day=day - timedelta(days=19), last_day=day - timedelta(days=11), reps=2,
            lapses=0, last_review=clock.now() - timedelta(days=11),
        )
    )  # fmt: skip


def test_cards_of_one_set_only(mina: Person) -> None:
    assert mina.client.get("/study/sets/no-such-set").status_code == 404
    assert mina.client.get("/study/sets/%00").status_code == 404


@pytest.mark.parametrize("query", ["card=0", "card=abc", f"card={10**30}", "extra=x", "all=x"])
def test_odd_addresses_do_no_harm(mina: Person, query: str) -> None:
    assert mina.client.get(f"/study?{query}").status_code in (200, 404)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/study/undo", {"review": "nonsense"}),
        ("/study/undo", {"review": str(uuid4())}),
        ("/study/mark", {"card": "1", "kind": "eat", "on": "1"}),
        ("/study/mark", {"card": "999999999999", "kind": "flag", "on": "1"}),
        ("/study/mark", {"card": "\u0661", "kind": "flag", "on": "1"}),
    ],
)
def test_forms_that_were_tampered_with_change_nothing(
    mina: Person, session: Session, path: str, fields: dict[str, str]
) -> None:
    assert mina.client.send_form(path, fields).status_code == 404
    assert states_of(session, mina) == {}


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [("America/Halifax", -240), ("Asia/Kathmandu", 345), ("Australia/Adelaide", 630)],
)
def test_the_log_knows_the_offset_of_her_clock_at_that_moment(
    mina: Person, session: Session, clock: FixedClock, zone: str, minutes: int
) -> None:
    mina.client.api("PUT", "/me/zone", {"timezone": zone})
    shown = page(mina, f"{SET}?card={hidden(page(mina), 'card')}")
    answer(mina, shown, 3)
    mina.client.send_form("/study/undo", {"review": hidden(shown, "review"), "set": FIRST_SET})
    rows = log_of(session, mina)
    offsets = {row.kind: row.offset_minutes for row in rows}
    assert offsets == {"learn": minutes, "undo": minutes}
    assert rows[0].effective_at == rows[0].reviewed_at == clock.now()


def test_a_grade_that_is_none_is_asked_for_again(mina: Person, session: Session) -> None:
    fields = {"review": str(uuid4()), "card": "1", "rating": "7"}
    response = mina.client.send_form("/study/answer", fields)
    assert response.status_code == 303
    assert "Choose one of the answers" in page(mina, response.location)
    assert log_of(session, mina) == []


@pytest.mark.parametrize("path", ["/study", SET])
def test_strangers_are_asked_to_start(client: Visitor, path: str) -> None:
    assert client.get(path).status_code == 303
    assert client.send_form("/study/answer", {}).status_code == 303


@pytest.mark.parametrize("path", ["/quizzes", "/study?mode=cram", "/study"])
def test_the_public_sets_are_linked_where_somebody_looks_for_more(mina: Person, path: str) -> None:
    with write() as session:
        session.execute(update(Learner).where(Learner.id == mina.id).values(new_per_day=0))
    assert 'href="/sets"' in page(mina, path)
