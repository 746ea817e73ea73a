"""Every error, expected or not, answered in the house's own style."""

from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from quizapp import metrics
from quizapp.models.db import db
from quizapp.services.transaction import DatabaseBusyError
from quizapp.web.shell.identity import be_nobody
from quizapp.web.shell.links import referring_path
from quizapp.web.shell.problems import Problem, wants_json

log = structlog.get_logger("quizapp")
csrf = CSRFProtect()
RETRY_SECONDS = 2

BROKEN = (
    "This is our mistake, not yours, and what you had saved is safe. Please try again; if it "
    "happens again, tell your teacher the number below."
)

BY_STATUS = {
    400: ("malformed", "The address or the form could not be read. Nothing was changed."),
    401: ("unauthenticated", "Start learning or log in, then try again."),
    403: ("forbidden", "You are signed in, but this page belongs to someone else's role."),
    404: (
        "not-found",
        "There is nothing at this address, or it is not yours. Check the link, or go to the start.",
    ),
    405: ("method-not-allowed", "Nothing was changed. Go back and use the page's own buttons."),
    413: ("too-large", "What you sent is larger than this site accepts. Nothing was stored."),
    415: ("unsupported-media-type", "Send JSON with the content type application/json."),
    429: ("throttled", "Please wait a little before you try again."),
}


def register(app: Flask) -> None:
    """Attach CSRF protection and the handlers."""
    csrf.init_app(app)
    app.register_error_handler(Problem, answer)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DatabaseBusyError, _busy)
    for error in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(error, _database)
    app.register_error_handler(Exception, _unexpected)


def answer(problem: Problem, back: str = "") -> Response:
    """The problem as JSON or as a page, with Retry-After where it has one.

    `back` is the path of the page to try again from, where one is known.
    """
    if wants_json():
        response = problem.as_json()
    else:
        page = render_template(
            "shell/error.html",
            status=problem.status,
            title=problem.title,
            detail=problem.detail,
            request_id=g.get("request_id", ""),
            retry_after=problem.retry_after,
            back=back,
        )
        response = make_response(page, problem.status)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


STALE = Problem(
    "csrf",
    "For your safety, a page may only be sent while it is fresh. Nothing was changed: open the "
    "page again, then send it once more.",
)
NO_COOKIE = Problem(
    "csrf",
    "Your browser sent no cookie with this form, so nobody can tell that it is yours. Nothing was "
    "changed. Allow cookies for this site in your browser’s settings, under privacy or site data, "
    "open the page again, then send it once more. The site sets only its own, and none that tracks.",
    heading="Cookies are needed for this",
)


def _csrf(_error: CSRFError) -> Response:
    came = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return answer(STALE if came else NO_COOKIE, back=_page_with_the_form())


def _page_with_the_form() -> str:
    """Where the form that was sent can be had anew: the page it came from, if it can be opened."""
    page = referring_path(request.referrer, request.host) or request.path
    routes = current_app.create_url_adapter(request)
    opens = routes is not None and routes.test(urlsplit(page).path, method="GET")
    return page if opens else ""


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    slug, detail = BY_STATUS.get(error.code or 500, ("internal", BROKEN))
    if isinstance(error, MethodNotAllowed) and error.valid_methods and wants_json():
        taken = sorted(set(error.valid_methods) - {"HEAD", "OPTIONS"})
        detail = f"Nothing was changed. This address takes {' or '.join(taken)}."
    back = _page_with_the_form() if error.code == RequestEntityTooLarge.code else ""
    response = answer(Problem(slug, detail), back=back)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _busy(_error: Exception) -> Response:
    return _again("busy")


def _again(reason: str) -> Response:
    metrics.BUSY.labels(reason).inc()
    _let_go()
    return answer(
        Problem(
            "busy",
            "The database is busy. Nothing was lost; please try again in a moment.",
            retry_after=RETRY_SECONDS,
        ),
        back=_page_with_the_form(),
    )


def _database(error: Exception) -> Response:
    reason = type(error.orig).__name__ if isinstance(error, DBAPIError) else type(error).__name__
    log.warning("database unavailable", reason=reason, error=str(getattr(error, "orig", error)))
    return _again("unavailable")


def _unexpected(error: Exception) -> Response:
    _let_go()
    log.error("unexpected error", exc_info=error)
    return answer(
        Problem(
            "internal",
            BROKEN,
        ),
        back=_page_with_the_form(),
    )


def _let_go() -> None:
    """Leave the database alone while the error page is made: it may be what failed."""
    be_nobody()
    g.pop("visit", None)
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session.remove()
