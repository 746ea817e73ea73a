"""Who is asking, and who may go where.

The cookie holds a random token; the sessions table holds its digest. Logging out, a changed
password or a deleted account therefore end a session at once, whoever has a copy of the cookie.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.accounts import LearnerView, session_for_token
from quizapp.queries.flashcards import due_now
from quizapp.services.accounts import touch_session
from quizapp.services.transaction import DatabaseBusyError
from quizapp.web.shell.problems import Problem, wants_json
from quizapp.web.shell.time import now

manager = LoginManager()
manager.session_protection = None  # bound to the server-side row, not to an address


class SignedIn(UserMixin):
    """A learner together with the session token by which the browser is known."""

    def __init__(self, learner: LearnerView, token: str) -> None:
        self.learner = learner
        self.token = token

    def get_id(self) -> str:
        """Flask-Login keeps this in the signed cookie."""
        return self.token


def register(app: Flask) -> None:
    """Attach Flask-Login and give `learner` to every template."""
    manager.init_app(app)
    manager.user_loader(_load)
    app.after_request(_note_visit)
    app.context_processor(_who)


def _who() -> dict[str, Any]:
    """What the frame of every page shows: the learner, and how many cards are due."""
    return {"learner": current_learner(), "due_now": cards_due()}


def _load(token: str) -> SignedIn | None:
    found = session_for_token(db.session(), token, session_floor())
    if found is None:
        return None
    if now() - found.seen_at >= timedelta(days=1):
        g.visit = token
    return SignedIn(found.learner, token)


def _note_visit(response: Response) -> Response:
    """Write down that the browser was seen, at most once a day, when its answer is ready.

    The cookie is sent again then, which lets it last longer; with every answer it would not do: one
    that was under way would overwrite what a later one has put into it, or bring back a session that
    was just ended.
    """
    token = g.pop("visit", None)
    if token is not None and session.get("_user_id") == token:
        session.modified = True
        try:
            touch_session(token, now())
        except (DatabaseBusyError, SQLAlchemyError):
            db.session.rollback()  # tomorrow will do; the answer must not fail for this
    return response


def current_learner() -> LearnerView | None:
    """The learner of this request, or None; asked of the database once."""
    return current_user.learner if current_user.is_authenticated else None


def cards_due() -> int | None:
    """How many cards the frame of the page says are due, None for a stranger; counted once."""
    if "cards_due" not in g:
        learner = current_learner()
        g.cards_due = due_now(db.session(), learner, now()) if learner else None
    found: int | None = g.cards_due
    return found


def know_cards_due(number: int) -> None:
    """For a page that has counted them together with other cards: the frame need not ask again."""
    g.cards_due = number


def the_learner() -> LearnerView:
    """The learner of this request; raises `unauthenticated` if there is none."""
    learner = current_learner()
    if learner is None:
        raise stranger()
    return learner


def stranger() -> Problem:
    """What a JSON address answers to somebody without a session."""
    return Problem("unauthenticated", "Start learning or log in, then try again.")


def be_nobody() -> None:
    """Answer the rest of this request without asking the database who it is."""
    g._login_user = manager.anonymous_user()  # noqa: SLF001 (where Flask-Login looks first)


def session_floor() -> datetime:
    """Browser sessions that were last seen before this have ended."""
    return now() - timedelta(days=current_app.extensions["quizapp_config"].session_days)


def session_token() -> str | None:
    """The raw session token of this browser, without asking the database."""
    token = session.get("_user_id")
    return token if isinstance(token, str) else None


def new_token() -> str:
    """A random token of 256 bits, as it goes into a cookie or a link."""
    return secrets.token_urlsafe(32)


def sign_in(learner: LearnerView, token: str) -> None:
    """Make this browser the learner's; everything the old cookie held is dropped."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(learner, token))
    # A token for forms at once: of pages opened together, each would make its own, and one counts.
    g.pop("csrf_token", None)
    generate_csrf()


def sign_out() -> None:
    """Forget the learner in this browser (the server-side row is ended by the service)."""
    logout_user()
    session.clear()


def learner_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Only for someone who has started: others are sent to the front page, or get 401."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_learner() is None:
            return _turned_away()
        return view(*args, **kwargs)

    return guarded


def teacher_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Only for teachers and admins; for everybody else the page does not exist."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        learner = current_learner()
        if learner is None:
            return _turned_away()
        if not learner.is_teacher:
            abort(404)
        return view(*args, **kwargs)

    return guarded


def _turned_away() -> Response:
    if wants_json():
        raise stranger()
    flash("Start learning or log in to see this page.")
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.login", next=target), 303)
