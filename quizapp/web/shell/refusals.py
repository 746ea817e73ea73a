"""Throttled requests, as every room answers them."""

from quizapp.services.throttles import ThrottledError
from quizapp.web.shell.problems import Problem


def throttled(error: ThrottledError, detail: str) -> Problem:
    """The page or problem+json that says when to come back."""
    return Problem("throttled", detail, retry_after=error.retry_after)


def wait_words(seconds: int) -> str:
    """`in 40 seconds`, `in about 12 minutes`."""
    if seconds < 90:
        return f"in {seconds} seconds"
    return f"in about {(seconds + 59) // 60} minutes"
