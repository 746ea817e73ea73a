"""Compare what the official Anki reads in our packages with what is in them. See README.md."""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from quizapp.domain.items.registry import load_body, type_of
from quizapp.formats.anki.formats import ANKI
from quizapp.formats.entries import Entry, Medium
from quizapp.formats.format import Writing
from quizapp.formats.source import Source
from tests.domain.items.cases import CONTENTS

_OPENER = Path(__file__).with_name("anki_open.py")
_SETTLED = "Database rebuilt and optimized."  # what Anki's check says where nothing is wrong
_FILES = {"/media/dot.png": b"\x89PNG\r\n\x1a\n", "/media/tone": b"ID3"}
_MORE: list[dict[str, Any]] = [
    {"type": "flashcard", "front": "A", "back": "B", "typed": True, "tags": ["t1", "deep::t2"]},
    {"type": "flashcard", "front": "C", "back": "D", "more": "E", "sides": [
        {"front": "F", "back": "G", "typed": True}, {"front": "H", "back": "I", "ordinal": 5}]},
    {"type": "flashcard", "front": "![](/media/dot.png)", "back": "[tone](/media/tone)"},
    {"type": "cloze", "stem": "{{1}}, {{3}}", "blanks": {
        "1": {"answers": ["a::b}}"], "hint": "h"}, "3": {"answers": ["<c>"]}}},
]  # fmt: skip


def entries() -> Iterator[Entry]:
    """Items of every type that can be a card."""
    contents = [{"stem": "Asked", **one, "type": name} for name, one in CONTENTS.items()]
    for place, content in enumerate([*contents, *_MORE], 1):
        body = load_body({**content, "id": f"q{place}"})
        if type_of(body).card_sides(body):
            yield Entry(body, f"item {place}", own_id=f"own{place}", category=("One", "Two"))


def made(folder: Path) -> Path:
    """A package with these items."""
    path = folder / "made.apkg"
    assert ANKI.write
    with path.open("wb") as target:
        ANKI.write(entries(), target, Writing("Oracle", _FILES.__getitem__))
    return path


def ours(package: Path) -> dict[str, Any]:
    """The notes and media of a package as our reader finds them."""
    assert ANKI.read
    events = list(ANKI.read(Source.of(package)))
    return {
        "notes": {one.own_id: one.card_count for one in events if isinstance(one, Entry)},
        "media": {
            one.name: sha256(one.read()).hexdigest() for one in events if isinstance(one, Medium)
        },
    }


def theirs(package: Path, python: Path) -> dict[str, Any]:
    """The same as the official library finds them."""
    done = subprocess.run(
        [python, _OPENER, package], check=True, capture_output=True, text=True, cwd=package.parent
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differences(package: Path, python: Path) -> list[str]:
    """What the two do not agree on, and what Anki would not accept as it is."""
    own, other = ours(package), theirs(package, python)
    told = [
        f"{kind} {key}: here {own[kind].get(key)}, there {other[kind].get(key)}"
        for kind in ("notes", "media")
        for key in sorted({*own[kind], *other[kind]})
        if own[kind].get(key) != other[kind].get(key)
    ]
    if other["empty"]:
        told.append(f"{len(other['empty'])} cards have no front")
    if other["repairs"].strip() != _SETTLED:
        told.append(f"repaired: {other['repairs']}")
    return told


def prepared(folder: Path) -> Path:
    """The Python of an environment that has the official library."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "anki"], check=True)
    return python


def main() -> int:
    """Check packages; 0 if all agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", type=Path)
    parser.add_argument("--environment", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = prepared(asked.environment or folder / "environment")
        failed = False
        for package in asked.packages or [made(folder)]:
            told = differences(package.resolve(), python)
            failed |= bool(told)
            sys.stdout.write(f"{package.name}: {'; '.join(told) or 'agrees'}\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
