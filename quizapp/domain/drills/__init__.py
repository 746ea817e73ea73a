"""Drills: question sets that are made from the registers of a course, always the same way."""

from collections.abc import Iterable

from quizapp.domain.course import Claim, Fact, QuestionSet, QuizPlan
from quizapp.domain.drills.dates import date_items
from quizapp.domain.drills.sorter import sorter_items
from quizapp.domain.items.schema import SetHeader

__all__ = ["drill_set"]


def drill_set(
    plan: QuizPlan,
    claims: Iterable[Claim],
    facts: Iterable[Fact],
    cutoff: str | None,
    near_miss: str | None,
) -> QuestionSet:
    """The set that a plan with a `drill` asks; its slug is the quiz's, its items begin with it.

    `cutoff`: the last day that is taught. `near_miss`: the misconception of whoever is a
    neighbouring event off.
    """
    if plan.drill == "claims":
        items = sorter_items(plan.slug, claims)
    else:
        items = date_items(plan.slug, facts, cutoff, near_miss)
    head = SetHeader(slug=plan.slug, title=plan.title, description=plan.description)
    return QuestionSet(head, None, items, drill=True)
