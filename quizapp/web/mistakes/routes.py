"""The form for readers: it needs no account and asks for nothing about the reader."""

import re
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.mistakes import KINDS, SHOWN_MAX
from quizapp.models.db import db
from quizapp.queries.mistakes import Subject, subject
from quizapp.services.mistakes import Report, report_mistake, see_answers
from quizapp.services.throttles import ThrottledError
from quizapp.web.mistakes.forms import ReportForm
from quizapp.web.shell.identity import current_learner, learner_required, the_learner
from quizapp.web.shell.links import local_path
from quizapp.web.shell.refusals import wait_words
from quizapp.web.shell.time import now

blueprint = Blueprint("mistakes", __name__)
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,120}")


@blueprint.get("/report/<kind>/<name>")
def report(kind: str, name: str) -> Response:
    """Ask what is wrong; `?shown=` is the revision seen, `?from=` the way back."""
    about = _about_or_404(kind, name)
    # Only what the link said: where no revision was shown, the form must not tell it either.
    shown = request.args.get("shown", "")[:SHOWN_MAX]
    return _show(about, ReportForm(formdata=None, id=str(uuid4()), shown=shown))


@blueprint.post("/report/<kind>/<name>")
def send(kind: str, name: str) -> Response:
    """Take the report once, however often it is sent."""
    about = _about_or_404(kind, name)
    form = ReportForm()
    if not form.validate():
        return _show(about, form, 422)
    learner = current_learner()
    given = Report(
        UUID(form.id.data or ""), form.shown.data, form.what.data or "", form.source.data or None
    )
    try:
        report_mistake(
            about, given, learner.id if learner else None, request.remote_addr or "", now()
        )
    except ThrottledError as error:
        wait = wait_words(error.retry_after)
        form.form_errors.append(
            f"Very many reports have come from here. Nothing is lost: send this one {wait}."
        )
        response = _show(about, form, 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return redirect(_thanks(about), 303)


@blueprint.post("/report/answers/seen")
@learner_required
def seen() -> Response:
    """Note that the answers to one's reports have been read."""
    see_answers(the_learner().id, now())
    return redirect(url_for("home.index"), 303)


@blueprint.get("/report/<kind>/<name>/thanks")
def thanks(kind: str, name: str) -> str:
    """Say what happens next, and lead back to where the reader was."""
    about = _about_or_404(kind, name)
    return render_template("mistakes/thanks.html", about=about, back=_back() or _home_of(about))


def _about_or_404(kind: str, name: str) -> Subject:
    wanted = next((one for one in KINDS if one == kind), None)
    if wanted is None or not _NAME.fullmatch(name):
        abort(404)
    learner = current_learner()
    found = subject(
        db.session(), wanted, name, request.args.get("set"), learner.id if learner else None
    )
    return found if found is not None else abort(404)


def _thanks(about: Subject) -> str:
    places: dict[str, Any] = {"kind": about.kind, "name": about.name, "from": _back() or None}
    if about.set_slug:
        places["set"] = about.set_slug
    return url_for("mistakes.thanks", **places)


def _back() -> str:
    return local_path(request.args.get("from"), "")


def _home_of(about: Subject) -> str:
    if about.kind == "claim":
        return url_for("lessons.claim", code=about.name)
    if about.set_slug is not None:
        return url_for("flashcards.study_set", slug=about.set_slug)
    if about.lesson_slug is None:
        return url_for("lessons.index")
    return url_for("lessons.lesson", slug=about.lesson_slug)


def _show(about: Subject, form: ReportForm, status: int = 200) -> Response:
    page = render_template(
        "mistakes/report.html", about=about, form=form, back=_back() or _home_of(about)
    )
    return make_response(page, status)
