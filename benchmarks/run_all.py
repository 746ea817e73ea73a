"""Run every measuring program and write what they say to benchmarks/RESULTS.md.

Names of programs as arguments run only those; the results of the others are kept, with their date.
All together end within 35 minutes: each program has a share of these, and what it leaves goes to
those that follow. What fails or is not done in time stands in the results with its reason, beside
what it had found until then, and the next one begins.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from _report import machine, moment
from _results import as_markdown

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"
LAST = FOLDER / "results.json"
ALL_SECONDS = 2_100.0
# The seconds that each may take, in the order of the table of targets; then the ones beside it.
SHARES = {
    "record_review": 90,
    "batch_reviews": 80,
    "card_and_answer": 80,
    "first_cards": 100,
    "save_answer": 90,
    "thousand_students": 390,
    "pages": 80,
    "gradebook": 100,
    "item_report": 120,
    "import_apkg": 150,
    "cold_start": 80,
    "log_grows": 330,
    "two_nodes": 130,
    "import_items": 200,
    "editor": 80,
    "next_card": 80,
}
APART = {"run_all", "corpus"}  # corpus: not about time, and it needs a folder of real files
GRACE = 60.0  # seconds to stop what a program has started


def programs() -> list[str]:
    """The measuring programs, as the table of shares lists them."""
    found = {one.stem for one in FOLDER.glob("[!_]*.py")} - APART
    if found != set(SHARES):
        raise SystemExit(f"SHARES and the folder differ: {sorted(found ^ set(SHARES))}")
    return list(SHARES)


def run(name: str, seconds: float) -> dict[str, Any]:
    """What a program reports; where it failed, why, with what it had reported before."""
    print(f"== {name} (at most {seconds:.0f} s)", flush=True)
    begun = time.monotonic()
    program = subprocess.Popen(
        [sys.executable, str(FOLDER / f"{name}.py")],
        env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    reason = []
    try:
        told, trouble = program.communicate(timeout=seconds)
        if program.returncode != 0:
            reason = (trouble or told).strip().splitlines()[-20:]
            reason = reason or [f"ended with {program.returncode}"]
    except subprocess.TimeoutExpired:
        told = stopped(program)
        reason = [f"not done after {seconds:.0f} s"]
    except KeyboardInterrupt:
        stopped(program)
        raise
    found = last_report(told)
    if found is None and not reason:
        reason = ["it said nothing"]
    result = found or {"benchmark": name, "at": moment(), "machine": machine(), "figures": {}}
    print(*reason, *told.splitlines()[-1:], sep="\n", flush=True)
    return {**result, "seconds": round(time.monotonic() - begun), "failed": reason}


def stopped(program: subprocess.Popen[str]) -> str:
    """End a program that stops its servers when it is interrupted; what it had printed."""
    program.send_signal(signal.SIGINT)
    try:
        told, _ = program.communicate(timeout=GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        told, _ = program.communicate()
    return told


def last_report(told: str) -> dict[str, Any] | None:
    """The last whole report among the lines of a program."""
    for line in reversed(told.splitlines()):
        try:
            found: dict[str, Any] = json.loads(line)
        except ValueError:
            continue
        return found
    return None


def main() -> int:
    kept: dict[str, Any] = json.loads(LAST.read_text()) if LAST.exists() else {}
    everyone = programs()
    wanted = sys.argv[1:] or everyone
    if unknown := set(wanted) - set(everyone):
        raise SystemExit(f"no such program: {', '.join(sorted(unknown))}")
    scale = ALL_SECONDS / sum(SHARES.values())
    end = time.monotonic() + scale * sum(SHARES[name] for name in wanted)
    for number, name in enumerate(wanted):
        later = scale * sum(SHARES[one] for one in wanted[number + 1 :])
        kept[name] = run(name, max(1.0, end - time.monotonic() - later))
        LAST.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
        RESULTS.write_text(as_markdown([kept[one] for one in everyone if one in kept]))
    failed = [name for name in wanted if kept[name]["failed"]]
    print(f"Written to {RESULTS.relative_to(FOLDER.parent)}.")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
