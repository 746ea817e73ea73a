"""JSON addresses of the progress room."""

from datetime import date

from flask import Blueprint

from quizapp.models.db import db
from quizapp.queries import progress as queries
from quizapp.web.shell.api import Answer, Stamp, endpoint
from quizapp.web.shell.identity import the_learner
from quizapp.web.shell.time import now

api = Blueprint("progress_api", __name__, url_prefix="/api/v1")


class SetAnswer(Answer):
    """One question set; `recall` is the mean predicted recall (0 to 1) of what was answered."""

    slug: str
    title: str
    new: int
    slipping: int
    known: int
    recall: float


class DayAnswer(Answer):
    """Cards that come due on one of the learner's study days."""

    day: date
    due: int


class AttemptAnswer(Answer):
    """One submitted attempt."""

    quiz: str
    attempt: str
    percent: float
    submitted_at: Stamp


class ProgressAnswer(Answer):
    """What is known, what is slipping, what is coming."""

    sets: list[SetAnswer]
    forecast: list[DayAnswer]
    attempts: list[AttemptAnswer]
    due_now: int
    minutes: int


@endpoint(api, "GET", "/progress", returns={200: ProgressAnswer})
def progress() -> ProgressAnswer:
    """The learner's memory by set, the load of 30 days, and all submitted attempts."""
    found = queries.progress(db.session(), the_learner(), now())
    return ProgressAnswer(
        sets=[
            SetAnswer(
                slug=one.slug,
                title=one.title,
                new=one.memory.new,
                slipping=one.memory.slipping,
                known=one.memory.known,
                recall=round(one.memory.recall, 4),
            )
            for one in found.sets
        ],
        forecast=[DayAnswer(day=load.day, due=load.due) for load in found.forecast],
        attempts=[
            AttemptAnswer(
                quiz=one.quiz,
                attempt=str(one.attempt),
                percent=one.percent,
                submitted_at=one.submitted_at,
            )
            for one in found.attempts
        ],
        due_now=found.due_now,
        minutes=found.minutes,
    )
