"""What the services refuse, in the words of the contract and of people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pydantic.json_schema import SkipJsonSchema

from quizapp.domain.items.plugin import ResponseError
from quizapp.services.quizzes import refusals
from quizapp.web.shell.api import ProblemBody, Stamp
from quizapp.web.shell.problems import Problem

UNKNOWN = {
    "quiz": "There is no such quiz.",
    "attempt": "There is no such attempt, or it is not yours.",
    "question": "There is no such question in an attempt of yours.",
}
HANDED_IN = "This attempt is handed in and takes no more changes."


class HandedInProblem(ProblemBody):
    """A conflict with an attempt that is handed in: what comes next is its result."""

    state: Literal["submitted"]


class WithheldProblem(ProblemBody):
    """The attempt is handed in, and its result is kept back until `result_from`."""

    result_from: Stamp


class StoredProblem(ProblemBody):
    """A conflict with what is stored; `state` is there only where the attempt is handed in."""

    seq: int
    response: dict[str, Any] | None
    saved_at: Stamp | None
    state: Literal["submitted"] | SkipJsonSchema[None] = None


@contextmanager
def translated() -> Iterator[None]:
    """Turn every refusal of the room's services into a problem."""
    try:
        yield
    except ResponseError as error:
        pointer = f"/response{error.pointer}"
        detail = f"{pointer}: {error.detail}"
        raise Problem("invalid", detail, [{"pointer": pointer, "detail": error.detail}]) from None
    except refusals.RefusedError as error:
        raise problem_of(error) from None


def problem_of(error: refusals.RefusedError) -> Problem:
    """The problem that says why."""
    match error:
        case refusals.ConflictError():
            stored: dict[str, Any] = {
                "seq": error.seq,
                "response": error.response,
                "saved_at": error.saved_at.isoformat() if error.saved_at else None,
            }
            if error.submitted:
                return Problem("conflict", HANDED_IN, extra={**stored, "state": "submitted"})
            return Problem("conflict", "A newer answer was saved elsewhere.", extra=stored)
        case refusals.DeadlinePassedError():
            return Problem(
                "deadline-passed",
                "The time for this quiz is over. What you had saved in time has been submitted.",
            )
        case refusals.NoAttemptsLeftError():
            return Problem("no-attempts-left", "You have used all attempts at this quiz.")
        case refusals.SubmittedError():
            return Problem("conflict", HANDED_IN, extra={"state": "submitted"})
        case refusals.UnavailableError():
            return Problem("conflict", error.detail)
        case refusals.UnknownError():
            return Problem("not-found", UNKNOWN[error.what])
    raise error
