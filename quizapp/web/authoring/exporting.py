"""Taking a set elsewhere: to other programs, to a folder of questions, to paper."""

from collections.abc import Iterable
from functools import partial
from itertools import count
from typing import Any

from flask import Blueprint, abort, current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from quizapp.config import Config
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.registry import type_of
from quizapp.formats.registry import FORMATS
from quizapp.markup import fitting
from quizapp.models.db import db
from quizapp.queries.authoring.export import Written, as_yaml, entries, losses, written
from quizapp.queries.authoring.looks import question_look
from quizapp.queries.authoring.sets import bodies
from quizapp.services.authoring.media import place_of
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required
from quizapp.web.shell.time import now

_PAPERS = [bytes([number]) * 32 for number in range(8)]


def register(blueprint: Blueprint) -> None:
    """Attach the pages."""
    blueprint.get("/teach/sets/<slug>/export")(exports)
    blueprint.get("/teach/sets/<slug>/export/<form>")(export)
    blueprint.get("/teach/sets/<slug>/print")(paper)


@teacher_required
def exports(slug: str) -> str:
    """Every format, with what it cannot hold of this set."""
    found = the_set(slug)
    items = entries(db.session(), found.id)
    writable = [form for form in FORMATS.values() if form.write is not None]
    return render_template(
        "authoring/export.html",
        set=found,
        count=len(items),
        offers=[(form, losses(items, form)) for form in writable],
    )


@teacher_required
def export(slug: str, form: str) -> Response:
    """The file."""
    found = the_set(slug)
    if form == "yaml":
        return _file(as_yaml(db.session(), found))
    wanted = FORMATS.get(form)
    if wanted is None or wanted.write is None:
        abort(404)
    config: Config = current_app.extensions["quizapp_config"]
    folder = config.media_folder
    place = partial(place_of, folder)
    return _file(written(db.session(), found, wanted, place, now()))


def _file(made: Written) -> Response:
    response = make_response(made.content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@teacher_required
def paper(slug: str) -> str:
    """A sheet to print, and with ?key=1 the key to it, on a page of its own."""
    found = the_set(slug)
    held = bodies(db.session(), found.id)
    asked = [body for body in held if body.type != "flashcard"]
    return render_template(
        "authoring/paper.html",
        set=found,
        with_key=request.args.get("key") == "1",
        questions=_on_paper(asked),
        cards=len(held) - len(asked),
    )


def _on_paper(asked: Iterable[ItemBody]) -> list[dict[str, Any]]:
    """Each question as the sheet and its key need it; a text between questions has no number."""
    numbers = count(1)
    return [
        {
            "number": next(numbers) if type_of(body).gradable else None,
            "shown": _shown(body, place),
            "key": type_of(body).plain_key(body),
        }
        for place, body in enumerate(asked, start=1)
    ]


def _shown(body: ItemBody, place: int) -> dict[str, Any]:
    """The question with its steps mixed, if it has any: a sheet in the right order asks nothing.

    Two steps may stand as they are: never in the right order, they would tell it. In an attempt all
    orders are possible for the same reason: what its taker sees must not follow from the key.
    """
    shown = question_look(body, _PAPERS[0], place)
    if not isinstance(body, OrderingBody) or len(body.order) < 3:
        return shown
    right = [fitting(step.text) for step in body.order]
    looks = (question_look(body, secret, place) for secret in _PAPERS)
    mixed = (look for look in looks if [one["html"] for one in look["options"]] != right)
    return next(mixed, shown)
