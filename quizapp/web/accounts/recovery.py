"""Getting back in when the password is lost."""

from threading import Thread

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from quizapp.services.mail import Mail, send
from quizapp.services.passwords import WrongPasswordError
from quizapp.services.recovery import Recovery, mail_reset_code, recover
from quizapp.services.throttles import ThrottledError
from quizapp.web.accounts.forms import ForgotForm, RecoverForm, typed
from quizapp.web.accounts.routes import (
    blueprint,
    config,
    enter,
    fresh_code,
    home,
    show,
    show_code,
    too_many,
)
from quizapp.web.accounts.tries import told
from quizapp.web.shell.identity import new_token
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.refusals import throttled
from quizapp.web.shell.time import now

UNTIL_THEN = (
    "Until then no code works from here, not even the right one. Passwords are counted separately."
)
WRONG = (
    "The name and the code do not go together, or the code has been used. Check both: capitals, "
    "spaces and dashes do not matter in the code."
)


@blueprint.get("/login/recover")
def recover_form() -> Answer:
    """Name, code, new password; a mailed link fills in the first two."""
    form = RecoverForm(name=request.args.get("name"), code=request.args.get("code"))
    return _show(form)


@blueprint.post("/login/recover")
def recover_post() -> Answer:
    """Set the new password and show the next recovery code once."""
    form = RecoverForm()
    if not form.validate():
        return _show(form)
    code, token = fresh_code(), new_token()
    address = request.remote_addr or ""
    asked = Recovery(typed(form.name), typed(form.code), typed(form.password), code, address)
    try:
        learner_id = recover(asked, token, now())
    except WrongPasswordError:
        told("code", "wrong")
        form.form_errors.append(WRONG)
        return _show(form)
    except ThrottledError as error:
        told("code", "throttled")
        return too_many(
            "accounts/recover.html", form, error, UNTIL_THEN, mails=bool(config().mail_url)
        )
    told("code", "good")
    enter(learner_id, token)
    return show_code(code, title="Your new password is set", on=home())


def _show(form: RecoverForm) -> Response:
    response = show("accounts/recover.html", form, mails=bool(config().mail_url))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/login/forgot")
def forgot() -> Answer:
    """Ask for a link by mail, where mails can be sent."""
    _only_with_mail()
    return show("accounts/forgot.html", ForgotForm(), sent=False)


@blueprint.post("/login/forgot")
def forgot_post() -> Answer:
    """Send the link; the answer is the same whether or not there is such a name."""
    _only_with_mail()
    form = ForgotForm()
    if not form.validate():
        return show("accounts/forgot.html", form, sent=False)
    code = fresh_code()
    try:
        address = mail_reset_code(typed(form.name), code, now())
    except ThrottledError as error:
        raise throttled(error, "Several mails were asked for with this name already.") from None
    if address is not None:
        _post(address, typed(form.name), code)
    return show("accounts/forgot.html", form, sent=True)


def _only_with_mail() -> None:
    if not config().mail_url:
        raise Problem("not-found", "This site sends no e-mails. Use your recovery code instead.")


def _post(address: str, name: str, code: str) -> None:
    """Send in the background: how long a mail server takes would tell that there is one."""
    base = config().base_url.rstrip("/") or request.url_root.rstrip("/")
    link = base + url_for("accounts.recover_form", name=name, code=code)
    text = render_template("accounts/reset_mail.txt", name=name, link=link)
    mail = Mail(config().mail_from, address, "A new password", text)
    Thread(target=send, args=(config().mail_url, mail), name="mail").start()
