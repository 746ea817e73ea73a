"""The real thing: `quizapp serve` in processes of its own, as a user starts it."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.support.databases import QUIZAPP, clean_environment
from tests.support.postgres import free_port

START_SECONDS = 180  # on a machine where eight others start, too


class LiveServer:
    """A running app with a home folder of its own, which may begin as a copy of another one."""

    def __init__(self, home: Path, like: Path | None = None, **settings: str) -> None:
        if like is not None:
            shutil.copytree(like, home)
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.with_name(f"{home.name}.log")
        self.environment = clean_environment(
            QUIZAPP_HOME=str(home),
            QUIZAPP_PORT=str(self.port),
            QUIZAPP_GUESTS_PER_HOUR="100000",
            **settings,
        )
        self.launcher: tuple[str, ...] = ()  # a command that runs the command after it
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = START_SECONDS) -> "LiveServer":
        """Start and wait until /readyz says yes, at most `patience` seconds."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.launcher, QUIZAPP, "serve"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + patience
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"quizapp serve did not get ready:\n{self.log.read_text()}")
            time.sleep(0.05)
        return self

    def is_ready(self) -> bool:
        """Whether it answers and says that it can serve."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, http.client.HTTPException):
            return False

    def stop(self) -> None:
        """Stop as Ctrl+C does; whatever is left of its process group is killed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """kill -9 the whole process group."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)

    def last_words(self, lines: int = 40) -> str:
        """The end of its log, without the requests that went well."""
        told = self.log.read_text(errors="replace").splitlines()
        return "\n".join([line for line in told if "status=200" not in line][-lines:])

    @property
    def pid(self) -> int:
        """The process that watches over the others."""
        assert self._process is not None
        return self._process.pid

    def succeeds(self, *arguments: str) -> bool:
        """Whether another `quizapp` command on the same home ends with 0."""
        done = subprocess.run([QUIZAPP, *arguments], env=self.environment, capture_output=True)  # noqa: PLW1510 (its exit status is the answer)
        return done.returncode == 0

    def command(self, *arguments: str) -> str:
        """Run another `quizapp` command on the same home; returns what it printed."""
        return subprocess.run(
            [QUIZAPP, *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def get_json(self, path: str) -> Any:
        """Ask for JSON without a cookie."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:
            return json.load(answer)
