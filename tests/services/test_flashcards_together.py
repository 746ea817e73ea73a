"""Answers that wait for the same turn: stored with one commit, and each for itself if one cannot."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from uuid import uuid5

import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from quizapp.models.db import db
from quizapp.queries.flashcards.counting import counts, limits_of
from quizapp.queries.flashcards.log import log_of as rows_of
from quizapp.queries.flashcards.log import state_from
from quizapp.services.flashcards import Given, Recorded, record_reviews, together
from quizapp.services.flashcards.outcome import over_again
from quizapp.services.flashcards.undoing import entries
from quizapp.services.transaction import turn as real_turn
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import FAMILY, cards_of, log_of, long_ago, states_of

TABS = 4


@pytest.fixture
def commits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Connection]]:
    """The commits of a group; on SQLite nobody gets a turn before all wait for theirs."""
    gathered = Barrier(TABS)
    met: list[int] = []

    @contextmanager
    def turn() -> Iterator[None]:
        if len(met) < TABS:
            met.append(gathered.wait(30))
        with real_turn():
            yield

    monkeypatch.setattr(together, "turn", turn)
    seen: list[Connection] = []

    def note(connection: Connection) -> None:
        seen.append(connection)

    with app.app_context():
        event.listen(db.engine, "commit", note)
        yield seen
        event.remove(db.engine, "commit", note)


def at_once(app: Flask, clock: FixedClock, given: list[tuple[str, list[Given]]]) -> list[Recorded]:
    """The batches of several browsers (a session token each), in threads."""

    def tab(who: tuple[str, list[Given]]) -> Recorded | None:
        with app.app_context():
            now = clock.now()
            return record_reviews(who[0], now - timedelta(days=30), who[1], now, now)

    # PostgreSQL has no turns; there it is enough that the same calls have the same results.
    together_at = TABS if db.engine.dialect.name == "sqlite" else 1
    with ThreadPoolExecutor(together_at) as pool:
        found = list(pool.map(tab, given))
    assert None not in found
    return [one for one in found if one is not None]


def answer(clock: FixedClock, card: int, number: int) -> Given:
    return Given(uuid5(FAMILY, f"together {number}"), str(card), 3, clock.now(), 1_000)


def test_those_who_wait_share_a_commit(
    app: Flask, session: Session, mina: Person, jun: Person, clock: FixedClock, commits: list[Connection]
) -> None:  # fmt: skip
    cards = [card.id for card in cards_of(session)][:TABS]
    for person in (mina, jun):
        long_ago(person, clock.now() - timedelta(days=400))
    tokens = [token_of(person) for person in (mina, jun, mina, jun)]
    session.rollback()
    commits.clear()
    given = [
        (token, [answer(clock, card, card)]) for token, card in zip(tokens, cards, strict=True)
    ]
    done = at_once(app, clock, given)
    assert [one.results[0].status for one in done] == ["recorded"] * TABS
    assert len(log_of(session, mina)) == len(log_of(session, jun)) == 2
    assert set(states_of(session, mina)) == {cards[0], cards[2]}
    if db.engine.dialect.name == "sqlite":
        assert len(commits) == 1
        # Whoever committed: what is left today is told to each as it is after that commit.
        for person, told in zip((mina, jun, mina, jun), done, strict=True):
            assert told.counts == counts(session, person.id, limits_of(person.view), clock.now())


def test_one_that_cannot_be_stored_does_not_stop_the_others(
    app: Flask, session: Session, mina: Person, jun: Person, clock: FixedClock, commits: list[Connection]
) -> None:  # fmt: skip
    card, other = [card.id for card in cards_of(session)][:2]
    for person in (mina, jun):
        long_ago(person, clock.now() - timedelta(days=400))
    hers, his = token_of(mina), token_of(jun)
    session.rollback()
    given = [(hers, [answer(clock, card, n)]) for n in range(TABS - 1)]
    done = at_once(app, clock, [*given, (his, [answer(clock, other, 99)])])
    assert [one.results[0].status for one in done] == ["recorded"] * TABS
    assert len(log_of(session, mina)) == TABS - 1
    assert len(log_of(session, jun)) == 1
    replayed = over_again(card, entries(rows_of(session, mina.id, [card])))
    assert state_from(states_of(session, mina)[card]).due == replayed.state.due


def token_of(person: Person) -> str:
    """The session token in the person's cookie."""
    with person.client.session_transaction() as cookie:
        token: str = cookie["_user_id"]
    return token
