"""Begin an attempt: draw its questions and pin it to their present texts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Select,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session

from quizapp.domain.assignments import minutes_allowed
from quizapp.domain.drawing import Candidate, draw, some
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import type_of
from quizapp.models.items import IS_NEWEST, Item, ItemRevision, QuestionSet
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz, QuizItem
from quizapp.models.types import BigId
from quizapp.queries.bodies import TEXT, body_of
from quizapp.queries.parameters import LEARNER
from quizapp.queries.quizzes.assigned import Given, given_to
from quizapp.queries.quizzes.attempts import attempt_head
from quizapp.queries.quizzes.offered import NOT_PRACTISED, offered
from quizapp.services.quizzes.refusals import (
    NoAttemptsLeftError,
    RefusedError,
    UnavailableError,
    UnknownError,
)
from quizapp.services.quizzes.submitting import close, patiently
from quizapp.services.transaction import lock_learner, write

# Put together once: all begin at the same moment where a class does.
_QUIZ = bindparam("quiz", type_=BigId)
_BEGUN = select(Attempt.id, Attempt.quiz_id, Attempt.client_id).where(
    Attempt.learner_id == LEARNER,
    (Attempt.client_id == bindparam("client", type_=Uuid))
    | and_(Attempt.quiz_id == _QUIZ, Attempt.submitted_at.is_(None)),
)
_HIGHEST = select(func.max(Attempt.number)).where(
    Attempt.learner_id == LEARNER, Attempt.quiz_id == _QUIZ
)
_QUIZ_CALLED = select(Quiz).where(Quiz.slug == bindparam("slug", type_=String))
# Rows, not objects: nobody asks for these again in this transaction.
_NEW_ATTEMPT, _NEW_QUESTIONS = (
    insert(cast("Table", model.__table__)) for model in (Attempt, AttemptItem)
)
# Of a large set so many questions for each one asked are looked at: enough to leave enemies out.
_LOOKED_AT = 8
NO_LONGER = "This quiz is no longer offered. Your earlier results are kept."


@dataclass(frozen=True, slots=True)
class Started:
    """The attempt to go on with; `new` unless it was there before."""

    attempt_id: UUID
    new: bool


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """What the web brings for an attempt: the browser's id, a fresh id, 32 random bytes."""

    client_id: UUID
    id: UUID
    secret: bytes


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item that the quiz may ask, at its newest revision."""

    item_id: int
    set_id: int
    revision_id: int
    body: ItemBody


@dataclass(frozen=True, slots=True)
class Sitting:
    """Whose attempt it is, its number among hers at the quiz, and when it ends by itself.

    `given`: it is an assignment, so that there is a teacher who grades.
    """

    learner_id: int
    number: int
    deadline: datetime | None
    given: bool


def start(learner_id: int, slug: str, new: NewAttempt, now: datetime) -> Started:
    """Begin an attempt, or give back the one that is open or was begun with the same client id.

    Raises UnknownError, UnavailableError (retired, empty, id used elsewhere), NoAttemptsLeftError.
    """

    def begin() -> Started | RefusedError:
        with write() as session:
            lock_learner(session, learner_id)
            return _start(session, learner_id, slug, new, now)

    outcome = patiently(begin)
    if isinstance(outcome, RefusedError):
        raise outcome  # only now: an overdue attempt that was closed on the way stays closed
    return outcome


def _start(
    session: Session, learner_id: int, slug: str, new: NewAttempt, now: datetime
) -> Started | RefusedError:
    quiz = session.scalar(_QUIZ_CALLED, {"slug": slug})
    if quiz is None or quiz.owner_id not in (None, learner_id):
        return UnknownError("quiz")
    given = given_to(session, learner_id, [quiz.id]).get(quiz.id)
    if given is not None and not given.mine:
        return UnknownError("quiz")
    running = _begun_before(session, learner_id, quiz.id, new.client_id, now)
    if running is not None:
        return running
    used = _used(session, learner_id, quiz.id)
    refused = _closed(session, quiz, learner_id, used, now) or _refused(quiz, given, used, now)
    if refused is not None:
        return refused
    chosen = _chosen(session, quiz, learner_id, new.secret)
    if not any(type_of(item.body).gradable for item in chosen):
        return UnavailableError(_nothing_to_ask(quiz))
    ends = deadline_of(quiz.minutes, given, now)
    sitting = Sitting(learner_id, used + 1, ends, given=given is not None)
    _insert(session, sitting, quiz.id, new, chosen, now)
    return Started(new.id, new=True)


def _closed(
    session: Session, quiz: Quiz, learner_id: int, used: int, now: datetime
) -> RefusedError | None:
    """Why a teacher's set cannot be practised by this learner, or None."""
    if quiz.set_id is None:
        return None
    may = select(QuestionSet.id).join(Quiz, Quiz.set_id == QuestionSet.id)
    if session.scalar(may.where(Quiz.id == quiz.id, offered(learner_id, now))) is not None:
        return None
    return UnavailableError(NO_LONGER) if used else UnknownError("quiz")


def _nothing_to_ask(quiz: Quiz) -> str:
    if quiz.set_id is None:
        return "This quiz has no questions at the moment."
    return (
        "There is nothing to ask at the moment. If you have another quiz with these questions open, "
        "hand that in first."
    )


def _refused(quiz: Quiz, given: Given | None, used: int, now: datetime) -> RefusedError | None:
    """Why no new attempt can be begun after `used` ones, or None."""
    if quiz.retired_at is not None:
        return UnavailableError(NO_LONGER)
    if given is not None and (reason := _not_now(given, now)):
        return UnavailableError(reason)
    more = given.extra_attempts if given else 0
    if quiz.attempts_allowed is not None and used >= quiz.attempts_allowed + more:
        return NoAttemptsLeftError()
    return None


