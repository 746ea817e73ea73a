"""Many questions at once: pasted, seen as they are read, the good ones taken, the rest mended."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from flask import Blueprint, current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from quizapp.config import Config
from quizapp.domain.items.registry import type_of
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.pasted import events_of, left_to_mend
from quizapp.markup import plain_stem
from quizapp.models.db import db
from quizapp.queries.authoring import OwnSet
from quizapp.queries.authoring.imports import import_view
from quizapp.services.authoring import imports
from quizapp.services.authoring.publishing import publish
from quizapp.services.authoring.staging import Desk, stage_events
from quizapp.web.authoring.forms import PasteForm
from quizapp.web.authoring.item_forms.words import KINDS
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now

SHOWN = 200
_EMPTY = (
    "There is nothing in the field yet. Copy your questions where they are and paste them above."
)
_HOW = "Write one question a line, then a tab and its answer; or choose above what stands between them."


def register(blueprint: Blueprint) -> None:
    """Attach the page."""
    blueprint.get("/teach/sets/<slug>/paste")(paste)
    blueprint.post("/teach/sets/<slug>/paste")(parse)


@dataclass(frozen=True)
class Line:
    """One question as it was read, or why it was not."""

    where: str
    kind: str = ""
    asked: str = ""
    key: str = ""
    reason: str = ""


@dataclass
class Parsed:
    """What became of the text."""

    lines: list[Line] = field(default_factory=list)
    good: int = 0
    bad: int = 0
    error: str = ""
    events: list[Event] = field(default_factory=list)


@teacher_required
def paste(slug: str) -> str:
    """An empty field."""
    form = PasteForm(formdata=None, key=str(uuid4()))
    return _page(the_set(slug), form, Parsed())


@teacher_required
def parse(slug: str) -> Response:
    """Show how the text is read; with `go=take` add what is good and leave the rest in the field."""
    found, form = the_set(slug), PasteForm()
    if not form.validate():
        return make_response(_page(found, form, Parsed()), 422)
    parsed = _parsed(form)
    if request.form.get("go") != "take" or not parsed.good:
        return make_response(_page(found, form, parsed))
    added = _take(found, form, parsed)
    form.text.data = left_to_mend(form.text.data or "", parsed.events)
    form.key.data = str(uuid4())
    left = _parsed(form) if form.text.data else Parsed()  # all of it taken: nothing to ask for
    return make_response(_page(found, form, left, added))


def _parsed(form: PasteForm) -> Parsed:
    found = Parsed()
    text = (form.text.data or "").replace("\r\n", "\n")
    if not text.strip():
        found.error = _EMPTY
        return found
    try:
        for event in events_of(text, form.signs):
            found.events.append(event)
            _count(found, event)
    except RefusedError as error:
        found.error = f"{error} {_HOW}"
    return found


def _count(found: Parsed, event: Event) -> None:
    if isinstance(event, Entry):
        found.good += 1
        body = event.body
        asked = plain_stem(getattr(body, "front", "") or body.stem)
        line = Line(event.where, KINDS[body.type], asked, type_of(body).plain_key(body))
    elif isinstance(event, Skipped):
        found.bad += 1
        line = Line(event.where, reason=event.reason)
    elif isinstance(event, Notice):
        line = Line(event.where, reason=event.text, kind="note")
    else:
        return
    if len(found.lines) < SHOWN or line.reason:
        found.lines.append(line)


def _take(found: OwnSet, form: PasteForm, parsed: Parsed) -> dict[str, int]:
    """Add the good ones; the same form sent again adds nothing."""
    learner, import_id = the_learner(), UUID(form.key.data)
    config: Config = current_app.extensions["quizapp_config"]
    clock = current_app.extensions["quizapp_clock"]
    brought = imports.Brought("pasted text", found.id, "", "csv", {})
    if imports.begin(learner.id, import_id, brought, now()):
        desk = Desk(config.media_folder, lambda: secrets.token_hex(16), clock.now)
        stage_events(import_id, iter(parsed.events), "csv", desk)
        publish(import_id, now())
    done = import_view(db.session(), learner.id, import_id)
    outcome: dict[str, int] = done.report.get("outcome", {}) if done else {}
    return outcome


def _page(
    found: OwnSet, form: PasteForm, parsed: Parsed, added: dict[str, int] | None = None
) -> str:
    return render_template(
        "authoring/paste.html", set=found, form=form, parsed=parsed, added=added, shown=SHOWN
    )
