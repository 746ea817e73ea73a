"""What the tests of all routes share: something behind every placeholder of the access table."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from quizapp.services import quizzes, regrading
from tests.support.authoring import make_set
from tests.support.cast import Person
from tests.support.classes import give, make_class
from tests.support.clock import START
from tests.support.drill import Drill, cards_of, item_of
from tests.support.quizzes import begin, make_quiz, save


@pytest.fixture
def things(mina: Person, ms_park: Person, session: Session) -> dict[str, str]:
    """Everything that the table names in braces."""
    group = make_class(ms_park, mina)
    card = cards_of(session)[0].id
    drill = Drill(mina)
    review = drill.review(card, 3)
    drill.send(review)
    first, other = make_quiz("made-up"), make_quiz("done")
    done = begin(mina.id, other.slug)
    quizzes.submit(mina.id, done, uuid4(), START)
    given = give(group, ms_park, "quiz:done")
    essay = begin(mina.id, given.slug)
    save(mina.id, essay, 11, {"text": "Both had troops there."})
    quizzes.submit(mina.id, essay, uuid4(), START)
    return {
        "attempt": str(begin(mina.id, first.slug)),
        "done": str(done),
        "review": str(review["id"]),
        "card": str(card),
        "group": str(group.public_id),
        "student": str(mina.public_id),
        "teacher": str(ms_park.public_id),
        "item": str(item_of(session, "L1-02").id),
        "ruling": str(_ruling(ms_park, item_of(session, "L1-02").id)),
        **make_set(ms_park),
        "assignment": str(given.public_id),
        "essay": str(essay),
    }


def _ruling(teacher: Person, item: int) -> UUID:
    made = regrading.Decision(uuid4(), "drop", "", "", "Two were right.", None)
    regrading.decide(item, False, made, teacher.view, START)
    return made.id
