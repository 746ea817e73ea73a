"""An Anki package with a review log keeps its schedules here, for whoever imports it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import day_start, study_day
from quizapp.models.flashcards import CardState, Review
from quizapp.queries.authoring.sets import OwnSet
from quizapp.queries.flashcards.log import STATE_COLUMNS, log_of
from quizapp.services.flashcards.outcome import over_again
from quizapp.services.flashcards.undoing import entries
from tests.formats.anki_files import CREATED, Made, package
from tests.support.authoring import new_set
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import log_of as rows_of
from tests.support.drill import states_of

DAY = 86_400
FIRST = datetime.fromtimestamp(CREATED, UTC)
LEARN, REVIEW, RELEARN = 0, 1, 2


@pytest.fixture
def one(ms_park: Person) -> OwnSet:
    return new_set(ms_park)


@pytest.fixture
def collection(tmp_path: Path) -> Callable[[], Made]:
    def make() -> Made:
        return Made(tmp_path / f"{uuid4().hex}.anki2")

    return make


def at(day: float) -> int:
    """Milliseconds of a day of the collection, at nine."""
    return int((CREATED + day * DAY + 5 * 3600) * 1000)


def bring(
    teacher: Person, made: Made, into: str, *, schedules: bool = True, commit: bool = True
) -> str:
    """Import a collection through the pages; gives the text of the last one."""
    content = package({"collection.anki2": made.bytes()})
    fields = {
        "csrf_token": teacher.client.csrf(), "key": str(uuid4()), "set": into, "format": "",
        "file": (BytesIO(content), "deck.apkg"),
    }  # fmt: skip
    answer = teacher.client.post("/teach/import", data=fields)
    assert answer.status_code == 303, answer.text
    if not commit:
        return str(answer.location)
    done = teacher.client.send_form(
        f"{answer.location}/publish", {"schedules": "1"} if schedules else {}
    )
    return teacher.client.get(done.location or "").text


def reviewed(made: Made, *answers: tuple[float, int, int], **card: object) -> int:
    """A note whose card was answered: (day, button, kind) each."""
    key = made.note("front", "back", cards=())
    values = {"type": 2, "queue": 2, "due": 40, "ivl": 30, "factor": 2500, **card}
    made.card(key, 0, **values)
    for day, ease, kind in answers:
        made.answered(key * 100, at(day), ease, kind, before=3)
    return key * 100


USUAL = ((0, 3, LEARN), (0.01, 3, LEARN), (3, 3, REVIEW), (10, 3, REVIEW))


def assert_replayed(session: Session, person: Person) -> None:
    """Each stored state is what a replay of the card's log gives."""
    for card_id, stored in states_of(session, person).items():
        outcome = over_again(card_id, entries(log_of(session, person.id, [card_id])))
        for name in STATE_COLUMNS:
            assert getattr(stored, name) == getattr(outcome.state, name), name
        assert stored.introduced_day == outcome.introduced


def test_a_package_with_its_log_keeps_its_schedule(
    one: OwnSet, ms_park: Person, mina: Person, collection: Callable[[], Made], session: Session
) -> None:
    made = collection()
    reviewed(made, *USUAL)
    page = bring(ms_park, made, one.slug)
    assert "1 card with 4 answers kept" in page
    [state] = states_of(session, ms_park).values()
    assert (state.state, state.reps, state.lapses) == ("review", 4, 0)
    assert state.due == day_start(study_day(FIRST + timedelta(days=40.5), "UTC"), "UTC")
    assert state.introduced_day == FIRST.date()
    rows = rows_of(session, ms_park)
    assert [(row.kind, row.rating) for row in rows] == [
        ("learn", 3), ("review", 3), ("review", 3), ("review", 3), ("manual", None),
    ]  # fmt: skip
    assert rows[0].effective_at == datetime.fromtimestamp(at(0) / 1000, UTC)
    assert rows[0].duration_ms == 4000
    assert_replayed(session, ms_park)
    assert states_of(session, mina) == {}


def test_schedules_come_along_only_if_they_are_wished(
    one: OwnSet, ms_park: Person, collection: Callable[[], Made], session: Session
) -> None:
    made = collection()
    reviewed(made, *USUAL)
    page = ms_park.client.get(bring(ms_park, made, one.slug, commit=False)).text
    assert "4 reviews of 1 card, last on" in page
    assert 'name="schedules" value="1" aria-describedby' in page
    again = collection()
    reviewed(again, *USUAL)
    assert "Your schedules" not in bring(ms_park, again, one.slug, schedules=False)
    assert session.scalars(select(Review)).all() == []
    assert session.scalars(select(CardState)).all() == []


def test_the_same_file_again_doubles_nothing_and_a_later_one_adds_what_is_new(
    one: OwnSet, ms_park: Person, collection: Callable[[], Made], session: Session
) -> None:
    for answers, due, said in (
        (USUAL, 40, "1 card with 4 answers kept"),
        (USUAL, 40, "0 cards with 0 answers kept; 4 answers were here already"),
        ((*USUAL, (40, 1, REVIEW)), 41, "1 card with 1 answer kept; 4 answers were here already"),
    ):
        made = collection()
        reviewed(made, *answers, due=due)
        assert said in bring(ms_park, made, one.slug)
        assert_replayed(session, ms_park)
    assert len([row for row in rows_of(session, ms_park) if row.rating]) == 5
    [state] = states_of(session, ms_park).values()
    assert (state.reps, state.lapses, state.version) == (5, 1, 2)
    assert state.due == day_start(study_day(FIRST + timedelta(days=41.5), "UTC"), "UTC")


def test_cards_without_a_log_take_what_is_known_of_their_memory(
    one: OwnSet,
    ms_park: Person,
    collection: Callable[[], Made],
    session: Session,
    clock: FixedClock,
) -> None:
    made = collection()
    reviewed(made)  # interval and ease
    reviewed(made, data=f'{{"s":12.5,"d":4.25,"lrt":{CREATED + 20 * DAY}}}')
    reviewed(made, (20, 3, REVIEW))  # its first answers are missing
    reviewed(made, type=1, queue=1, due=CREATED + 90)  # nothing is known of it
    reviewed(made, type=0, queue=-1, due=4)
    page = bring(ms_park, made, one.slug)
    assert "4 cards with 1 answer kept" in page
    states = list(states_of(session, ms_park).values())
    assert [state.state for state in states] == ["review", "review", "review", "new"]
    assert [state.suspended for state in states] == [False, False, False, True]
    assert states[0].stability == pytest.approx(30)
    assert states[0].last_day == (FIRST + timedelta(days=10)).date()
    assert (states[1].stability, states[1].difficulty) == (12.5, 4.25)
    assert states[1].last_day == (FIRST + timedelta(days=20)).date()
    assert states[2].stability is not None
    assert states[2].stability > 3
    due = day_start(study_day(FIRST + timedelta(days=40.5), "UTC"), "UTC")
    assert [state.due for state in states] == [due, due, due, None]
    assert_replayed(session, ms_park)
