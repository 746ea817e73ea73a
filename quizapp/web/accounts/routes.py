"""Signing up, logging in and out."""

import secrets
from uuid import uuid4

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from quizapp.config import Config
from quizapp.domain.names import recovery_code
from quizapp.models.db import db
from quizapp.queries.accounts import LearnerView, learner_by_id
from quizapp.services.accounts import allow_guest, close_session
from quizapp.services.passwords import (
    Entry,
    NameTakenError,
    NewAccount,
    WrongPasswordError,
    log_in,
    sign_up,
)
from quizapp.services.roles import add_account
from quizapp.services.throttles import ThrottledError
from quizapp.web.accounts.forms import LogInForm, SignUpForm, typed
from quizapp.web.accounts.tries import told
from quizapp.web.shell.identity import (
    current_learner,
    new_token,
    session_token,
    sign_in,
    sign_out,
)
from quizapp.web.shell.links import local_path
from quizapp.web.shell.plain_forms import PlainForm
from quizapp.web.shell.refusals import throttled, wait_words
from quizapp.web.shell.time import now
from quizapp.web.shell.zones import zone_or_utc

blueprint = Blueprint("accounts", __name__)

UNTIL_THEN = (
    "Until then it does not open from here, not even with the right password. Recovery codes are "
    "counted separately."
)
WRONG = (
    "The name and the password do not go together. Check both: capitals count in the password. "
    "If you have lost it, use your recovery code below."
)


def config() -> Config:
    """The settings of this application."""
    found: Config = current_app.extensions["quizapp_config"]
    return found


def fresh_code() -> str:
    """A new recovery or reset code."""
    return recovery_code(secrets.token_bytes(20))


def home() -> str:
    """Where everything leads in the end."""
    return url_for("home.index")


def show(template: str, form: PlainForm, **values: object) -> Response:
    """A page with a form: 422 if something in it has to be corrected."""
    status = 422 if form.errors else 200
    return make_response(render_template(template, form=form, **values), status)


def too_many(
    template: str, form: PlainForm, error: ThrottledError, until_then: str, **values: object
) -> Response:
    """The form again, with when to come back; nothing that was typed is lost but the password."""
    form.form_errors.append(
        f"There were too many wrong tries with this name. Please try again "
        f"{wait_words(error.retry_after)}. {until_then} Whoever is logged in with it already can "
        f"go on."
    )
    page = make_response(render_template(template, form=form, **values), 429)
    page.headers["Retry-After"] = str(error.retry_after)
    return page


def show_code(code: str, *, title: str, on: str) -> Response:
    """The page that shows a recovery code, this once: it is stored nowhere."""
    page = render_template("accounts/recovery_code.html", code=code, title=title, on=on)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def enter(learner_id: int, token: str) -> LearnerView:
    """Make this browser the learner's, with the new token."""
    learner = learner_by_id(db.session(), learner_id)
    if learner is None:
        raise LookupError(f"learner {learner_id} has just been there")
    sign_in(learner, token)
    return learner


@blueprint.get("/signup")
def signup() -> Answer:
    """The sign-up form; an account has no use for it."""
    learner = current_learner()
    if learner is not None and learner.kind == "account":
        return redirect(url_for("accounts.account"), 303)
    return show("accounts/signup.html", SignUpForm(next=request.args.get("next")))


@blueprint.post("/signup")
def signup_post() -> Answer:
    """Make the guest an account, or a stranger a new one; show the recovery code once."""
    learner = current_learner()
    if learner is not None and learner.kind == "account":
        return redirect(url_for("accounts.account"), 303)
    form = SignUpForm()
    if not form.validate():
        return show("accounts/signup.html", form)
    code, token = fresh_code(), new_token()
    new = NewAccount(typed(form.name), typed(form.password), code, form.email.data)
    try:
        learner_id = _sign_up(learner, new, token, zone_or_utc(form.timezone.data))
    except NameTakenError:
        form.name.errors = ["This name is taken. Choose another, or log in if it is yours."]
        return show("accounts/signup.html", form)
    except ThrottledError as error:
        raise throttled(error, "Many have signed up from your network just now.") from None
    enter(learner_id, token)
    return show_code(code, title="You are signed up", on=local_path(form.next.data, home()))


def _sign_up(learner: LearnerView | None, new: NewAccount, token: str, timezone: str) -> int:
    if learner is not None:
        sign_up(learner.id, new, token, now())
        return learner.id
    allow_guest(request.remote_addr or "", config().guests_per_hour, now())
    return add_account(new, uuid4(), "student", now(), token=token, timezone=timezone)


@blueprint.get("/login")
def login() -> Answer:
    """The log-in form; whoever is logged in goes on."""
    learner = current_learner()
    target = request.args.get("next")
    if learner is not None and learner.kind == "account":
        return redirect(local_path(target, home()), 303)
    return show("accounts/login.html", LogInForm(next=target))


@blueprint.post("/login")
def login_post() -> Answer:
    """Log in; what was done as a guest in this browser moves into the account."""
    form, before, old = LogInForm(), current_learner(), session_token()
    if not form.validate():
        return show("accounts/login.html", form)
    token = new_token()
    try:
        entry = Entry(typed(form.name), typed(form.password), request.remote_addr or "")
        learner_id = log_in(entry, before, token, now())
    except WrongPasswordError:
        told("password", "wrong")
        form.form_errors.append(WRONG)
        return show("accounts/login.html", form)
    except ThrottledError as error:
        told("password", "throttled")
        return too_many("accounts/login.html", form, error, UNTIL_THEN)
    told("password", "good")
    if old is not None:
        close_session(old)
    enter(learner_id, token)
    if before is not None and before.kind == "guest":
        flash("You are logged in. What you did as a guest is in your account now.", "ok")
    return redirect(local_path(form.next.data, home()), 303)


@blueprint.post("/logout")
def logout() -> Answer:
    """End this browser's session."""
    token = session_token()
    if token is not None:
        close_session(token)
    sign_out()
    flash("You are logged out.", "ok")
    return redirect(home(), 303)
