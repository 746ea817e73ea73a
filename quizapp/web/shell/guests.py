"""A stranger begins: a guest is made, in whichever room she came in by."""

from uuid import uuid4

from flask import current_app, request

from quizapp.models.db import db
from quizapp.queries.accounts import LearnerView, learner_by_id
from quizapp.services.accounts import allow_guest, create_guest
from quizapp.services.throttles import ThrottledError
from quizapp.web.shell.identity import current_learner, new_token, sign_in
from quizapp.web.shell.refusals import throttled
from quizapp.web.shell.time import now
from quizapp.web.shell.zones import zone_or_utc


def learner_or_guest() -> LearnerView:
    """Whoever is here already, or a new guest in the zone of the form's field `timezone`.

    Raises the problem `throttled` when very many guests came from one network.
    """
    here = current_learner()
    if here is not None:
        return here
    _allow_guest()
    token = new_token()
    guest_id = create_guest(uuid4(), token, zone_or_utc(request.form.get("timezone")), now())
    guest = learner_by_id(db.session(), guest_id)
    if guest is None:
        raise LookupError("the guest has just been made")
    sign_in(guest, token)
    return guest


def _allow_guest() -> None:
    """A limit for each network address, far above what a school needs."""
    limit = current_app.extensions["quizapp_config"].guests_per_hour
    try:
        allow_guest(request.remote_addr or "", limit, now())
    except ThrottledError as error:
        detail = "Very many have started from your network within the last hour."
        raise throttled(error, detail) from None
