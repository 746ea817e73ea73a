"""Predicted recall of card states, worked out by the database: a learner has thousands of cards.

The formula is that of `Model.recall` in `quizapp/domain/scheduling/formulas.py`, with which the
tests compare it.
"""

from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, and_, bindparam, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from quizapp.domain.scheduling.formulas import model
from quizapp.domain.scheduling.states import Settings
from quizapp.models.flashcards import CardState
from quizapp.queries.flashcards.scope import IN_STEPS, TODAY


class days_since(FunctionElement[int]):  # noqa: N801 (named as functions of SQL are)
    """days_since(today, day): whole days, 0 if the day is still to come."""

    type = Integer()
    inherit_cache = True


@compiles(days_since, "sqlite")
def _by_julian_days(element: days_since, compiler: SQLCompiler, **options: Any) -> str:
    today, day = (compiler.process(one, **options) for one in element.clauses)
    return f"max(0, julianday({today}) - julianday({day}))"


@compiles(days_since, "postgresql")
def _by_dates(element: days_since, compiler: SQLCompiler, **options: Any) -> str:
    today, day = (compiler.process(one, **options) for one in element.clauses)
    return f"greatest(0, {today} - {day})"


_ELAPSED = func.coalesce(days_since(TODAY, CardState.last_day), 0)
_FACTOR, _DECAY, _LASTS = (bindparam(name, type_=Float) for name in ("factor", "decay", "lasts"))
# All of these need TODAY and the parameters of `terms`.
# The days gone for each day of stability: the more, the less is recalled. For putting cards in order
# it does as well as RECALL, and costs less.
LAPSE_OF_TIME: ColumnElement[Any] = _ELAPSED / CardState.stability


def recall_after(lapse_of_time: ColumnElement[Any]) -> ColumnElement[Any]:
    """Predicted recall after a LAPSE_OF_TIME."""
    return func.power(1 + _FACTOR * lapse_of_time, _DECAY)


RECALL: ColumnElement[Any] = recall_after(LAPSE_OF_TIME)
ANSWERED: ColumnElement[bool] = CardState.stability.is_not(None)
# Of an answered card; one that is not known is slipping (see SetMemory).
IS_KNOWN: ColumnElement[bool] = and_(LAPSE_OF_TIME <= _LASTS, ~IN_STEPS)


def terms(settings: Settings) -> dict[str, float]:
    """What the expressions above have to be given of a learner's settings."""
    memory = model(settings.parameters)
    factor, decay = memory.curve
    # The lapse of time at which recall has come down to what is wanted.
    lasts = memory.interval(1.0, settings.desired_retention)
    return {"factor": factor, "decay": decay, "lasts": lasts}
