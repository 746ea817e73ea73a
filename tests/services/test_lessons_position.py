"""How far a lesson was read: the newest place counts, and what was finished stays finished."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.reading import ReadingPosition
from quizapp.queries.lessons import lessons, next_lesson
from quizapp.services import lessons as service
from quizapp.services.lessons import Spot
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.lessons import FIRST

MINUTE = timedelta(minutes=1)


def place(session: Session, person: Person) -> ReadingPosition | None:
    session.rollback()
    session.expire_all()
    return session.scalar(select(ReadingPosition).where(ReadingPosition.learner_id == person.id))


def test_a_place_is_kept(session: Session, mina: Person) -> None:
    service.keep_position(mina.id, FIRST, Spot("a-plan-that-failed", 0.6), START)
    kept = place(session, mina)
    assert kept is not None
    assert (kept.anchor, kept.fraction, kept.updated_at) == ("a-plan-that-failed", 0.6, START)
    assert kept.finished_at is None


def test_a_later_place_replaces_it_and_an_earlier_one_does_not(
    session: Session, mina: Person
) -> None:
    for anchor, fraction, at in (
        ("a-plan-that-failed", 0.6, START),
        ("two-zones-two-armies", 0.3, START + 2 * MINUTE),
        ("", 0.1, START + MINUTE),
    ):
        service.keep_position(mina.id, FIRST, Spot(anchor, fraction), at)
    kept = place(session, mina)
    assert kept is not None
    assert (kept.anchor, kept.fraction) == ("two-zones-two-armies", 0.3)


def test_the_end_finishes_a_lesson_for_good(session: Session, mina: Person) -> None:
    service.keep_position(mina.id, FIRST, Spot("when-did-kim-il-sung-come-home", 1.0), START)
    service.keep_position(mina.id, FIRST, Spot("", 0.1), START + MINUTE)
    kept = place(session, mina)
    assert kept is not None
    assert (kept.finished_at, kept.fraction) == (START, 0.1)
    following = next_lesson(session, mina.id)
    assert following is not None
    assert following.slug != FIRST


def test_a_button_finishes_it_too(session: Session, mina: Person) -> None:
    service.finish(mina.id, FIRST, START)
    service.finish(mina.id, FIRST, START + MINUTE)
    kept = place(session, mina)
    assert kept is not None
    assert kept.finished_at == START


def test_unknown_places_change_nothing(session: Session, mina: Person) -> None:
    with pytest.raises(service.UnknownAnchorError):
        service.keep_position(mina.id, FIRST, Spot("no-such-heading", 0.5), START)
    with pytest.raises(service.UnknownError):
        service.keep_position(mina.id, "no-such-lesson", Spot("", 0.5), START)
    with pytest.raises(service.UnknownError):
        service.finish(mina.id, "no-such-lesson", START)
    assert place(session, mina) is None


def test_the_list_says_what_was_read(session: Session, mina: Person, jun: Person) -> None:
    service.finish(mina.id, FIRST, START)
    second = lessons(session, None)[1].slug
    service.keep_position(mina.id, second, Spot("", 0.25), START)
    states = [(one.state, one.fraction) for one in lessons(session, mina.id)]
    assert states[:3] == [("finished", 1.0), ("started", 0.25), ("new", None)]
    assert {one.state for one in lessons(session, jun.id)} == {"new"}
