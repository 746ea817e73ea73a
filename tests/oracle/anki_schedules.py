"""Compare our schedules with the official Anki's, after the same answers. See README.md."""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from quizapp.clock import Clock
from quizapp.domain.scheduling import Settings, replay, study_day
from quizapp.domain.scheduling.brought import brought
from quizapp.formats.anki.formats import ANKI
from quizapp.formats.entries import Entry
from quizapp.formats.source import Source
from quizapp.services.authoring.histories import history_of, staged
from tests.oracle.anki_check import prepared

_MAKER = Path(__file__).with_name("anki_log.py")
# Theirs are of 32 bits.
_MOST = {"stability": 1e-4, "difficulty": 1e-4, "days": 0}


def ours(package: Path, now: datetime) -> dict[str, dict[str, float]]:
    """What a replay of the answers makes of each card, and when it comes back."""
    assert ANKI.read
    found = {}
    for entry in ANKI.read(Source.of(package)):
        if not isinstance(entry, Entry):
            continue
        history = history_of(json.loads(json.dumps(staged(entry.cards[0]))))
        assert history is not None
        events = brought(history, lambda what: what, Settings(), now).events
        # The answers alone, without what the other program says of the memory.
        memory = replay([one for one in events if one.rating], Settings(), "1").state
        due = replay(events, Settings(), "1").state.due
        assert due is not None
        assert memory.stability is not None
        assert memory.difficulty is not None
        found[entry.own_id or ""] = {
            "stability": memory.stability,
            "difficulty": memory.difficulty,
            "days": (study_day(due, "UTC") - study_day(now, "UTC")).days,
        }
    return found


def main() -> int:
    """Compare; 0 if all agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = prepared(asked.environment or folder / "environment")
        package = folder / "log.apkg"
        done = subprocess.run(
            [python, _MAKER, package], check=True, capture_output=True, text=True, cwd=folder
        )
        theirs: dict[str, dict[str, float]] = json.loads(done.stdout)
        mine = ours(package, Clock().now())
    failed = mine.keys() != theirs.keys()
    sys.stdout.write(f"{len(theirs)} cards there, {len(mine)} here\n")
    for what, most in _MOST.items():
        widest = max(abs(mine[key][what] - one[what]) / (abs(one[what]) or 1)
                     for key, one in theirs.items() if key in mine)  # fmt: skip
        failed |= widest > most
        sys.stdout.write(f"{what}: at most {widest:.1e} apart\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