def _not_now(given: Given, now: datetime) -> str | None:
    """Why an assignment cannot be begun at this time, or None."""
    if given.archived:
        return "This class is over."
    if now < given.window.opens_at:
        return "This is not open yet."
    return "This is closed: nothing is accepted any more." if given.window.is_over(now) else None


def deadline_of(minutes: int | None, given: Given | None, start: datetime) -> datetime | None:
    """When an attempt begun at `start` is handed in by itself: its time limit, or the end."""
    if given is None:
        return None if minutes is None else start + timedelta(minutes=minutes)
    allowed = minutes_allowed(minutes, given.extra_percent, given.extra_minutes)
    return given.window.deadline(start, allowed)


def _begun_before(
    session: Session, learner_id: int, quiz_id: int, client_id: UUID, now: datetime
) -> Started | RefusedError | None:
    """The attempt begun with this client id, else the open one; an overdue one is closed."""
    given = {"learner": learner_id, "quiz": quiz_id, "client": client_id}
    rows = session.connection().execute(_BEGUN, given).all()
    for row in rows:
        if row.client_id == client_id:
            if row.quiz_id != quiz_id:
                return UnavailableError("This id was already used to start another quiz.")
            return Started(row.id, new=False)
    for row in rows:
        head = attempt_head(session, learner_id, row.id, lock=True)
        if head is not None and not head.is_overdue(now):
            return Started(row.id, new=False)
        if head is not None:
            close(session, head, None, now)
    return None


def _used(session: Session, learner_id: int, quiz_id: int) -> int:
    given = {"learner": learner_id, "quiz": quiz_id}
    highest: int | None = session.connection().execute(_HIGHEST, given).scalar()
    return highest or 0


def _chosen(session: Session, quiz: Quiz, learner_id: int, secret: bytes) -> list[PoolItem]:
    connection = session.connection()
    if quiz.set_id is None:
        rows = connection.execute(_of_course(), {"quiz": quiz.id})
    else:
        rows = connection.execute(_among(), {"items": _of_set(session, quiz, learner_id, secret)})
    found = (PoolItem(row[0], row[1], row[2], body_of(row.text)) for row in rows)
    pool = {item.item_id: item for item in found}
    asked = draw(
        [_candidate(item) for item in pool.values()],
        secret,
        quiz.draw,
        balance=quiz.balance,
        shuffled=quiz.shuffle,
    )
    return [pool[candidate.item_id] for candidate in asked]


def _items() -> Select[*tuple[Any, ...]]:
    newest = IS_NEWEST
    return select(Item.id, Item.set_id, ItemRevision.id, TEXT).join(ItemRevision, newest)


@cache
def _among() -> Select[*tuple[Any, ...]]:
    wanted = Item.id.in_(bindparam("items", expanding=True))
    return _items().where(wanted).order_by(Item.position, Item.id)


@cache
def _of_course() -> Select[*tuple[Any, ...]]:
    return (
        _items()
        .join(QuizItem, QuizItem.item_id == Item.id)
        .where(QuizItem.quiz_id == _QUIZ, Item.retired_at.is_(None), Item.type != "flashcard")
        .order_by(QuizItem.position, Item.id)
    )


def _of_set(session: Session, quiz: Quiz, learner_id: int, secret: bytes) -> list[int]:
    """Items of the teacher's set to draw from; none that another open attempt of hers asks."""
    elsewhere = (
        select(AttemptItem.item_id)
        .join(
            Attempt,
            and_(
                Attempt.learner_id == AttemptItem.learner_id, Attempt.id == AttemptItem.attempt_id
            ),
        )
        .where(Attempt.learner_id == learner_id, Attempt.submitted_at.is_(None))
    )
    rows = session.execute(
        select(Item.id, Item.code).where(
            Item.set_id == quiz.set_id,
            Item.retired_at.is_(None),
            Item.type.not_in(NOT_PRACTISED),
            Item.id.not_in(elsewhere),
        )
    )
    pool = [Candidate(row.id, row.code) for row in rows]
    return [one.item_id for one in some(pool, secret, _LOOKED_AT * (quiz.draw or len(pool)))]


def _most(body: ItemBody, *, given: bool) -> float:
    """What can be earned: nothing for an answer that a person grades, where nobody does."""
    plugin = type_of(body)
    return 0.0 if plugin.manual and not given else plugin.max_points(body)


def _candidate(item: PoolItem) -> Candidate:
    return Candidate(
        item_id=item.item_id,
        code=item.body.id,
        objective=item.body.objective,
        enemies=frozenset(item.body.enemies),
        text=not type_of(item.body).gradable,
        set_id=item.set_id,
        tag=item.body.tags[0] if item.body.tags else "",
    )


def _insert(
    session: Session,
    sitting: Sitting,
    quiz_id: int,
    new: NewAttempt,
    chosen: list[PoolItem],
    now: datetime,
) -> None:
    points = [_most(item.body, given=sitting.given) for item in chosen]
    attempt = {
        "learner_id": sitting.learner_id,
        "id": new.id,
        "client_id": new.client_id,
        "quiz_id": quiz_id,
        "number": sitting.number,
        "secret": new.secret,
        "started_at": now,
        "deadline": sitting.deadline,
        "max_score": round(sum(points), 4),
    }
    questions = [
        {
            "learner_id": sitting.learner_id,
            "attempt_id": new.id,
            "position": position,
            "item_id": item.item_id,
            "item_revision_id": item.revision_id,
            "max_score": most,
        }
        for position, (item, most) in enumerate(zip(chosen, points, strict=True), start=1)
    ]
    connection = session.connection()
    connection.execute(_NEW_ATTEMPT, attempt)
    connection.execute(_NEW_QUESTIONS, questions)
