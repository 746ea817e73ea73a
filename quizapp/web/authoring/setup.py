"""The one-time link that `quizapp serve` prints: it makes the first teacher."""

import secrets
from uuid import uuid4

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.names import recovery_code
from quizapp.models.db import db
from quizapp.queries.accounts import LearnerView, learner_by_id
from quizapp.services.passwords import NameTakenError, NewAccount, sign_up
from quizapp.services.roles import (
    LinkUsedError,
    claim_first_teacher,
    is_first_teacher_token,
    sign_up_first_teacher,
)
from quizapp.web.authoring.forms import ClaimForm, FirstTeacherForm
from quizapp.web.authoring.routes import blueprint
from quizapp.web.shell.identity import current_learner, new_token, sign_in
from quizapp.web.shell.plain_forms import PlainForm
from quizapp.web.shell.time import now


@blueprint.get("/teach/setup")
def setup() -> Response:
    """Name and password for the first teacher, or the account that is logged in."""
    token = request.args.get("token", "")
    if not is_first_teacher_token(token, now()):
        return _gone()
    form = ClaimForm(token=token) if _account() else FirstTeacherForm(token=token)
    return _show(form)


@blueprint.post("/teach/setup")
def setup_post() -> Response:
    """Use the link; a new account is shown its recovery code once."""
    token = request.form.get("token", "")
    if not is_first_teacher_token(token, now()):
        return _gone()
    learner = _account()
    try:
        return _claim(learner, token) if learner is not None else _sign_up(token)
    except LinkUsedError:
        return _gone()


def _claim(learner: LearnerView, token: str) -> Response:
    claim_first_teacher(learner.id, token, now())
    flash("You are the first teacher here.", "ok")
    return redirect(url_for("authoring.teach"), 303)


def _sign_up(link: str) -> Response:
    form = FirstTeacherForm()
    if not form.validate():
        return _show(form)
    code, token = recovery_code(secrets.token_bytes(20)), new_token()
    new = NewAccount(form.name.data or "", form.password.data or "", code)
    try:
        learner_id = _make(new, link, token)
    except NameTakenError:
        form.name.errors = ["This name is taken. Choose another, or log in first if it is yours."]
        return _show(form)
    learner = learner_by_id(db.session(), learner_id)
    if learner is None:
        raise LookupError("the first teacher has just been there")
    sign_in(learner, token)
    page = render_template(
        "accounts/recovery_code.html",
        code=code,
        title="You are the first teacher",
        on=url_for("authoring.teach"),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _make(new: NewAccount, link: str, token: str) -> int:
    """A guest keeps what she has done; a stranger gets a new account."""
    guest = current_learner()
    if guest is None:
        return sign_up_first_teacher(new, uuid4(), link, token, now())
    sign_up(guest.id, new, token, now())
    claim_first_teacher(guest.id, link, now())
    return guest.id


def _account() -> LearnerView | None:
    learner = current_learner()
    return learner if learner is not None and learner.kind == "account" else None


def _gone() -> Response:
    """What may have happened and what to do: the same words whoever asks, with whatever token."""
    response = make_response(render_template("authoring/setup_gone.html"), 404)
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(form: PlainForm) -> Response:
    page = render_template("authoring/setup.html", form=form)
    response = make_response(page, 422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
