"""The audit of dependencies passes only if the database was heard."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.audit import CLEAN, KNOWN_WEAK, LOCKS, ROOT, UNASKED, WEAK, pinned
from tests.support.postgres import free_port

Answer = Callable[[str, str], tuple[int, str]]


def weakness(name: str) -> str:
    """One weakness as OSV tells it."""
    affected = [{"package": {"name": name, "ecosystem": "PyPI"}}]
    return json.dumps({"vulns": [{"id": "X-2026-1", "summary": "bad", "affected": affected}]})


class Database(ThreadingHTTPServer):
    """Answers on loopback as a test wants it, and remembers what it was asked about."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/query"


class Handler(BaseHTTPRequestHandler):
    server: Database

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = query["package"]["name"], query["version"]
        self.server.asked.append(name)
        status, body = self.server.answer(name, version)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def database() -> Iterator[Callable[[Answer], Database]]:
    started: list[Database] = []

    def start(answer: Answer) -> Database:
        server = Database(answer)
        Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A small lock of one package."""
    path = tmp_path / "requirements.txt"
    path.write_text(f"flask==3.1.3 \\\n    --hash=sha256:{'1' * 64}\n")
    return path


def audit(url: str, *locks: Path) -> tuple[int, str]:
    """Exit status and all that was printed."""
    command = [sys.executable, "-m", "tests.audit", "--osv-url", url, *map(str, locks)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    return done.returncode, done.stdout + done.stderr


def knowing(*weak: str) -> Answer:
    """A database that knows the old weakness, and those of the packages named."""
    known = {KNOWN_WEAK[0], *weak}

    def answer(name: str, version: str) -> tuple[int, str]:
        old = name == KNOWN_WEAK[0] and version != KNOWN_WEAK[1]
        return 200, weakness(name) if name in known and not old else "{}"

    return answer


def test_every_package_of_every_lock_is_asked_about(
    database: Callable[[Answer], Database],
) -> None:
    osv = database(knowing())
    status, said = audit(osv.url)
    assert status == CLEAN, said
    assert f"{len(pinned(LOCKS))} pinned packages, 0 known weaknesses" in said
    assert set(osv.asked) == pinned(LOCKS)
    assert {"flask", "gunicorn", "pytest", "prometheus-client"} <= set(osv.asked)


def test_a_known_weakness_fails_it(database: Callable[[Answer], Database], lock: Path) -> None:
    status, said = audit(database(knowing("flask")).url, lock)
    assert status == WEAK
    assert "flask 3.1.3: X-2026-1" in said


def test_a_database_that_cannot_be_reached_fails_it(lock: Path) -> None:
    status, said = audit(f"http://127.0.0.1:{free_port()}/v1/query", lock)
    assert status == UNASKED
    assert "AUDIT NOT DONE" in said


@pytest.mark.parametrize(
    ("answer_status", "body"),
    [
        (500, "{}"),
        (404, "{}"),
        (200, "<html>Please log in to the network</html>"),
        (200, "{}"),  # knows nothing at all, not even what is known for years
    ],
)
def test_an_answer_that_is_none_fails_it(
    database: Callable[[Answer], Database], lock: Path, answer_status: int, body: str
) -> None:
    status, said = audit(database(lambda *_: (answer_status, body)).url, lock)
    assert status == UNASKED, said
    assert "AUDIT NOT DONE" in said


def test_a_database_that_falls_silent_on_the_way_fails_it(
    database: Callable[[Answer], Database], lock: Path
) -> None:
    known = knowing()
    osv = database(lambda name, version: (503, "") if name == "flask" else known(name, version))
    status, said = audit(osv.url, lock)
    assert (status, "AUDIT NOT DONE" in said) == (UNASKED, True)
