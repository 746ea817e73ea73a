"""What the measuring programs share: a server on loopback, cheap clients, and how to report.

Clients are processes with one raw socket each: on a small machine the measuring must cost less
than what is measured.
"""

import datetime as dt
import http.client
import json
import multiprocessing
import os
import platform
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
ROUNDS = 5
PACKAGES = ("flask", "sqlalchemy", "gunicorn", "fsrs", "pydantic")


# ---- reporting --------------------------------------------------------------------------------


def spread(rounds: Sequence[float], unit: str, digits: int = 2) -> dict[str, Any]:
    """Median, extremes and all rounds of one figure."""
    return {
        "median": round(statistics.median(rounds), digits),
        "low": round(min(rounds), digits),
        "high": round(max(rounds), digits),
        "unit": unit,
        "rounds": [round(one, digits) for one in rounds],
    }


def percentile(times: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the times lie."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(name: str, target: str, figures: dict[str, Any]) -> None:
    """Print the result as JSON."""
    print(
        json.dumps(
            {
                "benchmark": name,
                "target": target,
                "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "machine": machine(),
                "versions": versions(),
                "figures": figures,
            },
            indent=2,
        )
    )


def machine() -> dict[str, Any]:
    """How large this machine is, and how busy."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return {
        "cores": os.cpu_count(),
        "processor": model.group(1) if model else platform.machine(),
        "memory_gb": round(pages * size / 2**30, 1),
        "system": platform.platform(terse=True),
        "load_1_min": round(os.getloadavg()[0], 1),
    }


def versions() -> dict[str, str]:
    """Of Python, SQLite and the packages on the path of a request."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite().sqlite_version,
        **{name: metadata.version(name) for name in PACKAGES},
    }


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


@contextmanager
def running(server: Server) -> Iterator[Server]:
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


# ---- load -------------------------------------------------------------------------------------


def reviews(cards: Sequence[str], batch: int) -> Callable[[int], bytes]:
    """Makes the n-th body of a client: a batch of answers with fresh ids, given just now."""
    now = dt.datetime.now(dt.UTC).isoformat()

    def one(n: int) -> str:
        return (
            f'{{"id":"{uuid.uuid4()}","card":"{cards[n % len(cards)]}","rating":3,'
            f'"reviewed_at":"{now}","duration_ms":2500,"answer":null}}'
        )

    def body(n: int) -> bytes:
        listed = ",".join(one(n * batch + place) for place in range(batch))
        return f'{{"sent_at":"{now}","reviews":[{listed}]}}'.encode()

    return body


@dataclass
class Load:
    """What many connections did in some seconds."""

    requests: int
    seconds: float
    times: list[float]
    failed: int

    @property
    def rate(self) -> float:
        """Requests that were answered with 200, a second."""
        return self.requests / self.seconds


Body = Callable[[int], bytes]


def load(port: int, clients: Sequence[tuple[bytes, Body]], seconds: float) -> Load:
    """Let every client (head and maker of bodies) post for some seconds, each in a process."""
    barrier = multiprocessing.Barrier(len(clients))
    queue: multiprocessing.Queue[tuple[list[float], int]] = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=_client, args=(port, *client, seconds, barrier, queue))
        for client in clients
    ]
    for worker in workers:
        worker.start()
    parts = [queue.get(timeout=seconds + 60) for _ in workers]
    for worker in workers:
        worker.join()
    times = [one for part, _ in parts for one in part]
    return Load(len(times), seconds, times, sum(failed for _, failed in parts))


def _client(port: int, head: bytes, body: Body, seconds: float, barrier: Any, queue: Any) -> None:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    times: list[float] = []
    failed = n = 0
    barrier.wait(30)
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        content = body(n)
        n += 1
        connection.sendall(b"%b%d\r\n\r\n%b" % (head, len(content), content))
        answer = _answer(connection)
        if answer.startswith(b"HTTP/1.1 200"):
            times.append(time.perf_counter() - begun)
        else:
            failed += 1
        if not answer or b"\r\nConnection: close" in answer:
            connection.close()
            connection = socket.create_connection(("127.0.0.1", port))
    connection.close()
    queue.put((times, failed))


def _answer(connection: socket.socket) -> bytes:
    """One response, head and body."""
    got = connection.recv(65536)
    while b"\r\n\r\n" not in got:
        more = connection.recv(65536)
        if not more:
            return got
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    missing = int(found.group(1)) - len(body) if found else 0
    while missing > 0:
        more = connection.recv(65536)
        if not more:
            break
        got += more
        missing -= len(more)
    return got
