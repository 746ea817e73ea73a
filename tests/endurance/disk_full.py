"""Row 8 of the table of trust: a full disk, a database that cannot be written, one that is locked.

While it lasts, who writes is told 503 with Retry-After within 2 s, and nothing is acknowledged that is
not stored; pages can be read. When it is over the same server goes on. The disk is a small tmpfs, which
takes root to mount.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from quizapp.models.engine import sqlite_module
from tests.endurance._learners import Learner, answering, wrong_answers
from tests.endurance._oracle import differences, in_sqlite, verdicts
from tests.endurance._report import report
from tests.endurance._watching import START_SECONDS, web_server
from tests.support.server import LiveServer

MEGABYTES = 96
LEARNERS = 3
THINK = 0.05  # seconds between two answers of a learner
SECONDS = 10.0  # of each trouble
GOAL_SECONDS = 2.0
BACK_SECONDS = 20.0  # within which every learner must have been acknowledged something again
PAGES = ("/", "/lessons", "/study", "/quizzes", "/progress")
# Root may write whatever it likes; without this right it is bound by a file's mode as others are.
BOUND = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own."""
    size = f"size={MEGABYTES}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(server: LiveServer) -> Iterator[None]:
    """Another file has taken all the room."""
    filler = server.home.parent / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    yield
    filler.unlink()


@contextmanager
def read_only(server: LiveServer) -> Iterator[None]:
    """The files may only be read; new workers have to open them."""
    files = [path for path in server.home.iterdir() if path.name.startswith("quizapp.sqlite3")]
    for path in files:
        path.chmod(0o444)
    for worker in web_server(server)[1]:
        os.kill(worker, signal.SIGKILL)
    yield
    for path in files:
        path.chmod(0o644)


@contextmanager
def locked(server: LiveServer) -> Iterator[None]:
    """Another process writes and does not come to an end."""
    other = sqlite_module().connect(server.home / "quizapp.sqlite3", isolation_level=None)
    for _ in range(100):
        try:
            other.execute("BEGIN IMMEDIATE")
            break
        except sqlite_module().OperationalError:
            continue
    yield
    other.close()


Trouble = Callable[[LiveServer], Any]
TROUBLES: dict[str, Trouble] = {"full": full, "read-only": read_only, "locked": locked}


def suffered(server: LiveServer, learners: list[Learner], trouble: Trouble) -> dict[str, Any]:
    """What writers and readers were told while it lasted, and how long they waited afterwards."""
    for one in learners:
        one.refusals.clear()
    reader, statuses = learners[0], []
    with trouble(server):
        end = time.monotonic() + SECONDS
        for page in cycle(PAGES):
            statuses.append(reader.reads(page))
            if time.monotonic() > end:
                break
            time.sleep(0.1)
        before = [len(one.told) for one in learners]
    over = time.monotonic()
    while (
        any(len(one.told) <= stood for one, stood in zip(learners, before, strict=True))
        and time.monotonic() < over + BACK_SECONDS
    ):
        time.sleep(0.02)
    refusals = [each for one in learners for each in one.refusals]
    return {
        "refused": len(refusals),
        "without Retry-After": sum(not promised for _, promised in refusals),
        "slowest refusal (s)": round(max((seconds for seconds, _ in refusals), default=0.0), 2),
        "pages read": statuses.count(200),
        "pages not read": len(statuses) - statuses.count(200),
        "all at work again after (s)": round(time.monotonic() - over, 2),
    }


def held(found: dict[str, Any]) -> bool:
    """Whether one trouble was borne as it should be."""
    return all(
        (
            found["refused"] > 0,
            found["without Retry-After"] == 0,
            found["slowest refusal (s)"] <= GOAL_SECONDS,
            found["pages not read"] == 0,
            found["all at work again after (s)"] < BACK_SECONDS,
        )
    )


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quizapp-endurance-") as name, small_disk(Path(name)):
        server = LiveServer(Path(name) / "home")
        server.log = Path(tempfile.gettempdir()) / f"{Path(name).name}.log"
        server.launcher = BOUND if os.geteuid() == 0 else ()
        server.start(START_SECONDS)
        try:
            with answering(server.port, LEARNERS, THINK) as learners:
                found = {
                    what: suffered(server, list(learners), trouble)
                    for what, trouble in TROUBLES.items()
                }
        finally:
            server.stop()
            server.log.unlink()
        missing = differences(
            in_sqlite(server.home / "quizapp.sqlite3"), [one.told for one in learners]
        )
        in_order = server.succeeds("doctor")
    wrong = wrong_answers(learners)
    report(
        "disk_full",
        f"503 with Retry-After within {GOAL_SECONDS:.0f} s, reads go on, recovers by itself, "
        "nothing acknowledged falsely",
        {
            **{what: held(each) for what, each in found.items()},
            **verdicts(missing),
            "doctor finds nothing": in_order,
            "no wrong answer": not wrong,
        },
        {**found, **missing, "wrong answers": wrong[:3]},
    )


if __name__ == "__main__":
    main()
