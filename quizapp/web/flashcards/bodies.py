"""The JSON of the flashcards room, as it comes in and goes out."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from quizapp.queries.flashcards import CardDetail, QueueCard
from quizapp.queries.flashcards import Counts as CountsFound
from quizapp.web.shell.api import Answer, Body, Query, Stamp

# A clock may be wrong by years, but times must stay within what databases can hold.
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2900, 1, 1, tzinfo=UTC)
LONGEST_ANSWER = 2000


def _within(moment: datetime) -> datetime:
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("the time must lie between the years 1900 and 2900")
    return moment


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the text holds a character that cannot be stored")
    return text


Moment = Annotated[AwareDatetime, AfterValidator(_within)]


class QueueQuery(Query):
    """Which cards: of a set or all, in which mode, how many.

    `extra` new cards beyond the daily limit; `all` reviews, whatever the limit; `ahead` cards in
    steps that are due within 20 minutes.
    """

    set: Annotated[str, Field(max_length=120)] | None = None
    mode: Literal["due", "new", "cram"] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 20
    extra: Annotated[int, Field(ge=0, le=200)] = 0
    all: bool = False
    ahead: bool = False


class ReviewsQuery(Query):
    """`mode=cram`: the answers are logged and leave the schedule alone."""

    mode: Literal["cram"] | None = None


class ReviewBody(Body):
    """One answer, with times by the device's clock."""

    id: UUID
    card: Annotated[str, Field(max_length=64)]
    rating: Annotated[int, Field(ge=1, le=4)]
    reviewed_at: Moment
    duration_ms: Annotated[int, Field(ge=0, le=86_400_000)]
    answer: Annotated[str, Field(max_length=LONGEST_ANSWER), AfterValidator(_storable)] | None = (
        None
    )


class ReviewsBody(Body):
    """A batch of answers; `sent_at` is the device's clock at sending."""

    sent_at: Moment
    reviews: list[ReviewBody]


class OnBody(Body):
    """Whether a mark is set."""

    on: bool


class NothingBody(Body):
    """An empty object."""


class Counts(Answer):
    """Cards left today."""

    new: int
    learning: int
    review: int

    @classmethod
    def of(cls, found: CountsFound) -> "Counts":
        """From what the query has counted."""
        return cls(new=found.new, learning=found.learning, review=found.review)


class Card(Answer):
    """One card of the queue, with both sides."""

    id: str
    set: str
    item: str
    claims: list[str]
    kind: Literal["forward", "reversed", "cloze"]
    front_html: str
    back_html: str
    typed: bool
    state: Literal["new", "learning", "review", "relearning"]
    due: Stamp | None
    intervals: dict[str, str]

    @classmethod
    def of(cls, card: QueueCard) -> "Card":
        """From a card of the queue."""
        return cls.model_validate(
            {
                "id": str(card.id),
                "set": card.set_slug,
                "item": card.item,
                "claims": list(card.claims),
                "kind": card.kind,
                "front_html": card.front_html,
                "back_html": card.back_html,
                "typed": card.typed,
                "state": card.state,
                "due": card.due,
                "intervals": {str(rating): text for rating, text in card.intervals.items()},
            }
        )


class QueueAnswer(Answer):
    """The next cards, and how many there are."""

    cards: list[Card]
    counts: Counts


class ReviewResult(Answer):
    """What became of one answer."""

    id: UUID
    status: Literal["recorded", "duplicate", "rejected"]
    due: Stamp | None
    reason: str | None


class ReviewsAnswer(Answer):
    """What became of a batch, in its order.

    The counts are the most that can be left: the texts of the cards are not read for them. The
    queue may count fewer, where cards that give each other away wait for different days.
    """

    results: list[ReviewResult]
    counts: Counts


class UndoAnswer(Answer):
    """The card whose answer was taken back. The counts are those of the queue."""

    card: str
    due: Stamp | None
    counts: Counts


class MarksAnswer(Answer):
    """The marks of a card as they are now."""

    card: str
    suspended: bool
    buried: bool
    flagged: bool
    added: bool


class SourceAnswer(Answer):
    """A source as it is cited."""

    id: str
    title: str
    url: str | None


class ClaimAnswer(Answer):
    """A claim that a card tests."""

    id: str
    kind: str
    verdict: str
    restated: str


class LessonAnswer(Answer):
    """The lesson that a card belongs to, and the anchor of its passage ("" if none is known)."""

    slug: str
    title: str
    passage: str


class DetailAnswer(Answer):
    """One card with its sources, claims and lesson, and what counts as right when it is typed."""

    card: Card
    accept: list[str]
    reject: list[str]
    explanation_html: str
    sources: list[SourceAnswer]
    claims: list[ClaimAnswer]
    lesson: LessonAnswer | None
    suspended: bool
    buried: bool
    flagged: bool

    @classmethod
    def of(cls, found: CardDetail) -> "DetailAnswer":
        """From what the query has found."""
        lesson = None
        if found.lesson_slug is not None:
            lesson = LessonAnswer(
                slug=found.lesson_slug, title=found.lesson_title or "", passage=found.passage
            )
        return cls(
            card=Card.of(found.card),
            accept=list(found.accept),
            reject=list(found.reject),
            explanation_html=found.explanation_html,
            sources=[SourceAnswer(id=s.id, title=s.title, url=s.url) for s in found.sources],
            claims=[
                ClaimAnswer(id=c.id, kind=c.kind, verdict=c.verdict, restated=c.restated)
                for c in found.claims
            ],
            lesson=lesson,
            suspended=found.suspended,
            buried=found.buried,
            flagged=found.flagged,
        )
