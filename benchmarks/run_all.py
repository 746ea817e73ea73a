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
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from _report import machine, moment
from _results import as_markdown

from tests.support.postgres import children

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"
LAST = FOLDER / "results.json"
ALL_SECONDS = 2_040.0  # and a minute to stop the last one
# The seconds that each may take: the longest come last, where the others have left them the most.
SHARES = {
    "record_review": 120,
    "batch_reviews": 70,
    "card_and_answer": 80,
    "first_cards": 90,
    "save_answer": 80,
    "thousand_students": 380,
    "pages": 80,
    "gradebook": 90,
    "import_apkg": 150,
    "cold_start": 90,
    "two_nodes": 170,
    "editor": 80,
    "next_card": 80,
    "import_items": 200,
    "item_report": 180,
    "log_grows": 330,
}
# KEPT in the environment: the large logs are measured, too, and built where they are not there yet.
KEPT_SECONDS = 5_400
if os.environ.get("KEPT"):
    SHARES["log_grows"] += KEPT_SECONDS
    ALL_SECONDS += KEPT_SECONDS
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
    reason = []
    # Files, not pipes: a server that is left behind would hold a pipe open.
    with TemporaryFile("w+") as said, TemporaryFile("w+") as trouble:
        program = subprocess.Popen(
            [sys.executable, str(FOLDER / f"{name}.py")],
            env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
            stdout=said,
            stderr=trouble,
            start_new_session=True,
        )
        try:
            if program.wait(seconds) != 0:
                reason = [*_lines(trouble)[-20:], f"ended with {program.returncode}"]
        except subprocess.TimeoutExpired:
            reason = [f"not done after {seconds:.0f} s"]
        finally:
            stop(program)
        told = _lines(said)
    found = last_report(told)
    if found is None and not reason:
        reason = ["it said nothing"]
    result = found or {"benchmark": name, "at": moment(), "machine": machine(), "figures": {}}
    print(*reason, *told[-1:], sep="\n", flush=True)
    return {**result, "seconds": round(time.monotonic() - begun), "failed": reason}


def stop(program: subprocess.Popen[bytes]) -> None:
    """Interrupt a program, so that it stops its servers; what is left of all of it is killed."""
    if program.poll() is not None:
        return
    program.send_signal(signal.SIGINT)
    try:
        program.wait(GRACE)
    except subprocess.TimeoutExpired:
        for pid in [*_under(program.pid), program.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        program.wait()


def _under(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have started."""
    return [one for child in children(pid) for one in (*_under(child), child)]


def _lines(file: IO[str]) -> list[str]:
    file.seek(0)
    return file.read().strip().splitlines()


def last_report(told: list[str]) -> dict[str, Any] | None:
    """The last whole report among the lines of a program."""
    for line in reversed(told):
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
