"""A lesson: the front matter of its file, and its body as rendered segments."""

from typing import Annotated, Any

from pydantic import Field

from quizapp.domain.actors import Actor
from quizapp.domain.items.body import Bloom
from quizapp.domain.records import Code, DateText, Day, Language, Line, Prose, Record, Slug

# How many questions a lesson asks before it is read, at most.
BEFORE = 2


class Native(Record):
    """A name or term in its own language and script."""

    lang: Language
    text: Line


class Objective(Record):
    """What a reader can do after a lesson."""

    id: Code
    text: Line
    bloom: Bloom


class Term(Record):
    """A glossary entry, explained in the lesson that first needs it."""

    id: Slug
    term: Line
    definition: Line
    native: Native | None = None


class KeyDate(Record):
    """A dated event of a lesson, with a fact that supports it where there is one.

    `actors` are those of the fact where none are given.
    """

    date: DateText
    text: Line
    fact: Code | None = None
    actors: tuple[Actor, ...] = ()


class Person(Record):
    """Somebody a lesson speaks of. `family` is the family name where it is not the expected word."""

    name: Line
    role: Line
    native: Native | None = None
    family: Line | None = None


class Change(Record):
    """One entry of a lesson's change log."""

    date: Day
    text: Line


class Figure(Record):
    """A drawn figure of a lesson."""

    id: Code
    title: Line


class LessonHead(Record):
    """The front matter of a lesson.

    `before` names questions to guess at before reading; None leaves the choice to the loader.
    """

    id: Code
    slug: Slug
    title: Line
    summary: Line
    span: Line
    minutes: Annotated[int, Field(ge=1, le=120)] | None = None
    as_of: Day
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1)]
    terms: tuple[Term, ...] = ()
    dates: tuple[KeyDate, ...] = ()
    people: tuple[Person, ...] = ()
    sources: tuple[Code, ...] = ()
    changes: tuple[Change, ...] = ()
    content_note: Prose | None = None
    figure: Figure | None = None
    before: Annotated[tuple[Code, ...], Field(max_length=BEFORE)] | None = None
    waivers: dict[Code, Line] = Field(default_factory=dict)
    answered: dict[Code, Line] = Field(default_factory=dict)


class Heading(Record):
    """An entry of a lesson's table of contents."""

    id: str
    level: int
    text: str


class LessonText(Record):
    """A lesson's body, rendered.

    Segments are JSON objects told apart by `kind`:
    html {html} · claim {claim, html} · evidence {id, title, html} · checkpoint {item} ·
    hard_start {id, title} and hard_end {id} around a passage that may be skipped ·
    figure {figure, title, drawing}.
    `notes` are the cited sources in the order of their numbers; `minutes` at 200 words each.
    """

    segments: tuple[dict[str, Any], ...]
    headings: tuple[Heading, ...]
    notes: tuple[str, ...]
    terms_used: tuple[str, ...]
    words: int
    minutes: int


class Lesson(Record):
    """A lesson: its head, its rendered text and the digest of both."""

    head: LessonHead
    text: LessonText
    digest: str

    @property
    def id(self) -> str:
        """The lesson's code, such as L1."""
        return self.head.id

    @property
    def minutes(self) -> int:
        """Reading time: the author's figure, else counted from the words."""
        return self.head.minutes or self.text.minutes
