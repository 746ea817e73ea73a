"""Anki packages with cards that were answered, imported as the pages do it."""

from io import BytesIO
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import Session

from quizapp.queries.flashcards.log import STATE_COLUMNS, log_of
from quizapp.services.flashcards.outcome import over_again
from quizapp.services.flashcards.undoing import entries
from tests.formats.anki_files import CREATED, Made, package
from tests.support.cast import Person
from tests.support.drill import states_of

DAY = 86_400
LEARN, REVIEW, RELEARN = 0, 1, 2
# (day, button, kind): learnt on the first day, then known twice.
USUAL = ((0, 3, LEARN), (0.01, 3, LEARN), (3, 3, REVIEW), (10, 3, REVIEW))


def empty(folder: Path) -> Made:
    """A collection without notes."""
    return Made(folder / f"{uuid4().hex}.anki2")


def at(day: float) -> int:
    """Milliseconds of a day of the collection, five hours after it began."""
    return int((CREATED + day * DAY + 5 * 3600) * 1000)


def reviewed(made: Made, *answers: tuple[float, int, int], **card: object) -> int:
    """A note whose card was answered: (day, button, kind) each. Gives the card.

    Answers to different notes are a millisecond apart, since no two can have one id.
    """
    key = made.note("front", "back", cards=())
    values = {"type": 2, "queue": 2, "due": 40, "ivl": 30, "factor": 2500, **card}
    made.card(key, 0, **values)
    for day, ease, kind in answers:
        made.answered(key * 100, at(day) + key - 1, ease, kind, before=3)
    return key * 100


def look_at(teacher: Person, made: Made, into: str) -> str:
    """Upload a collection; gives the address of its page."""
    content = package({"collection.anki2": made.bytes()})
    fields = {
        "csrf_token": teacher.client.csrf(), "key": str(uuid4()), "set": into, "format": "",
        "file": (BytesIO(content), "deck.apkg"),
    }  # fmt: skip
    answer = teacher.client.post("/teach/import", data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def bring(teacher: Person, made: Made, into: str, *, schedules: bool = True) -> str:
    """Import a collection; gives the text of the last page."""
    address = look_at(teacher, made, into)
    done = teacher.client.send_form(f"{address}/publish", {"schedules": "1"} if schedules else {})
    return teacher.client.get(done.location or "").text


def assert_replayed(session: Session, person: Person) -> None:
    """Each stored state is what a replay of the card's log gives."""
    for card_id, stored in states_of(session, person).items():
        outcome = over_again(card_id, entries(log_of(session, person.id, [card_id])))
        for name in STATE_COLUMNS:
            assert getattr(stored, name) == getattr(outcome.state, name), name
        assert stored.introduced_day == outcome.introduced
