"""The timeline: key dates of the lessons, and the dated facts behind them, in order of time."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.actors import ACTORS, Actor
from quizapp.domain.dates import Start, decade_of, start_of
from quizapp.models.courses import Course, Fact, Lesson
from quizapp.queries.lessons.text import LessonText, texts


@dataclass(frozen=True, slots=True)
class InLesson:
    """A lesson that tells of an event."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. `key`: a lesson has it among its key dates; `contested`: sources disagree."""

    date: str
    start: Start
    text: str
    key: bool
    contested: bool
    actors: tuple[Actor, ...]
    lessons: tuple[InLesson, ...]

    @property
    def year(self) -> int:
        """The year it begins in."""
        return self.start[0]

    @property
    def decade(self) -> int:
        """The first year of its decade."""
        return decade_of(self.start)


@dataclass(frozen=True, slots=True)
class Period:
    """A decade (`1950`, ten years) or one year of it."""

    first: int
    years: int

    @property
    def name(self) -> str:
        """`1950s` or `1950`."""
        return f"{self.first}s" if self.years > 1 else str(self.first)

    @property
    def decade(self) -> int:
        """The first year of the decade that it is, or is in."""
        return self.first // 10 * 10

    def holds(self, event: Event) -> bool:
        """Whether the event begins in it."""
        return self.first <= event.year < self.first + self.years


@dataclass(frozen=True)
class Timeline:
    """All events, and which of them are shown: those of `period` in which all `actors` act.

    `only_key` leaves the key dates of lessons.
    """

    everything: tuple[Event, ...]
    period: Period | None
    actors: tuple[Actor, ...]
    only_key: bool

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What is shown."""
        return tuple(event for event in self._chosen(self.actors) if self._in_period(event))

    @cached_property
    def matching(self) -> tuple[Event, ...]:
        """What would be shown of all times."""
        return tuple(self._chosen(self.actors))

    def with_actor(self, actor: Actor) -> int:
        """How many events of the period would be shown if this actor were chosen as well."""
        return sum(self._in_period(one) for one in self._chosen({*self.actors, actor}))

    def without_actors(self) -> int:
        """How many events of the period would be shown if no actor were chosen."""
        return sum(self._in_period(one) for one in self._chosen(()))

    def of_kind(self, only_key: bool) -> int:
        """How many would be shown with key dates only, or with everything."""
        other = replace(self, only_key=only_key)
        return len(other.events)

    @cached_property
    def decades(self) -> tuple[tuple[int, int], ...]:
        """Every decade that has events at all, and how many match in it."""
        found = Counter(event.decade for event in self.matching)
        return tuple((one, found[one]) for one in sorted({e.decade for e in self.everything}))

    @cached_property
    def years(self) -> tuple[tuple[int, int], ...]:
        """The years of the chosen decade, and how many events match in each."""
        if self.period is None:
            return ()
        found = Counter(event.year for event in self.matching)
        first = self.period.decade
        return tuple((year, found[year]) for year in range(first, first + 10))

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[Event, ...]], ...]:
        """The events under headings: decades where all times are shown, else years."""
        by_year = self.period is not None
        found: dict[str, list[Event]] = {}
        for event in self.events:
            name = str(event.year) if by_year else f"{event.decade}s"
            found.setdefault(name, []).append(event)
        return tuple((name, tuple(events)) for name, events in found.items())

    def neighbours(self) -> tuple[int | None, int | None]:
        """The decades with events before and after the one that is shown."""
        if self.period is None:
            return None, None
        here, known = self.period.decade, [decade for decade, _ in self.decades]
        before = [one for one in known if one < here]
        after = [one for one in known if one > here]
        return before[-1] if before else None, after[0] if after else None

    def _in_period(self, event: Event) -> bool:
        return self.period is None or self.period.holds(event)

    def _chosen(self, actors: Collection[Actor]) -> Iterator[Event]:
        for event in self.everything:
            if (event.key or not self.only_key) and set(actors) <= set(event.actors):
                yield event


def timeline(
    session: Session, period: Period | None, actors: Iterable[Actor], only_key: bool
) -> Timeline:
    """The timeline of the lessons that are there (two statements; three where no text is kept)."""
    wanted = set(actors)
    chosen = tuple(actor for actor in ACTORS if actor in wanted)
    return Timeline(tuple(_events(session)), period, chosen, only_key)


def _events(session: Session) -> list[Event]:
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.course_id,
            Lesson.code,
            Lesson.slug,
            Lesson.title,
            Lesson.digest,
            Course.data.label("course"),
        )
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Course.id, Lesson.position)
    ).all()
    read = texts(session, {row.id: row.digest for row in rows})
    facts = {
        (row.course_id, row.code): row
        for row in session.execute(
            select(Fact.course_id, Fact.code, Fact.lesson, Fact.date, Fact.text, Fact.data).where(
                Fact.retired_at.is_(None)
            )
        )
    }
    found = dict(_key_dates(rows, read, facts))
    told = {(course, fact) for course, fact, _ in found if fact}
    lessons = {(row.course_id, row.code): InLesson(row.slug, row.title) for row in rows}
    rest = (
        (row.course_id, _of_fact(row, start, lessons[row.course_id, row.lesson]))
        for key, row in facts.items()
        if key not in told and (row.course_id, row.lesson) in lessons
        if (start := start_of(row.date)) is not None
    )
    ends = {row.course_id: start_of(row.course.get("cutoff") or "") for row in rows}
    known = [
        *(event for (course, *_), event in found.items() if _taught(event.start, ends[course])),
        *(event for course, event in rest if _taught(event.start, ends[course])),
    ]
    # At one and the same time, key dates stand first.
    return sorted(known, key=lambda one: (one.start, not one.key))


def _taught(start: Start, end: Start | None) -> bool:
    """Whether something that began then is before the cut-off of its course, if it has one."""
    return end is None or start <= end


def _key_dates(
    rows: Iterable[Any], read: dict[int, LessonText], facts: dict[tuple[int, str], Any]
) -> dict[tuple[int, str, str], Event]:
    """Key dates by course, fact (or words) and date: two lessons may tell of the same event."""
    found: dict[tuple[int, str, str], Event] = {}
    for row in rows:
        here = InLesson(row.slug, row.title)
        for one in read[row.id].dates:
            fact = facts.get((row.course_id, one.fact or ""))
            key = (row.course_id, one.fact or one.text, one.date)
            if key in found:
                found[key] = replace(found[key], lessons=(*found[key].lessons, here))
                continue
            data = fact.data if fact else {}
            found[key] = Event(
                date=one.date,
                start=start_of(one.date) or (0, 0, 0),
                text=one.text,
                key=True,
                contested=bool(data.get("contested")),
                actors=one.actors or tuple(data.get("actors", ())),
                lessons=(here,),
            )
    return found


def _of_fact(row: Any, start: Start, lesson: InLesson) -> Event:
    return Event(
        date=row.date,
        start=start,
        text=row.text,
        key=False,
        contested=bool(row.data.get("contested")),
        actors=tuple(row.data.get("actors", ())),
        lessons=(lesson,),
    )
