"""Run the long tests, or those that are named, and write RESULTS.md; exit 1 if a goal is missed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LAST, RESULTS = FOLDER / "results.json", FOLDER / "RESULTS.md"
MOST_SECONDS = 600


def programs() -> list[str]:
    """Every module here that does not begin with an underscore."""
    return sorted(one.stem for one in FOLDER.glob("[!_]*.py"))


def run(name: str) -> dict[str, Any]:
    """What one of them reports; a failure is a result too."""
    print(f"== {name}", flush=True)
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.endurance.{name}"],
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        if done.returncode == 0:
            print(done.stdout, flush=True)
            found: dict[str, Any] = json.loads(done.stdout)
            return found
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
    except subprocess.TimeoutExpired:
        reason = [f"not done after {MOST_SECONDS} s"]
    print(*reason, flush=True)
    return {
        "test": name,
        "goal": "to run to its end",
        "met": {"ran": False},
        "figures": {"reason": reason},
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
        lines += ["", f"{one.get('at', '')} · {one.get('machine', '')}"]
    return "\n".join(lines) + "\n"


def main() -> int:
    kept = json.loads(LAST.read_text()) if LAST.exists() else {}
    for name in sys.argv[1:] or programs():
        kept[name] = run(name)
    LAST.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
    RESULTS.write_text(as_markdown([kept[name] for name in sorted(kept)]))
    return 0 if all(all(one["met"].values()) for one in kept.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
