"""The account page: settings, password, data, leaving. Guests have it too."""

from datetime import datetime
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from quizapp.config import Config
from quizapp.models.db import db
from quizapp.queries.account_export import export
from quizapp.queries.accounts import LearnerView, account_details
from quizapp.queries.classes.classes import my_classes
from quizapp.services.accounts import (
    OwnsContentError,
    change_settings,
    close_other_sessions,
    delete_learner,
)
from quizapp.services.passwords import (
    WrongPasswordError,
    change_password,
    confirm_password,
)
from quizapp.services.recovery import new_recovery_code
from quizapp.services.throttles import ThrottledError
from quizapp.web.accounts.export import Export
from quizapp.web.accounts.forms import (
    ConfirmForm,
    DeleteForm,
    EmailForm,
    PasswordForm,
    SettingsForm,
    typed,
)
from quizapp.web.accounts.routes import blueprint, enter, fresh_code, home, show_code
from quizapp.web.accounts.tries import told
from quizapp.web.shell.identity import (
    learner_required,
    new_token,
    session_token,
    sign_out,
    the_learner,
)
from quizapp.web.shell.plain_forms import PlainForm
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.refusals import wait_words
from quizapp.web.shell.time import now
from quizapp.web.shell.zones import known_zones

NOT_RIGHT = "This is not your present password. Nothing was changed."


def page(**changed: PlainForm) -> Response:
    """The account page; a form that has errors is handed in and keeps its input."""
    learner = the_learner()
    details = account_details(db.session(), learner.id)
    forms: dict[str, Any] = {
        "settings": lambda: SettingsForm(
            formdata=None,
            current_zone=learner.timezone,
            data={
                **vars(learner),
                "retention": round(learner.desired_retention * 100),
                "timezone": learner.timezone if learner.timezone_chosen else "",
            },
        ),
        "email": lambda: EmailForm(formdata=None, email=details.email),
        "password": lambda: PasswordForm(formdata=None),
        "code": lambda: ConfirmForm(formdata=None),
        "delete": lambda: DeleteForm(formdata=None),
    }
    filled = {name: changed.get(name) or make() for name, make in forms.items()}
    return make_response(
        render_template(
            "accounts/account.html",
            forms=filled,
            details=details,
            classes=my_classes(db.session(), learner.id),
        ),
        422 if changed else 200,
    )


@blueprint.get("/account")
@learner_required
def account() -> Answer:
    """Everything that a learner can set, take along or end."""
    return page()


@blueprint.post("/account/settings")
@learner_required
def save_settings() -> Answer:
    """Store the settings; an empty time zone follows the browser, from now on."""
    learner = the_learner()
    form = SettingsForm(current_zone=learner.timezone)
    if not form.validate():
        return page(settings=form)
    zone = form.timezone.data
    told_zone = form.browser_zone.data if form.browser_zone.data in known_zones() else ""
    change_settings(
        learner.id,
        buttons=form.buttons.data,
        new_per_day=form.new_per_day.data,
        reviews_per_day=form.reviews_per_day.data,
        desired_retention=(form.retention.data or 90) / 100,
        theme=form.theme.data,
        text_size=form.text_size.data,
        timezone=zone or told_zone or learner.timezone,
        timezone_chosen=bool(zone),
    )
    return _done("Your settings are saved.")


@blueprint.post("/account/email")
@learner_required
def save_email() -> Answer:
    """Store or remove the e-mail address, through which a lost password is recovered."""
    learner = _account()
    form = EmailForm()
    if not form.validate():
        return page(email=form)
    try:
        _confirm(learner, typed(form.email_password), now())
    except (WrongPasswordError, ThrottledError) as error:
        return _refused(error, "email_password", email=form)
    change_settings(learner.id, email=form.email.data)
    return _done("Your e-mail address is saved." if form.email.data else "No e-mail is stored.")


