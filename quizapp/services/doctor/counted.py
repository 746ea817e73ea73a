"""The sums that reports are made of against the attempts that they follow from."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from quizapp.models.analysis import AnswerSum, CountedAttempt, CountState, DueCount
from quizapp.models.db import Base
from quizapp.models.quizzes import Attempt
from quizapp.queries.analysis.contributions import (
    Pair,
    contributions,
    differing,
    digest_of,
    from_row,
    stored,
)
from quizapp.services.analysis.counting import hold, recount
from quizapp.services.analysis.sums import TABLES, Key, Sums, put_right
from quizapp.services.doctor.report import Place, Report
from quizapp.services.transaction import write

_CHUNK = 100
_TRIES = 5
Wrong = Mapping[type[Base], list[Key]]


def counted(place: Place, report: Report) -> None:
    """First what each attempt adds, then whether the sums are the sum of these."""
    for pairs in _pairs(place.session):
        wrong = _changed(place.session, pairs)
        place.session.rollback()
        report.looked_at += len(pairs)
        for pair in wrong:
            _settle(place, report, pair)
    _sums(place, report)


def _settle(place: Place, report: Report, pair: Pair) -> None:
    """Look again, while nobody else counts."""
    with write() as session:
        hold(session)
        if not _changed(session, [pair]):
            return
        if place.repair:
            recount(session, [pair])
    learner_id, quiz_id = pair
    report.problem(
        f"learner {learner_id}, quiz {quiz_id}: the reports count something else than was handed in",
        repaired=place.repair,
    )


def _changed(session: Session, pairs: list[Pair]) -> list[Pair]:
    """Those that are counted wrongly and that no note waits for."""
    waiting = {
        (row.learner_id, row.quiz_id)
        for row in session.execute(
            select(DueCount.learner_id, DueCount.quiz_id).where(
                tuple_(DueCount.learner_id, DueCount.quiz_id).in_(pairs)
            )
        )
    }
    return sorted(differing(stored(session, pairs), contributions(session, pairs)) - waiting)


def _pairs(session: Session) -> Iterator[list[Pair]]:
    """Everybody with every quiz that she has handed in, or is counted at, some at a time."""
    last: Pair = (0, 0)
    while True:
        handed_in = select(Attempt.learner_id, Attempt.quiz_id).where(
            Attempt.submitted_at.is_not(None), _after(Attempt, last)
        )
        counted_at = select(CountedAttempt.learner_id, CountedAttempt.quiz_id).where(
            _after(CountedAttempt, last)
        )
        both = handed_in.union(counted_at).order_by("learner_id", "quiz_id").limit(_CHUNK)
        pairs = [(row.learner_id, row.quiz_id) for row in session.execute(both)]
        if not pairs:
            return
        yield pairs
        last = pairs[-1]


def _after(table: type[Attempt] | type[CountedAttempt], last: Pair) -> ColumnElement[bool]:
    hers = and_(table.learner_id == last[0], table.quiz_id > last[1])
    return or_(table.learner_id > last[0], hers)


def _sums(place: Place, report: Report) -> None:
    """The sums anew from what attempts add; again, if somebody counted meanwhile."""
    for _ in range(_TRIES):
        before = _version(place.session)
        wanted, givers = _added_up(place.session)
        wrong = _compared(place.session, wanted)
        place.session.rollback()
        if not any(wrong.values()) and before == _version(place.session):
            return
        with write() as session:
            # What `hold` gives is one more than it was.
            if hold(session) != before + 1:
                continue
            unspelt: list[Key] = []
            if place.repair:
                unspelt = _spell(session, wanted, wrong[AnswerSum], givers)
                wrong[AnswerSum] = [key for key in wrong[AnswerSum] if key not in unspelt]
                put_right(session, wanted, wrong)
        _tell(report, wrong, place.repair)
        _tell(report, {AnswerSum: unspelt}, repaired=False)
        return
    report.note("answers were counted all the time, so the sums of the reports were not compared")


def _added_up(session: Session) -> tuple[Sums, dict[Key, Pair]]:
    """The sums of what is stored of each attempt, and for each answer somebody who gave it."""
    wanted, givers = Sums(), dict[Key, Pair]()
    for row in session.execute(
        select(*CountedAttempt.__table__.columns), execution_options={"yield_per": 1000}
    ):
        one = from_row(row)
        wanted.take(row.quiz_id, one, 1)
        for part in one.parts:
            if part.digest is not None:
                givers[part.item, part.revision, part.digest] = row.learner_id, row.quiz_id
    return wanted, givers


def _spell(
    session: Session, wanted: Sums, keys: Iterable[Key], givers: Mapping[Key, Pair]
) -> list[Key]:
    """Find again what was answered; only its digest is stored with the attempt.

    Gives the keys of what cannot be found: a note waits that its attempt is counted otherwise.
    """
    unspelt = []
    for key in keys:
        if key in wanted.answers:
            giver = contributions(session, [givers[key]]).get(givers[key])
            if giver is None or key[-1] not in giver.answers:
                unspelt.append(key)
            else:
                wanted.answers[key].answer = giver.answers[key[-1]]
    return unspelt


def _tell(report: Report, wrong: Wrong, repaired: bool) -> None:
    for model, keys in wrong.items():
        for key in keys:
            words = " ".join(map(str, key))
            report.problem(f"{model.__tablename__} {words}: the sums are wrong", repaired=repaired)


def _version(session: Session) -> int:
    version = session.scalar(select(CountState.version)) or 0
    session.rollback()
    return version


def _compared(session: Session, wanted: Sums) -> dict[type[Base], list[Key]]:
    """The keys of rows that are not as wanted, or missing, or too many."""
    found: dict[type[Base], list[Key]] = {}
    for table in TABLES:
        part = table.part(wanted)
        size = len(table.key)
        there: set[Key] = set()
        wrong: list[Key] = []
        for row in session.execute(select(*table.columns), execution_options={"yield_per": 1000}):
            key = tuple(row)[:size]
            there.add(key)
            spelt = table.model is not AnswerSum or digest_of(row.answer) == row.digest
            if not spelt or table.dump(table.read(row)) != table.instead(wanted, key, row):
                wrong.append(key)
        found[table.model] = sorted({*wrong, *(part.keys() - there)})
    return found
