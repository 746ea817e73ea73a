"""Whatever is handed in and arranged: the gradebook says of each cell what the cell's page says."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.scoring import percent
from quizapp.models.classes import Enrolment
from quizapp.models.db import db
from quizapp.models.quizzes import Attempt
from quizapp.queries.classes.assignments import assignments
from quizapp.queries.classes.cells import cell
from quizapp.queries.classes.gradebook import gradebook, mean
from quizapp.services import quizzes
from quizapp.services.classes import arranging
from quizapp.services.quizzes.refusals import RefusedError
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.classes import give, make_class
from tests.support.clock import START
from tests.support.quizzes import begin, make_quiz, right_answers, save, single

HOUR = timedelta(hours=1)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("begin", "submit", "override", "back", "excuse", "ask", "reopen", "regrade")
        ),
        st.integers(0, 1),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=12,
)


@settings(max_examples=12)
@given(acts=ACTS)
def test_the_gradebook_agrees_with_every_cell(
    acts: list[tuple[str, int, int, int]], ms_park: Person, mina: Person, jun: Person
) -> None:
    code = "".join("BCDFGHJKMNPQRSTVWXZ"[one % 19] for one in uuid4().bytes[:8])
    slug = f"made-up-{uuid4()}"
    make_quiz(slug, [single(f"{slug[-12:]}-1"), single(f"{slug[-12:]}-2")])
    group = make_class(ms_park, mina, jun, title=slug, code=code)
    given_ = [
        give(group, ms_park, f"quiz:{slug}", title=f"No. {n}", due_at=due)
        for n, due in enumerate((None, START + 3 * HOUR, START + 9 * HOUR))
    ]
    now = START
    for act, who, what, value in acts:
        now += HOUR
        person, assigned = (mina, jun)[who], given_[what]
        place = arranging.Place(group.id, assigned.id, person.id, ms_park.id)
        with suppress(RefusedError):  # it is closed, or no attempt is left: nothing changes then
            _act(act, place, person.id, assigned.slug, value, now)
        _check(group.id, now)


def _act(act: str, place: arranging.Place, learner: int, slug: str, value: int, now: Any) -> None:
    if act == "begin":
        begin(learner, slug, now)
    elif act == "submit":
        attempt = begin(learner, slug, now)
        for position, answer in list(right_answers(learner, attempt).items())[:value]:
            save(learner, attempt, position, answer, now=now)
        quizzes.submit(learner, attempt, uuid4(), now)
    elif act in ("override", "back"):
        arranging.override(place, 33.3 * value if act == "override" else None, "Why.", now)
    elif act in ("excuse", "ask"):
        arranging.excuse(place, now, on=act == "excuse")
    elif act == "reopen":
        arranging.reopen(place, now + value * HOUR, now)
    else:
        _regrade(learner, value)


def _regrade(learner: int, value: int) -> None:
    """What regrading leaves behind: another score of what was handed in before."""
    with write() as session:
        for attempt in session.scalars(
            select(Attempt).where(Attempt.learner_id == learner, Attempt.submitted_at.is_not(None))
        ):
            attempt.score = value / 2


def _check(class_id: int, now: Any) -> None:
    session: Session = db.session()
    session.rollback()
    book, views = gradebook(session, class_id, now), assignments(session, class_id)
    joined = session.scalars(select(Enrolment.learner_id).where(Enrolment.class_id == class_id))
    assert {row.student.id for row in book.rows} == set(joined)
    for row in book.rows:
        for what, shown, done_at in zip(views, row.cells, row.done_at, strict=True):
            alone = cell(session, row.student.id, what, now)
            assert shown is not None
            assert alone is not None
            look = "missing" if alone.overdue else alone.standing.state
            assert (shown.look, shown.percent) == (look, alone.standing.percent)
            assert shown.overridden == (alone.percent_given is not None)
            assert done_at == alone.standing.done_at
            scored = [percent(a.score, a.max_score) for a in alone.attempts if a.score is not None]
            assert alone.standing.scored == max(scored, default=None)
        assert row.average == mean(one.percent for one in row.cells if one)
    for place, average in enumerate(book.averages):
        column = [row.cells[place] for row in book.rows]
        assert average == mean(one.percent for one in column if one)
