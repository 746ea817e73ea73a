"""The moment of this request, read once, so that one request sees one time."""

from datetime import datetime

from flask import current_app, g

from quizapp.clock import Clock


def now() -> datetime:
    """The time at which this request was first asked for the time (aware UTC)."""
    if "now" not in g:
        clock: Clock = current_app.extensions["quizapp_clock"]
        g.now = clock.now()
    moment: datetime = g.now
    return moment
