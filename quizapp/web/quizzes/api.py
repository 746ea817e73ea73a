"""JSON addresses of the quizzes room."""

import secrets
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from flask import Blueprint
from pydantic import ConfigDict, Field, StrictBool
from pydantic.json_schema import SkipJsonSchema

from quizapp.metrics import ANSWERS
from quizapp.models.db import db
from quizapp.queries.quizzes import listing
from quizapp.queries.quizzes.attempts import AttemptHead, asked_items
from quizapp.queries.quizzes.results import ItemResult, ResultView
from quizapp.queries.quizzes.results import result as load_result
from quizapp.services import quizzes as service
from quizapp.web.quizzes.current import current_attempt, known_shape, settled_quizzes
from quizapp.web.quizzes.refusals import (
    HandedInProblem,
    StoredProblem,
    WithheldProblem,
    translated,
)
from quizapp.web.shell.api import Answer, Body, Stamp, endpoint
from quizapp.web.shell.identity import session_floor, session_token, stranger, the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now

api = Blueprint("quizzes_api", __name__, url_prefix="/api/v1")

# Whole numbers that every JSON reader keeps exactly.
Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]
Place = Annotated[int, Field(ge=1, le=100_000)]
ResponseBody = dict[str, Any]


class QuizAnswer(Answer):
    """A quiz as it is offered; `best` is a percentage."""

    slug: str
    title: str
    questions: int
    minutes: int | None
    attempts_allowed: int | None
    attempts_used: int
    best: float | None


class QuizzesAnswer(Answer):
    """All quizzes that can be taken."""

    quizzes: list[QuizAnswer]


class StartBody(Body):
    """The browser's id for the attempt to begin."""

    id: UUID


class AskedAnswer(Answer):
    """One question without its key; more members by type (options, reasons, blanks …)."""

    model_config = ConfigDict(extra="allow")

    position: int
    type: str
    prompt_html: str
    max: float


class SavedAnswer(Answer):
    """What is stored of an answer."""

    seq: int
    saved_at: Stamp


class StoredAnswer(Answer):
    """A saved answer."""

    seq: int
    response: ResponseBody | None
    saved_at: Stamp


class AttemptAnswer(Answer):
    """An attempt with its questions and the answers saved so far, by position."""

    attempt: str
    quiz: str
    started_at: Stamp
    deadline: Stamp | None
    state: Literal["open", "submitted"]
    items: list[AskedAnswer]
    responses: dict[str, StoredAnswer]


class SaveBody(Body):
    """An answer and its place in the browser's order of answers."""

    seq: Seq
    response: ResponseBody | None
    sure: StrictBool | None = Field(
        default=None,
        description="Whether the learner says that she is sure. Null or left out: unchanged.",
    )


class PlaceBody(Body):
    """The open question and the flagged ones."""

    position: Place
    flagged: Annotated[list[Place], Field(max_length=1_000)]


class PlaceAnswer(Answer):
    """What is remembered for the next visit."""

    position: int
    flagged: list[int]


class SubmitBody(Body):
    """The browser's id for this submission."""

    id: UUID


class SourceAnswer(Answer):
    """A source."""

    id: str
    title: str
    url: str | None


class ItemResultAnswer(Answer):
    """One question with its answer and key; `key` has the shape of a response."""

    position: int
    item: str
    type: str
    score: float
    max: float
    response: ResponseBody | None
    key: ResponseBody | None
    feedback_html: str
    explanation_html: str
    claims: list[str]
    sources: list[SourceAnswer]


class ResultAnswer(Answer):
    """A submitted attempt; `percent` is 0 to 100."""

    attempt: str
    submitted_at: Stamp
    score: float
    max: float
    percent: float
    items: list[ItemResultAnswer]


class SubmittedAnswer(ResultAnswer):
    """The result; `already_submitted` is there only where another call had submitted it."""

    already_submitted: Annotated[
        Literal[True] | SkipJsonSchema[None], Field(exclude_if=lambda value: value is None)
    ] = None


class WithheldAnswer(Answer):
    """An attempt that is handed in and whose result an assignment keeps back until `result_from`."""

    attempt: str
    submitted_at: Stamp
    result_from: Stamp
    already_submitted: Annotated[
        Literal[True] | SkipJsonSchema[None], Field(exclude_if=lambda value: value is None)
    ] = None


@endpoint(api, "GET", "/quizzes", returns={200: QuizzesAnswer})
def quizzes() -> QuizzesAnswer:
    """The quizzes that can be taken."""
    return QuizzesAnswer(quizzes=[_quiz(one) for one in settled_quizzes(the_learner().id)])


@endpoint(
    api,
    "POST",
    "/quizzes/<slug>/attempts",
    body=StartBody,
    returns={200: AttemptAnswer, 201: AttemptAnswer},
    problems=("no-attempts-left", "conflict"),
)
def start(slug: str, body: StartBody) -> tuple[AttemptAnswer, int]:
    """Begin an attempt, or go on with the open one."""
    learner = the_learner()
    new = service.NewAttempt(body.id, uuid4(), secrets.token_bytes(32))
    with translated():
        started = service.start(learner.id, known_shape(slug), new, now())
        head = current_attempt(learner.id, started.attempt_id)
    return _attempt(head), 201 if started.new else 200


