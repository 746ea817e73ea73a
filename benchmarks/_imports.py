"""What the measuring of imports shares: files of made-up items, and one import in its own process."""

import json
import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from _measure import BIN, environment

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.formats.entries import Entry
from quizapp.formats.format import Format, Writing

TEACHER = "bench"


@dataclass(frozen=True, slots=True)
class Run:
    """What one import took: seconds on the clock and of the processor, and its peak of memory."""

    wall: float
    cpu: float
    megabytes: float
    said: str


def mixed(count: int) -> Iterator[ItemBody]:
    """Questions of six types in turn, with emphasis, feedback, an explanation and a tag."""
    shapes: list[dict[str, object]] = [
        {"type": "single"},
        {"type": "multi"},
        {"type": "true_false", "answer": True},
        {"type": "short"},
        {"type": "numeric"},
        {"type": "matching"},
    ]
    for n in range(count):
        shape = dict(shapes[n % len(shapes)])
        fields: dict[str, dict[str, object]] = {
            "single": {"options": _options(n, 1)},
            "multi": {"options": _options(n, 2)},
            "short": {"answers": [f"word {n}"]},
            "numeric": {"answer": n},
            "matching": {"pairs": [{"left": f"l{n}-{k}", "right": f"r{n}-{k}"} for k in range(3)]},
        }
        own = fields.get(str(shape["type"]), {})
        yield load_body(
            {
                "id": f"q{n + 1}",
                "stem": f"Question {n}: what is *true* of the year {1000 + n}, and **why**?",
                "explanation": f"Because of {n}.",
                "tags": ["history"],
                **shape,
                **own,
            }
        )


def choices(count: int) -> Iterator[ItemBody]:
    """Plain questions with one right choice, for formats that know nothing else."""
    for n in range(count):
        options = [{"text": f"Answer {n}", "key": True}, {"text": f"Other {n}"}]
        yield load_body(
            {"id": f"q{n + 1}", "type": "single", "stem": f"What is {n}?", "options": options}
        )


def flashcards(count: int) -> Iterator[ItemBody]:
    """Plain cards."""
    for n in range(count):
        front, back = f"What is word number {n}?", f"The answer is {n}"
        yield load_body({"id": f"q{n + 1}", "type": "flashcard", "front": front, "back": back})


def _options(n: int, keys: int) -> list[dict[str, object]]:
    texts = (f"Answer {n}", f"Other {n}", f"Third {n}")
    return [{"text": text, "key": place < keys} for place, text in enumerate(texts)]


def file_of(form: Format, bodies: Iterable[ItemBody], folder: Path) -> Path:
    """A file that our own writer made of these; raises where the format cannot hold them all."""
    path = folder / f"{form.name}{form.suffix}"
    assert form.write is not None
    with path.open("wb") as stream:
        form.write(
            (Entry(body, body.id, own_id=body.id) for body in bodies),
            stream,
            Writing("Bench", lambda _: b""),
        )
    return path


def prepared(home: Path) -> dict[str, str]:
    """The environment of a fresh database with a teacher."""
    env = environment(home)
    subprocess.run(
        [str(BIN / "quizapp"), "user", "add", TEACHER, "--role", "teacher"],
        env=env, check=True, capture_output=True,
    )  # fmt: skip
    return env


def imported(path: Path, slug: str, env: dict[str, str]) -> Run:
    """Bring a file into a new set with `quizapp import`. Raises where that fails."""
    command = [str(BIN / "quizapp"), "import", str(path), "--set", slug, "--owner", TEACHER,
               "--new"]  # fmt: skip
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{path.name}: {json.dumps(said[-300:])}")
    last = said.strip().rpartition("\n")[2]
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, last)
