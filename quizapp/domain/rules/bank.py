"""All that rules about more than one record can see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quizapp.domain.course import Claim, CourseHead, Fact, Misconception, QuestionSet, Source
from quizapp.domain.figures.models import Figure
from quizapp.domain.items.body import ItemBody
from quizapp.domain.lesson import Lesson
from quizapp.domain.rules.finding import Where


@dataclass(frozen=True, slots=True)
class Bank:
    """A course as far as it could be read. `bodies` are the texts of its lessons, by lesson."""

    slug: str = ""
    head: CourseHead | None = None
    sets: tuple[QuestionSet, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    bodies: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def items(self) -> Iterator[ItemBody]:
        """The items of every set that are in use."""
        return (body for one in self.sets for body in in_use(one))

    @property
    def whole(self) -> Where:
        """Where a finding about the course as a whole belongs."""
        return Where("course", self.slug)


def in_use(one: QuestionSet) -> Iterator[ItemBody]:
    """The items of a set without those that are retired."""
    return (body for body in one.items if body.status != "retired")


def place_of_set(one: QuestionSet) -> Where:
    """Where a finding about a set, or the items of a lesson, belongs."""
    return Where("set", one.head.slug)
