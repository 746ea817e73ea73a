"""When an assignment can be done, when its result is shown, and how one student stands with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal, NamedTuple

from quizapp.domain.scoring import Keep, kept

Late = Literal["accept", "refuse"]
Feedback = Literal["at_once", "after_due", "after_close"]
State = Literal["not_started", "started", "submitted", "late", "excused"]
Visibility = Literal["private", "class", "public"]
STATES: tuple[State, ...] = ("not_started", "started", "submitted", "late", "excused")


@dataclass(frozen=True, slots=True)
class Window:
    """The times of an assignment for one student; `open_until` is hers alone.

    It takes the place of the due date and of the end, so that what is reopened is not late.
    """

    opens_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    late: Late
    feedback: Feedback
    open_until: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """From when on it is late."""
        return self.open_until or self.due_at

    @property
    def end(self) -> datetime | None:
        """The last moment at which it is accepted; None without an end."""
        if self.open_until is not None:
            return self.open_until
        return self.due_at if self.late == "refuse" and self.due_at else self.closes_at

    @property
    def results_from(self) -> datetime | None:
        """When the score and what was right are shown; None: at once."""
        if self.feedback == "at_once":
            return None
        return self.due if self.feedback == "after_due" else self.end

    def is_open(self, now: datetime) -> bool:
        """Whether it can be worked on now."""
        return self.opens_at <= now and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing is accepted any more."""
        return self.end is not None and now > self.end

    def is_overdue(self, now: datetime) -> bool:
        """Whether the due date has passed."""
        return self.due is not None and now > self.due

    def withholds(self, now: datetime) -> bool:
        """Whether the result is not shown yet."""
        return self.results_from is not None and now < self.results_from

    def deadline(self, now: datetime, minutes: int | None) -> datetime | None:
        """When an attempt that begins now is handed in by itself: time limit or end."""
        limits = [] if minutes is None else [now + timedelta(minutes=minutes)]
        return min([*limits, *([self.end] if self.end else [])], default=None)


def may_assign(visibility: Visibility, *, edits: bool, given_here: bool) -> bool:
    """Whether a teacher may give a class of hers a question set.

    Who may change the set always; a public one everybody; one for classes, of which the class has
    had an assignment already (`given_here`), the other teachers of that class too. A private one
    nobody else, not even where it was given once.
    """
    return edits or visibility == "public" or (visibility == "class" and given_here)


def minutes_allowed(minutes: int | None, percent: int, more: int) -> int | None:
    """A time limit with a student's extra time, rounded up to whole minutes."""
    return None if minutes is None else ceil(minutes * (100 + percent) / 100) + more


class Sitting(NamedTuple):
    """One attempt at the assignment's quiz; `percent` once it is submitted."""

    started_at: datetime
    submitted_at: datetime | None
    percent: float | None


class Reading(NamedTuple):
    """How far the assignment's lesson is read."""

    begun: bool
    finished_at: datetime | None


class Standing(NamedTuple):
    """How a student stands. `percent` is what counts; `scored` is what the attempts earned."""

    state: State
    done_at: datetime | None
    scored: float | None
    percent: float | None


def standing(
    window: Window,
    sittings: Sequence[Sitting] | None,
    reading: Reading | None,
    keep: Keep = "best",
    *,
    excused: bool = False,
    given: float | None = None,
) -> Standing:
    """State and percentage from what was done; None for a part that is not asked for.

    It is done with the first submitted attempt; where nothing is asked, when the lesson is read to
    its end. It is late when that moment is after the due date. `given` is a teacher's percentage in
    place of the score.
    """
    scored = kept([one.percent for one in sittings or () if one.percent is not None], keep)
    done_at = _done_at(sittings, reading)
    begun = bool(sittings) or (reading is not None and reading.begun)
    return Standing(
        state_of(window.due, done_at, begun=begun, excused=excused),
        done_at,
        scored,
        percent_of(scored, given, excused=excused),
    )


def state_of(
    due: datetime | None, done_at: datetime | None, *, begun: bool, excused: bool
) -> State:
    """The state of what is due then and was done (or begun) like that."""
    if excused:
        return "excused"
    if done_at is not None:
        return "late" if due is not None and done_at > due else "submitted"
    return "started" if begun else "not_started"


def percent_of(scored: float | None, given: float | None, *, excused: bool) -> float | None:
    """What counts: a teacher's percentage before the score, nothing for who is excused."""
    return None if excused else scored if given is None else given


def _done_at(sittings: Sequence[Sitting] | None, reading: Reading | None) -> datetime | None:
    if sittings is not None:
        return min((one.submitted_at for one in sittings if one.submitted_at), default=None)
    return reading.finished_at if reading is not None else None
