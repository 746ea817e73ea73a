"""What the measuring programs share: a server on loopback, and a browser without a screen."""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

# What a shell starts in the background ignores it; here it has to stop the servers that run.
signal.signal(signal.SIGINT, signal.default_int_handler)

BIN = Path(sys.executable).parent
ROUNDS = 5


def sqlite() -> Any:
    """The SQLite that the app uses."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


# ---- servers ----------------------------------------------------------------------------------


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Path, **settings: str) -> dict[str, str]:
    """What the app's commands get: this process's environment without its settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QUIZAPP_", "PYTEST_"))}
    kept.pop("PORT", None)
    # As where it is installed: a command does not compile the whole house anew.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    quiet = {"QUIZAPP_LOG_LEVEL": "WARNING", "QUIZAPP_GUESTS_PER_HOUR": "100000"}
    return {**kept, "QUIZAPP_HOME": str(home), **quiet, **settings}


@dataclass
class Server:
    """A process group that serves on a port."""

    command: list[str]
    port: int
    env: dict[str, str]
    ready_path: str = "/readyz"
    user: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self, patience: float = 180) -> float:
        """Start; returns the seconds until it answered."""
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            **self.user,
        )
        while not self.answers():
            if self.process.poll() is not None or time.perf_counter() - begun > patience:
                raise RuntimeError(f"did not start: {' '.join(self.command)}")
            time.sleep(0.005)
        return time.perf_counter() - begun

    def answers(self) -> bool:
        """Whether it says that it is ready."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", self.ready_path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Ask it to end; what is left after 20 s is killed."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)


@contextmanager
def home_folder() -> Iterator[Path]:
    """A fresh folder for database and key, on the disk that also holds temporary files."""
    folder = Path(tempfile.mkdtemp(prefix="quizapp-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def app_server(home: Path, **settings: str) -> Server:
    """`quizapp serve`, not yet started."""
    port = free_port()
    return Server(
        [str(BIN / "quizapp"), "serve"],
        port,
        environment(home, QUIZAPP_PORT=str(port), **settings),
    )


AnyServer = TypeVar("AnyServer", bound=Server)


@contextmanager
def running(server: AnyServer) -> Iterator[AnyServer]:
    """The server, started and in the end stopped."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


# ---- browsers ---------------------------------------------------------------------------------


class Browser:
    """One keep-alive connection with cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        try:
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
        except ConnectionError:  # idle for too long: the server has closed it
            self.connection.close()
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, dict(answer.getheaders()), content

    def json(self, path: str) -> Any:
        """What a JSON address answers."""
        status, _, content = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {content[:300]!r}")
        return json.loads(content)

    def post(self, path: str, body: object) -> Any:
        """What a JSON address answers to JSON."""
        kind = {"Content_Type": "application/json", "X_CSRF_Token": self.token}
        status, _, content = self.ask("POST", path, json.dumps(body).encode(), **kind)
        if status not in (200, 201):
            raise RuntimeError(f"POST {path}: {status} {content[:300]!r}")
        return json.loads(content)

    def start(self) -> "Browser":
        """Become a guest."""
        self.token = self.json("/api/v1/session")["csrf"]
        form = f"csrf_token={self.token}".encode()
        kind = "application/x-www-form-urlencoded"
        status, _, _ = self.ask("POST", "/start", form, Content_Type=kind)
        if status != 303:
            raise RuntimeError(f"POST /start: {status}")
        self.token = self.json("/api/v1/session")["csrf"]
        return self

    def learner(self) -> str:
        """The public id of this guest."""
        found: str = self.json("/api/v1/session")["learner"]["id"]
        return found

    def cards(self, query: str = "limit=200&all=true") -> list[str]:
        """Cards to answer."""
        return [card["id"] for card in self.json(f"/api/v1/study/queue?{query}")["cards"]]

    def head(self, method: str, path: str) -> bytes:
        """The head of a JSON request as bytes, up to the value of Content-Length."""
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n"
            f"X-CSRF-Token: {self.token}\r\nContent-Type: application/json\r\nContent-Length: "
        ).encode()


def seconds_of(ask: Callable[[], Any], times: int) -> list[float]:
    """How long each of several calls took."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        found.append(time.perf_counter() - begun)
    return found
