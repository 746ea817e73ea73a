"""What the services refuse, in the words of the contract and of people."""

from collections.abc import Iterator
from contextlib import contextmanager

from quizapp.domain.items.plugin import ResponseError
from quizapp.services.quizzes import refusals
from quizapp.web.shell.problems import Problem


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
            stored = {
                "seq": error.seq,
                "response": error.response,
                "saved_at": error.saved_at.isoformat() if error.saved_at else None,
            }
            return Problem("conflict", "A newer answer was saved elsewhere.", extra=stored)
        case refusals.DeadlinePassedError():
            return Problem(
                "deadline-passed",
                "The time for this quiz is over. What you had saved in time has been submitted.",
            )
        case refusals.NoAttemptsLeftError():
            return Problem("no-attempts-left", "You have used all attempts at this quiz.")
        case refusals.SubmittedError():
            return Problem("conflict", "This attempt is submitted and takes no more changes.")
        case refusals.UnavailableError():
            return Problem("conflict", error.detail)
    return Problem("not-found")
