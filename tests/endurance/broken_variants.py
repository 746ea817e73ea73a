"""Each guard against a product that is broken on purpose: the same test, and it has to fail.

The modules of `broken` break one thing each when they are loaded; the product knows nothing of
them. The copied live file instead of a backup is in tests/services/test_keeping_backups.py, and
the power cut with NORMAL beside this.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.endurance._report import report

ROOT = Path(__file__).parents[2]
BROKEN = Path(__file__).parent / "broken"
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)

GUARDS = {
    "deferred_transactions": "services/test_transaction.py::"
    "test_writers_of_several_processes_that_read_first_do_not_fail_each_other",
    "synchronous_normal": "services/test_transaction.py::"
    "test_sqlite_is_durable_and_checks_references",
    "deletion_that_leaves_traces": "services/test_keeping_traces.py::"
    "test_a_deleted_name_is_nowhere_not_even_in_a_backup_made_later",
    "key_in_the_payload": "web/test_quizzes_secrecy.py::test_twins_look_the_same",
    "key_in_the_order": "web/test_quizzes_secrecy.py::test_twins_look_the_same",
    "route_without_a_check": "web/test_access.py::test_everybody_gets_what_the_table_says[mina]",
    "class_of_anybody": "web/test_access.py::test_everybody_gets_what_the_table_says[mr_cho]",
    "route_not_in_the_table": "web/test_access.py::test_every_route_is_in_the_table",
    "no_csrf_tokens": "web/test_csrf_everywhere.py::"
    "test_a_request_without_a_good_token_changes_nothing[missing]",
    "unsafe_policy": "web/test_headers_everywhere.py::test_every_route_answers_with_them[anonymous]",
    "unbounded_unzip": "formats/test_archive.py::test_a_bomb_is_refused_by_what_it_declares",
    "cells_as_formulas": "formats/test_score_tables.py::test_a_csv_file",
    "html_of_authors": "web/test_scripts_browser.py",
}


def bites(variant: str, test: str) -> str:
    """Empty if the test fails with this variant, and by its own assertion; else what came."""
    plugins = ["-p", "no:cacheprovider", "-p", f"tests.endurance.broken.{variant}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", *plugins, f"tests/{test}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = FAILED.findall(done.stdout)
    where = f"tests/{test.partition('[')[0]}"
    if done.returncode != pytest.ExitCode.TESTS_FAILED or not failed:
        return f"ended with {done.returncode}: {(done.stderr or done.stdout)[-300:]}"
    return "" if all(one.startswith(where) for one in failed) else f"failed: {failed}"


def main() -> None:
    known = {one.stem for one in BROKEN.glob("[!_]*.py")}
    outcomes = {name: bites(name, test) for name, test in GUARDS.items()}
    report(
        "broken_variants",
        "the test that guards against it fails with each of these",
        {"every variant has a guard": known == set(GUARDS)}
        | {name: not said for name, said in outcomes.items()},
        {name: said for name, said in outcomes.items() if said} | {"variants": len(outcomes)},
    )


if __name__ == "__main__":
    main()
