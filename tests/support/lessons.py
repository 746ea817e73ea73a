"""Lessons made for a test, whose text asks given items; and answers as a browser sends them."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from quizapp.domain.items.registry import load_body, type_of
from quizapp.models.courses import Course, Lesson
from quizapp.models.db import db
from quizapp.models.items import Item, ItemRevision
from quizapp.services.transaction import write
from quizapp.web.lessons.reader import masks_of
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import Made, make_quiz

FIRST = "1945-a-line-on-a-map"
ASKED = "L1-02"


def course_id() -> int:
    """The built-in course."""
    found = db.session.scalar(select(Course.id).order_by(Course.position))
    assert found is not None
    return found


def make_lesson(
    slug: str = "made-up-lesson",
    contents: Iterable[Mapping[str, Any]] | None = None,
    asked: Iterable[str] | None = None,
    before: Iterable[str] = (),
) -> Made:
    """A quiz over `contents` (every type) and a lesson that asks them all, or only `asked`.

    `before`: what it asks before and after its text.
    """
    made = make_quiz(f"quiz-of-{slug}", contents, course_id=course_id())
    codes = list(made.items if asked is None else asked)
    ahead = list(before)
    data = {
        "span": "one day", "as_of": "2025-12-31", "content_note": None, "figure": None,
        "objectives": [], "dates": [], "people": [], "changes": [], "sources": [], "terms": [],
        "before": ahead, "notes": [], "terms_used": [], "headings": [{"id": "one", "level": 2, "text": "One"}],
        "segments": [{"kind": "html", "html": '<h2 id="one">One</h2>'},
                     *({"kind": "checkpoint", "item": code} for code in codes)],
    }  # fmt: skip
    with write() as session:
        session.add(
            Lesson(
                course_id=course_id(), code=f"X-{slug}"[:60], slug=slug, title="Made up",
                summary="For a test.", position=90, minutes=1, data=data,
                digest=sha256(json.dumps([slug, data]).encode()).hexdigest(), updated_at=START,
            )
        )  # fmt: skip
    return Made(made.id, made.slug, made.items)


def item_id(code: str) -> int:
    """An item by its code."""
    found = db.session.scalar(select(Item.id).where(Item.code == code))
    assert found is not None
    return found


def right_answer(person: Person, code: str) -> dict[str, Any]:
    """The right answer to a question, with the option ids that this person sees."""
    content = db.session.scalar(
        select(ItemRevision.content)
        .join(Item, (Item.id == ItemRevision.item_id) & (Item.revision == ItemRevision.number))
        .where(Item.code == code)
    )
    body = load_body(content)
    key = type_of(body).key(body, masks_of(person.view)(item_id(code)))
    assert key is not None
    return key


def fields_of(code: str, response: Mapping[str, Any]) -> dict[str, Any]:
    """The form fields that hold a response."""
    fields: dict[str, Any] = {}
    for name, value in response.items():
        if name == "order":
            fields |= {f"{code}.order#{one}": str(n) for n, one in enumerate(value, 1)}
        elif isinstance(value, dict):
            fields |= {f"{code}.{name}.{key}": entry for key, entry in value.items()}
        elif isinstance(value, bool):
            fields[f"{code}.{name}?"] = "true" if value else "false"
        elif isinstance(value, list):
            fields[f"{code}.{name}[]"] = value
        elif value is not None:
            fields[f"{code}.{name}"] = value
    return fields
