"""Run the long tests, or those that are named, and write RESULTS.md; exit 1 if a goal is missed.

All together end within 20 minutes (or as many seconds as QUIZAPP_ENDURANCE_SECONDS says): each has a
share, and what it leaves goes to those that follow.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.endurance._report import SECONDS, machine, moment

FOLDER = Path(__file__).parent
LAST, RESULTS = FOLDER / "results.json", FOLDER / "RESULTS.md"
ALL_SECONDS = 1200.0
# The share of each program in the time of all.
SHARES = {
    "kill_server": 240,
    "kill_postgresql": 120,
    "power_cut": 120,
    "disk_full": 90,
    "broken_variants": 210,
    "fuzz": 180,
    "rush": 90,
    "soak": 150,
}
GRACE = 15.0  # seconds between the end that a program is told and the end of its process


def programs() -> list[str]:
    """Every module here that does not begin with an underscore, as the table of shares lists them."""
    found = {one.stem for one in FOLDER.glob("[!_]*.py")}
    if found != set(SHARES):
        raise SystemExit(f"SHARES and the folder differ: {sorted(found ^ set(SHARES))}")
    return list(SHARES)


def run(name: str, seconds: float) -> dict[str, Any]:
    """What one of them reports; a failure is a result too."""
    print(f"== {name} (at most {seconds:.0f} s)", flush=True)
    program = subprocess.Popen(
        [sys.executable, "-m", f"tests.endurance.{name}"],
        env={**os.environ, SECONDS: str(seconds - GRACE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        told, trouble = program.communicate(timeout=seconds)
        if program.returncode == 0:
            print(told, flush=True)
            found: dict[str, Any] = json.loads(told)
            return found
        reason = (trouble or told).strip().splitlines()[-40:]
    except subprocess.TimeoutExpired:
        program.send_signal(signal.SIGINT)  # it stops what it has started
        try:
            program.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            program.kill()
        reason = [f"not done after {seconds:.0f} s"]
    print(*reason, sep="\n", flush=True)
    return {
        "test": name,
        "goal": "to run to its end",
        "met": {"ran": False},
        "figures": {"reason": reason},
        "at": moment(),
        "machine": machine(),
    }


def as_markdown(results: list[dict[str, Any]]) -> str:
    """A section for each."""
    lines = ["# Results", "", "Written by `make endurance`; what was missed stands here too."]
    for one in results:
        lines += ["", f"## {one['test']}", "", f"Goal: {one['goal']}.", ""]
        lines += [
            f"- {'met' if held else '**missed**'}: {what}" for what, held in one["met"].items()
        ]
        lines += ["", *(f"    {name}: {value}" for name, value in one["figures"].items())]
        lines += ["", f"{one['at']} · {one['machine']}"]
    return "\n".join(lines) + "\n"


def main() -> int:
    kept = json.loads(LAST.read_text()) if LAST.exists() else {}
    names = sys.argv[1:] or programs()
    all_seconds = float(os.environ.get(SECONDS, ALL_SECONDS))
    scale = all_seconds / sum(SHARES[name] for name in names)
    end = time.monotonic() + all_seconds
    for number, name in enumerate(names):
        later = scale * sum(SHARES[one] for one in names[number + 1 :])
        kept[name] = run(name, max(1.0 + GRACE, end - time.monotonic() - later))
        LAST.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
        RESULTS.write_text(as_markdown([kept[one] for one in SHARES if one in kept]))
    return 0 if all(all(kept[name]["met"].values()) for name in names) else 1


if __name__ == "__main__":
    sys.exit(main())
