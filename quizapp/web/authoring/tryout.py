"""A whole set as a student would take it: answered, graded, shown, and stored nowhere."""

import secrets
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import ResponseError
from quizapp.domain.items.registry import type_of
from quizapp.models.db import db
from quizapp.queries.authoring.looks import answered_look, question_look
from quizapp.queries.authoring.sets import bodies
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required
from quizapp.web.shell.questions import response_from

MOST = 200


def register(blueprint: Blueprint) -> None:
    """Attach the page."""
    blueprint.get("/teach/sets/<slug>/try")(try_set)
    blueprint.post("/teach/sets/<slug>/try")(grade_try)


@teacher_required
def try_set(slug: str) -> str:
    """All questions on one page."""
    found = the_set(slug)
    asked = _asked(found.id)
    secret = secrets.token_bytes(32)
    questions = [_question(body, secret, place) for place, body in enumerate(asked, start=1)]
    return render_template(
        "authoring/tryout.html", set=found, questions=questions, secret=secret.hex(), total=None
    )


@teacher_required
def grade_try(slug: str) -> Response:
    """The same with what was right; nothing is written down."""
    found = the_set(slug)
    secret = _secret(request.form.get("secret", ""))
    questions = [
        _graded(body, secret, place) for place, body in enumerate(_asked(found.id), start=1)
    ]
    total = (
        sum(one["result"].score for one in questions if one["result"]),
        sum(one["result"].max for one in questions if one["result"]),
    )
    page = render_template(
        "authoring/tryout.html",
        set=found,
        questions=questions,
        secret=secret.hex(),
        total=total,
    )
    return make_response(page, 422 if any(one["error"] for one in questions) else 200)


def _asked(set_id: int) -> list[ItemBody]:
    """What a quiz of the set would hold: everything but flashcards."""
    return [body for body in bodies(db.session(), set_id) if body.type != "flashcard"][:MOST]


def _question(body: ItemBody, secret: bytes, place: int) -> dict[str, Any]:
    return {
        "type": body.type,
        "shown": question_look(body, secret, place),
        "answer": None,
        "result": None,
        "error": None,
    }


def _graded(body: ItemBody, secret: bytes, place: int) -> dict[str, Any]:
    found = _question(body, secret, place)
    if not type_of(body).gradable:
        return found
    given = response_from(request.form, f"q{place}")
    try:
        found["answer"], found["result"] = answered_look(body, given, secret, place)
    except ResponseError as error:
        found["error"] = f"{error.detail[:1].upper()}{error.detail[1:]}."
    return found


def _secret(text: str) -> bytes:
    """The secret that the page was made with; any other makes the answers unknown, no more."""
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    return secret if len(secret) == 32 else bytes(32)
