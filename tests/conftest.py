"""Fixtures that every test can ask for; the same suite runs on SQLite and on PostgreSQL.

    app           the application on a fresh copy of the template database, with a fixed clock;
                  its app context is open for the test's own use of services and queries
    session       that context's database session
    client        a browser that nobody has used yet
    mina, jun, guest, ms_park, mr_cho, admin    people, each with .client, .view, .id, .password
    person        makes more of them: person("lee", zone="Asia/Seoul")
    clock         move it: clock.move(days=1)
    statements    with statements() as seen: …; len(seen), seen.commits, print(seen)
    blank_app     the same application on an empty, unmigrated database
    live_server   `quizapp serve` in its own processes, one for the session
    template_home    a home folder that has the built-in course, for servers that begin with a copy
    fresh_server  starts another one with settings of the test's choice
    postgres      a PostgreSQL server whatever --database says (for @pytest.mark.postgres)
    page, new_context, new_teacher, narrow_page, no_script_page, guard, check_accessibility    Chromium

Which tests touch a database or a browser is seen from the fixtures they use; the markers follow.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from argon2 import PasswordHasher

from tests.support.clock import FixedClock
from tests.support.databases import (
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    make_template_home,
)
from tests.support.server import LiveServer
from tests.support.statements import Statements, watch

# The application is loaded by the fixtures that need it: tests of the domain run without it.
if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from quizapp.config import Config
    from tests.support.cast import Person
    from tests.support.visitor import Visitor
    from tests.support.warm import Warm

pytest_plugins = ["tests.support.browser"]

# A slow machine is no bug, and fixtures that hypothesis shares between examples are meant to be.
hypothesis.settings.register_profile(
    "quizapp",
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        hypothesis.HealthCheck.function_scoped_fixture,
        hypothesis.HealthCheck.too_slow,
    ],
)
hypothesis.settings.load_profile("quizapp")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database that tests run on",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "databases" in fixtures:
            item.add_marker(pytest.mark.database)
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "postgres" in fixtures:
            item.add_marker(pytest.mark.postgres)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Nothing is skipped quietly: a run with a skipped test has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, shared: Path) -> Iterator[Databases]:
    """Where this run's databases come from."""
    if request.config.getoption("--database") == "postgresql":
        postgres: PostgresDatabases = request.getfixturevalue("postgres")
        postgres.make_template()
        yield postgres
    else:
        yield SqliteDatabases(shared)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresDatabases]:
    made = PostgresDatabases()
    yield made
    made.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def settings() -> dict[str, str]:
    """Settings of the app under test; override this fixture, or change it in a fixture of yours."""
    return {}


@pytest.fixture(scope="session")
def warm(shared: Path) -> Iterator[Warm]:
    """What one app leaves to the next."""
    import quizapp.app  # noqa: F401 (loaded before the collector is told that modules stay)
    from tests.support.warm import Warm, remember_builders, remember_files, settle

    with pytest.MonkeyPatch.context() as patch:
        remember_builders(patch)
        remember_files(patch)
        settle()
        for name in ("templates", "assets"):
            (shared / name).mkdir(exist_ok=True)
        yield Warm(shared / "templates", shared / "assets")


@pytest.fixture
def config(
    tmp_path: Path, databases: Databases, settings: dict[str, str], warm: Warm
) -> Iterator[Config]:
    """The configuration of the app under test; its database is filled."""
    url = databases.copy(tmp_path / "home")
    yield _configuration(tmp_path, url, settings, warm)
    databases.drop(url)


def _configuration(folder: Path, url: str, settings: dict[str, str], warm: Warm) -> Config:
    from quizapp.config import load_config

    (folder / "home").mkdir(exist_ok=True)
    (folder / "home" / "assets").symlink_to(warm.assets)
    return load_config(
        {
            "QUIZAPP_HOME": str(folder / "home"),
            "QUIZAPP_DATABASE_URL": url,
            "QUIZAPP_SECRET_KEY": "a key for the tests, never for anything else",
            "QUIZAPP_LOG_LEVEL": "WARNING",
            **settings,
        }
    )


def _running(config: Config, clock: FixedClock, warm: Warm) -> Iterator[Flask]:
    from quizapp.app import create_app
    from quizapp.models.db import db
    from quizapp.services import passwords
    from tests.support.visitor import Visitor

    with warm.lending_addresses():
        app = create_app(config, clock)
    app.test_client_class = Visitor
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a 500 is answered as the user would see it
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        # As cheap as argon2 can be; what it costs otherwise has tests of its own, without an app.
        patch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
        engine = db.engine
        warm.furnish(app, engine)
        yield app
        db.session.remove()
        engines = [*db.engines.values()]
    for one in engines:
        one.dispose()


@pytest.fixture
def app(config: Config, clock: FixedClock, warm: Warm) -> Iterator[Flask]:
    yield from _running(config, clock, warm)


@pytest.fixture
def blank_app(
    tmp_path: Path,
    databases: Databases,
    settings: dict[str, str],
    clock: FixedClock,
    warm: Warm,
) -> Iterator[Flask]:
    url = databases.blank(tmp_path / "home")
    yield from _running(_configuration(tmp_path, url, settings, warm), clock, warm)
    databases.drop(url)


@pytest.fixture
def session(app: Flask) -> Session:
    from quizapp.models.db import db

    found: Session = db.session()
    return found


@pytest.fixture
def client(app: Flask) -> Visitor:
    browser: Visitor = app.test_client()  # type: ignore[assignment]  # see _running
    return browser


@pytest.fixture
def statements(app: Flask) -> Callable[[], AbstractContextManager[Statements]]:
    from quizapp.models.db import db

    engine = db.engine
    return lambda: watch(engine)


@pytest.fixture
def person(app: Flask, clock: FixedClock) -> Callable[..., Person]:
    """Make somebody: person("name", zone="Asia/Seoul"); the names of the cast carry their roles."""
    from tests.support.cast import Person

    return partial(Person, app, clock)


@pytest.fixture
def mina(person: Callable[..., Person]) -> Person:
    return person("mina", "Asia/Seoul")


@pytest.fixture
def jun(person: Callable[..., Person]) -> Person:
    return person("jun")


@pytest.fixture
def guest(person: Callable[..., Person]) -> Person:
    return person("guest")


@pytest.fixture
def ms_park(person: Callable[..., Person]) -> Person:
    return person("ms_park")


@pytest.fixture
def mr_cho(person: Callable[..., Person]) -> Person:
    return person("mr_cho")


@pytest.fixture
def admin(person: Callable[..., Person]) -> Person:
    return person("admin")


@pytest.fixture(scope="session")
def live_server(
    tmp_path_factory: pytest.TempPathFactory, template_home: Path
) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path_factory.mktemp("live") / "home", template_home).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template_home(shared: Path) -> Path:
    """A home folder with the built-in course, to be copied."""
    return make_template_home(shared)


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Start a server with settings: fresh_server(QUIZAPP_WORKERS="4")."""
    started: list[LiveServer] = []

    def start(**settings: str) -> LiveServer:
        server = LiveServer(tmp_path / f"home-{len(started)}", None, **settings)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()
