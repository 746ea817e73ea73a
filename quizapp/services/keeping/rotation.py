"""Backups that are made by themselves: one a day, of which fewer are kept the older they get."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizapp.locks import has_taken, opened
from quizapp.services.keeping.archives import written_whole
from quizapp.services.keeping.backing_up import Source, back_up
from quizapp.services.keeping.trouble import KeepingError, plain_words

_NAME = re.compile(r"(?:quizapp|before-restore)-(\d{8}-\d{6})\.zip")
_AUTOMATIC = "quizapp-"
_FAILURE = "last-failure.txt"
_TURN = ".turn"
# Looked at once an hour: a little less than a day, so that the hour does not wander.
DAILY = timedelta(hours=23, minutes=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many days, weeks and months a backup is kept of each; all 0: none is made by itself."""

    days: int
    weeks: int
    months: int

    @property
    def any(self) -> bool:
        """Whether backups are made at all."""
        return max(self.days, self.weeks, self.months) > 0

    @property
    def longest(self) -> timedelta:
        """When the last trace of something deleted has gone from all backups (at the latest)."""
        return timedelta(days=max(self.days, 7 * self.weeks, 31 * self.months) + 1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A backup in the folder and when it was begun (by its name)."""

    path: Path
    at: datetime


def dated(folder: Path) -> list[Dated]:
    """The backups in a folder that have names of ours, oldest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if (name := _NAME.fullmatch(path.name)) and path.is_file():
            at = datetime.strptime(name[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            found.append(Dated(path, at))
    return sorted(found, key=lambda one: one.at)


def automatic(folder: Path) -> list[Dated]:
    """Those of them that were made by themselves."""
    return [one for one in dated(folder) if one.path.name.startswith(_AUTOMATIC)]


def is_time(folder: Path, now: datetime) -> bool:
    """Whether a day has passed since the last one."""
    made = automatic(folder)
    return not made or now - made[-1].at >= DAILY


@contextmanager
def turn(folder: Path, now: datetime) -> Iterator[bool]:
    """Whether this process is the one to make a backup now: nodes that share a folder look at once.

    Where nodes cannot take turns none is made: a failure that is written down and raised.
    """
    with ExitStack() as held:
        with _noted(folder, now), plain_words(folder / _TURN):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mine = has_taken(held.enter_context(opened(folder / _TURN)))
        yield mine


def daily_backup(source: Source, folder: Path, kept: Kept, now: datetime) -> Path:
    """Make today's backup and remove what is too old; a failure is written down and raised."""
    target = folder / f"{_AUTOMATIC}{now:%Y%m%d-%H%M%S}.zip"
    with _noted(folder, now):
        with plain_words(target):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        back_up(source, target, now, _nobody, force=True)
    (folder / _FAILURE).unlink(missing_ok=True)
    rotate(folder, kept, now)
    return target


def last_failure(folder: Path) -> str | None:
    """Why the last backup failed; None if it did not."""
    path = folder / _FAILURE
    return path.read_text("utf-8").strip() if path.is_file() else None


def expired(folder: Path, kept: Kept, now: datetime) -> list[Dated]:
    """The backups that are too old, or of which there are enough for their day, week or month.

    The newest of each day, week and month is kept, as long as that lies so many back from now; and
    always the newest of all that were made by themselves. Those made before a restore are kept as
    long as the oldest backup can be.
    """
    made = automatic(folder)
    wanted = {one.path for one in made[-1:]}
    for count, length, name in (
        (kept.days, 1, _day),
        (kept.weeks, 7, _week),
        (kept.months, 31, _month),
    ):
        young = [one for one in made if now - one.at < timedelta(days=count * length)]
        wanted |= set(_newest_of_each(young, name))
    others = [one for one in dated(folder) if one not in made]
    wanted |= {one.path for one in others if now - one.at < kept.longest}
    return [one for one in dated(folder) if one.path not in wanted]


def rotate(folder: Path, kept: Kept, now: datetime) -> list[Path]:
    """Remove backups that have expired; gives their paths."""
    gone = expired(folder, kept, now)
    for one in gone:
        one.path.unlink(missing_ok=True)
    return [one.path for one in gone]


def _newest_of_each(made: Iterable[Dated], name: Callable[[datetime], Hashable]) -> Iterable[Path]:
    return {name(one.at): one.path for one in made}.values()


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return at.isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month


@contextmanager
def _noted(folder: Path, now: datetime) -> Iterator[None]:
    """Write down a failure, of which `quizapp doctor` tells."""
    try:
        yield
    except KeepingError as error:
        # A folder that takes nothing does not take this either: the log has it.
        with suppress(KeepingError), written_whole(folder / _FAILURE) as stream:
            stream.write(f"{now:%d %B %Y, %H:%M} UTC: {error}".encode())
        raise


def _nobody(_line: str) -> None:
    """Nobody waits for it."""
