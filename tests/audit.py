"""Ask a database of known weaknesses (OSV) about every package that is pinned: `make audit`.

    python -m tests.audit [--osv-url URL] [LOCK…]

Ends with 0 if it knows of none, 1 if it knows of some, 2 if it could not be asked. An audit that
hears nothing must not pass, so it asks first about a package whose weaknesses are known for years: a
database that knows nothing of these, or something in between that answers for it, is no database.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted(ROOT.glob("requirements*.txt"))
OSV = "https://api.osv.dev/v1/query"
# CVE-2014-1402 and others.
KNOWN_WEAK = ("jinja2", "2.7.1")
CLEAN, WEAK, UNASKED = 0, 1, 2


class UnaskedError(Exception):
    """The database could not be asked, or did not answer like one."""


def audit(locks: Sequence[Path], osv_url: str) -> list[str]:
    """One line for each known weakness of what the files pin. Raises UnaskedError."""
    _control(osv_url)
    answered = _asked(locks, osv_url)
    unasked = sorted(pinned(locks) - set(answered))
    if unasked:
        raise UnaskedError(f"not asked about {', '.join(unasked)}")
    return [
        f"{name} {one['version']}: {weakness['id']} (mended in {', '.join(weakness['fix_versions']) or '-'})"
        for name, one in sorted(answered.items())
        for weakness in one["vulns"]
    ]


def pinned(locks: Sequence[Path]) -> set[str]:
    """The names that the files pin for this Python and system."""
    lines = (line for lock in locks for line in lock.read_text().splitlines())
    found = (
        Requirement(line.split(" \\")[0]) for line in lines if re.match(r"[a-z0-9-]+.*==", line)
    )
    return {one.name for one in found if one.marker is None or one.marker.evaluate()}


def _control(osv_url: str) -> None:
    name, version = KNOWN_WEAK
    with TemporaryDirectory() as folder:
        lock = Path(folder) / "requirements.txt"
        lock.write_text(f"{name}=={version} --hash=sha256:{'0' * 64}\n")
        if not _asked([lock], osv_url).get(name, {}).get("vulns"):
            raise UnaskedError(f"the database knows nothing of {name} {version}")


def _asked(locks: Sequence[Path], osv_url: str) -> dict[str, dict[str, Any]]:
    """What the database says of each package. Raises UnaskedError."""
    command = [
        sys.executable, "-m", "pip_audit", "--vulnerability-service=osv", f"--osv-url={osv_url}",
        "--strict", "--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off",
    ]  # fmt: skip
    for lock in locks:
        command += ["--requirement", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        said = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        raise UnaskedError(last[0]) from None
    skipped = [one["name"] for one in said if "skip_reason" in one]
    if skipped or done.returncode not in (CLEAN, WEAK):
        raise UnaskedError(f"not answered for {', '.join(skipped) or 'anything'}")
    return {one["name"]: one for one in said}


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit, print, and tell how it went by the exit status."""
    parser = argparse.ArgumentParser(prog="audit")
    parser.add_argument("--osv-url", default=OSV)
    parser.add_argument("locks", nargs="*", type=Path, default=LOCKS)
    wanted = parser.parse_args(arguments)
    locks = wanted.locks or LOCKS
    try:
        weaknesses = audit(locks, wanted.osv_url)
    except UnaskedError as error:
        print(f"AUDIT NOT DONE: {error}", file=sys.stderr)  # noqa: T201 (a command)
        return UNASKED
    for line in weaknesses:
        print(line)  # noqa: T201
    print(f"{len(pinned(locks))} pinned packages, {len(weaknesses)} known weaknesses")  # noqa: T201
    return WEAK if weaknesses else CLEAN


if __name__ == "__main__":
    sys.exit(main())
