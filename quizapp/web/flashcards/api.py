"""JSON addresses of the flashcards room."""

from typing import get_args
from uuid import UUID

from flask import Blueprint

from quizapp.metrics import ANSWERS
from quizapp.models.db import db
from quizapp.queries import flashcards as reading
from quizapp.services import flashcards as services
from quizapp.services.flashcards.marking import Mark
from quizapp.web.flashcards.bodies import (
    Card,
    Counts,
    DetailAnswer,
    MarksAnswer,
    NothingBody,
    OnBody,
    QueueAnswer,
    QueueQuery,
    ReviewResult,
    ReviewsAnswer,
    ReviewsBody,
    ReviewsQuery,
    UndoAnswer,
)
from quizapp.web.shell.api import endpoint
from quizapp.web.shell.identity import session_floor, session_token, stranger, the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now

api = Blueprint("flashcards_api", __name__, url_prefix="/api/v1")

MOST_REVIEWS = 500
_BIGGEST_ID = 2**63 - 1


@endpoint(
    api,
    "GET",
    "/study/queue",
    query=QueueQuery,
    returns={200: QueueAnswer},
    problems=("not-found",),
)
def study_queue(query: QueueQuery) -> QueueAnswer:
    """The next cards to drill, with both sides."""
    learner, session = the_learner(), db.session()
    asked = reading.Asked(
        set_id=_set_id(learner.id, query.set),
        mode=query.mode,
        limit=query.limit,
        extra=query.extra,
        unlimited=query.all,
        ahead=query.ahead,
    )
    found = reading.queue(session, learner, asked, now())
    return QueueAnswer(cards=[Card.of(one) for one in found.cards], counts=Counts.of(found.counts))


def _set_id(learner_id: int, slug: str | None) -> int | None:
    if slug is None:
        return None
    found = reading.study_set(db.session(), learner_id, slug, now())
    if found is None:
        raise Problem("not-found", "There is no such set of cards.")
    return found.id


@endpoint(
    api,
    "POST",
    "/study/reviews",
    body=ReviewsBody,
    query=ReviewsQuery,
    returns={200: ReviewsAnswer},
    check_learner=False,
)
def record_reviews(body: ReviewsBody, query: ReviewsQuery) -> ReviewsAnswer:
    """Record answers; each has its effect once, however often it is sent."""
    if len(body.reviews) > MOST_REVIEWS:
        raise Problem("too-large", f"Send at most {MOST_REVIEWS} answers at once.")
    token = session_token()
    given = [services.Given(**dict(one)) for one in body.reviews]
    done = (
        services.record_reviews(
            token, session_floor(), given, body.sent_at, now(), cram=query.mode == "cram"
        )
        if token
        else None
    )
    if done is None:
        raise stranger()
    ANSWERS.labels("review").inc(sum(one.status == "recorded" for one in done.results))
    results = [
        ReviewResult.model_construct(id=one.id, status=one.status, due=one.due, reason=one.reason)
        for one in done.results
    ]
    return ReviewsAnswer.model_construct(results=results, counts=Counts.of(done.counts))


@endpoint(api, "POST", "/study/reviews/<review>/undo", body=NothingBody, returns={200: UndoAnswer})
def undo_review(review: str, body: NothingBody) -> UndoAnswer:  # noqa: ARG001 (only its shape is checked)
    """Take an answer back; repeated, the answer is the same."""
    done = services.undo_review(the_learner(), as_uuid(review), now())
    if done is None:
        raise Problem("not-found", "There is no such answer, or it is not yours.")
    return UndoAnswer(card=str(done.card_id), due=done.due, counts=Counts.of(done.counts))


@endpoint(api, "GET", "/study/cards/<card>", returns={200: DetailAnswer})
def card_detail(card: str) -> DetailAnswer:
    """One card with its sources, claims and lesson."""
    found = reading.card_detail(db.session(), the_learner(), as_card_id(card), now())
    if found is None:
        raise no_card(as_card_id(card))
    return DetailAnswer.of(found)


def as_uuid(text: str) -> UUID:
    """The id in an address; what is none does not exist."""
    try:
        return UUID(text)
    except ValueError:
        raise Problem("not-found", "There is no such answer, or it is not yours.") from None


def as_card_id(text: str) -> int:
    """The card's number in an address; what is none does not exist."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > _BIGGEST_ID:
        raise Problem("not-found", "There is no such card, or it is not yours.")
    return int(text)


def no_card(card_id: int) -> Problem:
    """Why the learner cannot have a card."""
    if reading.is_retired(db.session(), the_learner().id, card_id, now()):
        return Problem("not-found", "This card has been retired: it is not asked any more.")
    return Problem("not-found", "There is no such card, or it is not yours.")


def _marker(kind: Mark) -> None:
    def view(card: str, body: OnBody) -> MarksAnswer:
        done = services.mark(the_learner(), as_card_id(card), kind, body.on, now())
        if done is None:
            raise no_card(as_card_id(card))
        return MarksAnswer(
            card=str(done.card_id),
            suspended=done.suspended,
            buried=done.buried,
            flagged=done.flagged,
            added=done.added,
        )

    view.__name__ = f"{kind}_card"
    view.__doc__ = f"Set or remove the mark “{kind}” of a card."
    register = endpoint(
        api, "POST", f"/study/cards/<card>/{kind}", body=OnBody, returns={200: MarksAnswer}
    )
    register(view)


for _kind in get_args(Mark):
    _marker(_kind)