@blueprint.post("/account/password")
@learner_required
def save_password() -> Answer:
    """Change the password; other browsers are signed out."""
    learner, token = _account(), new_token()
    form = PasswordForm(own_name=learner.name or "")
    if not form.validate():
        return page(password=form)
    try:
        others = change_password(learner, typed(form.current), typed(form.password), token, now())
    except (WrongPasswordError, ThrottledError) as error:
        return _refused(error, "current", password=form)
    enter(learner.id, token)
    said = "Your password is changed."
    return _done(f"{said} Other browsers have been signed out." if others else said)


@blueprint.post("/account/recovery-code")
@learner_required
def renew_code() -> Answer:
    """Show a new recovery code once; the old one stops working."""
    learner, form = _account(), ConfirmForm()
    if not form.validate():
        return page(code=form)
    try:
        _confirm(learner, typed(form.confirm), now())
    except (WrongPasswordError, ThrottledError) as error:
        return _refused(error, "confirm", code=form)
    code = fresh_code()
    new_recovery_code(learner.id, code, now())
    return show_code(code, title="Your new recovery code", on=url_for("accounts.account"))


@blueprint.post("/account/sessions")
@learner_required
def end_others() -> Answer:
    """Sign out every other browser."""
    close_other_sessions(the_learner().id, session_token() or "")
    return _done("Every other browser has been signed out.")


@blueprint.get("/account/export")
@learner_required
def download() -> Answer:
    """The same data as GET /api/v1/me/export, as a file."""
    learner = the_learner()
    found = Export.model_validate(export(db.session(), learner, now()))
    response = Response(found.model_dump_json(indent=2), mimetype="application/json")
    name = f"my-learning-{now():%Y-%m-%d}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post("/account/delete")
@learner_required
def delete() -> Answer:
    """Delete the learner and everything of hers, after a password or a guest's tick."""
    learner, form = the_learner(), DeleteForm()
    if not form.validate():
        return page(delete=form)
    if learner.kind == "guest" and not form.sure.data:
        form.sure.errors = ["Tick the box if you want everything deleted."]
        return page(delete=form)
    if learner.kind == "account" and not form.delete_password.data:
        form.delete_password.errors = ["Enter your password."]
        return page(delete=form)
    try:
        _delete(learner, typed(form.delete_password), now())
    except (WrongPasswordError, ThrottledError) as error:
        return _refused(error, "delete_password", delete=form)
    except OwnsContentError:
        form.form_errors.append(
            "Quizzes belong to this account, or it is the only teacher of a "
            "class. Remove them first, and add another teacher to the class or archive it. "
            "Nothing was deleted."
        )
        return page(delete=form)
    sign_out()
    flash("Everything that was stored about you has been deleted.", "ok")
    return redirect(home(), 303)


def _delete(learner: LearnerView, password: str, moment: datetime) -> None:
    if learner.kind == "account":
        _confirm(learner, password, moment)
    config: Config = current_app.extensions["quizapp_config"]
    for one in delete_learner(learner.id, moment):
        (config.imports_folder / one.hex).unlink(missing_ok=True)


def _confirm(learner: LearnerView, password: str, moment: datetime) -> None:
    confirm_password(learner, password, moment)
    told("present password", "good")


def _account() -> LearnerView:
    learner = the_learner()
    if learner.kind != "account":
        raise Problem("not-found", "A guest has no password. Save your progress first.")
    return learner


def _refused(
    error: WrongPasswordError | ThrottledError, field: str, **forms: PlainForm
) -> Response:
    """The page again, with what is wrong at the password's field."""
    (form,) = forms.values()
    wrong = isinstance(error, WrongPasswordError)
    told("present password", "wrong" if wrong else "throttled")
    if isinstance(error, WrongPasswordError):
        form[field].errors = [NOT_RIGHT]
        return page(**forms)
    wait = wait_words(error.retry_after)
    form[field].errors = [f"There were too many wrong tries. Please try again {wait}."]
    response = page(**forms)
    response.status_code = 429
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _done(words: str) -> Answer:
    flash(words, "ok")
    return redirect(url_for("accounts.account"), 303)
