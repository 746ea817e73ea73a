"""A course with one question of every type, and a guest who came in through the front door."""

from pathlib import Path

import pytest
from flask import Flask

from tests.contract.outside import Outsider, load, start
from tests.support.clock import FixedClock
from tests.support.visitor import Visitor

SAMPLER = Path(__file__).parent / "courses" / "sampler"


@pytest.fixture
def sampler(app: Flask, clock: FixedClock) -> Flask:
    """The app with the course of courses/sampler beside the built-in one."""
    load(SAMPLER, clock)
    return app


@pytest.fixture
def taker(sampler: Flask, client: Visitor, clock: FixedClock) -> Outsider:
    """A guest in a browser of her own."""
    return start(client, clock)


@pytest.fixture
def stranger(sampler: Flask, clock: FixedClock) -> Outsider:
    """Another guest."""
    browser = sampler.test_client()
    assert isinstance(browser, Visitor)
    return start(browser, clock)