@endpoint(api, "GET", "/attempts/<uuid:attempt>", returns={200: AttemptAnswer})
def attempt(attempt: UUID) -> AttemptAnswer:
    """An attempt as it stands, on whatever device."""
    with translated():
        return _attempt(current_attempt(the_learner().id, attempt))


@endpoint(
    api,
    "PUT",
    "/attempts/<uuid:attempt>/responses/<int:position>",
    body=SaveBody,
    returns={200: SavedAnswer},
    problems=("conflict", "deadline-passed"),
    details={"conflict": StoredProblem},
    check_learner=False,
)
def save(attempt: UUID, position: int, body: SaveBody) -> SavedAnswer:
    """Store the answer to one question."""
    token = session_token()
    answer = service.Answer(attempt, position, body.seq, body.response, body.sure)
    with translated():
        saved = service.save_in_session(token, session_floor(), answer, now()) if token else None
    if saved is None:
        raise stranger()
    ANSWERS.labels("quiz").inc()
    return SavedAnswer(seq=saved.seq, saved_at=saved.saved_at)


@endpoint(
    api,
    "PUT",
    "/attempts/<uuid:attempt>/place",
    body=PlaceBody,
    returns={200: PlaceAnswer},
    problems=("conflict", "deadline-passed"),
    details={"conflict": HandedInProblem},
)
def place(attempt: UUID, body: PlaceBody) -> PlaceAnswer:
    """Remember the open question and the flags for another device."""
    flagged = frozenset(body.flagged)
    with translated():
        service.keep_place(the_learner().id, attempt, body.position, flagged, now())
    return PlaceAnswer(position=body.position, flagged=sorted(flagged))


@endpoint(
    api,
    "POST",
    "/attempts/<uuid:attempt>/submit",
    body=SubmitBody,
    returns={200: SubmittedAnswer, 202: WithheldAnswer},
)
def submit(attempt: UUID, body: SubmitBody) -> SubmittedAnswer | tuple[WithheldAnswer, int]:
    """Submit the attempt; every later call gets the same result.

    202 where the attempt belongs to an assignment whose results are shown later.
    """
    with translated():
        done = service.submit(the_learner().id, attempt, body.id, now())
    again: Literal[True] | None = True if done.already else None
    later = done.head.withheld_until(now())
    if later is not None and done.head.submitted_at is not None:
        answer = WithheldAnswer(
            attempt=str(done.head.id),
            submitted_at=done.head.submitted_at,
            result_from=later,
            already_submitted=again,
        )
        return answer, 202
    values = _result(load_result(db.session(), done.head))
    return SubmittedAnswer(**values, already_submitted=again)


@endpoint(
    api,
    "GET",
    "/attempts/<uuid:attempt>/result",
    returns={200: ResultAnswer},
    problems=("not-submitted", "conflict"),
    details={"conflict": WithheldProblem},
)
def result(attempt: UUID) -> ResultAnswer:
    """The result of a submitted attempt."""
    with translated():
        head = current_attempt(the_learner().id, attempt)
    if head.submitted_at is None:
        raise Problem("not-submitted", "Submit the attempt first; then its result is here.")
    later = head.withheld_until(now())
    if later is not None:
        raise Problem(
            "conflict",
            "This is handed in. Its result is shown later.",
            extra={"result_from": later.isoformat()},
        )
    return ResultAnswer(**_result(load_result(db.session(), head)))


def _quiz(one: listing.QuizView) -> QuizAnswer:
    return QuizAnswer(
        slug=one.slug,
        title=one.title,
        questions=one.questions,
        minutes=one.minutes,
        attempts_allowed=one.attempts_allowed,
        attempts_used=len(one.attempts),
        best=one.best,
    )


def _attempt(head: AttemptHead) -> AttemptAnswer:
    items = asked_items(db.session(), head)
    return AttemptAnswer(
        attempt=str(head.id),
        quiz=head.quiz_slug,
        started_at=head.started_at,
        deadline=head.deadline,
        state="open" if head.submitted_at is None else "submitted",
        items=[AskedAnswer.model_validate(item.shown) for item in items],
        responses={
            str(item.position): StoredAnswer(
                seq=item.seq, response=item.answer, saved_at=item.saved_at
            )
            for item in items
            if item.seq is not None and item.saved_at is not None
        },
    )


def _result(view: ResultView) -> dict[str, Any]:
    return {
        "attempt": str(view.head.id),
        "submitted_at": view.head.submitted_at,
        "score": view.score,
        "max": view.max,
        "percent": view.percent,
        "items": [_item_result(item) for item in view.items],
    }


def _item_result(item: ItemResult) -> ItemResultAnswer:
    return ItemResultAnswer(
        position=item.position,
        item=item.code,
        type=item.type,
        score=item.score,
        max=item.max,
        response=item.answered.response,
        key=item.answered.key,
        feedback_html=item.answered.feedback_html,
        explanation_html=item.answered.explanation_html,
        claims=list(item.claim_codes),
        sources=[SourceAnswer(id=one.id, title=one.title, url=one.url) for one in item.sources],
    )
