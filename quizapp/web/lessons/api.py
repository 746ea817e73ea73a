"""JSON addresses of the lessons room."""

from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint
from pydantic import Field, StringConstraints

from quizapp.domain.items.plugin import ResponseError
from quizapp.metrics import ANSWERS
from quizapp.models.db import db
from quizapp.queries.lessons.checkpoints import stored_answer
from quizapp.queries.questions import sources
from quizapp.services import lessons as service
from quizapp.web.lessons.reader import code_or_404, masks_of, slug_or_404
from quizapp.web.shell.api import Answer, Body, endpoint
from quizapp.web.shell.identity import the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now

api = Blueprint("lessons_api", __name__, url_prefix="/api/v1")


class CheckpointBody(Body):
    """An answer to a question inside a lesson; `id` is made by the browser."""

    id: UUID
    response: dict[str, Any]


class SourceAnswer(Answer):
    """A source as it is cited."""

    id: str
    title: str
    url: str | None


class CheckpointAnswer(Answer):
    """What the answer earned, and why."""

    score: float
    max: float
    key: dict[str, Any]
    feedback_html: str
    explanation_html: str
    sources: list[SourceAnswer]


class PositionBody(Body):
    """How far a lesson is read: the nearest heading, and the share of the page above it."""

    anchor: Annotated[str, StringConstraints(max_length=120)]
    fraction: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class PositionAnswer(Answer):
    """What is stored."""

    anchor: str
    fraction: float


@endpoint(
    api,
    "POST",
    "/checkpoints/<item>",
    body=CheckpointBody,
    returns={200: CheckpointAnswer},
    problems=("conflict",),
)
def answer_checkpoint(item: str, body: CheckpointBody) -> CheckpointAnswer:
    """Answer a question inside a lesson: ungraded, explained at once, repeatable."""
    learner = the_learner()
    given = service.Given(body.id, code_or_404(item), body.response)
    try:
        service.answer_checkpoint(learner.id, given, masks_of(learner), now())
    except ResponseError as error:
        place = {"pointer": f"/response{error.pointer}", "detail": error.detail}
        raise Problem("invalid", "This is no answer to this question.", [place]) from None
    except service.UnknownError:
        raise Problem("not-found", "No lesson asks this question.") from None
    except service.ClashError:
        raise Problem("conflict", "This id was already used for another answer.") from None
    except service.HeldBackError as held:
        raise Problem(
            "conflict",
            "This question is in a quiz that you have begun. Finish the quiz first; "
            "the question waits here.",
            extra={"attempt": str(held.attempt_id)},
        ) from None
    ANSWERS.labels("checkpoint").inc()
    return _explained(learner.id, body.id)


def _explained(learner_id: int, answer_id: UUID) -> CheckpointAnswer:
    session = db.session()
    stored = stored_answer(session, learner_id, answer_id, masks_of(the_learner()))
    if stored is None:
        raise Problem("not-found", "This answer has been deleted.")
    listed = sources(session, [stored.course_id], stored.sources)
    named = [listed[stored.course_id, c] for c in stored.sources if (stored.course_id, c) in listed]
    return CheckpointAnswer(
        score=stored.result.score,
        max=stored.result.max,
        key=stored.result.key or {},
        feedback_html=stored.result.feedback_html,
        explanation_html=stored.result.explanation_html,
        sources=[SourceAnswer(id=one.id, title=one.title, url=one.url) for one in named],
    )


@endpoint(
    api,
    "PUT",
    "/lessons/<slug>/position",
    body=PositionBody,
    returns={200: PositionAnswer},
)
def keep_position(slug: str, body: PositionBody) -> PositionAnswer:
    """Remember how far the lesson is read."""
    spot = service.Spot(body.anchor, body.fraction)
    try:
        service.keep_position(the_learner().id, slug_or_404(slug), spot, now())
    except service.UnknownError:
        raise Problem("not-found", "There is no such lesson.") from None
    except service.UnknownAnchorError:
        place = {"pointer": "/anchor", "detail": "the lesson has no such heading"}
        raise Problem("invalid", "The lesson has no such heading.", [place]) from None
    return PositionAnswer(anchor=spot.anchor, fraction=spot.fraction)
