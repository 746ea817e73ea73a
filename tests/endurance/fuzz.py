"""Row 19 of the table of trust: 10,000 requests made up from the OpenAPI document, none ends in a 5xx.

The test of the contract with more cases and other ones: see tests/contract/test_openapi.py.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.endurance._report import report, time_left

CASES = 10_000
CONTRACT = "tests/contract/test_openapi.py"
ROOT = Path(__file__).parents[2]
COUNTED = re.compile(r"^cases: (\d+) (.*)$", re.MULTILINE)


def main() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "--tb=short", CONTRACT],
        cwd=ROOT,
        env={
            **os.environ,
            "QUIZAPP_FUZZ_CASES": str(CASES),
            "QUIZAPP_FUZZ_SECONDS": str(time_left() * 0.9),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    found = COUNTED.search(done.stdout)
    cases = int(found.group(1)) if found else 0
    report(
        "fuzz",
        f"{CASES} cases from the OpenAPI document, no 5xx, each answered as documented",
        {
            f"{CASES} cases": cases >= CASES,
            "no 5xx, all as documented": done.returncode == 0 and cases > 0,
        },
        {
            "cases": cases,
            "answers by status": found.group(2) if found else None,
            "failure": [] if done.returncode == 0 else done.stdout.strip().splitlines()[-15:],
        },
    )


if __name__ == "__main__":
    main()
