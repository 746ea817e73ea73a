"""JSON addresses of the accounts room."""

from typing import Annotated, Literal

from flask import Blueprint
from flask_wtf.csrf import generate_csrf
from pydantic import StringConstraints

from quizapp.models.db import db
from quizapp.queries.account_export import export
from quizapp.services.accounts import follow_browser_zone
from quizapp.web.accounts.export import Export
from quizapp.web.shell.api import Answer, Body, endpoint
from quizapp.web.shell.identity import current_learner, the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now
from quizapp.web.shell.zones import known_zones

api = Blueprint("accounts_api", __name__, url_prefix="/api/v1")


class LearnerAnswer(Answer):
    """Who this browser belongs to."""

    id: str
    kind: Literal["guest", "account"]
    name: str
    role: Literal["student", "teacher", "admin"]


class SessionAnswer(Answer):
    """The token that writes must carry, and the learner, if there is one."""

    csrf: str
    learner: LearnerAnswer | None


class ZoneBody(Body):
    """A time zone as the browser names it."""

    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class ZoneAnswer(Answer):
    """The zone that is now in force."""

    timezone: str


@endpoint(api, "GET", "/session", returns={200: SessionAnswer}, auth=False)
def session() -> SessionAnswer:
    """The CSRF token and the learner of this browser."""
    learner = current_learner()
    known = (
        None
        if learner is None
        else LearnerAnswer.model_validate(
            {
                "id": str(learner.public_id),
                "kind": learner.kind,
                "name": learner.name or "",
                "role": learner.role,
            }
        )
    )
    return SessionAnswer(csrf=generate_csrf(), learner=known)


@endpoint(api, "PUT", "/me/zone", body=ZoneBody, returns={200: ZoneAnswer})
def zone(body: ZoneBody) -> ZoneAnswer:
    """Follow the browser's time zone, unless the learner has chosen one by hand."""
    if body.timezone not in known_zones():
        raise Problem(
            "invalid",
            "This time zone is not known.",
            [{"pointer": "/timezone", "detail": "not a name of the time zone database"}],
        )
    learner = the_learner()
    return ZoneAnswer(timezone=follow_browser_zone(learner, body.timezone))


@endpoint(api, "GET", "/me/export", returns={200: Export})
def me_export() -> Export:
    """Everything that is stored about me."""
    return Export.model_validate(export(db.session(), the_learner(), now()))
