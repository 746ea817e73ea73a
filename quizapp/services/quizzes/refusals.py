"""Why a quiz could not do what was asked. Nothing is changed where one of these is raised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


class RefusedError(Exception):
    """Base of what is expected to go wrong."""


class UnknownError(RefusedError):
    """There is no such thing, or it is somebody else's: which of the two is not told."""

    def __init__(self, what: Literal["quiz", "attempt", "question"]) -> None:
        super().__init__(what)
        self.what = what


class UnavailableError(RefusedError):
    """The quiz cannot be started; `detail` says why, for people."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NoAttemptsLeftError(RefusedError):
    """All allowed attempts are used."""


class DeadlinePassedError(RefusedError):
    """The time is over; what was saved before it has been submitted."""


class SubmittedError(RefusedError):
    """The attempt is submitted: it takes no more changes."""


@dataclass
class ConflictError(RefusedError):
    """This is stored and stays: it is newer or, where `submitted`, the attempt is closed.

    `response` is in the outside form; seq 0 and None where nothing was ever stored.
    """

    seq: int
    response: Mapping[str, Any] | None
    saved_at: datetime | None
    submitted: bool
