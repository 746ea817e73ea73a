"""`quizapp check` as typed at a terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizapp.cli import main
from tests.support.small_course import change, write_course


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    course = write_course(tmp_path)
    change(course, "items/l1.yaml", "text: The wind", "text: Only the wind")
    change(course, "facts.yaml", "verification: V", "verification: V, review_by: '2026-06-30'")
    return course


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_warnings_alone_end_well(folder: Path) -> None:
    result = check(str(folder))
    assert result.exit_code == 0
    assert "warning R10: L1-01: the absolute word" in result.output
    assert result.output.endswith("0 errors, 1 warning\n")


def test_a_day_to_judge_by(folder: Path) -> None:
    result = check(str(folder), "--as-of", "2026-07-01", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.output)["summary"]["rules"] == {
        "R10": {"errors": 0, "warnings": 1, "waived": 0},
        "R29": {"errors": 1, "warnings": 0, "waived": 0},
    }
    assert check(str(folder), "--as-of", "July").exit_code == 2


def test_rules_are_chosen_by_number(folder: Path) -> None:
    chosen = check(str(folder), "--as-of", "2026-07-01", "--rule", "r10", "--rule", "R11")
    assert chosen.exit_code == 0
    assert "R10" in chosen.output
    assert "R29" not in chosen.output
    unknown = check(str(folder), "--rule", "R41")
    assert unknown.exit_code == 2
    assert "R41" in unknown.output


def test_lines_for_a_ci_service(folder: Path) -> None:
    result = check(str(folder), "--format", "github")
    assert result.output.startswith(f"::warning file={folder.as_posix()}/items/l1.yaml,line=")
    assert result.output.count("\n") == 1


def test_what_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert check(str(tmp_path / "nowhere")).exit_code == 2
    (write_course(tmp_path) / "facts.yaml").write_text("facts: [", encoding="utf-8")
    assert check(str(tmp_path)).exit_code == 2
