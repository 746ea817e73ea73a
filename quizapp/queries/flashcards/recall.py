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
# The days gone for each day of stability: the more, the less is recalled. For putting cards in order
# it does as well as RECALL, and costs less. It needs TODAY, what follows the parameters of `terms` too.
ELAPSED_SHARE: ColumnElement[Any] = _ELAPSED / CardState.stability


def recall_after(share: ColumnElement[Any]) -> ColumnElement[Any]:
    """Predicted recall after an ELAPSED_SHARE."""
    return func.power(1 + _FACTOR * share, _DECAY)


RECALL: ColumnElement[Any] = recall_after(ELAPSED_SHARE)
ANSWERED: ColumnElement[bool] = CardState.stability.is_not(None)
# Of an answered card; one that is not known is slipping (see SetMemory).
IS_KNOWN: ColumnElement[bool] = and_(ELAPSED_SHARE <= _LASTS, ~IN_STEPS)


def terms(settings: Settings) -> dict[str, float]:
    """What the expressions above have to be given of a learner's settings."""
    factor, decay = model(settings.parameters).curve
    # The share at which recall has come down to what is wanted: `Model.interval` for a stability of one
    # day, but with 1 for 0.9 to the last digit. A card is known on the very day to which it was put off.
    lasts = (settings.desired_retention ** (1 / decay) - 1) / factor
    return {"factor": factor, "decay": decay, "lasts": lasts}
