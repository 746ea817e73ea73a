"""Run every measuring program and write what they say to benchmarks/RESULTS.md.

Names of programs as arguments run only those; the results of the others are kept.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"
LAST = FOLDER / "results.json"
MOST_SECONDS = 600


def programs() -> list[Path]:
    """The measuring programs."""
    hidden = {"run_all"}
    found = sorted(FOLDER.glob("*.py"))
    return [one for one in found if not one.stem.startswith("_") and one.stem not in hidden]


def run(program: Path) -> dict[str, Any] | None:
    """What a program reports; None where it failed."""
    print(f"== {program.name}", flush=True)
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=MOST_SECONDS,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr)
        return None
    print(done.stdout)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def as_markdown(results: list[dict[str, Any]]) -> str:
    """One table a program."""
    lines = [
        "# Results",
        "",
        "Written by `make bench`. Medians over at least five rounds, with the lowest and the",
        "highest. Absolute times depend on the machine; ratios were taken in one run.",
    ]
    for one in results:
        machine, versions = one["machine"], one["versions"]
        packages = ", ".join(f"{name} {version}" for name, version in versions.items())
        lines += [
            "",
            f"## {one['benchmark']}",
            "",
            f"Target: {one['target']}.",
            "",
            "| figure | median | low | high | unit |",
            "|---|--:|--:|--:|---|",
            *(
                f"| {name} | {f['median']:,} | {f['low']:,} | {f['high']:,} | {f['unit']} |"
                for name, f in one["figures"].items()
                if isinstance(f, dict)
            ),
            "",
            (
                f"{one['at']} · {machine['cores']} cores ({machine['processor']}), "
                f"{machine['memory_gb']} GB, load {machine['load_1_min']} · {packages}"
            ),
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    kept: dict[str, Any] = json.loads(LAST.read_text()) if LAST.exists() else {}
    wanted = set(sys.argv[1:])
    failed = []
    for program in programs():
        if wanted and program.stem not in wanted:
            continue
        result = run(program)
        if result is None:
            failed.append(program.name)
        else:
            kept[program.stem] = result
    LAST.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    RESULTS.write_text(as_markdown([kept[name] for name in sorted(kept)]))
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
