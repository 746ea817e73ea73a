"""Attempts and quizzes as they are now: what is overdue is submitted before it is shown."""

import re
from uuid import UUID

from quizapp.models.db import db
from quizapp.queries.quizzes import listing
from quizapp.queries.quizzes.attempts import AttemptHead, attempt_head
from quizapp.services.quizzes import settle
from quizapp.services.quizzes.refusals import UnknownError
from quizapp.web.quizzes.refusals import translated
from quizapp.web.shell.identity import the_learner
from quizapp.web.shell.time import now

_SLUG = re.compile(r"[a-z0-9-]{1,120}")


def known_shape(slug: str) -> str:
    """The slug, if it can be one at all; some databases refuse what URLs may hold."""
    if not _SLUG.fullmatch(slug):
        raise UnknownError("quiz")
    return slug


def current_attempt(learner_id: int, attempt_id: UUID) -> AttemptHead:
    """One attempt of the learner; raises UnknownError for any other."""
    head = attempt_head(db.session(), learner_id, attempt_id)
    if head is not None and head.is_overdue(now()):
        settle(learner_id, attempt_id, now())
        head = attempt_head(db.session(), learner_id, attempt_id)
    if head is None:
        raise UnknownError("attempt")
    return head


def own_attempt(attempt_id: UUID) -> AttemptHead:
    """`current_attempt` of whoever asks, as a page shows it."""
    with translated():
        return current_attempt(the_learner().id, attempt_id)


def quiz_of(head: AttemptHead) -> listing.QuizView:
    """The quiz of an attempt, with all of the learner's attempts at it."""
    with translated():
        return settled_quiz(head.quiz_slug, head.learner_id)


def settled_quizzes(learner_id: int | None) -> list[listing.QuizView]:
    """The quizzes to choose from."""
    found = listing.quizzes(db.session(), learner_id, now())
    if _settle(learner_id, found):
        found = listing.quizzes(db.session(), learner_id, now())
    return found


def settled_quiz(slug: str, learner_id: int | None) -> listing.QuizView:
    """One quiz; raises UnknownError where there is none."""
    found = listing.quiz(db.session(), known_shape(slug), learner_id, now())
    if found is not None and _settle(learner_id, [found]):
        found = listing.quiz(db.session(), slug, learner_id, now())
    if found is None:
        raise UnknownError("quiz")
    return found


def _settle(learner_id: int | None, quizzes: list[listing.QuizView]) -> bool:
    if learner_id is None:
        return False
    overdue = [one.open.id for one in quizzes if one.open and one.open.is_overdue(now())]
    return sum(settle(learner_id, attempt_id, now()) for attempt_id in overdue) > 0
