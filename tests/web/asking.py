"""One of each thing that the access table names, and its requests as a browser sends them."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.services import quizzes, regrading
from tests.support.authoring import make_set
from tests.support.cast import Person
from tests.support.classes import give, make_class
from tests.support.clock import START
from tests.support.drill import Drill, cards_of, item_of
from tests.support.quizzes import begin, make_quiz, save
from tests.support.visitor import Visitor
from tests.web.access_table import Row


def make_things(mina: Person, ms_park: Person, session: Session) -> dict[str, str]:
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


def ask(
    browser: Visitor, route: str, row: Row, things: dict[str, str], token: str | None = None
) -> TestResponse:
    """Send the request of a row; without a `token`, one is fetched for a write."""
    method, path = route.partition(" ")[0], row.path.format(**things)
    if method == "GET":
        return browser.get(path)
    body = {
        name: value.format(**things) if isinstance(value, str) else value
        for name, value in row.body.items()
    }
    token = token or browser.csrf()
    if path.startswith("/api/v1"):
        headers = {"X-CSRF-Token": token}
        return browser.open(path, method=method, headers=headers, json=body)
    return browser.post(path, data={"csrf_token": token, **body})
