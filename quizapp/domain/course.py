"""What a course is made of: sources, facts, claims, misconceptions, lessons, sets, quizzes.

The same models check the files under questions/ and are handed to the services. Everything is
frozen; references between the parts are ids as written in the files.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from quizapp.domain.actors import Actor
from quizapp.domain.drawing import Balance
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.schema import SetHeader
from quizapp.domain.lesson import Lesson
from quizapp.domain.records import Address, Code, Day, Language, Line, Prose, Record, Slug

# Ids of items begin with it and have at most 64 characters.
DRILL_SLUG_MAX = 32
ClaimKind = Literal["fact", "opinion", "forecast", "reported"]
ClaimVerdict = Literal["accurate", "imprecise", "wrong", "unverifiable"]
Verification = Literal["V", "P", "K", "C", "n/a"]
SourceKind = Literal[
    "un", "treaty", "law", "archive", "scholar", "book", "memoir", "museum", "press",
    "broadcaster", "analysis", "reference", "guide", "official-RU", "official-US",
    "official-multi", "official-DPRK", "official-ROK", "official-PRC", "official-UA",
    "state-RU", "state-DPRK", "state-PRC", "article", "dataset",
]  # fmt: skip


class Source(Record):
    """Something that can be cited, by its canonical address; print sources have none."""

    id: Code
    title: Line
    kind: SourceKind
    url: Address | None = None
    publisher: Line | None = None
    date: Line | None = None


class Fact(Record):
    """One checked statement. Live facts can still change; contested ones are taught with an owner.

    `use: teach` facts are shown in lessons but never the only fact behind a key. `actors` are those
    who act in it; the timeline can be narrowed to them. `event` says what happened, in a few words
    without the year: facts that have it are asked in date drills.
    """

    id: Code
    lesson: Code
    actors: tuple[Actor, ...] = ()
    date: Line
    text: Line
    event: Line | None = None
    verification: Verification
    contested: bool = False
    volatility: Literal["stable", "live"] = "stable"
    use: Literal["test", "teach"] = "test"
    sources: tuple[Code, ...] = ()
    note: Prose = ""
    review_by: Day | None = None
    waivers: dict[Code, Line] = Field(default_factory=dict)

    @field_validator("event")
    @classmethod
    def _without_its_year(cls, event: str | None, info: ValidationInfo) -> str | None:
        year = str(info.data.get("date", ""))[:4]
        if event and len(year) == 4 and year in event:
            raise ValueError("the event gives its year away")
        return event


class Misconception(Record):
    """A wrong idea that a distractor stands for, why it tempts, and the line that mends it."""

    id: Code
    name: Line
    why: Line
    fix: Line


class Claim(Record):
    """One statement of the article, restated, with a verdict for the time of writing.

    `kind_alt` are kinds that a careful reader may defend as well.
    """

    id: Code
    paragraph: Annotated[int, Field(ge=1)]
    locator: Line
    restated: Line
    kind: ClaimKind
    kind_alt: tuple[ClaimKind, ...] = ()
    verdict: ClaimVerdict
    correction: Prose = ""
    facts: tuple[Code, ...] = ()
    sources: tuple[Code, ...] = ()
    verification: Verification = "V"
    lessons: tuple[Code, ...] = ()
    items: tuple[Code, ...] = ()
    note: Prose = ""


class QuizPlan(Record):
    """A quiz: where its items come from and how it is taken.

    `draw` items are asked of those in `sets` (all when null), spread over `balance`:
    the objectives, the first tags of the items, or the lessons (each set is one) and within them
    the objectives. A `drill` has no sets: its questions are made from the claims or the facts.
    """

    slug: Slug
    title: Line
    description: Prose = ""
    lesson: Code | None = None
    sets: tuple[Slug, ...] = ()
    drill: Literal["claims", "dates"] | None = None
    draw: Annotated[int, Field(ge=1)] | None = None
    balance: Balance | None = None
    minutes: Annotated[int, Field(ge=1)] | None = None
    typical_minutes: Annotated[int, Field(ge=1)] = 5
    attempts: Annotated[int, Field(ge=1)] | None = None
    keep: Literal["best", "last", "average"] = "best"
    layout: Literal["page", "all"] = "page"
    shuffle: bool = True

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if bool(self.sets) == bool(self.drill):
            raise ValueError("a quiz has sets, or a drill, and not both")
        if self.drill and len(self.slug) > DRILL_SLUG_MAX:
            raise ValueError(f"the slug of a drill has at most {DRILL_SLUG_MAX} characters")
        return self


class Article(Record):
    """The text that a course examines: only described, never reproduced."""

    written_between: tuple[Day, Day]
    note: Prose = ""


class CourseHead(Record):
    """The file course.yaml.

    `lessons` are the file names in the order of study; `planned` the ids of lessons that facts
    and claims may name already although they are not written. `cutoff` ends what is taught.
    """

    slug: Slug
    title: Line
    description: Prose
    language: Language = "en"
    cutoff: Day | None = None
    position: Annotated[int, Field(ge=0)] = 0
    article: Article | None = None
    lessons: Annotated[tuple[Line, ...], Field(min_length=1)]
    planned: tuple[Code, ...] = ()
    waivers: dict[Code, Line] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A named, ordered set of items; of one lesson, or of none.

    The cards of a `drill` are only made when somebody asks for one.
    """

    head: SetHeader
    lesson: str | None
    items: tuple[ItemBody, ...]
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course, every reference inside it resolved. `digest` covers all its files."""

    head: CourseHead
    digest: str
    lessons: tuple[Lesson, ...]
    sources: tuple[Source, ...]
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    misconceptions: tuple[Misconception, ...]
    sets: tuple[QuestionSet, ...]
    quizzes: tuple[QuizPlan, ...]

    @property
    def slug(self) -> str:
        """The name of the course's folder."""
        return self.head.slug
