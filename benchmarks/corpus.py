"""Real files of other programs against what is known to be in them.

QUIZAPP_CORPUS=FOLDER python benchmarks/corpus.py [FORMAT …]

The folder holds one folder a format and `expected.json`: by path, what a right import holds. The
number of questions stands under the first of KEYS; a file counts as right if as many were read, or
read and skipped with a reason. What is `malformed` has to be refused or skipped; where no number
is known (and under `hostile/`) a file is only read, told of, and must neither crash nor take long.
Ends with 1 if a format has fewer right files than its bar.
"""

import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.formats.entries import RefusedError
from quizapp.formats.inspection import Inspection, inspect
from quizapp.formats.source import Source

KEYS = ("questions", "items", "notes", "records", "well_formed", "cards", "lines")
BARS = {"gift": 0.99, "aiken": 0.99, "anki_apkg": 0.99, "anki_text": 0.99,
        "anki_generated_by_anki_26.9": 0.99}  # fmt: skip
OTHERS = 0.95
ONE_ITEM = ("qti2", "qti3")  # a file without a count is one question
SLOW = 2.0  # seconds, for a hostile file


@dataclass
class Outcome:
    """One file: right, wrong or not judged (None), what was found, and how long it took."""

    path: str
    right: bool | None
    found: str
    seconds: float


def known_count(path: str, expected: Mapping[str, Any]) -> int | None:
    """How many questions the file has."""
    count = next((expected[key] for key in KEYS if isinstance(expected.get(key), int)), None)
    if count is None and path.startswith(ONE_ITEM) and "malformed" not in expected:
        return 1
    return count


def judged(
    found: Inspection | str, path: str, expected: Mapping[str, Any]
) -> tuple[bool | None, str]:
    """Whether it is right, and the numbers in words. `found` is text where it was refused."""
    count = known_count(path, expected)
    if "skip" in expected or path.startswith("hostile/"):
        count = None
    if isinstance(found, str):
        refused = f"refused: {found[:100]}"
        if count is None:
            return (True if "malformed" in expected else None), refused
        return False, f"{refused}; {count} expected"
    types = ", ".join(f"{name} {n}" for name, n in found.by_type.most_common())
    numbers = f"{found.form.name}: {found.items} items ({types}), {len(found.skipped)} skipped"
    if count is None:
        return (bool(found.skipped) if "malformed" in expected else None), numbers
    right = count in (found.items, found.items + len(found.skipped))
    return right, numbers if right else f"{numbers}; {count} expected"


def outcome(root: Path, path: str, expected: Mapping[str, Any]) -> Outcome:
    """Read one file."""
    start = time.perf_counter()
    found: Inspection | str
    try:
        found = inspect(Source.of(root / path))
    except RefusedError as error:
        found = str(error)
    except Exception as error:  # noqa: BLE001 # a crash is what is looked for
        return Outcome(path, False, f"crashed: {error!r}", time.perf_counter() - start)
    seconds = time.perf_counter() - start
    right, words = judged(found, path, expected)
    if path.startswith("hostile/"):
        right = False if seconds > SLOW else None
        words = f"{words}; wanted: {expected.get('expect', '')}"
    return Outcome(path, right, words, seconds)


def report(name: str, outcomes: list[Outcome]) -> bool:
    """Print a format; tells whether it reaches its bar."""
    counted = [one for one in outcomes if one.right is not None]
    right = sum(bool(one.right) for one in counted)
    share = right / len(counted) if counted else 1.0
    bar = 1.0 if name == "hostile" else BARS.get(name, OTHERS)
    seconds = sum(one.seconds for one in outcomes)
    sign = "ok " if share >= bar else "LOW"
    numbers = f"{right} of {len(counted)} right ({share:.1%}, bar {bar:.0%}), {seconds:.1f} s"
    print(f"{sign} {name}: {len(outcomes)} files, {numbers}")
    for one in outcomes:
        if one.right is False or (one.right is None and name == "hostile"):
            print(
                f"    {'wrong' if one.right is False else 'see'} {one.path} [{one.seconds:.2f} s] {one.found}"
            )
    return share >= bar


def main() -> int:
    root = Path(os.environ["QUIZAPP_CORPUS"])
    wanted = set(sys.argv[1:])
    by_format: dict[str, list[Outcome]] = defaultdict(list)
    for path, expected in sorted(json.loads((root / "expected.json").read_bytes()).items()):
        name = path.split("/")[0]
        if (not wanted or name in wanted) and (root / path).is_file():
            by_format[name].append(outcome(root, path, expected))
    good = [report(name, outcomes) for name, outcomes in by_format.items()]
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
